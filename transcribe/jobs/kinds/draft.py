"""Draft a recording: speech to segments, published chunk by chunk in file order.

A chunk may end in the middle of a sentence, even if the model adds a full stop. The next chunk then
continues the last segment, which keeps its id, unless a user has edited it. Where a chunk fails, or
the job is cancelled, the earlier draft stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from transcribe.asr.models import files as models
from transcribe.document.model import DraftOrigin
from transcribe.jobs.chunk_edits import END_MS, Drafted, apply_drafted, found_in, range_of, words_of
from transcribe.jobs.kinds.base import Ending, JobContext
from transcribe.jobs.kinds.clip_languages import clips_to_redraft, main_language
from transcribe.jobs.kinds.consistency import ConsistentOptions, even_out, keep_flags
from transcribe.jobs.kinds.speakers import submit_after_draft
from transcribe.jobs.kinds.speech import SpeechKind
from transcribe.jobs.option_checks import speakers_option
from transcribe.jobs.tasks import ModelResult
from transcribe.store import Store
from transcribe.store.values import FIRST_MINUTE, ChunkPlan, Job, Media, WorkChunk
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts

FIRST_MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOptions(ConsistentOptions):
    """Options of a draft.

    Attributes:
        task: "translate" for a draft in English of any language; "transcribe" or empty.
        speakers: How many speakers to find when the text is there: "auto", "N", "N-M" or "none"; empty for
            auto if the models for speakers are installed.
    """

    task: str = ""
    speakers: str = ""


class Draft(SpeechKind[DraftOptions]):
    """The draft of a whole recording. It replaces an earlier draft range by range, as chunks are done."""

    name = "draft"
    options_type = DraftOptions

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        """As for all speech, with how consistent the text is made and how many speakers to find."""
        return {
            **super().read_body(body, media),
            **keep_flags(body),
            "speakers": speakers_option(body.get("speakers")),
        }

    def plan(self, context: JobContext[DraftOptions]) -> Iterator[tuple[ChunkPlan, int] | None]:
        """As for all speech; the first minute comes first, because a user may already be looking at it."""
        for found in super().plan(context):
            if found is None:
                yield None
                continue
            plan, priority = found
            early = FIRST_MINUTE if plan.pieces[0][0] < FIRST_MINUTE_MS else 0
            yield plan, max(priority, early)

    def translates(self, options: DraftOptions) -> bool:
        return options.task == "translate"

    def note_first_result(
        self, context: JobContext[DraftOptions], result: Mapping[str, Any]
    ) -> None:
        """Store the recording's language and the model of its draft."""
        made = ModelResult.from_plain(result)
        shown = {"language": made.language}
        if context.options.task:
            shown["task"] = context.options.task
        if (
            models.is_english_only(context.model, context.store.models_folder)
            and context.options.named_language is None
        ):
            shown["english_only"] = "yes"
        origin = DraftOrigin(made.engine, context.model, made.sha256, tuple(sorted(shown.items())))
        context.store.media.update(context.job.media_id, language=made.language, draft=origin)

    def commit(self, store: Store, job: Job, options: DraftOptions, chunk: WorkChunk) -> None:
        """Replace the earlier draft, from the end of the chunk before, by the chunk's segments."""
        range_ms = (store.chunks.end_before(job.id, chunk.start_ms), chunk.end_ms)
        drafted = Drafted(job, words_of(chunk), range_ms, options.cut_options(), continues=True)
        apply_drafted(store, chunk.start_ms, drafted, "draft")
        store.notices.replace(job, range_of(chunk), found_in(chunk))

    def finish(self, store: Store, job: Job, options: DraftOptions, counts: ChunkCounts) -> Ending:
        """Remove the earlier draft after the last speech, and all of it if there is no speech."""
        rest = (store.chunks.end_before(job.id), END_MS)
        apply_drafted(store, "rest", Drafted(job, (), rest, options.cut_options()), "draft")
        store.notices.forget_earlier(job)
        heard = main_language(store, job)
        if heard and options.named_language is None and not self.translates(options):
            store.media.update_as(job, language=heard)
        language = "en" if self.translates(options) else store.media.get(job.media_id).language
        even_out(store, job, options.rules(language))
        for media_id, language in clips_to_redraft(store, job):
            self.submit(store, media_id, replace(options, language=language), owner=job.owner)
        if counts.done:
            submit_after_draft(store, job, options.speakers)
        ending = super().finish(store, job, options, counts)
        if ending.message or store.media.get(job.media_id).n_segments:
            return ending
        return Ending("Speech was found but could not be transcribed.", reasons.NOT_TRANSCRIBED)
