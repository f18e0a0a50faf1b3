"""The lease of a job without chunks, kept alive by a thread while the job runs."""

from __future__ import annotations

import logging
import threading
import time

from transcribe.errors import DatabaseUnusable
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system.child_process import Cancellation

LEASE_S = 60.0
BEAT_S = 10.0
CHECK_S = 0.3  # until the work of a cancelled job is ended
MIN_REPORT_S = 0.4

log = logging.getLogger("transcribe.ingest")


class LeaseHeartbeat:
    """Keeps a job's lease alive while a long step reports nothing, and limits the rate of reports.

    It cancels the work when the lease is lost: the job was cancelled or paused, or its recording deleted.
    """

    def __init__(self, store: Store, job: Job, cancellation: Cancellation) -> None:
        self._store, self._job, self._cancellation = store, job, cancellation
        self._state: tuple[float, str, float | None] = (0.0, "", None)
        self._reported = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name="heart", daemon=True)

    def report_progress(self, progress: float, message: str, eta_s: float | None = None) -> None:
        """Record progress, from 0 to 1, and the seconds that are left, if they can be told.

        Raises:
            WorkCancelled: The job is no longer this worker's.
        """
        self._cancellation.check()
        is_new_message = message != self._state[1]
        self._state = (progress, message, eta_s)
        if is_new_message or time.monotonic() - self._reported > MIN_REPORT_S:
            self._report()

    def _report(self) -> None:
        progress, message, eta_s = self._state
        self._reported = time.monotonic()
        try:
            self._store.jobs.heartbeat(
                self._job, progress=progress, message=message, eta_s=eta_s, lease_s=LEASE_S
            )
        except DatabaseUnusable as error:  # a failed report must not fail the work
            log.warning("%s", error)

    def _keep_beating(self) -> None:
        while not self._done.wait(CHECK_S):
            if not self._is_held():
                self._cancellation.cancel()
                return
            if time.monotonic() - self._reported > BEAT_S:
                self._report()

    def _is_held(self) -> bool:
        try:
            return self._store.jobs.leases([self._job.id]).get(self._job.id) == self._job.lease
        except DatabaseUnusable as error:  # unknown for now; checked again soon
            log.warning("%s", error)
            return True

    def __enter__(self) -> LeaseHeartbeat:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
