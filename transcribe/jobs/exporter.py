"""Runs exports of corpora, one at a time, each in a process of its own.

The process can be killed at any moment: what it has finished lies in the corpus's folder with its state, and the
next attempt goes on from there. So cancelling, pausing and stopping all kill it. Only a cancelled export is
removed.
"""

from __future__ import annotations

import json
import logging
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from transcribe.errors import DatabaseUnusable, NotFound, WorkCancelled
from transcribe.jobs.kinds.dataset import Dataset
from transcribe.jobs.lease_heartbeat import LEASE_S, LeaseHeartbeat
from transcribe.store import Store
from transcribe.store.values import UNFINISHED, Job
from transcribe.store.work.reasons import reason_code_of
from transcribe.system import child_process
from transcribe.system.background_loop import BackgroundLoop
from transcribe.system.child_process import Cancellation

PROGRAM = "transcribe.library.corpora.export_process"
PACKAGE_PARENT = Path(__file__).resolve().parents[2]
JOB_NOTE = "work/job"  # in the folder of an unfinished export: the id of its job
INCOMPLETE = ".incomplete"
POLL_S = 0.3
CLEAN_S = 5.0

DATASET = Dataset()
log = logging.getLogger("transcribe.exports")


class Exporter:
    """A thread that runs the exports of a data folder."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._name = f"exporter{secrets.token_hex(4)}"
        self._loop = BackgroundLoop("exporter", self._step)
        self._job: Job | None = None
        self._cancellation = Cancellation()
        self._cleaned_at = 0.0

    def start(self) -> None:
        """Start the thread."""
        self._loop.start()

    def stop(self) -> None:
        """Stop; a running export is released for the next process."""
        self._loop.request_stop()
        self._cancellation.cancel()
        if self._job is not None:
            self._store.jobs.release(self._job)

    def _step(self) -> float:
        if time.monotonic() - self._cleaned_at > CLEAN_S:
            self._cleaned_at = time.monotonic()
            remove_given_up(self._store)
        job = self._store.jobs.claim(self._name, LEASE_S, [DATASET.name])
        if job is None:
            return POLL_S
        self._do(job)
        return 0.0

    def _do(self, job: Job) -> None:
        log.info("export of %s begins (job %d)", job.project_id, job.id)
        self._job, self._cancellation = job, Cancellation()
        if self._loop.is_stopping:  # `stop` did not see this job
            self._store.jobs.release(job)
            return
        with LeaseHeartbeat(self._store, job, self._cancellation) as heart:
            try:
                self._end(job, self._run(job, heart))
            except WorkCancelled:
                log.info("job %d was paused or cancelled", job.id)
            except DatabaseUnusable:
                self._store.jobs.release(job)
                raise
        self._job = None
        self._cleaned_at = 0.0

    def _run(self, job: Job, heart: LeaseHeartbeat) -> dict[str, Any]:
        """Run the process; returns its last line.

        Raises:
            WorkCancelled: The job was cancelled or paused, or this thread is to stop.
        """
        command = [sys.executable, "-m", PROGRAM, "--data", str(self._store.folder)]
        last: dict[str, Any] = {}
        with (
            child_process.start(
                [*command, "--job", str(job.id)], stdout=subprocess.PIPE, cwd=PACKAGE_PARENT
            ) as child,
            self._cancellation.covering(child),
        ):
            for line in child.stdout or ():
                last = _read_line(line)
                if "share" in last:
                    self._report(job, heart, last)
            child.wait()
        return last

    def _report(self, job: Job, heart: LeaseHeartbeat, last: dict[str, Any]) -> None:
        heart.report_progress(last["share"], last["message"], last.get("eta_s"))
        if last["new"]:
            self._store.jobs.note_advance(job)

    def _end(self, job: Job, last: dict[str, Any]) -> None:
        if "done" in last:
            self._store.jobs.finish(job, last["done"])
        elif "error" in last:
            log.warning("job %d failed: %s", job.id, last["error"])
            self._store.jobs.fail(job, last["error"], reason_code_of(last["type"]))
        else:  # killed, for example for want of memory
            log.warning("the process of job %d ended without a result; trying again", job.id)
            self._store.jobs.requeue_crashed(job)


def _read_line(line: bytes) -> dict[str, Any]:
    """A line of the process; empty for one that was cut off when it was killed."""
    try:
        plain: dict[str, Any] = json.loads(line)
    except ValueError:
        return {}
    return plain


def remove_given_up(store: Store) -> None:
    """Remove unfinished exports whose job was cancelled, or is gone with its collection."""
    for folder in store.datasets_folder.glob(f"*{INCOMPLETE}"):
        if _is_given_up(store, folder):
            log.info("removing %s: its job was cancelled", folder)
            shutil.rmtree(folder, ignore_errors=True)


def _is_given_up(store: Store, folder: Path) -> bool:
    """Whether the export was begun by a job that will not go on; others belong to the command line."""
    try:
        job = store.jobs.get(int((folder / JOB_NOTE).read_text()))
    except (FileNotFoundError, ValueError):
        return False
    except NotFound:
        return True
    return job.state not in UNFINISHED and job.state != "failed"
