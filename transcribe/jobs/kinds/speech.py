"""Base of the kinds that recognise speech: options, chunks cut in silence, tasks for the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypedDict, TypeVar

from transcribe import __version__
from transcribe.asr import devices
from transcribe.asr.models import files as models
from transcribe.audio.decode import SAMPLES_PER_MS, open_pcm
from transcribe.document.segmentation import CutOptions
from transcribe.errors import InvalidOperation, TranscribeError
from transcribe.jobs.chunk_plans import listening_samples, pcm_bytes, plan_chunks, plan_growing
from transcribe.jobs.executors import ResourceRequirements
from transcribe.jobs.kinds.base import (
    ChunkedKind,
    Ending,
    JobContext,
    JobOptions,
    TaskParts,
    TaskResults,
)
from transcribe.jobs.kinds.body import check_flags, text_of
from transcribe.jobs.option_checks import check_choice, cut_limits, hotwords
from transcribe.jobs.tasks import DecodeRequest, DraftTask, ModelResult
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job, Media, WorkChunk
from transcribe.store.work import reasons
from transcribe.store.work.chunks import ChunkCounts

SURE_SHARE = 0.8  # of the votes of the first words, which decide while the rest is not decoded
CLIP_MS = 10_000  # shorter recordings of one upload decide on their language together
MAX_CLIPS = 12  # of the same upload that are heard for it
MAX_TERMS = (
    1_000  # of the glossary, newest first; each term is compared with every range of a draft
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechOptions(JobOptions):
    """Options of recognition.

    Attributes:
        model: None for the default.
        language: Whisper's code; None or "auto" to detect it.
        hotwords: Names and terms with their spelling.
        multilingual: Draft every part in its language although one is named; without a name this is done
            anyhow.
        max_ms, max_chars: Limits for segments; None for the default.
        webhook: Address that gets a message at the end; a trigger of the database reads it.
    """

    model: str | None = None
    engine: str = "auto"
    language: str | None = None
    initial_prompt: str = ""
    hotwords: tuple[str, ...] = ()
    multilingual: bool = False
    max_ms: int | None = None
    max_chars: int | None = None
    webhook: str = ""

    def cut_options(self) -> CutOptions:
        """How segments are cut."""
        given = {"max_ms": self.max_ms, "max_chars": self.max_chars}
        return CutOptions(**{name: int(value) for name, value in given.items() if value})

    @property
    def named_language(self) -> str | None:
        """The language if it was named."""
        return None if self.language in {None, "", "auto"} else self.language


S = TypeVar("S", bound=SpeechOptions)


class ModelFields(TypedDict):
    """Fields of `tasks.ModelTask`."""

    version: str
    engine: str
    model: str
    sha256: str | None
    models_folder: str
    language: str | None


def model_fields(store: Store, model: str, engine: str, language: str | None) -> ModelFields:
    """The fields that all tasks for a model have."""
    return {
        "version": __version__, "engine": engine, "model": model,
        "sha256": models.pinned_sha256(model, store.models_folder), "models_folder": str(store.models_folder),
        "language": language,
    }  # fmt: skip


def needs_of(model: str, models_folder: Path) -> ResourceRequirements:
    """The requirements for a model, with one chunk at a time."""
    weights_bytes = models.weights_bytes(model, models_folder)
    return ResourceRequirements(model, devices.bytes_needed(weights_bytes, 1))


def present_model(store: Store, media: Media, *, has_own_models: bool) -> str | None:
    """The model of the recording's draft, or the default; None if it would have to be downloaded.

    Args:
        store: The data folder.
        media: The recording.
        has_own_models: Workers have their own models; else only models on this server count.
    """
    drafted = media.draft.model if media.draft else models.DEFAULT_MODEL
    for name in dict.fromkeys((drafted, models.DEFAULT_MODEL)):
        with suppress(TranscribeError):
            model = models.canonical_name(name, store.models_folder)
            if has_own_models or models.is_present(store.models_folder, model):
                return model
    return None


class SpeechKind(ChunkedKind[S]):
    """A kind whose workers recognise speech with a model."""

    uses_model = True

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        del media
        check_choice(body.get("model"), body.get("engine", "auto"), body.get("language"))
        if body.get("model") == "none":
            raise InvalidOperation("model", "a draft needs one")
        check_flags(body)
        if body.get("dry_run") and self.name != "redraft":
            raise InvalidOperation("dry_run", "only a redraft can be proposed")
        return {
            "model": body.get("model"), "engine": body.get("engine") or "auto",
            "language": body.get("language"), "initial_prompt": text_of(body, "initial_prompt"),
            "hotwords": hotwords(body.get("hotwords")), "webhook": text_of(body, "webhook"),
            "multilingual": body.get("multilingual") is True, **cut_limits(body),
        }  # fmt: skip

    def submit(self, store: Store, media_id: str, options: S, *, owner: str = "") -> Job:
        """Queue a job.

        Raises:
            NotFound: No recording has this id.
            InvalidOperation: There is no such model, engine or language here.
        """
        check_choice(options.model, options.engine, options.language, store.models_folder)
        return super().submit(store, media_id, options, owner=owner)

    def needs(self, model: str, models_folder: Path) -> ResourceRequirements:
        return needs_of(model, models_folder)

    def translates(self, options: S) -> bool:
        """Whether the text is a translation into English."""
        del options
        return False

    def plan(self, context: JobContext[S]) -> Iterator[tuple[ChunkPlan, int] | None]:
        """Ranges with speech, cut in silence."""
        plans: Iterator[ChunkPlan | None]
        if context.growing is not None:
            plans = plan_growing(context.job, context.growing)
        else:
            range_ms = self.range_ms(context.options, context.total_ms)
            plans = plan_chunks(context.job, context.recording, range_ms)
        for plan in plans:
            yield None if plan is None else (plan, context.job.priority)

    def task(self, context: JobContext[S], chunks: Sequence[WorkChunk], group: int) -> TaskParts:
        blobs, heard = self.audio(context, chunks)
        if [len(blob) for blob in blobs] != [
            chunk.plan.audio_ms * SAMPLES_PER_MS * 2 for chunk in chunks
        ]:
            raise ValueError("it is shorter than when it was added")
        task = DraftTask(
            **model_fields(context.store, context.model, context.engine, context.language),
            options=self._decode_request(context, group), n_language_blobs=len(heard), group=group,
        )  # fmt: skip
        return TaskParts(task, (*blobs, *heard))

    def audio(
        self, context: JobContext[S], chunks: Sequence[WorkChunk]
    ) -> tuple[list[bytes], list[bytes]]:
        """The audio of chunks, and that by which the language is decided if it is unknown.

        A chunk that has failed decides by itself: the failure may come from the audio of another range,
        and that range's chunk must be quarantined, not this one. So does a chunk of a recording that is
        still being decoded.
        """
        blobs = [pcm_bytes(chunk.plan, context.recording) for chunk in chunks]
        is_early = context.growing is not None and not context.growing.is_complete
        if context.language is not None or is_early or any(chunk.failures for chunk in chunks):
            return blobs, []
        range_ms = self.range_ms(context.options, context.total_ms)
        heard = listening_samples(context.recording, range_ms)
        media = context.store.media.get(context.job.media_id)
        for clip in other_clips(context.store, media, MAX_CLIPS):
            heard += _whole_audio(context.store, clip)
        return blobs, heard

    def results(self, plain: Mapping[str, Any]) -> TaskResults:
        """The words of each chunk, with the model that recognised them."""
        made = ModelResult.from_plain(plain)
        source = {"sha256": made.sha256, "engine": made.engine}
        each = tuple({**chunk.to_plain(), **source} for chunk in made.chunks)
        votes: Counter[str] = Counter()
        for chunk in made.chunks:
            votes += Counter(dict(chunk.votes))
        is_sure = votes[made.language] > SURE_SHARE * votes.total()
        return TaskResults(
            each, made.language, is_language_sure=is_sure, is_stopped=made.is_stopped
        )

    def finish(self, store: Store, job: Job, options: S, counts: ChunkCounts) -> Ending:
        if not counts.done and not counts.quarantined:
            return Ending("No speech was found.", reasons.NO_SPEECH)
        return super().finish(store, job, options, counts)

    def _decode_request(self, context: JobContext[S], group: int) -> DecodeRequest:
        options = context.options
        is_english = self.translates(options)
        terms = () if is_english else self._terms(context)
        return DecodeRequest(
            batch_size=group, task="translate" if is_english else "transcribe",
            initial_prompt=options.initial_prompt, hotwords=options.hotwords,
            multilingual=self._follows_language(context), glossary=terms,
        )  # fmt: skip

    def _terms(self, context: JobContext[S]) -> tuple[tuple[str, ...], ...]:
        """The glossary of the recording's collection and of the library, each term with its wrong forms."""
        store = context.store
        project_id = store.projects.of(context.job.media_id)
        found = store.glossary.terms(project_id, context.language, MAX_TERMS)
        return tuple((term.term, *term.misrecognitions) for term in found)

    def _follows_language(self, context: JobContext[S]) -> bool:
        """Whether every part is drafted in its language; clips of one upload have one together."""
        if context.options.multilingual or context.options.named_language is not None:
            return context.options.multilingual
        media = context.store.media.get(context.job.media_id)
        return not other_clips(context.store, media, 1)


def other_clips(store: Store, media: Media, limit: int | None = None) -> list[Media]:
    """The short recordings of the same upload, if this is one too; those that are prepared."""
    if media.batch is None or media.duration_ms is None or media.duration_ms > CLIP_MS:
        return []
    found = store.media.clips(media.batch, CLIP_MS, -1 if limit is None else limit + 1)
    return [other for other in found if other.id != media.id][:limit]


def _whole_audio(store: Store, clip: Media) -> list[bytes]:
    pcm = store.media_folder(clip.id) / "audio.pcm"
    if not pcm.is_file():
        return []
    return listening_samples(open_pcm(pcm), (0, clip.duration_ms or 0))
