"""From a recording to the chunks that are worked on: voice activity, then cuts in silence.

Plans are made lazily, as far ahead as workers need them, and go on from where they stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.chunking import DRAFT_CHUNK_MS, Chunk, iter_chunks
from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.audio.evening import even_out
from transcribe.audio.vad import Speech, iter_speech
from transcribe.store.values import INTERACTIVE, ChunkPlan, Job

ALIGN_MARGIN_MS = 200
LISTEN_PLACES, LISTEN_MS = 6, 20_000  # of a recording, to decide its language
Samples = NDArray[np.int16]


def plan_chunks(job: Job, recording: Samples, range_ms: tuple[int, int]) -> Iterator[ChunkPlan]:
    """Chunks of speech that are not planned yet, in order.

    A file that became shorter also has chunks for the part that is missing: they fail when their
    samples are read, which shows the user what was not drafted.

    Args:
        job: Tells how far it has been planned, and whether a user waits for it.
        recording: The whole recording, mono 16 kHz; may be a memory map of any length.
        range_ms: The part of the recording, which may have been longer than it is now.
    """
    start_ms, end_ms = range_ms
    from_ms = max(start_ms, job.planned_ms)
    part = recording[from_ms * SAMPLES_PER_MS : end_ms * SAMPLES_PER_MS]
    is_asked_for = job.priority == INTERACTIVE
    first_max_ms = {"first_max_ms": DRAFT_CHUNK_MS} if is_asked_for or from_ms > start_ms else {}
    for chunk in iter_chunks(iter_speech(part), part, **first_max_ms):
        yield _shifted(chunk, from_ms)
    there_ms = -(-len(recording) // SAMPLES_PER_MS)  # rounded up, as `Decoded.duration_ms` is
    missing_from_ms = max(from_ms, there_ms)
    for missing_ms in range(missing_from_ms, end_ms, DRAFT_CHUNK_MS):
        yield ChunkPlan(((missing_ms, min(missing_ms + DRAFT_CHUNK_MS, end_ms)),))


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
