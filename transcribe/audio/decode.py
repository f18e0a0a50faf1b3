"""Decode any recording to 16 kHz mono PCM, streamed: sample 0 is time 0 of the file's own clock."""

from __future__ import annotations

import errno
import json
import mmap
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.clock import SOUND, SoundFormat, sound_graph, with_late_video
from transcribe.audio.ffmpeg import (
    RESTARTED,
    SAMPLE_RATE,
    command,
    ffmpeg_version,
    read_source,
    running,
)
from transcribe.audio.mixing import Gains, Mixer, film_gains, is_film
from transcribe.errors import DiskFull, MediaTooLong, MediaUnreadable
from transcribe.system.child_process import Cancellation

DEFAULT_MAX_MS = int(float(os.environ.get("TRANSCRIBE_MAX_HOURS", "12")) * 3_600_000)
SAMPLES_PER_MS = SAMPLE_RATE // 1000
BYTES_PER_SAMPLE = 2

SILENT_PEAK = 10  # of 32767, -70 dB: a silent track is not always exact zeros

OnFrames = Callable[[NDArray[np.int16]], None]
_Sides = Callable[[NDArray[np.int16]], NDArray[np.int16]]


@dataclass(frozen=True, slots=True)
class Decoded:
    """The outcome of a decode.

    Attributes:
        n_samples: Length of the PCM, 16 per millisecond.
        warnings: Problems of the audio that the user should know, as sentences.
        stereo_gains: How a playback copy mixes more than two channels; None for at most two.
        is_silent: All samples are zero, or nothing but the rounding noise of a codec.
        changes_format: Rate or channels change inside the stream, so times after that are wrong
            (`audio.even_format`).
    """

    n_samples: int
    warnings: tuple[str, ...]
    stereo_gains: Gains | None = None
    is_silent: bool = False
    changes_format: bool = False

    @property
    def duration_ms(self) -> int:
        """Length, rounded up to a whole millisecond."""
        return -(-self.n_samples // SAMPLES_PER_MS)


def decode(
    source: Path,
    target: Path,
    *,
    name: str,
    channels: int = 2,
    stream: int = 0,
    sound: SoundFormat | None = None,
    max_ms: int = DEFAULT_MAX_MS,
    on_progress: Callable[[int], None] | None = None,
    on_frames: OnFrames | None = None,
    on_begin: Callable[[Path], None] | None = None,
    cancellation: Cancellation | None = None,
) -> Decoded:
    """Decode one audio stream to raw little-endian 16-bit mono at 16 kHz.

    Args:
        source: Any file that ffmpeg reads.
        target: File for the samples; appears only when the decode is complete.
        name: The file's name for messages.
        channels: The stream's channels; two or more are mixed (`audio.mixing`).
        stream: Index of the audio stream, from 0.
        sound: How the stream is read (`clock.format_of`); None for a file with time stamps and
            without video.
        max_ms: Longer recordings are refused.
        on_progress: Called with the milliseconds decoded so far.
        on_frames: Called with the frames of left and right before they are mixed, int16, shape
            (n, 2); not for one channel, nor for more than two that are no film's.
        on_begin: Called with the file that the samples are written to as they come.
        cancellation: Ends the decode when it is cancelled.

    Raises:
        MediaUnreadable: No audio can be decoded.
        MediaTooLong: It is longer than `max_ms`; the decode stops there.
        DiskFull: The samples do not fit on the disk.
        WorkCancelled: `cancellation` was cancelled.
    """
    sound = sound or SoundFormat()
    partial = target.with_suffix(".part")
    pcm = _PcmWriter(name, channels, sound, on_frames, max_ms)
    graph = sound_graph(sound, stream, rate=SAMPLE_RATE, channels=channels)
    node = read_source(source)
    output = with_late_video(node, node.output("pipe:", map=SOUND, format="s16le"), sound)
    try:
        with partial.open("wb") as file:
            if on_begin is not None:
                on_begin(partial)
            with running(command(output, graph), name, cancellation) as (blocks, error_text):
                for block in blocks:
                    pcm.write(file, block)
                    if on_progress is not None:
                        on_progress(pcm.n_samples // SAMPLES_PER_MS)
            errors = error_text()
            decoded = pcm.finish(file, errors_of_audio(errors), changes=RESTARTED in errors)
        partial.replace(target)
        return decoded
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.parent)) from error
        raise
    finally:
        partial.unlink(missing_ok=True)


