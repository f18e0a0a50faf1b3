"""Give chunks to workers and publish their results: the one dispatcher of a data folder.

All persistent state is in the ledger; the state here can be lost at any moment. The dispatcher starts no more
tasks than there are workers, so the ledger decides on priorities and cancellations at each free slot.
"""

from __future__ import annotations

import logging
import queue
import secrets
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from transcribe.asr.models import files as models
from transcribe.audio.decode import open_pcm
from transcribe.errors import (
    DatabaseUnusable,
    DiskFull,
    MediaUnreadable,
    ModelUnavailable,
    NotFound,
    TranscribeError,
    WorkCancelled,
)
from transcribe.jobs.alternatives import Answerer
from transcribe.jobs.chunk_plans import Samples
from transcribe.jobs.early_audio import EarlyAudio
from transcribe.jobs.executors import Executor, Outcome
from transcribe.jobs.fair_share import FairShareScheduler
from transcribe.jobs.kinds import chunked_kind_of, chunked_names
from transcribe.jobs.kinds.bakeoff import Bakeoff
from transcribe.jobs.kinds.base import ChunkedKind, remove_old_work_folders, remove_work_folder
from transcribe.jobs.kinds.dataset import Dataset
from transcribe.jobs.kinds.ingest import Ingest
from transcribe.jobs.kinds.shots import Shots
from transcribe.jobs.kinds.subtitled_video import SubtitledVideo
from transcribe.jobs.planner import PLAN_AHEAD, Planner
from transcribe.jobs.publisher import LEASE_S, JobPublisher
from transcribe.jobs.realigner import Realigner
from transcribe.jobs.running_job import RunningJob
from transcribe.jobs.task_builder import (
    MAX_BATCH,
    MAX_BATCH_GPU,
    TIMEOUT_BASE_S,
    make_task,
)
from transcribe.jobs.thread_runner import ThreadRunner
from transcribe.store import Store
from transcribe.store.disk_space import shortage_message
from transcribe.store.values import INTERACTIVE, Job, Media, WorkChunk
from transcribe.store.work.chunk_claims import ClaimRequest, Settlement
from transcribe.store.work.chunks import Waiting
from transcribe.store.work.reasons import reason_code_of
from transcribe.system.background_loop import DISK_RETRY_S, BackgroundLoop

MAX_ACTIVE = 64  # jobs planned and worked on at a time; more wait in the ledger
TASK_S = 8.0  # a task should not take longer
GROUP_S = 4.0  # decoded at once: an urgent task waits so long, or for one chunk if that is longer
CHUNK_S = 28.0  # of audio in a full chunk
POLL_S = 0.2

log = logging.getLogger("transcribe.dispatcher")
_NOTHING = Outcome("", "cancelled")  # wakes the loop


@dataclass(eq=False)
class _Claim:
    """The chunks of a running task."""

    job_id: int
    kind: ChunkedKind[Any]
    chunks: tuple[WorkChunk, ...]
    is_early: bool = False  # a part of the recording was not decoded yet
    is_stopped: bool = False

    @property
    def priority(self) -> int:
        return self.chunks[0].priority

    def audio_ms(self, n_chunks: int | None = None) -> int:
        """Audio in the first `n_chunks` chunks, or in all."""
        return sum(chunk.plan.audio_ms for chunk in self.chunks[:n_chunks])


