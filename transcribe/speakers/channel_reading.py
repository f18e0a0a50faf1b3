"""Read the channels of a recording's file, on the recording's clock, for the turns of its channels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.clock import SOUND, SoundFormat, format_of, sound_graph, with_late_video
from transcribe.audio.ffmpeg import RESTARTED, SAMPLE_RATE, command, read_source, running
from transcribe.audio.mixing import is_film
from transcribe.audio.probe import probe
from transcribe.audio.vad import BLOCK_SAMPLES, FRAME_SAMPLES, FrameDetector
from transcribe.errors import MediaUnreadable
from transcribe.speakers.channel_turns import ChannelFrames, Floats

EMPHASIS = 0.97
BYTES = 2  # of a sample
LENGTH_DIFFERS_MS = 1_000


class ChannelAnalyser:
    """Computes `ChannelFrames` of channels as they come in."""

    def __init__(self, n_channels: int) -> None:
        self._detectors = [FrameDetector() for _ in range(n_channels)]
        self._last: NDArray[np.floating] = np.zeros(n_channels, np.float32)
        self._products: NDArray[np.float64] = np.zeros((n_channels, n_channels))
        self._power: list[Floats] = []
        self._speech: list[Floats] = []

    def add(self, block: NDArray[np.int16]) -> None:
        """Take the next `BLOCK_SAMPLES` of all channels or, at the end, fewer; shape (n, n_channels)."""
        signal = block.T.astype(np.float32) / 32768
        self._products += (signal @ signal.T).astype(np.float64)
        before = np.concatenate([self._last[:, None], signal[:, :-1]], axis=1)
        self._last = signal[:, -1].astype(np.float32)
        squares = np.square(signal - EMPHASIS * before)
        padded = np.pad(squares, ((0, 0), (0, -squares.shape[1] % FRAME_SAMPLES)))
        self._power.append(padded.reshape(len(signal), -1, FRAME_SAMPLES).mean(axis=2))
        heard = [
            one.probabilities(np.ascontiguousarray(channel))
            for one, channel in zip(self._detectors, block.T, strict=True)
        ]
        self._speech.append(np.stack(heard))

    def finish(self) -> ChannelFrames:
        """What was computed."""
        empty = np.zeros((len(self._detectors), 0), np.float32)
        return ChannelFrames(
            np.concatenate([empty, *self._power], axis=1),
            np.concatenate([empty, *self._speech], axis=1),
            self._products,
        )


def read_channel_frames(
    source: Path,
    *,
    name: str,
    stream: int,
    clock: int,
    total_ms: int,
    is_stopped: Callable[[], bool] = lambda: False,
) -> ChannelFrames | None:
    """Decode a file for its channels; None if it was stopped.

    Args:
        source: The recording's file.
        name: Its name for messages.
        stream: Which audio stream.
        clock: Version of the recording's clock.
        total_ms: Length of the recording.
        is_stopped: Asked after each block.

    Raises:
        MediaUnreadable: It cannot be decoded, or not on the recording's clock, or its channels are no tracks.
    """
    found = probe(source, name=name, stream=stream)
    sound = format_of(found, stream, clock)
    n_channels = found.audio[stream].channels
    if is_film(sound.layout, sound.channel_names):
        raise MediaUnreadable(name, "its channels are those of a film")
    analyser, n_samples = ChannelAnalyser(n_channels), 0
    for block in _blocks(source, name, stream, sound, n_channels):
        if is_stopped():
            return None
        analyser.add(block)
        n_samples += len(block)
    if abs(n_samples * 1000 // SAMPLE_RATE - total_ms) > LENGTH_DIFFERS_MS:
        raise MediaUnreadable(name, "its channels are not as long as the recording")
    return analyser.finish()


def _blocks(
    source: Path, name: str, stream: int, sound: SoundFormat, n_channels: int
) -> Iterator[NDArray[np.int16]]:
    """Blocks of `BLOCK_SAMPLES`; the last one may be shorter."""
    graph = sound_graph(sound, stream, rate=SAMPLE_RATE, channels=n_channels)
    node = read_source(source)
    output = with_late_video(node, node.output("pipe:", map=SOUND, format="s16le"), sound)
    size, held = BLOCK_SAMPLES * n_channels * BYTES, bytearray()
    with running(command(output, graph), name) as (blocks, error_text):
        for block in blocks:
            held += block
            while len(held) >= size:
                yield np.frombuffer(held[:size], "<i2").reshape(-1, n_channels)
                del held[:size]
        if RESTARTED in error_text():
            raise MediaUnreadable(name, "its format changes inside")
    whole = len(held) - len(held) % (n_channels * BYTES)
    if whole:
        yield np.frombuffer(held[:whole], "<i2").reshape(-1, n_channels)
