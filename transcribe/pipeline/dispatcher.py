"""Hands chunks to workers and brings their words home: the one dispatcher of a data folder.

All that must survive is in the ledger; what is held here can be lost at any moment. It keeps no more
tasks under way than there are workers, so that priorities and cancellations are decided in the
ledger at each free slot, not in a queue somewhere.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from transcribe import __version__
from transcribe.asr import models
from transcribe.audio.decode import SAMPLES_PER_MS, forget_pages, open_pcm
from transcribe.document.model import DraftOrigin
from transcribe.errors import (
    DatabaseUnusable,
    EditConflict,
    MediaUnreadable,
    ModelUnavailable,
    NotFound,
    TranscribeError,
)
from transcribe.pipeline import publishing
from transcribe.pipeline.executors import Executor, Outcome, Task
from transcribe.pipeline.ingesting import Ingester
from transcribe.pipeline.planning import (
    Samples,
    pcm_bytes,
    plan_alignment,
    plan_chunks,
    range_of,
)
from transcribe.store import Store
from transcribe.store.chunks import Waiting
from transcribe.store.values import ChunkPlan, Job, JobKind, WorkChunk

CHUNKED: tuple[JobKind, ...] = ("draft", "redraft", "align", "translate")
MAX_ACTIVE = 64  # jobs planned and worked on at a time; more wait in the ledger
PLAN_AHEAD = 32  # chunks of a job that wait; more are planned when they are needed
PLAN_AT_ONCE = 8
MAX_BATCH = 8  # chunks decoded together; more gains little (docs/tuning.md)
TASK_S = 8.0  # a task should not take longer: what is urgent waits for one to end
LANGUAGE_CHUNKS = 3  # heard before a recording's language is decided
POLL_S = 0.2
BEAT_S = 5.0
LEASE_S = 60.0
DISK_RETRY_S = 2.0
TIMEOUT_BASE_S = 180.0  # a model may have to be loaded from a slow disk first
TIMEOUT_PER_AUDIO_S = 20.0

log = logging.getLogger("transcribe.dispatcher")
_NOTHING = Outcome("", "cancelled")  # wakes the loop


@dataclass(eq=False)
class _Active:
    """A running job: what can be made again from the ledger and the recording."""

    job: Job
    recording: Samples
    model: str
    engine: str
    is_ready: bool = False  # its model is here
    wants_plan: bool = True
    maker: Iterator[tuple[ChunkPlan, int]] | None = None  # of the plan, at where it has come
    is_planned: bool = False
    began: float = field(default_factory=time.monotonic)
    began_ms: int = 0
    beaten_at: float = 0.0
    has_origin: bool = False
    is_dirty: bool = True

    @property
    def total_ms(self) -> int:
        return max(1, len(self.recording) // SAMPLES_PER_MS)


@dataclass(frozen=True)
class _Claim:
    """Chunks under way in one task."""

    job_id: int
    chunks: tuple[WorkChunk, ...]


class Dispatcher:
    """Runs the jobs of a data folder on an executor.

    Args:
        store: The data folder; the caller holds its lock.
        executor: Where tasks run.
        has_own_models: Workers keep models of their own, so none is fetched here.
        timeout_base_s: A task that takes longer than this, and 20 s for each second of sound, is
            ended.
    """

    def __init__(
        self,
        store: Store,
        executor: Executor,
        *,
        has_own_models: bool = False,
        timeout_base_s: float = TIMEOUT_BASE_S,
    ) -> None:
        self._store, self._executor = store, executor
        self._has_own_models, self._timeout_base_s = has_own_models, timeout_base_s
        self._outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._unsettled: list[Outcome] = []  # the disk was full
        self._active: dict[int, _Active] = {}
        self._claims: dict[str, _Claim] = {}
        self._served: dict[str, float] = {}
        self._speed: dict[str, float] = {}  # computing seconds for each second of sound, by model
        self._stopping = threading.Event()
        self._name = f"dispatcher{secrets.token_hex(4)}"
        self._ingester = Ingester(store)

    def run(self) -> None:
        """Work until `stop` is called, then give back what is under way."""
        self._store.jobs.release_all()
        for chunk in self._store.chunks.recover():
            log.warning("chunk %d went into quarantine: %s", chunk.id, chunk.error)
        self._executor.start(self._outcomes.put)
        self._ingester.start()
        planner = threading.Thread(target=self._plan_for_ever, name="planner", daemon=True)
        planner.start()
        try:
            while not self._stopping.is_set():
                try:
                    self.step()
                except DatabaseUnusable as error:
                    log.warning("%s Trying again.", error)
                    self._stopping.wait(DISK_RETRY_S)
        finally:
            self._stopping.set()
            self._executor.close()
            self._ingester.stop()
            planner.join()
            self._give_back()

    def stop(self) -> None:
        """Let `run` end soon."""
        self._stopping.set()
        self._wake()

    def step(self, wait_s: float = POLL_S) -> None:
        """One round: outcomes in, jobs begun and ended, chunks out.

        Raises:
            DatabaseUnusable: The disk is full; nothing is lost, call again.
        """
        self._take_outcomes(wait_s)
        self._forget_ended()
        self._begin_jobs()
        self._hand_out()
        for active in tuple(self._active.values()):
            self._bring_home(active)

    # Jobs in and out

    def _begin_jobs(self) -> None:
        while True:
            is_full = len(self._active) >= MAX_ACTIVE
            kinds: tuple[JobKind, ...] = ("redraft", "align") if is_full else CHUNKED
            job = self._store.jobs.claim(self._name, LEASE_S, kinds)
            if job is None:
                return
            log.info("%s of %s begins (job %d)", job.kind, job.media_id, job.id)
            try:
                self._active[job.id] = self._begin(job)
            except TranscribeError as error:
                self._store.jobs.fail(job, str(error))

    def _begin(self, job: Job) -> _Active:
        media = self._store.media.get(job.media_id)
        pcm = self._store.media_folder(media.id) / "audio.pcm"
        if not pcm.is_file():
            raise MediaUnreadable(media.filename, "its decoded sound is gone; add the file again.")
        model = models.canonical_name(str(job.options.get("model") or models.DEFAULT_MODEL))
        active = _Active(
            job, open_pcm(pcm), model, str(job.options.get("engine") or "auto"),
            is_planned=bool(job.is_planned),
            began_ms=self._store.chunks.counts(job.id).reached_ms,
        )  # fmt: skip
        self._beat(active, "Listening for speech")
        if self._has_own_models or models.is_present(self._store.models_folder, model):
            active.is_ready = True
        else:
            fetcher = threading.Thread(target=self._fetch, args=(active,), daemon=True)
            fetcher.start()
        return active

    def _fetch(self, active: _Active) -> None:
        """Have a job's model fetched, and say so meanwhile."""

        def report(done: int, total: int) -> None:
            share = done * 100 // max(total, 1)
            self._beat(active, f"Fetching model {active.model}: {share} %", is_news=False)

        try:
            self._beat(active, f"Fetching model {active.model}")
            models.pull(self._store.models_folder, active.model, on_progress=report)
        except ModelUnavailable as error:
            self._store.jobs.fail(active.job, str(error))
            return
        active.is_ready = True
        self._wake()

    def _forget_ended(self) -> None:
        """Let go of jobs that were cancelled, paused, deleted or that failed."""
        for job_id, active in tuple(self._active.items()):
            try:
                now = self._store.jobs.get(job_id)
            except NotFound:
                now = None
            if now is None or now.state != "running" or now.lease != active.job.lease:
                del self._active[job_id]
                for task_id, claim in self._claims.items():
                    if claim.job_id == job_id:
                        self._executor.cancel(task_id)

    # Planning

    def _plan_for_ever(self) -> None:
        """Cut recordings into chunks, each as far ahead as it is needed, the urgent first."""
        while not self._stopping.is_set():
            wanting = [a for a in tuple(self._active.values()) if a.wants_plan]
            if not wanting:
                self._stopping.wait(POLL_S / 4)
                continue
            # Who has nothing yet comes before who has something to do.
            active = min(wanting, key=lambda a: (-a.job.priority, a.maker is not None, a.job.id))
            try:
                self._plan_some(active)
            except DatabaseUnusable as error:
                log.warning("%s Trying again.", error)
                active.maker = None  # it was ahead of the ledger
                self._stopping.wait(DISK_RETRY_S)
            except NotFound:
                active.wants_plan = False  # deleted meanwhile
            except TranscribeError as error:
                self._give_up(active, str(error))
            except Exception as error:
                log.exception("job %d cannot be planned", active.job.id)
                self._give_up(
                    active,
                    f"An unforeseen error ({type(error).__name__}: {error}). The log says more.",
                )

    def _give_up(self, active: _Active, reason: str) -> None:
        active.wants_plan = False
        self._store.jobs.fail(active.job, reason)

    def _plan_some(self, active: _Active) -> None:
        store, job = self._store, active.job
        if active.is_planned:
            active.wants_plan = False
            return
        size = PLAN_AT_ONCE
        if active.maker is None:
            size = 1  # the first words should be there soon
            if job.kind == "align":
                active.maker = plan_alignment(job, store.edits.transcript(job.media_id)[1])
            else:  # from the ledger: it may have been planned further since it was claimed
                active.maker = plan_chunks(store.jobs.get(job.id), active.recording)
        made = list(islice(active.maker, size))
        forget_pages(active.recording)
        planned_ms = made[-1][0].pieces[-1][1] if made else 0
        is_planned = len(made) < size
        if is_planned:
            planned_ms = range_of(job, active.total_ms)[1]
        store.chunks.plan(job.id, made, planned_ms=planned_ms, is_planned=is_planned)
        active.is_planned, active.is_dirty = is_planned, True
        active.wants_plan = (
            not is_planned and store.chunks.counts(job.id).waiting < PLAN_AHEAD
        )  # fmt: skip
        self._wake()

    def _wake(self) -> None:
        self._outcomes.put(_NOTHING)

    # Out

    def _hand_out(self) -> None:
        free = self._executor.free_slots()
        while free > 0:
            candidates = self._candidates()
            if not candidates:
                return
            for chosen in self._in_turn(candidates):
                if self._hand_out_some(chosen):
                    free -= 1
                    break
            else:
                return

    def _candidates(self) -> list[Waiting]:
        """Jobs that have a chunk to give now."""
        found = []
        for waiting in self._store.chunks.waiting():
            active = self._active.get(waiting.job_id)
            if active is None or not active.is_ready:
                continue
            if waiting.n_waiting < PLAN_AHEAD // 2 and not active.is_planned:
                active.wants_plan = True
            # Until its language is known, a recording is decoded chunk by chunk.
            if self._language(active) is None and waiting.n_running:
                continue
            found.append(waiting)
        return found

    def _in_turn(self, candidates: list[Waiting]) -> list[Waiting]:
        """Who comes first: what is urgent, then the owner who got least, then the oldest job."""
        # Of all jobs, also those whose next chunks are still being planned: they keep their credit.
        owners = {active.job.owner for active in tuple(self._active.values())}
        self._served = {name: s for name, s in self._served.items() if name in owners}
        least = min(self._served.values(), default=0.0)
        for owner in owners:  # a newcomer has no claim on the time before he came
            self._served.setdefault(owner, least)
        return sorted(
            candidates, key=lambda w: (-w.priority, self._served[w.owner], w.job_id)
        )  # fmt: skip

    def _hand_out_some(self, waiting: Waiting) -> bool:
        active = self._active[waiting.job_id]
        lease = f"{self._name}-{secrets.token_hex(6)}"
        chunks = self._store.chunks.claim(active.job.id, self._batch_size(active, waiting), lease)
        if not chunks:
            return False
        try:
            task = self._task(active, lease, chunks)
        except (OSError, ValueError) as error:  # the file shrank under us
            self._store.chunks.fail(lease, f"Its sound cannot be read: {error}")
            active.is_dirty = True
            return True
        self._claims[lease] = _Claim(active.job.id, chunks)
        audio_ms = sum(chunk.plan.audio_ms for chunk in chunks)
        self._served[waiting.owner] = self._served.get(waiting.owner, 0.0) + audio_ms
        self._executor.submit(task)
        return True

    def _batch_size(self, active: _Active, waiting: Waiting) -> int:
        """So many chunks that a task stays short: what is urgent may come at any time."""
        if waiting.priority or self._language(active) is None or active.job.kind == "align":
            return 1
        speed = self._speed.get(active.model)
        if speed is None:
            return 1
        return max(1, min(MAX_BATCH, int(TASK_S / (speed * 28))))

    def _language(self, active: _Active) -> str | None:
        named = active.job.options.get("language")
        if named not in {None, "", "auto"}:
            return str(named)
        return active.job.language

    def _task(self, active: _Active, lease: str, chunks: Sequence[WorkChunk]) -> Task:
        job, language = active.job, self._language(active)
        blobs = [pcm_bytes(chunk.plan, active.recording) for chunk in chunks]
        expected = [chunk.plan.audio_ms * SAMPLES_PER_MS * 2 for chunk in chunks]
        if job.kind != "align" and [len(blob) for blob in blobs] != expected:
            raise ValueError("it is shorter than it was when it was taken in")
        n_listen = 0
        if language is None:
            ahead = self._store.chunks.list(job.id)
            heard = [c for c in ahead if c.start_ms >= chunks[0].start_ms][:LANGUAGE_CHUNKS]
            blobs += [pcm_bytes(chunk.plan, active.recording) for chunk in heard]
            n_listen = len(heard)
        options: dict[str, object] = {"batch_size": MAX_BATCH}
        if job.kind == "translate" or job.options.get("task") == "translate":
            options["task"] = "translate"
        for name in ("initial_prompt", "hotwords", "detect_each"):
            if job.options.get(name):
                options[name] = job.options[name]
        header = {
            "kind": "align" if job.kind == "align" else "draft", "version": __version__,
            "engine": active.engine, "model": active.model,
            "sha256": models.pinned_sha256(active.model),
            "models_folder": str(self._store.models_folder), "language": language,
            "options": options, "n_listen": n_listen,
            "texts": [chunk.plan.text or "" for chunk in chunks],
        }  # fmt: skip
        audio_s = sum(chunk.plan.audio_ms for chunk in chunks) / 1000
        timeout_s = self._timeout_base_s + TIMEOUT_PER_AUDIO_S * audio_s
        return Task(lease, header, tuple(blobs), timeout_s, {f"MODEL-{active.model}": 1})

    # In

    def _take_outcomes(self, wait_s: float) -> None:
        outcomes, self._unsettled = self._unsettled, []
        if not outcomes:
            try:
                outcomes.append(self._outcomes.get(timeout=wait_s))
            except queue.Empty:
                return
        while not self._outcomes.empty():
            outcomes.append(self._outcomes.get())
        for index, outcome in enumerate(outcomes):
            try:
                self._settle(outcome)
            except DatabaseUnusable:
                self._unsettled = outcomes[index:]
                raise

    def _settle(self, outcome: Outcome) -> None:
        claim = self._claims.get(outcome.task_id)
        if claim is None:
            return
        active, lease = self._active.get(claim.job_id), outcome.task_id
        if active is not None:
            active.is_dirty = True
        if outcome.state == "done" and outcome.result is not None:
            result = outcome.result
            each = {
                chunk.id: {**plain, "sha256": result["sha256"], "engine": result["engine"]}
                for chunk, plain in zip(claim.chunks, result["chunks"], strict=True)
            }
            self._store.chunks.finish(
                lease, each, worker=outcome.worker, seconds=outcome.seconds,
                language=result["language"],
            )  # fmt: skip
            if active is not None:
                self._learn(active, claim, outcome)
        elif outcome.state in {"cancelled", "refused"}:
            self._store.chunks.release(lease)
        elif outcome.error_type in {"ModelUnavailable", "EngineUnavailable"}:
            self._store.chunks.release(lease)
            if active is not None:
                self._store.jobs.fail(active.job, outcome.error)
        else:
            self._fail(active, outcome)
        del self._claims[lease]

    def _fail(self, active: _Active | None, outcome: Outcome) -> None:
        away = self._store.chunks.fail(outcome.task_id, outcome.error, worker=outcome.worker)
        for chunk in away:
            log.warning("chunk %d went into quarantine: %s", chunk.id, chunk.error)
        if active is not None:
            self._beat(active)

    def _learn(self, active: _Active, claim: _Claim, outcome: Outcome) -> None:
        """Note speed, language and origin from a result."""
        result = outcome.result or {}
        audio_s = sum(chunk.plan.audio_ms for chunk in claim.chunks) / 1000
        if len(claim.chunks) > 1 or active.has_origin:  # the very first holds the model's loading
            speed = outcome.seconds / max(audio_s, 1.0)
            before = self._speed.get(active.model, speed)
            self._speed[active.model] = 0.7 * before + 0.3 * speed
        if not active.has_origin:
            active.has_origin = True
            active.job = self._store.jobs.get(active.job.id)
            if active.job.kind == "draft":
                self._note_origin(active, result)

    def _note_origin(self, active: _Active, result: Mapping[str, Any]) -> None:
        shown = {"language": result["language"]}
        if task := active.job.options.get("task"):
            shown["task"] = str(task)
        origin = DraftOrigin(
            result["engine"], active.model, result["sha256"], tuple(sorted(shown.items()))
        )
        self._store.media.update(active.job.media_id, language=result["language"], draft=origin)

    def _bring_home(self, active: _Active) -> None:
        """Publish what is finished, report, and end the job when all is."""
        if active.is_dirty:
            active.is_dirty = False
            for chunk in self._store.chunks.publishable(active.job.id):
                try:
                    publishing.publish(self._store, active.job, chunk)
                except EditConflict:
                    log.info("chunk %d waits: its place is being edited", chunk.id)
                except NotFound:
                    return  # deleted meanwhile
                active.is_dirty = True
            if not active.is_dirty and self._end_if_done(active):
                return
            self._beat(active, is_news=False)
        elif time.monotonic() - active.beaten_at > BEAT_S:
            self._beat(active)

    def _end_if_done(self, active: _Active) -> bool:
        counts = self._store.chunks.counts(active.job.id)
        if not active.is_planned or counts.unfinished or counts.unpublished:
            return False
        job, message = active.job, ""
        if not counts.done and not counts.quarantined:
            message = "Nothing to align." if job.kind == "align" else "No speech was found."
        elif counts.quarantined:
            message = _put_away(counts.quarantined)
        try:
            publishing.clear_if_silent(self._store, job)
            if not message and job.kind == "draft":
                has_text = self._store.media.get(job.media_id).n_segments
                message = "" if has_text else "No speech was understood."
        except NotFound:
            return True
        self._store.jobs.finish(job, message)
        self._active.pop(job.id, None)
        log.info("%s of %s is done (job %d)", job.kind, job.media_id, job.id)
        return True

    def _beat(self, active: _Active, message: str | None = None, *, is_news: bool = True) -> None:
        """Report progress and keep the job's lease."""
        if not is_news and time.monotonic() - active.beaten_at < POLL_S * 2:
            return
        counts = self._store.chunks.counts(active.job.id)
        start_ms, end_ms = range_of(active.job, active.total_ms)
        share = (counts.reached_ms - start_ms) / max(1, end_ms - start_ms)
        if message is None:
            message = _put_away(counts.quarantined) if counts.quarantined else ""
            message = message or self._executor.trouble()
        self._store.jobs.heartbeat(
            active.job, progress=min(1.0, max(0.0, share)), message=message,
            eta_s=_eta_s(active, counts.reached_ms, end_ms), lease_s=LEASE_S,
        )  # fmt: skip
        active.beaten_at = time.monotonic()

    def _give_back(self) -> None:
        for lease in self._claims:
            self._store.chunks.release(lease)
        for active in self._active.values():
            self._store.jobs.release(active.job)


def _put_away(n: int) -> str:
    stretches = "1 stretch" if n == 1 else f"{n} stretches"
    return f"{stretches} could not be drafted; the jobs page says why."


def _eta_s(active: _Active, at_ms: int, end_ms: int) -> float | None:
    """Seconds left if the rest goes as fast as what was done since the job was taken up."""
    done_ms = at_ms - active.began_ms
    if done_ms <= 0:
        return None
    return (time.monotonic() - active.began) * max(0, end_ms - at_ms) / done_ms
