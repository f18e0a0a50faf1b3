"""Publish finished chunks to the transcript, in file order, without touching users' edits.

Each chunk becomes one edit whose id names job and chunk, so that publishing it again, after a crash
between edit and mark, changes nothing. The cost of one does not grow with the recording.

A chunk may end in the middle of a sentence, even if the model adds a full stop. The next chunk then
continues the last segment, which keeps its id, unless a user has edited it.

A proposal (the option `propose` of a redraft) stays in the ledger: `proposal` reads it from there, and
a user accepts parts of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from transcribe.document.model import Segment, Speaker, Transcript, Word, join_text
from transcribe.document.operations import Delete, Insert, Operation, Replace, SetWords
from transcribe.document.segmentation import (
    CutOptions,
    continues,
    cut_segments,
    lowered_inside,
    without_hasty_stop,
)
from transcribe.errors import EditConflict, NotFound
from transcribe.jobs.chunk_plans import chunk_of
from transcribe.jobs.worker.asr_tasks import words_of
from transcribe.store import Store
from transcribe.store.values import EditKind, Job, WorkChunk

ATTEMPTS = 20  # to apply an edit between those of users
LONGEST_OPEN_MS = 10_000  # before a chunk, to look for the segment that it may continue
MakeOps = Callable[[tuple[Segment, ...]], tuple[Operation, ...]]


def publish(store: Store, job: Job, chunk: WorkChunk) -> None:
    """Publish a finished chunk to the transcript, once; the caller marks it as published.

    Raises:
        EditConflict: Users edited the same place at every attempt.
    """
    if job.options.get("propose"):
        return
    if job.kind == "draft":
        _clear_old_draft(store, job)
        before_ms = max(0, chunk.start_ms - LONGEST_OPEN_MS)
        _apply(store, job, chunk.start_ms, (before_ms, chunk.end_ms), lambda kept: _continue_sentence(store,
               job, chunk, kept))  # fmt: skip
    elif job.kind == "redraft":
        _apply(store, job, chunk.start_ms, _range(chunk), lambda now: _replacing(store, job, chunk,
               now), kind="edit")  # fmt: skip
    elif job.kind == "align":
        _apply(store, job, chunk.start_ms, _range(chunk), lambda now: _new_times(chunk, now),
               kind="edit")  # fmt: skip


def clear_old_draft_if_silent(store: Store, job: Job) -> None:
    """A draft without speech still replaces the one before."""
    if job.kind == "draft":
        _clear_old_draft(store, job)


def translation(store: Store, media_id: str) -> Transcript | None:
    """The English translation of a transcript, as far as it is done; None without one."""
    for job in store.jobs.list(media_id):
        if job.kind == "translate" and job.state != "cancelled":
            words = [
                word for chunk in store.chunks.list(job.id, ["done"]) for word in _words(chunk)
            ]
            segments = tuple(cut_segments(words, cut_options(job.options), first_id=1))
            speakers: tuple[Speaker, ...] = ()
            return Transcript(segments=segments, speakers=speakers, language="en")
    return None


@dataclass(frozen=True, slots=True)
class Proposal:
    """The result of a redraft of a range.

    Attributes:
        made: The segments, numbered from 1.
        chunks: All of the job, in file order; unfinished ones have no result for their range.
    """

    made: Transcript
    chunks: tuple[WorkChunk, ...]


def proposal(store: Store, job_id: int) -> Proposal:
    """The result so far of a redraft that only proposes.

    Raises:
        NotFound: No job has this id, or the job makes no proposal.
    """
    job = store.jobs.get(job_id)
    if not job.options.get("propose"):
        raise NotFound("proposal of job", str(job_id))
    chunks = store.chunks.list(job.id)
    words = [word for chunk in chunks if chunk.state == "done" for word in _words(chunk)]
    segments = tuple(cut_segments(words, cut_options(job.options), first_id=1))
    return Proposal(Transcript(segments=segments, language=job.language), chunks)


def cut_options(options: Mapping[str, Any]) -> CutOptions:
    """The segmentation options of a job."""
    given = {name: int(options[name]) for name in ("max_ms", "max_chars") if options.get(name)}
    return CutOptions(**given)


def _range(chunk: WorkChunk) -> tuple[int, int]:
    return chunk.start_ms, chunk.end_ms


def _edit_id(job: Job, what: object) -> str:
    return f"{job.kind}-{job.id}-{what}"


def _clear_old_draft(store: Store, job: Job) -> None:
    """Remove the unedited segments of an earlier draft, once per job."""
    if store.edits.find(job.media_id, _edit_id(job, "clear")) is None:
        _apply(
            store, job, "clear", (0, None),
            lambda now: tuple(Delete(s.id) for s in now if s.status == "draft"),
        )  # fmt: skip


def _words(chunk: WorkChunk) -> tuple[Word, ...]:
    """A finished chunk's words on the recording's clock."""
    heard, words = chunk_of(chunk.plan), []
    for word in words_of(chunk.result or {"words": ()}):
        start_ms, end_ms = heard.to_recording_ms(word.start_ms, word.end_ms)
        words.append(replace(word, start_ms=start_ms, end_ms=end_ms))
    return tuple(words)


def _inserts(
    store: Store, job: Job, chunk: WorkChunk, kept: tuple[Segment, ...]
) -> tuple[Operation, ...]:
    """New segments where no other segments lie."""
    first_id = store.edits.next_segment_id(job.media_id)
    made = cut_segments(_words(chunk), cut_options(job.options), first_id=first_id)
    return tuple(
        Insert(segment)
        for segment in made
        if segment.end_ms > segment.start_ms and not _overlaps(segment, kept)
    )


def _continue_sentence(
    store: Store, job: Job, chunk: WorkChunk, kept: tuple[Segment, ...]
) -> tuple[Operation, ...]:
    """New segments, the first of which completes a sentence left open by the previous chunk."""
    words, options = _words(chunk), cut_options(job.options)
    left = _open_sentence(kept, words, options)
    if left is None:
        return _inserts(store, job, chunk, kept)
    before = without_hasty_stop(left.words, words)
    whole = (*before, *lowered_inside(before, words))
    first_id = store.edits.next_segment_id(job.media_id)
    first, *made = cut_segments(whole, options, first_id=first_id - 1)
    others = tuple(segment for segment in kept if segment.id != left.id)
    grown = replace(first, id=left.id)
    if _overlaps(grown, others):
        return _inserts(store, job, chunk, kept)
    return (
        Replace(put=(grown,)),
        *(Insert(s) for s in made if s.end_ms > s.start_ms and not _overlaps(s, others)),
    )


def _open_sentence(
    kept: tuple[Segment, ...], words: tuple[Word, ...], options: CutOptions
) -> Segment | None:
    """The last segment before these words, if they continue it and no user has edited it."""
    earlier = [s for s in kept if words and s.start_ms <= words[0].start_ms]
    if not earlier:
        return None
    last = max(earlier, key=lambda s: (s.end_ms, s.id))
    is_untouched = last.status == "draft" and last.speaker is None and _is_as_drafted(last)
    return last if is_untouched and continues(last, words, options) else None


def _is_as_drafted(segment: Segment) -> bool:
    """Whether text and times match the words, and all words come from recognition."""
    text = ""
    for word in segment.words:
        text = join_text(text, word.text)
    return (
        text == segment.text
        and bool(segment.words)
        and (segment.start_ms, segment.end_ms)
        == (segment.words[0].start_ms, max(word.end_ms for word in segment.words))
        and all(word.probability is not None and word.speaker is None for word in segment.words)
    )


def _replacing(
    store: Store, job: Job, chunk: WorkChunk, now: tuple[Segment, ...]
) -> tuple[Operation, ...]:
    """Remove recognition's segments in a range, and users' segments only if requested."""
    takes_all = bool(job.options.get("replace_corrected"))
    gone = [s for s in now if (takes_all or s.status == "draft") and _lies_in(s, chunk)]
    kept = tuple(s for s in now if s not in gone)
    return (*(Delete(s.id) for s in gone), *_inserts(store, job, chunk, kept))


def _lies_in(segment: Segment, chunk: WorkChunk) -> bool:
    middle = (segment.start_ms + segment.end_ms) // 2
    return chunk.start_ms <= middle < chunk.end_ms


def _new_times(chunk: WorkChunk, now: tuple[Segment, ...]) -> tuple[Operation, ...]:
    """Times for the requested text; discarded if the text has changed since."""
    for segment in now:
        if segment.id == chunk.plan.segment and segment.text == chunk.plan.text:
            words = tuple(
                replace(
                    word,
                    start_ms=min(max(word.start_ms, segment.start_ms), segment.end_ms),
                    end_ms=min(max(word.end_ms, segment.start_ms), segment.end_ms),
                )
                for word in _words(chunk)
            )
            return (SetWords(segment.id, words),)
    return ()


def _overlaps(segment: Segment, others: tuple[Segment, ...]) -> bool:
    return any(o.start_ms < segment.end_ms and segment.start_ms < o.end_ms for o in others)


def _apply(
    store: Store,
    job: Job,
    what: object,
    range_ms: tuple[int, int | None],
    operations: MakeOps,
    kind: EditKind = "draft",
) -> None:
    """Apply `operations` to the current state of a range, retrying after conflicts."""
    for attempt in range(ATTEMPTS):
        revision, segments = store.edits.segments(job.media_id, *range_ms)
        ops = operations(segments)
        if not ops and kind == "edit":
            return  # an edit without operations would be an empty undo step
        try:
            store.edits.apply(
                job.media_id, revision, ops, edit_id=_edit_id(job, what), kind=kind,
                author=f"{job.kind} {job.id}",
            )  # fmt: skip
        except EditConflict:
            if attempt == ATTEMPTS - 1:
                raise
        else:
            return
