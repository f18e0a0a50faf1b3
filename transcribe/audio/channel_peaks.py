"""The waveform of two channels, beside the mixed one and on its clock.

`channels-<level>.dat` are audiowaveform files as those of `audio.peaks`, with two channels: a peak
is left minimum, left maximum, right minimum, right maximum. Where both channels are the same there
is only a header that says so.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.clock import SOUND, SoundFormat, sound_graph, with_late_video
from transcribe.audio.ffmpeg import SAMPLE_RATE, command, read_source, running
from transcribe.audio.peaks import COARSEST_PEAKS, FINEST_SAMPLES_PER_PEAK, HEADER, LEVEL_FACTOR

SAME = 1e-4  # power of the channels' difference against theirs below which they are one (-40 dB)
FRAME_BYTES = 4
SILENT_FRAMES = 1 << 20  # at a time


class ChannelPeaks:
    """Reduces two channels to peaks as they come in."""

    def __init__(self) -> None:
        self._rest = np.zeros((0, 2), np.int16)
        self._parts: list[NDArray[np.int8]] = []
        self._difference = self._power = 0.0
        self.n_frames = 0

    def add(self, frames: NDArray[np.int16]) -> None:
        """Take the next frames, int16, shape (n, 2)."""
        self.n_frames += len(frames)
        wide = frames.astype(np.float32)
        self._power += float(np.square(wide, dtype=np.float64).sum())
        self._difference += float(np.square(wide[:, 0] - wide[:, 1], dtype=np.float64).sum())
        frames = np.concatenate([self._rest, frames])
        n_whole = len(frames) // FINEST_SAMPLES_PER_PEAK * FINEST_SAMPLES_PER_PEAK
        self._parts.append(_reduce(frames[:n_whole].reshape(-1, FINEST_SAMPLES_PER_PEAK, 2)))
        self._rest = frames[n_whole:].copy()

    def add_silence(self, n_frames: int) -> None:
        """Take frames of silence."""
        while n_frames > 0:
            self.add(np.zeros((min(n_frames, SILENT_FRAMES), 2), np.int16))
            n_frames -= SILENT_FRAMES

    def finish(self) -> NDArray[np.int8] | None:
        """Peaks of the finest level, shape (n_peaks, 4); None where both channels are the same."""
        if self._difference <= SAME * self._power:
            return None
        last = [_reduce(self._rest[None])] if len(self._rest) else []
        return np.concatenate([*self._parts, *last])


def _reduce(buckets: NDArray[np.int16]) -> NDArray[np.int8]:
    """int16, shape (n, frames, 2), to int8, shape (n, 4)."""
    extremes = np.stack([buckets.min(axis=1), buckets.max(axis=1)], axis=2)
    return (extremes >> 8).astype(np.int8).reshape(-1, 4)


def write_channels(folder: Path, peaks: NDArray[np.int8] | None) -> None:
    """Write every level; the finest last, since it says that all are there.

    Args:
        folder: Of the recording.
        peaks: Of the finest level, shape (n_peaks, 4); None where the channels are the same.
    """
    if peaks is None:
        _write(folder, 0, np.zeros((0, 2), np.int8), n_channels=1)
        return
    levels = [peaks]
    while len(levels[-1]) > COARSEST_PEAKS:
        levels.append(_coarsen(levels[-1]))
    for level in reversed(range(len(levels))):
        _write(folder, level, levels[level], n_channels=2)


def _coarsen(peaks: NDArray[np.int8]) -> NDArray[np.int8]:
    edges = np.arange(0, len(peaks), LEVEL_FACTOR)
    reduced = np.empty((len(edges), 4), np.int8)
    reduced[:, 0::2] = np.minimum.reduceat(peaks[:, 0::2], edges)
    reduced[:, 1::2] = np.maximum.reduceat(peaks[:, 1::2], edges)
    return reduced


def _write(folder: Path, level: int, peaks: NDArray[np.int8], *, n_channels: int) -> None:
    samples_per_peak = FINEST_SAMPLES_PER_PEAK * LEVEL_FACTOR**level
    header = HEADER.pack(2, 1, SAMPLE_RATE, samples_per_peak, len(peaks), n_channels)
    target = channels_path(folder, level)
    partial = target.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        partial.write_bytes(header + peaks.tobytes())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def channels_path(folder: Path, level: int) -> Path:
    """Where a level of a recording lies."""
    return folder / f"channels-{level}.dat"


def count_written(folder: Path) -> int | None:
    """How many different channels were found, 1 or 2; None where nobody has looked yet."""
    try:
        with channels_path(folder, 0).open("rb") as file:
            return int(HEADER.unpack(file.read(HEADER.size))[5])
    except (FileNotFoundError, NotADirectoryError):
        return None


def read_channels(
    source: Path,
    *,
    name: str,
    stream: int,
    sound: SoundFormat | None = None,
    check: Callable[[], None] = lambda: None,
) -> NDArray[np.int8] | None:
    """Decode a file for its channels alone, as `audio.decode` does, and reduce them.

    Args:
        source: The recording's file.
        name: Its name for messages.
        stream: Which audio stream.
        sound: How the stream was decoded for the recording; None for a plain file.
        check: Called again and again; what it raises ends the work.

    Raises:
        MediaUnreadable: ffmpeg cannot.
    """
    sound = sound or SoundFormat()
    graph = sound_graph(sound, stream, rate=SAMPLE_RATE, channels=2)
    node = read_source(source)
    output = with_late_video(node, node.output("pipe:", map=SOUND, format="s16le"), sound)
    peaks, rest = ChannelPeaks(), b""
    with running(command(output, graph), name) as (blocks, _):
        for block in blocks:
            check()
            content = rest + block
            whole = len(content) - len(content) % FRAME_BYTES
            peaks.add(np.frombuffer(content[:whole], "<i2").reshape(-1, 2))
            rest = content[whole:]
    return peaks.finish()