def errors_of_audio(errors: str) -> str:
    """Errors of ffmpeg without those about the clock, and about video that is read for its start."""
    return "".join(
        line
        for line in errors.splitlines(keepends=True)
        if not line.startswith("[null @") and RESTARTED not in line
    )


class _PcmWriter:
    """Writes blocks of interleaved samples as mono, and keeps what there is to say of them."""

    def __init__(
        self, name: str, channels: int, sound: SoundFormat, on_frames: OnFrames | None, max_ms: int
    ) -> None:
        self._name, self._n_channels, self._max_ms = name, max(1, channels), max_ms
        self._mixer = Mixer(channels, sound.layout, sound.channel_names) if channels > 1 else None
        self._on_frames = on_frames
        self._sides = _sides(self._n_channels, sound)
        self._rest = b""
        self._peak = 0
        self.n_samples = 0

    def write(self, file: BinaryIO, block: bytes) -> None:
        """Write a block.

        Raises:
            MediaTooLong: There are too many samples by now.
        """
        held = self._rest + block
        n_whole = len(held) - len(held) % (BYTES_PER_SAMPLE * self._n_channels)
        frames = np.frombuffer(held[:n_whole], "<i2").reshape(-1, self._n_channels)
        self._rest = held[n_whole:]
        if self._mixer is None:
            self._put(file, frames[:, 0])
            return
        if self._on_frames is not None and self._sides is not None:
            self._on_frames(self._sides(frames))
        self._put(file, self._mixer.mix(frames))

    def finish(self, file: BinaryIO, errors: str, *, changes: bool) -> Decoded:
        """Write what is left and report.

        Raises:
            MediaUnreadable: There are no samples.
        """
        if self._mixer is not None:
            self._put(file, self._mixer.finish())
        # The file may end in a hole, without its last zeros.
        file.truncate(BYTES_PER_SAMPLE * self.n_samples)
        if self.n_samples == 0:
            raise MediaUnreadable(
                self._name, "nothing in its audio can be decoded; it is empty or damaged."
            )
        warnings = []
        if self._mixer is not None and (found := self._mixer.cancelling_ms()) is not None:
            warnings.append(_cancelling(self._n_channels, *found))
        if errors:
            warnings.append(f"Parts of it could not be decoded and are missing ({_first(errors)}).")
        gains = None if self._mixer is None else self._mixer.stereo_gains()
        return Decoded(
            self.n_samples, tuple(warnings), gains,
            is_silent=self._peak <= SILENT_PEAK, changes_format=changes,
        )  # fmt: skip

    def _put(self, file: BinaryIO, samples: NDArray[np.int16]) -> None:
        """Write samples. Digital silence becomes a hole in the file, which uses no disk space."""
        self.n_samples += len(samples)
        if self.n_samples > self._max_ms * SAMPLES_PER_MS:
            raise MediaTooLong(
                self._name,
                f"it is longer than {self._max_ms / 3_600_000:g} h. Cut it, or raise the limit with "
                "TRANSCRIBE_MAX_HOURS.",
            )
        if samples.any():
            self._peak = max(self._peak, int(samples.max()), -int(samples.min()))
            file.write(samples.astype("<i2").tobytes())
        else:
            file.seek(BYTES_PER_SAMPLE * len(samples), os.SEEK_CUR)


