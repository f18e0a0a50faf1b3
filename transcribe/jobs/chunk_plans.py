"""From a recording to the chunks that are worked on: voice activity, then cuts in silence.

Plans are made lazily, as far ahead as workers need them, and go on from where they stopped. They are made
in stages of the recording, of which the first is short, so that a recording can be planned while it is
being decoded. Where stages end does not depend on how fast that is, so the chunks do not either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.chunking import DRAFT_CHUNK_MS, FIRST_CHUNK_MS, Chunk, iter_chunks
from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.audio.evening import even_out
from transcribe.audio.vad import Speech, iter_speech
from transcribe.store.values import INTERACTIVE, ChunkPlan, Job

ALIGN_MARGIN_MS = 200
STAGE_MS = 60_000  # the first stage of a plan
STAGE_FACTOR = (
    4  # each next one ends so many times later; of hours without speech a third is heard twice
)
LISTEN_PLACES, LISTEN_MS = 6, 20_000  # of a recording, to decide its language
Samples = NDArray[np.int16]


class Growing(Protocol):
    """A recording that is being decoded (`jobs.early_audio`)."""

    @property
    def is_complete(self) -> bool:
        """Whether all of it is decoded."""

    @property
    def length_ms(self) -> int:
        """How much is there."""

    def samples(self) -> Samples:
        """What is there: mono 16 kHz, shape (n_samples,)."""


@dataclass(frozen=True, slots=True)
class _Whole:
    """A recording that is decoded."""

    recording: Samples
    is_complete: bool = True

    @property
    def length_ms(self) -> int:
        return -(-len(self.recording) // SAMPLES_PER_MS)  # rounded up, as `Decoded.duration_ms` is

    def samples(self) -> Samples:
        return self.recording


def plan_growing(job: Job, growing: Growing) -> Iterator[ChunkPlan | None]:
    """Chunks of a recording that is being decoded, in order; None while the audio of more is missing.

    They are the chunks that `plan_chunks` finds when all is there.

    Args:
        job: Tells how far it has been planned, and whether a user waits for it.
        growing: The recording.
    """
    return _in_stages(job, growing, (0, None))


def plan_chunks(job: Job, recording: Samples, range_ms: tuple[int, int]) -> Iterator[ChunkPlan]:
    """Chunks of speech that are not planned yet, in order.

    A file that became shorter also has chunks for the part that is missing: they fail when their
    samples are read, which shows the user what was not drafted.

    Args:
        job: Tells how far it has been planned, and whether a user waits for it.
        recording: The whole recording, mono 16 kHz; may be a memory map of any length.
        range_ms: The part of the recording, which may have been longer than it is now.
    """
    whole = _Whole(recording)
    yield from (plan for plan in _in_stages(job, whole, range_ms) if plan is not None)
    start_ms, end_ms = range_ms
    missing_from_ms = max(start_ms, job.planned_ms, whole.length_ms)
    for missing_ms in range(missing_from_ms, end_ms, DRAFT_CHUNK_MS):
        yield ChunkPlan(((missing_ms, min(missing_ms + DRAFT_CHUNK_MS, end_ms)),))


def _in_stages(
    job: Job, growing: Growing, range_ms: tuple[int, int | None]
) -> Iterator[ChunkPlan | None]:
    """Chunks of a range; without an end, up to that of the recording."""
    start_ms, end_ms = range_ms
    at_ms = max(start_ms, job.planned_ms)
    for stage_ms in _stages(start_ms, at_ms):
        while not growing.is_complete and growing.length_ms < stage_ms:
            yield None
        if growing.is_complete:
            last_ms = growing.length_ms if end_ms is None else min(end_ms, growing.length_ms)
            if stage_ms >= last_ms:
                yield from _chunks(job, growing.samples(), start_ms, (at_ms, last_ms))
                return
        for plan in _chunks(job, growing.samples(), start_ms, (at_ms, stage_ms), goes_on=True):
            at_ms = plan.pieces[-1][1]
            yield plan


def _stages(start_ms: int, at_ms: int) -> Iterator[int]:
    """Where the stages of a plan end that has been made to a time."""
    length_ms = STAGE_MS
    while True:
        if start_ms + length_ms > at_ms:
            yield start_ms + length_ms
        length_ms *= STAGE_FACTOR


def _chunks(
    job: Job, recording: Samples, start_ms: int, part_ms: tuple[int, int], *, goes_on: bool = False
) -> Iterator[ChunkPlan]:
    """Chunks of a part of the recording; the first of a range is short, unless a user asked for it."""
    from_ms, to_ms = part_ms
    part = recording[from_ms * SAMPLES_PER_MS : to_ms * SAMPLES_PER_MS]
    is_short = from_ms == start_ms and job.priority != INTERACTIVE
    first_max_ms = FIRST_CHUNK_MS if is_short else DRAFT_CHUNK_MS
    speech = iter_speech(part)
    for chunk in iter_chunks(speech, part, first_max_ms=first_max_ms, goes_on=goes_on):
        yield _shifted(chunk, from_ms)


def listening_samples(recording: Samples, range_ms: tuple[int, int]) -> list[bytes]:
    """Audio from everywhere in a range, by which its language is decided; speech or not.

    Returns:
        At most 6 pieces of 20 s, as for a worker.
    """
    start_ms, end_ms = range_ms
    n = max(1, min(LISTEN_PLACES, (end_ms - start_ms) // LISTEN_MS))
    last_ms = max(start_ms, end_ms - LISTEN_MS)
    places = np.linspace(start_ms, last_ms, n).astype(int)
    return [
        pcm_bytes(ChunkPlan(((int(at_ms), min(int(at_ms) + LISTEN_MS, end_ms)),)), recording)
        for at_ms in places
    ]


def chunk_of(plan: ChunkPlan) -> Chunk:
    """The audio side of a plan."""
    return Chunk(tuple(Speech(start, end) for start, end in plan.pieces))


def pcm_bytes(plan: ChunkPlan, recording: Samples) -> bytes:
    """What a worker hears: mono 16 kHz, int16 little-endian, with far softer speech lifted."""
    parts = [recording[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS] for start, end in plan.pieces]
    return even_out(np.concatenate(parts)).astype("<i2").tobytes()


def _shifted(chunk: Chunk, by_ms: int) -> ChunkPlan:
    return ChunkPlan(
        tuple((piece.start_ms + by_ms, piece.end_ms + by_ms) for piece in chunk.pieces)
    )
