"""Run forced alignment for edited segments, outside of jobs.

Edits leave rows in `store.realignments`; each becomes one short task, started before any chunk of a
job. Its result is an edit of kind "align", which is not an undo step, conflicts with no user's
edit, and is dropped if the text has changed since. It is not a job and not in the ledger; if this
process ends, the row still waits.
"""

from __future__ import annotations

import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass

from transcribe.audio.chunking import MAX_CHUNK_MS
from transcribe.audio.decode import SAMPLES_PER_MS
from transcribe.document.model import Segment, Word
from transcribe.document.operations import SetWords
from transcribe.document.realignment import retime
from transcribe.errors import DatabaseUnusable, EditConflict, NotFound
from transcribe.jobs.chunk_plans import ALIGN_MARGIN_MS, pcm_bytes
from transcribe.jobs.early_audio import EarlyAudio
from transcribe.jobs.executors import Executor, Outcome, Task
from transcribe.jobs.kinds.speech import model_fields, needs_of, present_model
from transcribe.jobs.tasks import AlignTask, EncodeTask, ModelResult, to_plain
from transcribe.store import Store
from transcribe.store.transcripts.realignments import Realignment
from transcribe.store.values import ChunkPlan, Media

TIMEOUT_S = 120.0
RETRY_S = 20.0
MAX_FAILURES = 3

log = logging.getLogger("transcribe.realigning")


@dataclass(frozen=True)
class _UnderWay:
    """A submitted task."""

    wanted: Realignment
    start_ms: int  # start of the audio sent to the worker
    text: str