class Dispatcher:
    """Runs the jobs of a data folder on an executor.

    Args:
        store: The data folder; the caller holds its lock.
        executor: Runs the tasks.
        has_own_models: Workers have their own models, so none is downloaded here.
        timeout_base_s: Time limit of a task, to which 20 s per second of audio are added.
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
        self._active: dict[int, RunningJob] = {}
        self._claims: dict[str, _Claim] = {}
        self._turns = FairShareScheduler()
        self._speed: dict[str, float] = {}  # computing seconds for each second of sound, by model
        self._loop = BackgroundLoop("dispatcher", self._step, is_fatal=True)
        self._name = f"dispatcher{secrets.token_hex(4)}"
        self._publisher = JobPublisher(store, self._trouble)
        self._planner = Planner(store, lambda: tuple(self._active.values()), self._wake)
        self._early = EarlyAudio()
        # A film takes an hour to encode; a new recording does not wait for it.
        self._threads = (
            ThreadRunner(store, Ingest(self._early)),
            ThreadRunner(store, Shots(), SubtitledVideo()),
            ThreadRunner(store, Dataset()),
            ThreadRunner(store, Bakeoff()),
        )
        self._realigner = Realigner(store, has_own_models=has_own_models, early=self._early)
        self._answerer = Answerer(store, has_own_models=has_own_models, early=self._early)

    def run(self) -> None:
        """Run until `stop` is called, then release the claims."""
        self._store.jobs.release_all()
        remove_old_work_folders(self._store)
        for chunk in self._store.chunks.recover():
            _log_put_away(chunk)
        self._executor.start(self._outcomes.put)
        for thread in self._threads:
            thread.start()
        self._planner.start()
        try:
            self._loop.run()
        finally:
            self._loop.request_stop()
            for thread in self._threads:
                thread.stop()
            self._executor.close()
            self._planner.stop()
            self._release_claims()

    def stop(self) -> None:
        """Let `run` end soon."""
        self._loop.request_stop()
        self._wake()

    def step(self, wait_s: float = POLL_S) -> None:
        """Take outcomes, start and end jobs, give chunks to workers.

        Raises:
            DatabaseUnusable: The disk is full; nothing is lost, call again.
        """
        self._take_outcomes(wait_s)
        self._forget_ended()
        self._follow_audio()
        self._begin_jobs()
        self._answerer.hand_out(self._executor)
        self._realigner.hand_out(self._executor, is_urgent=True)
        self._hand_out()
        self._realigner.hand_out(self._executor, is_urgent=False)
        for job_id, active in tuple(self._active.items()):
            if self._publisher.publish_finished(active):
                del self._active[job_id]

    def _step(self) -> float:
        self.step()
        return 0.0

    def _wake(self) -> None:
        self._outcomes.put(_NOTHING)

    def _trouble(self, active: RunningJob) -> str:
        """Why a job cannot run at present; empty if it can."""
        unmet_requirement = self._executor.unmet_requirement(
            active.kind.needs(active.model, self._store.models_folder)
        )
        return (
            shortage_message(self._store.folder)
            or self._executor.unavailable_reason()
            or unmet_requirement
        )

    # Jobs in and out

    def _begin_jobs(self) -> None:
        while True:
            is_full = len(self._active) >= MAX_ACTIVE
            kinds = chunked_names(priority=INTERACTIVE if is_full else 0)
            early = self._early.startable()
            job = self._store.jobs.claim(self._name, LEASE_S, kinds, early)
            if job is None:
                return
            log.info("%s of %s begins (job %d)", job.kind, job.media_id, job.id)
            try:
                self._begin(job)
            except DatabaseUnusable:
                raise
            except TranscribeError as error:
                self._store.jobs.fail(job, str(error), reason_code_of(type(error).__name__))

    def _begin(self, job: Job) -> None:
        growing = self._early.get(job.media_id)
        media = self._store.media.get(job.media_id)
        if media.state == "ready":
            growing = None
        elif growing is None:  # its preparation has ended since the claim, and not well
            self._store.jobs.release(job)
            return
        kind = chunked_kind_of(job)
        recording = growing.samples() if growing is not None else self._recording(media)
        active = RunningJob(
            job, kind, kind.options_of(job), recording,
            expected_ms=media.duration_ms or 0, growing=growing,
            is_planned=bool(job.is_planned),
            began_ms=self._store.chunks.counts(job.id).reached_ms,
        )  # fmt: skip
        self._choose_model(active)
        self._active[job.id] = active
        if not active.is_ready:
            fetcher = threading.Thread(target=self._fetch, args=(active,), daemon=True)
            fetcher.start()
        self._publisher.report_progress(active, "Listening for speech", is_news=active.is_ready)

    def _recording(self, media: Media) -> Samples:
        pcm = self._store.media_folder(media.id) / "audio.pcm"
        if not pcm.is_file():
            raise MediaUnreadable(media.filename, "its decoded sound is gone; add the file again.")
        return open_pcm(pcm)

    def _follow_audio(self) -> None:
        """Go on with the whole recording where a draft has begun before it was ready."""
        for active in tuple(self._active.values()):
            if active.growing is None:
                continue
            found = self._early.get(active.job.media_id)
            if found is not None and found is not active.growing:
                self._begin_again(active)
            elif found is not None:
                if found.is_complete:  # it decides on the language
                    active.recording = found.samples()
            else:
                with suppress(NotFound):
                    media = self._store.media.get(active.job.media_id)
                    if media.state == "ready":
                        active.recording = self._recording(media)
                        active.expected_ms, active.growing = media.duration_ms or 0, None

    def _begin_again(self, active: RunningJob) -> None:
        """What was decoded is not used: another audio stream is, or the file is decoded in another way.

        A job that has planned chunks of it gives way to a new one, whose draft replaces its text.
        """
        with active.planning:
            active.is_dropped = True
        job = self._store.jobs.get(active.job.id)
        log.info("draft of %s begins again: it is decoded in another way", job.media_id)
        if job.planned_ms:
            self._store.jobs.cancel(job.id)
            active.kind.submit(self._store, job.media_id, active.options, owner=job.owner)
        else:
            self._store.jobs.release(active.job)
            del self._active[job.id]

    def _choose_model(self, active: RunningJob) -> None:
        """Set a job's model, and whether it is installed.

        Raises:
            ModelUnavailable: It is not, and the job's kind does not download models.
        """
        active.is_ready = True
        if not active.kind.uses_model:
            return
        folder = self._store.models_folder
        asked = str(active.options.model or models.DEFAULT_MODEL)
        active.model = models.canonical_name(asked, folder)
        active.is_english_only = models.is_english_only(active.model, folder)
        active.engine = active.options.engine
        if not (self._has_own_models or models.is_present(folder, active.model)):
            active.is_ready = False
            if not active.kind.fetches_model:
                models.check(folder, active.model)

    def _fetch(self, active: RunningJob) -> None:
        """Download a job's model and report the progress; stop when the job has ended."""

        def report(done: int, total: int) -> None:
            if active.job.id not in self._active:
                raise WorkCancelled  # ends the download's child process
            share = done * 100 // max(total, 1)
            self._publisher.report_progress(
                active, f"Fetching model {active.model}: {share} %", is_news=False
            )

        while active.job.id in self._active and not active.is_ready:
            try:
                self._publisher.report_progress(active, f"Fetching model {active.model}")
                models.pull(self._store.models_folder, active.model, on_progress=report)
                active.is_ready = True
                self._wake()
            except WorkCancelled:
                return
            except ModelUnavailable as error:
                self._store.jobs.fail(active.job, str(error), reason_code_of(type(error).__name__))
                return
            except (DatabaseUnusable, DiskFull, OSError) as error:
                log.warning("model %s: %s Trying again.", active.model, error)
                self._loop.wait(DISK_RETRY_S)

    def _forget_ended(self) -> None:
        """Drop jobs that were cancelled, paused or deleted, or that failed."""
        leases = self._store.jobs.leases(self._active)
        for job_id, active in tuple(self._active.items()):
            if leases.get(job_id) == active.job.lease:
                continue
            del self._active[job_id]
            self._clean_up(active.job)
            for task_id, claim in self._claims.items():
                if claim.job_id == job_id:
                    self._stop(task_id, claim)

    def _clean_up(self, job: Job) -> None:
        """Remove the files of a job that was cancelled or has failed; a paused one keeps them."""
        with suppress(NotFound):
            if self._store.jobs.get(job.id).state in {"cancelled", "failed"}:
                remove_work_folder(self._store, job)

    # Out

    def _hand_out(self) -> None:
        if shortage_message(self._store.folder):
            return
        while (free := self._executor.free_slots()) > 0:
            candidates = self._candidates()
            self._turns.track_owners(active.job.owner for active in tuple(self._active.values()))
            shares = self._turns.allocate(free, candidates, self._batch_size, self._slots_for)
            requests = [
                ClaimRequest(waiting.job_id, n, f"{self._name}-{secrets.token_hex(6)}")
                for waiting, n in shares
            ]
            claimed = self._store.chunks.claim_all(requests) if requests else {}
            for request in requests:
                if chunks := claimed[request.lease]:
                    active = self._active[request.job_id]
                    self._claims[request.lease] = _Claim(
                        request.job_id, active.kind, chunks, is_early=active.is_early
                    )
            given = [lease for lease, chunks in claimed.items() if chunks]
            if not given:
                break
            self._submit(given)
        self._stop_for_urgent()

    def _stop_for_urgent(self) -> None:
        """Stop as many batches at their next pause as more urgent work needs."""
        waiting = [one for one in self._candidates() if one.priority > 0]
        n_edited = self._realigner.n_kept_waiting + self._answerer.n_kept_waiting
        if not waiting and not n_edited:
            return
        longest_first = sorted(self._claims.items(), key=lambda pair: -len(pair[1].chunks))
        n_stopped = sum(claim.is_stopped for claim in self._claims.values())
        for task_id, claim in longest_first:
            n_urgent = n_edited + sum(
                one.n_waiting for one in waiting if one.priority > claim.priority
            )
            if len(claim.chunks) > 1 and n_stopped < n_urgent and not claim.is_stopped:
                self._stop(task_id, claim)
                n_stopped += 1

    def _stop(self, task_id: str, claim: _Claim) -> None:
        claim.is_stopped = True
        self._executor.cancel(task_id)

    def _candidates(self) -> list[Waiting]:
        """The chunks that can be started now."""
        found = []
        n_waiting: dict[int, int] = {}
        for waiting in self._store.chunks.waiting():
            n_waiting[waiting.job_id] = n_waiting.get(waiting.job_id, 0) + waiting.n_waiting
            active = self._active.get(waiting.job_id)
            # Until its language is known, a recording is decoded chunk by chunk.
            if active and active.is_ready and not (active.is_one_by_one and waiting.n_running):
                found.append(waiting)
        for job_id, active in tuple(self._active.items()):
            if n_waiting.get(job_id, 0) < PLAN_AHEAD // 2 and not active.is_planned:
                active.wants_plan = True
        return found

    def _slots_for(self, waiting: Waiting) -> int:
        """Free workers that can load the model."""
        active = self._active[waiting.job_id]
        return self._executor.free_slots(active.kind.needs(active.model, self._store.models_folder))

    def _batch_size(self, waiting: Waiting) -> int:
        """Chunks for a short task: urgent work may come at any time."""
        active = self._active[waiting.job_id]
        if active.is_one_by_one:
            return 0
        if waiting.priority or active.kind.max_chunks == 1:
            return 1
        n_chunks = self._chunks_in(active, TASK_S)
        return min(n_chunks, active.kind.max_chunks or n_chunks)

    def _chunks_in(self, active: RunningJob, seconds: float) -> int:
        """The number of full chunks that take this time; 1 until the speed is known."""
        speed = self._speed.get(active.model)
        has_gpu = any(worker.gpus for worker in self._executor.workers())
        most = MAX_BATCH_GPU if has_gpu else MAX_BATCH
        return max(1, min(most, int(seconds / (speed * CHUNK_S)))) if speed else 1

    def _submit(self, leases: Sequence[str]) -> None:
        unreadable = []
        for lease in leases:
            claim = self._claims[lease]
            active = self._active[claim.job_id]
            self._turns.note(active.job.owner, claim.audio_ms())
            try:
                task = make_task(
                    self._store, active, lease, claim.chunks,
                    group=self._chunks_in(active, GROUP_S), timeout_base_s=self._timeout_base_s,
                )  # fmt: skip
            except (OSError, ValueError) as error:  # the file has become shorter
                unreadable.append(
                    Outcome(lease, "failed", error=f"Its sound cannot be read: {error}")
                )
            else:
                self._executor.submit(task)
        if unreadable:
            self._settle(unreadable)

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
        self._settle(outcomes)

    def _settle(self, outcomes: Sequence[Outcome]) -> None:
        """Commit outcomes in one transaction, then update speeds and jobs."""
        pairs = [
            (outcome, self._claims[outcome.task_id])
            for outcome in outcomes
            if not self._answerer.settle(outcome)
            and not self._realigner.settle(outcome)
            and outcome.task_id in self._claims
        ]
        if not pairs:
            return
        try:
            settled = self._store.chunks.settle([_settlement(*pair) for pair in pairs])
        except DatabaseUnusable:
            self._unsettled += [outcome for outcome, _ in pairs]
            raise
        for chunk in settled.put_away:
            _log_put_away(chunk)
        for outcome, claim in pairs:
            del self._claims[outcome.task_id]
            active = self._active.get(claim.job_id)
            if active is not None:
                active.is_dirty = True
                self._learn(active, claim, outcome)

    def _learn(self, active: RunningJob, claim: _Claim, outcome: Outcome) -> None:
        """Note speed and origin from a result; fail a job whose model is unavailable."""
        if _is_hopeless(outcome):
            self._store.jobs.fail(active.job, outcome.error, reason_code_of(outcome.error_type))
        elif outcome.state in {"failed", "lost"}:
            self._publisher.report_progress(active)
        if outcome.state != "done" or outcome.result is None:
            return
        results = active.kind.results(outcome.result)
        n_done = len(results.chunks)
        if claim.is_early and results.is_language_sure:
            active.early_language = active.early_language or results.language
        self._turns.note(active.job.owner, claim.audio_ms(n_done) - claim.audio_ms())
        if not n_done:
            return
        if len(claim.chunks) > 1 or active.has_origin:  # the first includes loading the model
            active.computed_s += outcome.seconds
            active.computed_ms += claim.audio_ms(n_done)
            speed = outcome.seconds / max(claim.audio_ms(n_done) / 1000, 1.0)
            before = self._speed.get(active.model, speed)
            self._speed[active.model] = 0.7 * before + 0.3 * speed
        if active.is_origin_early and not claim.is_early:
            active.has_origin = False  # now the whole recording has decided on its language
        self._publisher.note_origin(active, outcome.result)
        active.is_origin_early = claim.is_early

    def _release_claims(self) -> None:
        if self._claims:
            self._store.chunks.settle([Settlement(lease) for lease in self._claims])
        for active in self._active.values():
            self._store.jobs.release(active.job)


def _settlement(outcome: Outcome, claim: _Claim) -> Settlement:
    """The settlement of a claim's chunks by an outcome."""
    if outcome.state == "done" and outcome.result is not None:
        result = claim.kind.results(outcome.result)
        each = {chunk.id: plain for chunk, plain in zip(claim.chunks, result.chunks, strict=False)}
        n_lacking = 0 if result.is_stopped else len(claim.chunks) - len(each)
        return Settlement(
            outcome.task_id, each, worker=outcome.worker, seconds=outcome.seconds,
            language=None if claim.is_early else result.language,
            error=f"Its worker forgot {n_lacking} of the chunks." if n_lacking else "",
        )  # fmt: skip
    if outcome.state in {"cancelled", "refused"} or _is_hopeless(outcome):
        return Settlement(outcome.task_id)
    return Settlement(outcome.task_id, error=outcome.error, worker=outcome.worker)


def _is_hopeless(outcome: Outcome) -> bool:
    """Whether all other chunks of the job would fail too."""
    return outcome.error_type in {"ModelUnavailable", "EngineUnavailable"}


def _log_put_away(chunk: WorkChunk) -> None:
    log.warning("chunk %d went into quarantine: %s", chunk.id, chunk.error)
