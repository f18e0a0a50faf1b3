"""Runs jobs of collections (`ProgramKind`: datasets, comparisons of models), one at a time, each in a process of its own.

The process can be killed at any moment: what it has finished lies in files of its own with its state, and the
next attempt goes on from there. So cancelling, pausing and stopping all kill it. Only what a cancelled job made is
removed.
"""

from __future__ import annotations

import json
import logging
import secrets
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from transcribe.errors import DatabaseUnusable, WorkCancelled
from transcribe.jobs.kinds.base import ProgramKind
from transcribe.jobs.lease_heartbeat import LEASE_S, LeaseHeartbeat
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.store.work.reasons import reason_code_of
from transcribe.system import child_process
from transcribe.system.background_loop import BackgroundLoop
from transcribe.system.child_process import Cancellation

PACKAGE_PARENT = Path(__file__).resolve().parents[2]
POLL_S = 0.3
CLEAN_S = 5.0

log = logging.getLogger("transcribe.jobs")


class ProgramRunner:
    """A thread that runs the jobs of a kind.

    Args:
        store: The data folder.
        kind: The kind; no other process runs it at this time.
    """

    def __init__(self, store: Store, kind: ProgramKind[Any]) -> None:
        self._store, self._kind = store, kind
        self._name = f"program{secrets.token_hex(4)}"
        self._loop = BackgroundLoop(f"{kind.name}-thread", self._step)
        self._job: Job | None = None
        self._cancellation = Cancellation()
        self._cleaned_at = 0.0

    def start(self) -> None:
        """Start the thread."""
        self._loop.start()

    def stop(self) -> None:
        """Stop; a running job is released for the next process."""
        self._loop.request_stop()
        self._cancellation.cancel()
        if self._job is not None:
            self._store.jobs.release(self._job)

    def _step(self) -> float:
        if time.monotonic() - self._cleaned_at > CLEAN_S:
            self._cleaned_at = time.monotonic()
            self._kind.remove_given_up(self._store)
        job = self._store.jobs.claim(self._name, LEASE_S, [self._kind.name])
        if job is None:
            return POLL_S
        self._do(job)
        return 0.0

    def _do(self, job: Job) -> None:
        log.info("%s of %s begins (job %d)", job.kind, job.project_id, job.id)
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
        command = [sys.executable, "-m", self._kind.program, "--data", str(self._store.folder)]
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
