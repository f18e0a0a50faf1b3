"""Cut a recording into chunks for the engine: speech only, at most 30 s, cut in silence.

Neighbouring ranges of speech share a chunk, with long pauses between them left out: a chunk has
context, and is not too short for the model. The encoder's cost grows faster than a chunk's length,
so chunks are shorter than possible (docs/develop/benchmarks.md has the figures).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.decode import SAMPLES_PER_MS, slice_ms, to_float
from transcribe.audio.vad import Speech

MAX_CHUNK_MS = 28_000  # Whisper takes at most 30 s; a margin for rounding and padding
DRAFT_CHUNK_MS = 20_000  # 28 s take 1.7 times as long with as many errors, 14 s make more errors
FIRST_CHUNK_MS = 10_000  # so that the first words appear soon
KEPT_PAUSE_MS = 1_000  # shorter pauses stay: punctuation depends on their rhythm
SEARCH_MS = 4_000  # speech without a pause is cut at the quietest moment of its last part
SOFT_WINDOW_MS = 60


@dataclass(frozen=True, slots=True)
class Chunk:
    """A range of audio given to the engine.

    Attributes:
        pieces: Parts of the recording in order, without overlap; the engine gets them joined.
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
        """Length of the audio given to the engine."""
        return sum(piece.end_ms - piece.start_ms for piece in self.pieces)

    def samples(self, recording: NDArray[np.int16]) -> NDArray[np.float32]:
        """The audio given to the engine: float32, shape (16 * audio_ms,)."""
        parts = [slice_ms(recording, piece.start_ms, piece.end_ms) for piece in self.pieces]
        return to_float(np.concatenate(parts))

    def to_recording_ms(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """Map a range of the chunk's audio to the recording.

        A range across a joint belongs to the piece that holds its middle.
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
    goes_on: bool = False,
) -> Iterator[Chunk]:
    """Group speech into chunks, in order, each yielded as soon as it is full.

    Args:
        speech: Ranges in order.
        recording: Mono 16 kHz PCM, int16, shape (n_samples,), to find quiet moments.
        max_ms: Maximum audio of a chunk.
        first_max_ms: Maximum audio of the first chunk.
        goes_on: The recording goes on, so that the last chunk is not full; it is left out.
    """
    pieces: list[Speech] = []
    limit = first_max_ms
    for span in _joined(speech, limit_ms=max_ms):
        for part in _cut_to(span, recording, max_ms, first_max_ms if not pieces else max_ms):
            held = sum(piece.end_ms - piece.start_ms for piece in pieces)
            if pieces and held + part.end_ms - part.start_ms > limit:
                yield Chunk(tuple(pieces))
                pieces, limit = [], max_ms
            pieces.append(part)
    if pieces and not goes_on:
        yield Chunk(tuple(pieces))


def _joined(speech: Iterable[Speech], limit_ms: int) -> Iterator[Speech]:
    """Join ranges across short pauses as long as they fit into one chunk."""
    current: Speech | None = None
    for span in speech:
        if current is None:
            current = span
        elif (
            span.start_ms - current.end_ms <= KEPT_PAUSE_MS
            and span.end_ms - current.start_ms <= limit_ms
        ):
            current = Speech(current.start_ms, span.end_ms)
        else:
            yield current
            current = span
    if current is not None:
        yield current


def _cut_to(
    span: Speech, recording: NDArray[np.int16], max_ms: int, first_max_ms: int
) -> Iterator[Speech]:
    """Split a range that is too long at its quietest moments."""
    start, limit = span.start_ms, min(first_max_ms, max_ms)
    while span.end_ms - start > limit:
        cut = _softest_ms(recording, start + limit - min(SEARCH_MS, limit // 2), start + limit)
        yield Speech(start, cut)
        start, limit = cut, max_ms
    yield Speech(start, span.end_ms)


def _softest_ms(recording: NDArray[np.int16], from_ms: int, to_ms: int) -> int:
    """The middle of the quietest 60 ms in `[from_ms, to_ms)`."""
    power = np.square(to_float(slice_ms(recording, from_ms, to_ms)))
    hop = 10 * SAMPLES_PER_MS
    tens = power[: len(power) // hop * hop].reshape(-1, hop).sum(axis=1)
    width = SOFT_WINDOW_MS // 10
    if len(tens) <= width:
        return to_ms
    sums = np.convolve(tens, np.ones(width), "valid")
    return from_ms + (int(sums.argmin()) + width // 2) * 10