class Realigner:
    """Submits alignments and applies their times to transcripts.

    Args:
        store: The data folder.
        has_own_models: Workers have their own models; else only models on this server are used.
        early: Samples of recordings that are being prepared.

    Attributes:
        n_kept_waiting: Edited segments that wait for a free worker.
    """

    def __init__(
        self, store: Store, *, has_own_models: bool = False, early: EarlyAudio | None = None
    ) -> None:
        self._early = early or EarlyAudio()
        self._store, self._has_own_models = store, has_own_models
        self._under_way: dict[str, _UnderWay] = {}
        self._failures: dict[tuple[str, int], int] = {}
        self._homes: dict[
            str, str
        ] = {}  # last worker of a recording: it has the encoder output cached
        self.n_kept_waiting = 0

    def hand_out(self, executor: Executor, *, is_urgent: bool) -> None:
        """Submit due alignments to free workers.

        Args:
            executor: Where tasks run.
            is_urgent: Only segments just edited; else also others.
        """
        due = self._store.realignments.due()
        n_free = executor.free_slots() if due else 0
        busy = {(one.wanted.media_id, one.wanted.segment_id) for one in self._under_way.values()}
        n_left = 0
        for wanted in due:
            is_waited_for = wanted.needs_alignment and wanted.is_urgent
            if (wanted.media_id, wanted.segment_id) in busy or (is_urgent and not is_waited_for):
                continue
            if n_free <= 0:
                n_left += is_waited_for
            elif (task := self._task(wanted)) is not None:
                executor.submit(task)
                n_free -= 1
        if is_urgent:
            self.n_kept_waiting = n_left

    def settle(self, outcome: Outcome) -> bool:
        """Handle an outcome; False if it belongs to another owner.

        After a full disk the row stays, and the segment is aligned again.
        """
        done = self._under_way.pop(outcome.task_id, None)
        if done is None:
            return False
        with suppress(DatabaseUnusable, NotFound):
            if outcome.state == "done" and outcome.result is not None:
                self._homes[done.wanted.media_id] = outcome.worker
                self._bring(done, ModelResult.from_plain(outcome.result))
            else:
                self._note_failure(done.wanted, outcome)
        return True

    def _task(self, wanted: Realignment) -> Task | None:
        """The task for a row; None if there is nothing to align, and the row is dropped."""
        task = None
        try:
            media = self._store.media.get(wanted.media_id)
            found, _ = self._store.edits.some(wanted.media_id, [wanted.segment_id])
            task = self._make(wanted, media, found[0]) if found else None
        except OSError as error:
            if media.state in {"new", "ingesting"}:  # it is drafted while it is prepared
                self._store.realignments.postpone(wanted, RETRY_S)
                return None
            log.info("segment %d of %s: %s", wanted.segment_id, wanted.media_id, error)
        except (NotFound, ValueError) as error:
            log.info("segment %d of %s: %s", wanted.segment_id, wanted.media_id, error)
        if task is None:
            self._give_up(wanted)
        return task

    def _make(self, wanted: Realignment, media: Media, segment: Segment) -> Task | None:
        model = present_model(self._store, media, has_own_models=self._has_own_models)
        if model is None or segment.duration_ms > MAX_CHUNK_MS or not segment.text.strip():
            return None
        recording = self._early.recording(self._store, media, segment.end_ms)
        start_ms = max(0, segment.start_ms - ALIGN_MARGIN_MS)
        end_ms = min(len(recording) // SAMPLES_PER_MS, segment.end_ms + ALIGN_MARGIN_MS)
        if end_ms - start_ms <= ALIGN_MARGIN_MS:
            return None  # it lies after the end of the audio
        blob = pcm_bytes(ChunkPlan(((start_ms, end_ms),)), recording)
        task_id = f"align-{secrets.token_hex(8)}"
        fields = model_fields(self._store, model, "auto", media.language)
        texts = (segment.text,)
        task = AlignTask(**fields, texts=texts) if wanted.needs_alignment else EncodeTask(**fields)
        self._under_way[task_id] = _UnderWay(wanted, start_ms, segment.text)
        return Task(
            task_id, to_plain(task), (blob,), TIMEOUT_S, needs_of(model, self._store.models_folder),
            prefers=self._homes.get(media.id, ""),
        )  # fmt: skip

    def _give_up(self, wanted: Realignment) -> None:
        self._store.realignments.drop(wanted)

    def _bring(self, done: _UnderWay, result: ModelResult) -> None:
        wanted = done.wanted
        self._failures.pop((wanted.media_id, wanted.segment_id), None)
        revision = self._store.media.get(wanted.media_id).revision
        found, _ = self._store.edits.some(wanted.media_id, [wanted.segment_id])
        words: tuple[Word, ...] | None = None
        if wanted.needs_alignment and found and found[0].text == done.text:
            aligned = (_shifted(word, done.start_ms) for word in result.chunks[0].words)
            by_hand = self._store.edits.manually_timed_words(wanted.media_id)
            words = retime(found[0], tuple(aligned), by_hand)
        if words is None or words == found[0].words:
            self._give_up(wanted)  # unless a new edit has renewed it
            return
        with suppress(EditConflict):  # a concurrent edit has renewed the row
            self._store.edits.apply(
                wanted.media_id, revision, (SetWords(wanted.segment_id, words),),
                edit_id=f"words-{secrets.token_hex(8)}", kind="align", author="align",
            )  # fmt: skip

    def _note_failure(self, wanted: Realignment, outcome: Outcome) -> None:
        key = (wanted.media_id, wanted.segment_id)
        if outcome.state in {"failed", "lost"}:
            self._failures[key] = self._failures.get(key, 0) + 1
        if self._failures.get(key, 0) >= MAX_FAILURES or not wanted.needs_alignment:
            log.warning("segment %d of %s cannot be aligned: %s", *reversed(key), outcome.error)
            self._failures.pop(key, None)
            self._give_up(wanted)
        else:
            self._store.realignments.postpone(wanted, RETRY_S)


def _shifted(word: Word, by_ms: int) -> Word:
    return Word(word.text, word.start_ms + by_ms, word.end_ms + by_ms, word.probability)
