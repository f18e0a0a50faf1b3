"""Cut a recording into chunks for the engine: speech only, at most 30 s, cut in silence.

Neighbouring stretches of speech share a chunk, with long pauses between them left out: a chunk has
context, and is not too short for the model. The encoder's cost grows faster than a chunk's length,
so chunks are not as long as they could be (docs/develop/benchmarks.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.decode import SAMPLES_PER_MS, slice_ms, to_float
from transcribe.audio.vad import Speech

MAX_CHUNK_MS = 28_000  # Whisper hears 30 s at most; a margin for rounding and padding
DRAFT_CHUNK_MS = 20_000  # 28 s take 1.7 times as long for as many errors, 14 s make more
FIRST_CHUNK_MS = 10_000  # the first words should be on the screen soon
KEPT_PAUSE_MS = 1_000  # shorter pauses stay: they carry the rhythm that punctuation comes from
SEARCH_MS = 4_000  # where speech without a pause is cut: at the softest moment of its last part
SOFT_WINDOW_MS = 60


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of audio given to the engine.

    Attributes:
        pieces: Parts of the recording in order, without overlap; the engine hears them joined.
    """

    pieces: tuple[Speech, ...]

    @property
    def start_ms(self) -> int:
        """Start in the recording."""
        return self.pieces[0].start_ms

    @property
    def end_ms(self) -> int:
        """End in the recording."""
        return self.pieces[-1].end_ms

    @property
    def audio_ms(self) -> int:
        """Length of what the engine hears."""
        return sum(piece.end_ms - piece.start_ms for piece in self.pieces)

    def samples(self, recording: NDArray[np.int16]) -> NDArray[np.float32]:
        """What the engine hears: float32, shape (16 * audio_ms,)."""
        parts = [slice_ms(recording, piece.start_ms, piece.end_ms) for piece in self.pieces]
        return to_float(np.concatenate(parts))

    def to_recording_ms(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """Map a stretch of what the engine heard to the recording.

        A stretch over a seam belongs to the piece that holds its middle.
        """
        middle, passed = (start_ms + end_ms) // 2, 0
        for piece in self.pieces:
            length = piece.end_ms - piece.start_ms
            if middle < passed + length or piece is self.pieces[-1]:
                shift = piece.start_ms - passed
                return (
                    min(max(start_ms + shift, piece.start_ms), piece.end_ms),
                    min(max(end_ms + shift, piece.start_ms), piece.end_ms),
                )
            passed += length
        raise AssertionError("unreachable: a chunk has pieces")


def iter_chunks(
    speech: Iterable[Speech],
    recording: NDArray[np.int16],
    *,
    max_ms: int = DRAFT_CHUNK_MS,
    first_max_ms: int = FIRST_CHUNK_MS,
) -> Iterator[Chunk]:
    """Gather speech into chunks, in order, each as soon as it is full.

    Args:
        speech: Stretches in order.
        recording: Mono 16 kHz PCM, int16, shape (n_samples,), to find soft moments in.
        max_ms: No chunk holds more audio.
        first_max_ms: The first one holds no more than this.
    """
    pieces: list[Speech] = []
    limit = first_max_ms
    for stretch in _joined(speech, limit_ms=max_ms):
        for part in _cut_to(stretch, recording, max_ms, first_max_ms if not pieces else max_ms):
            held = sum(piece.end_ms - piece.start_ms for piece in pieces)
            if pieces and held + part.end_ms - part.start_ms > limit:
                yield Chunk(tuple(pieces))
                pieces, limit = [], max_ms
            pieces.append(part)
    if pieces:
        yield Chunk(tuple(pieces))


def _joined(speech: Iterable[Speech], limit_ms: int) -> Iterator[Speech]:
    """Join stretches over short pauses as long as they fit into one chunk."""
    current: Speech | None = None
    for stretch in speech:
        if current is None:
            current = stretch
        elif (
            stretch.start_ms - current.end_ms <= KEPT_PAUSE_MS
            and stretch.end_ms - current.start_ms <= limit_ms
        ):
            current = Speech(current.start_ms, stretch.end_ms)
        else:
            yield current
            current = stretch
    if current is not None:
        yield current


def _cut_to(
    stretch: Speech, recording: NDArray[np.int16], max_ms: int, first_max_ms: int
) -> Iterator[Speech]:
    """Cut a stretch that is too long at its softest moments."""
    start, limit = stretch.start_ms, min(first_max_ms, max_ms)
    while stretch.end_ms - start > limit:
        cut = _softest_ms(recording, start + limit - min(SEARCH_MS, limit // 2), start + limit)
        yield Speech(start, cut)
        start, limit = cut, max_ms
    yield Speech(start, stretch.end_ms)


def _softest_ms(recording: NDArray[np.int16], from_ms: int, to_ms: int) -> int:
    """The middle of the softest 60 ms in `[from_ms, to_ms)`."""
    power = np.square(to_float(slice_ms(recording, from_ms, to_ms)))
    hop = 10 * SAMPLES_PER_MS
    tens = power[: len(power) // hop * hop].reshape(-1, hop).sum(axis=1)
    width = SOFT_WINDOW_MS // 10
    if len(tens) <= width:
        return to_ms
    sums = np.convolve(tens, np.ones(width), "valid")
    return from_ms + (int(sums.argmin()) + width // 2) * 10
