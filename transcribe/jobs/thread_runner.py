"""Runs jobs without chunks (`ThreadKind`: ingests, subtitled videos, datasets) in a thread, one at a time, in parallel with drafts."""

from __future__ import annotations

import logging
import secrets
import time
from dataclasses import dataclass
from typing import Any

from transcribe.errors import DatabaseUnusable, DiskFull, TranscribeError, WorkCancelled
from transcribe.jobs.kinds.base import ThreadKind, WorkCrashed
from transcribe.jobs.kinds.program import ProgramFailed
from transcribe.jobs.lease_heartbeat import LEASE_S, LeaseHeartbeat
from transcribe.store import Store
from transcribe.store.disk_space import free_bytes
from transcribe.store.values import Job
from transcribe.store.work.reasons import reason_code_of
from transcribe.system.background_loop import BackgroundLoop
from transcribe.system.child_process import Cancellation

BEAT_S = 10.0
POLL_S = 0.2
CLEAN_S = 5.0
PARKED_LEASE_S = 3600.0
MORE_ROOM_BYTES = 64 << 20  # additional free space before another attempt

log = logging.getLogger("transcribe.jobs")


@dataclass(frozen=True, slots=True)
class _Parked:
    """A job that waits for disk space."""

    job: Job
    reason: str
    wanted: int  # free bytes required for another attempt


class ThreadRunner:
    """A thread that runs the jobs of some kinds.

    Args:
        store: The data folder.
        kinds: The kinds; no other process runs them at this time.
    """

    def __init__(self, store: Store, *kinds: ThreadKind[Any]) -> None:
        self._store = store
        self._kinds = {kind.name: kind for kind in kinds}
        self._name = f"thread{secrets.token_hex(4)}"
        self._loop = BackgroundLoop(f"{kinds[0].name}-thread", self._step)
        self._job: Job | None = None
        self._cancellation = Cancellation()
        self._parked: dict[int, _Parked] = {}
        self._looked_at = self._cleaned_at = 0.0
        self._has_cleaned = False

    def start(self) -> None:
        """Start the thread."""
        self._loop.start()

    def stop(self) -> None:
        """Stop; running and waiting jobs are released for the next process."""
        self._loop.request_stop()
        self._cancellation.cancel()
        for job in [self._job, *(parked.job for parked in tuple(self._parked.values()))]:
            if job is not None:
                self._store.jobs.release(job)

    def _step(self) -> float:
        if not self._has_cleaned:
            self._has_cleaned = True
            if n_left := sum(kind.remove_leftovers(self._store) for kind in self._kinds.values()):
                log.info("removed %d leftover files and folders of earlier attempts", n_left)
        if time.monotonic() - self._cleaned_at > CLEAN_S:
            self._cleaned_at = time.monotonic()
            for kind in self._kinds.values():
                kind.remove_given_up(self._store)
        job = self._next()
        if job is None:
            return POLL_S
        self._do(job)
        return 0.0

    def _next(self) -> Job | None:
        return self._unpark() or self._store.jobs.claim(self._name, LEASE_S, [*self._kinds])

    def _do(self, job: Job) -> None:
        log.info("%s of %s begins (job %d)", job.kind, job.media_id or job.project_id, job.id)
        self._job, self._cancellation = job, Cancellation()
        if self._loop.is_stopping:  # `stop` did not see this job
            self._store.jobs.release(job)
            return
        with LeaseHeartbeat(self._store, job, self._cancellation) as heart:
            try:
                message = self._kinds[job.kind].run(
                    self._store, job, heart.report_progress, self._cancellation
                )
            except WorkCancelled:
                log.info("job %d was paused or cancelled", job.id)
            except WorkCrashed:
                log.warning("the work of job %d ended without a result; trying again", job.id)
                self._store.jobs.requeue_crashed(job)
            except DatabaseUnusable:
                self._store.jobs.release(job)
                raise
            except DiskFull as error:
                self._park(job, error)
            except ProgramFailed as error:
                self._fail(job, error, error.error_type)
            except TranscribeError as error:
                self._fail(job, error, type(error).__name__)
            except Exception as error:
                log.exception("job %d failed", job.id)
                self._store.jobs.fail(
                    job,
                    f"Unexpected error ({type(error).__name__}: {error}). See the server's log.",
                )
            else:
                self._store.jobs.finish(job, message)
            finally:
                self._kinds[job.kind].after(job)
        self._job = None
        self._cleaned_at = 0.0

    def _fail(self, job: Job, error: TranscribeError, error_type: str) -> None:
        log.warning("job %d failed: %s", job.id, error)
        self._store.jobs.fail(job, str(error), reason_code_of(error_type))

    def _park(self, job: Job, error: DiskFull) -> None:
        """Let a job wait for disk space; others continue and may fit."""
        free = free_bytes(self._store.folder)
        log.warning("job %d waits: %s", job.id, error)
        self._parked[job.id] = _Parked(job, str(error), max(error.needed, free + MORE_ROOM_BYTES))
        self._looked_at = 0.0  # report it at once

    def _unpark(self) -> Job | None:
        """A waiting job that may fit now; the others report that they wait."""
        if not self._parked or time.monotonic() - self._looked_at < BEAT_S:
            return None
        self._looked_at = time.monotonic()
        free = free_bytes(self._store.folder)
        for parked in tuple(self._parked.values()):
            is_ours = self._store.jobs.heartbeat(
                parked.job, progress=0.0, message=f"Waiting for disk space. {parked.reason}",
                lease_s=PARKED_LEASE_S,
            )  # fmt: skip
            if not is_ours:
                del self._parked[parked.job.id]
            elif free >= parked.wanted:
                return self._parked.pop(parked.job.id).job
        return None
