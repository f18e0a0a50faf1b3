"""Answer interactive requests: the alternatives for a word.

Like alignments these are short tasks outside of jobs, started before any chunk of a job. A request
whose client has gone is not started.
"""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress

from transcribe.asr.alternatives import AlternativesRequest
from transcribe.asr.models import files as models
from transcribe.audio.chunking import MAX_CHUNK_MS
from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.document.model import Segment, join_text
from transcribe.errors import DatabaseUnusable, InvalidOperation, NotFound, TranscribeError
from transcribe.jobs.chunk_plans import ALIGN_MARGIN_MS, pcm_bytes
from transcribe.jobs.early_audio import EarlyAudio
from transcribe.jobs.executors import Executor, Outcome, Task
from transcribe.jobs.kinds.speech import model_fields, needs_of, present_model
from transcribe.jobs.tasks import AlternativesTask, ModelResult, to_plain
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Media
from transcribe.store.work.interactive_requests import InteractiveRequest

TIMEOUT_S = 60.0
LEAD_MS, TAIL_MS = 14_000, 8_000  # audio around a word if its segment is longer than a chunk
CONTEXT_WORDS = 60  # previous words, given to the model

log = logging.getLogger("transcribe.answering")


class Answerer:
    """Submits requests and stores their answers.

    Args:
        store: The data folder.
        has_own_models: Workers have their own models; else only models on this server are used.
        early: Samples of recordings that are being prepared.
    """

    def __init__(
        self, store: Store, *, has_own_models: bool = False, early: EarlyAudio | None = None
    ) -> None:
        self._early = early or EarlyAudio()
        self._store, self._has_own_models = store, has_own_models
        self._under_way: dict[str, str] = {}  # task id to question id
        self.n_kept_waiting = 0

    def hand_out(self, executor: Executor) -> None:
        """Submit waiting requests to free workers."""
        asked = [q for q in self._store.questions.waiting() if q.id not in self._under_way.values()]
        n_free = executor.free_slots() if asked else 0
        self.n_kept_waiting = max(0, len(asked) - n_free)
        for question in asked[: max(0, n_free)]:
            try:
                executor.submit(self._task(question))
            except (TranscribeError, OSError, ValueError) as error:
                self._store.questions.refuse(question.id, str(error))

    def settle(self, outcome: Outcome) -> bool:
        """Handle an outcome; False if it belongs to another owner."""
        question_id = self._under_way.pop(outcome.task_id, None)
        if question_id is None:
            return False
        with suppress(DatabaseUnusable):
            if outcome.state == "done" and outcome.result is not None:
                found = ModelResult.from_plain(outcome.result).alternatives
                self._store.questions.answer(question_id, {"alternatives": [*map(list, found)]})
            else:
                log.warning("no alternatives: %s", outcome.error)
                self._store.questions.refuse(
                    question_id, outcome.error or "No alternatives could be computed; try again."
                )
        return True

    def _task(self, question: InteractiveRequest) -> Task:
        media = self._store.media.get(question.media_id)
        found, _ = self._store.edits.some(media.id, [int(question.body["segment"])])
        if not found:
            raise NotFound("segment", str(question.body["segment"]))
        segment, first, last = found[0], int(question.body["first"]), int(question.body["last"])
        if not 0 <= first <= last < len(segment.words):
            raise InvalidOperation("words", "the segment has changed; try again")
        model = self._model(media)
        start_ms, end_ms = _range_of(segment, first, last)
        recording = self._early.recording(self._store, media, end_ms)
        end_ms = min(len(recording) // SAMPLES_PER_MS, end_ms)
        words = segment.words
        heard = [n for n, word in enumerate(words) if start_ms <= word.start_ms < end_ms]
        task_id = f"answer-{secrets.token_hex(8)}"
        task = AlternativesTask(
            **model_fields(self._store, model, "auto", media.language),
            question=AlternativesRequest(
                before=_text(segment, [n for n in heard if n < first]),
                words=_text(segment, list(range(first, last + 1))),
                after=_text(segment, [n for n in heard if n > last]),
                context=self._context(media, segment, question.body.get("terms", ())),
            ),
        )
        blob = pcm_bytes(ChunkPlan(((start_ms, end_ms),)), recording)
        self._under_way[task_id] = question.id
        return Task(
            task_id, to_plain(task), (blob,), TIMEOUT_S, needs_of(model, self._store.models_folder)
        )

    def _context(self, media: Media, segment: Segment, terms: object) -> str:
        """The terms as if just spoken, and the text before."""
        _, before = self._store.edits.segments(
            media.id, max(0, segment.start_ms - 30_000), segment.start_ms
        )
        said = " ".join(one.text for one in before if one.end_ms <= segment.start_ms)
        names = ", ".join(str(term) for term in terms) if isinstance(terms, list) else ""
        lead = f"{names}. " if names else ""
        return lead + " ".join(said.split()[-CONTEXT_WORDS:])

    def _model(self, media: Media) -> str:
        """A model that is on this server.

        Raises:
            ModelUnavailable: There is none.
        """
        model = present_model(self._store, media, has_own_models=self._has_own_models)
        if model is None:
            models.check(self._store.models_folder, models.DEFAULT_MODEL)
        return model or models.DEFAULT_MODEL


def _range_of(segment: Segment, first: int, last: int) -> tuple[int, int]:
    """The audio range: the segment, or as much around the words as fits into one chunk."""
    start_ms, end_ms = segment.start_ms, segment.end_ms
    if end_ms - start_ms + 2 * ALIGN_MARGIN_MS > MAX_CHUNK_MS:
        start_ms = max(start_ms, segment.words[first].start_ms - LEAD_MS)
        end_ms = min(end_ms, segment.words[last].end_ms + TAIL_MS)
        end_ms = min(end_ms, start_ms + MAX_CHUNK_MS - 2 * ALIGN_MARGIN_MS)
    return max(0, start_ms - ALIGN_MARGIN_MS), end_ms + ALIGN_MARGIN_MS


def _text(segment: Segment, places: list[int]) -> str:
    joined = ""
    for place in places:
        joined = join_text(joined, segment.words[place].text)
    return joined
