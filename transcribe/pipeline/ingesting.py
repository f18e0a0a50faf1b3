"""Takes recordings in, one at a time, beside the drafting: decoding, waveform, player's copy."""

from __future__ import annotations

import logging
import secrets
import threading
import time

from transcribe.errors import DatabaseUnusable, TranscribeError
from transcribe.pipeline.ingest import run_ingest
from transcribe.store import Store
from transcribe.store.values import Job

LEASE_S = 60.0
BEAT_S = 10.0
POLL_S = 0.2
MIN_REPORT_S = 0.4
DISK_RETRY_S = 2.0

log = logging.getLogger("transcribe.ingest")


class Ingester:
    """A thread that does the ingests of a data folder."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._name = f"ingester{secrets.token_hex(4)}"
        self._stopping = threading.Event()
        self._job: Job | None = None
        self._thread = threading.Thread(target=self._run, name="ingester", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more; an ingest under way is given back and begun anew by the next process."""
        self._stopping.set()
        job = self._job
        if job is not None:
            self._store.jobs.release(job)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                if not self._run_one():
                    self._stopping.wait(POLL_S)
            except DatabaseUnusable as error:
                log.warning("%s Trying again.", error)
                self._stopping.wait(DISK_RETRY_S)

    def _run_one(self) -> bool:
        job = self._store.jobs.claim(self._name, LEASE_S, ["ingest"])
        if job is None:
            return False
        log.info("ingest of %s begins (job %d)", job.media_id, job.id)
        self._job = job
        with _Heart(self._store, job) as heart:
            try:
                run_ingest(self._store, job.media_id, heart.beat)
            except DatabaseUnusable:
                self._store.jobs.release(job)
                raise
            except TranscribeError as error:
                log.warning("job %d failed: %s", job.id, error)
                self._store.jobs.fail(job, str(error))
            except Exception as error:
                log.exception("job %d failed", job.id)
                self._store.jobs.fail(
                    job,
                    f"An unforeseen error ({type(error).__name__}: {error}). The log says more.",
                )
            else:
                self._store.jobs.finish(job)
        self._job = None
        return True


class _Heart:
    """Keeps a job's lease alive while a long step reports nothing, and thins out reports."""

    def __init__(self, store: Store, job: Job) -> None:
        self._store, self._job = store, job
        self._state = (0.0, "")
        self._reported = 0.0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name="heart", daemon=True)

    def beat(self, progress: float, message: str) -> None:
        """Note progress. A lost ingest may as well finish: its outcome is the same for anyone."""
        is_new_message = message != self._state[1]
        self._state = (progress, message)
        if is_new_message or time.monotonic() - self._reported > MIN_REPORT_S:
            self._report()

    def _report(self) -> None:
        progress, message = self._state
        self._reported = time.monotonic()
        self._store.jobs.heartbeat(self._job, progress=progress, message=message, lease_s=LEASE_S)

    def _keep_beating(self) -> None:
        while not self._done.wait(BEAT_S):
            self._report()

    def __enter__(self) -> _Heart:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
