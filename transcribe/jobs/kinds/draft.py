"""Draft a recording: speech to segments, published chunk by chunk in file order.

A chunk may end in the middle of a sentence, even if the model adds a full stop. The next chunk then
continues the last segment, which keeps its id, unless a user has edited it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from transcribe.document.model import DraftOrigin, Segment, Word, join_text
from transcribe.document.operations import Delete, Insert, Operation, Replace
from transcribe.document.segmentation import (
    CutOptions,
    continues,
    cut_segments,
    lowered_inside,
    without_hasty_stop,
)
from transcribe.jobs.chunk_edits import (
    apply_edit,
    edit_id,
    found_in,
    inserts,
    overlaps,
    range_of,
    words_of,
)
from transcribe.jobs.kinds.base import Ending, JobContext
from transcribe.jobs.kinds.clip_languages import clips_to_redraft
from transcribe.jobs.kinds.speech import SpeechKind, SpeechOptions
from transcribe.jobs.option_checks import is_english_only
from transcribe.jobs.tasks import ModelResult
from transcribe.store import Store
from transcribe.store.values import FIRST_MINUTE, ChunkPlan, Job, WorkChunk
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts

FIRST_MINUTE_MS = 60_000
LONGEST_OPEN_MS = 10_000  # before a chunk, to look for the segment that it may continue


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOptions(SpeechOptions):
    """Options of a draft.

    Attributes:
        task: "translate" for a draft in English of any language; "transcribe" or empty.
    """

    task: str = ""


class Draft(SpeechKind[DraftOptions]):
    """The draft of a whole recording. Segments of an earlier draft that nobody edited are removed."""

    name = "draft"
    options_type = DraftOptions

    def plan(self, context: JobContext[DraftOptions]) -> Iterator[tuple[ChunkPlan, int]]:
        """As for all speech, the first minute first: somebody may look at it already."""
        for plan, priority in super().plan(context):
            early = FIRST_MINUTE if plan.pieces[0][0] < FIRST_MINUTE_MS else 0
            yield plan, max(priority, early)

    def translates(self, options: DraftOptions) -> bool:
        return options.task == "translate"

    def note_first_result(
        self, context: JobContext[DraftOptions], result: Mapping[str, Any]
    ) -> None:
        """Store with the recording its language and the model of its draft."""
        made = ModelResult.from_plain(result)
        shown = {"language": made.language}
        if context.options.task:
            shown["task"] = context.options.task
        if is_english_only(context.model) and context.options.named_language is None:
            shown["english_only"] = "yes"
        origin = DraftOrigin(made.engine, context.model, made.sha256, tuple(sorted(shown.items())))
        context.store.media.update(context.job.media_id, language=made.language, draft=origin)

    def commit(self, store: Store, job: Job, options: DraftOptions, chunk: WorkChunk) -> None:
        """Insert the chunk's segments."""
        _clear_old_draft(store, job)
        before_ms = max(0, chunk.start_ms - LONGEST_OPEN_MS)
        cut = options.cut_options()
        apply_edit(
            store, job, chunk.start_ms, (before_ms, chunk.end_ms),
            lambda kept: _continue_sentence(store, job, chunk, kept, cut),
        )  # fmt: skip
        store.notices.replace(job, range_of(chunk), found_in(chunk))

    def finish(self, store: Store, job: Job, options: DraftOptions, counts: ChunkCounts) -> Ending:
        """A draft without speech still replaces the one before."""
        _clear_old_draft(store, job)
        store.notices.forget_earlier(job)
        for media_id, language in clips_to_redraft(store, job):
            self.submit(store, media_id, replace(options, language=language), owner=job.owner)
        ending = super().finish(store, job, options, counts)
        if ending.message or store.media.get(job.media_id).n_segments:
            return ending
        return Ending("Speech was found but could not be transcribed.", reasons.NOT_TRANSCRIBED)


def _clear_old_draft(store: Store, job: Job) -> None:
    """Remove the unedited segments of an earlier draft, once per job."""
    if store.edits.find(job.media_id, edit_id(job, "clear")) is None:
        apply_edit(
            store, job, "clear", (0, None),
            lambda now: tuple(Delete(s.id) for s in now if s.status == "draft"),
        )  # fmt: skip


def _continue_sentence(
    store: Store, job: Job, chunk: WorkChunk, kept: tuple[Segment, ...], options: CutOptions
) -> tuple[Operation, ...]:
    """New segments, the first of which completes a sentence left open by the previous chunk."""
    words = words_of(chunk)
    left = _open_sentence(kept, words, options)
    if left is None:
        return inserts(store, job, chunk, kept, options)
    before = without_hasty_stop(left.words, words)
    whole = (*before, *lowered_inside(before, words))
    first_id = store.edits.next_segment_id(job.media_id)
    first, *made = cut_segments(whole, options, first_id=first_id - 1)
    others = tuple(segment for segment in kept if segment.id != left.id)
    grown = replace(first, id=left.id)
    if overlaps(grown, others):
        return inserts(store, job, chunk, kept, options)
    return (
        Replace(put=(grown,)),
        *(Insert(s) for s in made if s.end_ms > s.start_ms and not overlaps(s, others)),
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