def _sides(n_channels: int, sound: SoundFormat) -> _Sides | None:
    """How frames become left and right; None for tracks that have no sides."""
    if n_channels == 2:
        return lambda frames: frames
    if not is_film(sound.layout, sound.channel_names):
        return None
    gains = np.array(film_gains(sound.channel_names), np.float32).T
    return lambda frames: np.rint(frames @ gains).astype(np.int16)


def _cancelling(n_channels: int, length_ms: int, first_ms: int) -> str:
    which = "Its two channels" if n_channels == 2 else "Some of its channels"
    minutes, seconds = divmod(first_ms // 1000, 60)
    return (
        f"{which} cancel each other for {length_ms / 1000:.1f} s, first at {minutes}:{seconds:02}. "
        "Only the louder one is used there."
    )


def extend_pcm(pcm: Path, duration_ms: int) -> int:
    """Add silence up to a length, as a hole in the file; returns the number of samples.

    Never shortens it.
    """
    n_bytes = max(pcm.stat().st_size, duration_ms * SAMPLES_PER_MS * BYTES_PER_SAMPLE)
    os.truncate(pcm, n_bytes)
    return n_bytes // BYTES_PER_SAMPLE


def write_origin(pcm: Path, n_samples: int) -> None:
    """Write the version of ffmpeg beside decoded samples: versions differ by up to 21 ms.

    The file has the samples' name and the suffix `.json`.

    Raises:
        OSError: ffmpeg cannot be started, or the file cannot be written.
        SubprocessError: ffmpeg failed.
        ValueError: ffmpeg's version cannot be read.
    """
    plain = {
        "ffmpeg": ffmpeg_version(), "sample_rate": SAMPLE_RATE, "n_samples": n_samples,
    }  # fmt: skip
    pcm.with_suffix(".json").write_text(json.dumps(plain), "utf-8")


def read_origin(pcm: Path) -> str | None:
    """The version of the ffmpeg that decoded the samples; None if that was not written down (before 2026-12).

    Raises:
        OSError: The file cannot be read.
        ValueError: It is damaged.
    """
    try:
        text = pcm.with_suffix(".json").read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    plain = json.loads(text)
    version = plain.get("ffmpeg") if isinstance(plain, dict) else None
    if not isinstance(version, str) or not version:
        raise ValueError("it names no version of ffmpeg")
    return version


def _first(errors: str) -> str:
    line = next((line for line in errors.splitlines() if line.strip()), "")
    return line.split("] ", 1)[-1].strip()[:160]


def open_pcm(source: Path | BinaryIO) -> NDArray[np.int16]:
    """Map decoded samples into memory: int16, shape (n_samples,), read-only.

    Args:
        source: The file, which may still be growing; what is there now is mapped.
    """
    found = source.stat() if isinstance(source, Path) else os.fstat(source.fileno())
    n_samples = found.st_size // BYTES_PER_SAMPLE
    if n_samples == 0:
        return np.zeros(0, np.int16)
    return np.memmap(source, dtype="<i2", mode="r", shape=(n_samples,))


def forget_pages(samples: NDArray[np.int16]) -> None:
    """Release the pages of a mapped recording that were read; they are read again when needed.

    The system reclaims them later, but until then a long recording counts as this process's memory.
    """
    base: object = samples
    while isinstance(base, np.ndarray) and not isinstance(base.base, mmap.mmap):
        base = base.base
    if isinstance(base, np.ndarray) and isinstance(base.base, mmap.mmap):
        mapped = base.base
        if hasattr(mapped, "madvise") and hasattr(mmap, "MADV_DONTNEED"):
            mapped.madvise(mmap.MADV_DONTNEED)


def to_float(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """int16 to float32 in [-1, 1)."""
    return samples.astype(np.float32) / 32768.0


def slice_ms(samples: NDArray[np.int16], start_ms: int, end_ms: int) -> NDArray[np.int16]:
    """The samples of `[start_ms, end_ms)`, clipped to the recording."""
    return samples[max(0, start_ms) * SAMPLES_PER_MS : max(0, end_ms) * SAMPLES_PER_MS]
