"""Find new times for the words of segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transcribe.audio.chunking import MAX_CHUNK_MS
from transcribe.document.model import Segment
from transcribe.document.operations import Operation, SetWords
from transcribe.document.realignment import Times, retime
from transcribe.errors import InvalidOperation
from transcribe.jobs.chunk_edits import apply_edit, range_of, words_of
from transcribe.jobs.chunk_plans import ALIGN_MARGIN_MS
from transcribe.jobs.kinds.base import Ending, JobContext, TaskParts
from transcribe.jobs.kinds.body import segment_ids
from transcribe.jobs.kinds.speech import SpeechKind, SpeechOptions, model_fields
from transcribe.jobs.tasks import AlignTask
from transcribe.store import Store
from transcribe.store.values import INTERACTIVE, ChunkPlan, Job, Media, WorkChunk
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignOptions(SpeechOptions):
    """Options of an alignment.

    Attributes:
        segments: Ids of the segments.
    """

    segments: tuple[int, ...] = ()


class Align(SpeechKind[AlignOptions]):
    """Forced alignment of segments, at a user's request."""

    name = "align"
    options_type = AlignOptions
    priority = INTERACTIVE
    fetches_model = False  # the page does not announce a download here
    max_chunks = 1

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        found = super().read_body(body, media)
        segments = segment_ids(body.get("segments"))
        return {**found, "segments": segments, "language": found["language"] or media.language}

    def plan(self, context: JobContext[AlignOptions]) -> Iterator[tuple[ChunkPlan, int]]:
        """One chunk per segment.

        Raises:
            InvalidOperation: A segment is longer than a chunk of Whisper.
        """
        wanted = set(context.options.segments)
        for segment in context.store.edits.transcript(context.job.media_id)[1].segments:
            if segment.id in wanted and segment.text.strip():
                _check_length(segment)
                start_ms = max(0, segment.start_ms - ALIGN_MARGIN_MS)
                piece = (start_ms, segment.end_ms + ALIGN_MARGIN_MS)
                yield ChunkPlan((piece,), segment.id, segment.text), context.job.priority

    def task(
        self, context: JobContext[AlignOptions], chunks: Sequence[WorkChunk], group: int
    ) -> TaskParts:
        blobs, heard = self.audio(context, chunks)
        task = AlignTask(
            **model_fields(context.store, context.model, context.engine, context.language),
            texts=tuple(chunk.plan.text or "" for chunk in chunks),
            n_language_blobs=len(heard), group=group,
        )  # fmt: skip
        return TaskParts(task, (*blobs, *heard))

    def commit(self, store: Store, job: Job, options: AlignOptions, chunk: WorkChunk) -> None:
        """Set the words' times, unless the text has changed since; words timed by hand stay."""
        del options
        by_hand = store.edits.manually_timed_words(job.media_id)
        apply_edit(
            store, job, chunk.start_ms, range_of(chunk),
            lambda base: _new_times(chunk, base.segments, by_hand), origin="align",
        )  # fmt: skip

    def finish(self, store: Store, job: Job, options: AlignOptions, counts: ChunkCounts) -> Ending:
        if not counts.done and not counts.quarantined:
            return Ending("Nothing to align.", reasons.NOTHING_TO_ALIGN)
        return super().finish(store, job, options, counts)


def _check_length(segment: Segment) -> None:
    if segment.duration_ms > MAX_CHUNK_MS:
        raise InvalidOperation(
            "align", f"segment {segment.id} is longer than {MAX_CHUNK_MS // 1000} s; split it first"
        )


def _new_times(
    chunk: WorkChunk, now: tuple[Segment, ...], by_hand: frozenset[Times]
) -> tuple[Operation, ...]:
    """Times for the requested text; discarded if the text has changed since."""
    for segment in now:
        if segment.id == chunk.plan.segment and segment.text == chunk.plan.text:
            words = retime(segment, words_of(chunk), by_hand)
            return (SetWords(segment.id, words),) if words != segment.words else ()
    return ()
