"""Translate a recording into English; the result stays in the chunks and does not change the transcript."""

from __future__ import annotations

from dataclasses import dataclass

from transcribe.document.model import Transcript
from transcribe.jobs.chunk_edits import segments_of
from transcribe.jobs.kinds.speech import SpeechKind, SpeechOptions
from transcribe.store import Store
from transcribe.store.values import Job, WorkChunk


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslateOptions(SpeechOptions):
    """Options of a translation."""


class Translate(SpeechKind[TranslateOptions]):
    """An English translation. It is read by `translation` and changes no transcript."""

    name = "translate"
    options_type = TranslateOptions

    def translates(self, options: TranslateOptions) -> bool:
        del options
        return True

    def commit(self, store: Store, job: Job, options: TranslateOptions, chunk: WorkChunk) -> None:
        """Nothing to write: the translation stays in the ledger."""


def translation(store: Store, media_id: str) -> Transcript | None:
    """The English translation as far as it is done; None without a translation."""
    for job in store.jobs.list(media_id):
        if job.kind == Translate.name and job.state != "cancelled":
            options = TranslateOptions.from_stored(job.options)
            segments = segments_of(store.chunks.list(job.id, ["done"]), options.cut_options())
            return Transcript(segments=segments, speakers=(), language="en")
    return None
