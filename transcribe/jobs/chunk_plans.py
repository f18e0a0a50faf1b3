"""From a recording to the chunks that are worked on: voice activity, then cuts in silence.

Plans are made lazily, as far ahead as workers need them, and go on from where they stopped.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.chunking import DRAFT_CHUNK_MS, MAX_CHUNK_MS, Chunk, iter_chunks
from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.audio.vad import Speech, iter_speech
from transcribe.document.model import Segment, Transcript
from transcribe.errors import InvalidOperation
from transcribe.store.values import FIRST_MINUTE, INTERACTIVE, ChunkPlan, Job

FIRST_MINUTE_MS = 60_000
ALIGN_MARGIN_MS = 200
Samples = NDArray[np.int16]


def range_of(job: Job, total_ms: int) -> tuple[int, int]:
    """The range of the recording that a job covers, in ms."""
    start = int(job.options.get("start_ms") or 0)
    end = job.options.get("end_ms")
    return max(0, start), min(total_ms, total_ms if end is None else int(end))


def plan_chunks(job: Job, recording: Samples, total_ms: int) -> Iterator[tuple[ChunkPlan, int]]:
    """Chunks of what is not planned yet, in order, each with its priority.

    A file that became shorter also has chunks for the part that is missing: they fail when their
    samples are read, which shows the user what was not drafted.

    Args:
        job: A draft, redraft or translation.
        recording: The whole recording, mono 16 kHz; may be a memory map of any length.
        total_ms: Length of the recording when it was taken in.
    """
    start_ms, end_ms = range_of(job, total_ms)
    from_ms = max(start_ms, job.planned_ms)
    part = recording[from_ms * SAMPLES_PER_MS : end_ms * SAMPLES_PER_MS]
    is_asked_for = job.priority == INTERACTIVE
    first_max_ms = {"first_max_ms": DRAFT_CHUNK_MS} if is_asked_for or from_ms > start_ms else {}
    for chunk in iter_chunks(iter_speech(part), part, **first_max_ms):
        plan = _shifted(chunk, from_ms)
        early = FIRST_MINUTE if plan.pieces[0][0] < FIRST_MINUTE_MS else 0
        yield plan, max(job.priority, early if job.kind == "draft" else 0)
    there_ms = -(-len(recording) // SAMPLES_PER_MS)  # rounded up, as `Decoded.duration_ms` is
    missing_from_ms = max(from_ms, there_ms)
    for missing_ms in range(missing_from_ms, end_ms, DRAFT_CHUNK_MS):
        piece = (missing_ms, min(missing_ms + DRAFT_CHUNK_MS, end_ms))
        yield ChunkPlan((piece,)), job.priority


def plan_alignment(job: Job, transcript: Transcript) -> Iterator[tuple[ChunkPlan, int]]:
    """One chunk for each segment whose words are to get new times.

    Raises:
        InvalidOperation: A segment is longer than Whisper hears.
    """
    wanted = set(job.options.get("segments") or ())
    for segment in transcript.segments:
        if segment.id in wanted and segment.text.strip():
            _check_length(segment)
            start = max(0, segment.start_ms - ALIGN_MARGIN_MS)
            end = segment.end_ms + ALIGN_MARGIN_MS
            yield ChunkPlan(((start, end),), segment.id, segment.text), job.priority


def _check_length(segment: Segment) -> None:
    if segment.duration_ms > MAX_CHUNK_MS:
        raise InvalidOperation(
            "align", f"segment {segment.id} is longer than {MAX_CHUNK_MS // 1000} s; split it first"
        )


def chunk_of(plan: ChunkPlan) -> Chunk:
    """The audio side of a plan."""
    return Chunk(tuple(Speech(start, end) for start, end in plan.pieces))


def pcm_bytes(plan: ChunkPlan, recording: Samples) -> bytes:
    """What a worker hears: mono 16 kHz, int16 little-endian."""
    parts = [recording[start * SAMPLES_PER_MS : end * SAMPLES_PER_MS] for start, end in plan.pieces]
    return np.concatenate(parts).astype("<i2").tobytes()


def _shifted(chunk: Chunk, by_ms: int) -> ChunkPlan:
    return ChunkPlan(
        tuple((piece.start_ms + by_ms, piece.end_ms + by_ms) for piece in chunk.pieces)
    )
