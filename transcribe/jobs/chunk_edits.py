"""From a finished chunk to an edit: what the kinds of job share.

Each chunk becomes one edit whose id names job and chunk, so that publishing it again, after a crash
between edit and mark, changes nothing. The cost of one does not grow with the recording.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from transcribe.asr.word_times import with_lengths
from transcribe.document.model import NO_WORDS, OTHER_LANGUAGE, Segment, Word
from transcribe.document.operations import Insert, Operation
from transcribe.document.segmentation import CutOptions, cut_segments
from transcribe.errors import EditConflict
from transcribe.jobs.chunk_plans import chunk_of
from transcribe.jobs.tasks import ChunkResult
from transcribe.store import Store
from transcribe.store.values import EditKind, EditOrigin, Job, WorkChunk
from transcribe.store.work.notices import FoundRange

ATTEMPTS = 20  # to apply an edit between those of users
MakeOps = Callable[[tuple[Segment, ...]], tuple[Operation, ...]]


def edit_id(job: Job, what: object) -> str:
    """The id of a job's edit."""
    return f"{job.kind}-{job.id}-{what}"


def range_of(chunk: WorkChunk) -> tuple[int, int]:
    """Start and end of a chunk in the recording, in ms."""
    return chunk.start_ms, chunk.end_ms


def words_of(chunk: WorkChunk) -> tuple[Word, ...]:
    """A finished chunk's words on the recording's clock."""
    if chunk.result is None:
        return ()
    heard, words = chunk_of(chunk.plan), []
    for word in ChunkResult.from_plain(chunk.result).words:
        start_ms, end_ms = heard.to_recording_ms(word.start_ms, word.end_ms)
        words.append(replace(word, start_ms=start_ms, end_ms=end_ms))
    return with_lengths(tuple(words), chunk.end_ms)


def found_in(chunk: WorkChunk) -> tuple[FoundRange, ...]:
    """What a finished chunk's draft says of ranges, on the recording's clock."""
    if chunk.result is None:
        return ()
    heard, result = chunk_of(chunk.plan), ChunkResult.from_plain(chunk.result)

    def on_clock(start_ms: int, end_ms: int) -> tuple[int, int]:
        first, _ = heard.to_recording_ms(start_ms, start_ms + 1)
        _, last = heard.to_recording_ms(end_ms - 1, end_ms)
        return first, max(first, last)

    return (
        *(
            FoundRange(*on_clock(start_ms, end_ms), speech_ms, NO_WORDS)
            for start_ms, end_ms, speech_ms in result.uncovered
        ),
        *(
            FoundRange(*on_clock(start_ms, end_ms), end_ms - start_ms, OTHER_LANGUAGE, language)
            for start_ms, end_ms, language in result.sounds_like
        ),
    )


def segments_of(chunks: Iterable[WorkChunk], options: CutOptions) -> tuple[Segment, ...]:
    """The segments that finished chunks amount to, numbered from 1."""
    words = [word for chunk in chunks if chunk.state == "done" for word in words_of(chunk)]
    return tuple(cut_segments(words, options, first_id=1))


def inserts(
    store: Store, job: Job, chunk: WorkChunk, kept: tuple[Segment, ...], options: CutOptions
) -> tuple[Operation, ...]:
    """New segments where no other segments lie."""
    first_id = store.edits.next_segment_id(job.media_id)
    made = cut_segments(words_of(chunk), options, first_id=first_id)
    return tuple(
        Insert(segment)
        for segment in made
        if segment.end_ms > segment.start_ms and not overlaps(segment, kept)
    )


def overlaps(segment: Segment, others: tuple[Segment, ...]) -> bool:
    """Whether a segment shares time with one of the others."""
    return any(o.start_ms < segment.end_ms and segment.start_ms < o.end_ms for o in others)


def apply_edit(
    store: Store,
    job: Job,
    what: object,
    range_ms: tuple[int, int | None],
    operations: MakeOps,
    kind: EditKind = "draft",
    origin: EditOrigin = "draft",
) -> None:
    """Apply `operations` to the current state of a range, retrying after conflicts.

    Raises:
        EditConflict: Users edited the same place at every attempt.
    """
    for attempt in range(ATTEMPTS):
        revision, segments = store.edits.segments(job.media_id, *range_ms)
        ops = operations(segments)
        if not ops and kind == "edit":
            return  # an edit without operations would be an empty undo step
        try:
            store.edits.apply(
                job.media_id, revision, ops, edit_id=edit_id(job, what), kind=kind,
                author=f"{job.kind} {job.id}", origin=origin, job_id=job.id,
            )  # fmt: skip
        except EditConflict:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return
