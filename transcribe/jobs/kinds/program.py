"""Kinds whose jobs belong to a collection and have no chunks: a program of its own does the work.

The program can be killed at any moment: what it has finished lies in files of its own with its state, and the next
attempt goes on from there. So cancelling, pausing and stopping all kill it. Only what a cancelled job made is removed.
`library/job_program.py` is the frame of such programs and says what they write.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from transcribe.errors import TranscribeError
from transcribe.jobs.kinds.base import JobOptions, ReportProgress, ThreadKind, WorkCrashed
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system import child_process
from transcribe.system.child_process import Cancellation

PACKAGE_PARENT = Path(__file__).resolve().parents[3]

O = TypeVar("O", bound=JobOptions)  # noqa: E741


class ProgramFailed(TranscribeError):
    """A program ended with an error.

    Attributes:
        message: Its message.
        error_type: The class of the error there.
    """

    def __init__(self, message: str, error_type: str) -> None:
        self.message, self.error_type = message, error_type
        super().__init__(message, error_type)

    def __str__(self) -> str:
        return self.message


class ProgramKind(ThreadKind[O]):
    """A kind whose work a program does.

    Attributes:
        program: The module that runs as `python -m PROGRAM --data DIR --job ID`.
    """

    program: ClassVar[str]
    is_asked_for = False

    def submit_for(self, store: Store, project_id: str, options: O, *, owner: str = "") -> Job:
        """Queue a job of a collection.

        Raises:
            NotFound: No collection has this id.
        """
        return store.jobs.enqueue_for_project(
            project_id, self.name, options.to_stored(), owner=owner
        )

    def run(
        self, store: Store, job: Job, report_progress: ReportProgress, cancellation: Cancellation
    ) -> str:
        """Run the program to its end.

        Raises:
            ProgramFailed: It says that the job cannot be done.
            WorkCrashed: It ended without a result, for example for want of memory.
        """
        command = [sys.executable, "-m", self.program, "--data", str(store.folder)]
        last: dict[str, Any] = {}
        with (
            child_process.start(
                [*command, "--job", str(job.id)], stdout=subprocess.PIPE, cwd=PACKAGE_PARENT
            ) as child,
            cancellation.covering(child),
        ):
            for line in child.stdout or ():
                last = _read_line(line)
                if "share" in last:
                    report_progress(last["share"], last["message"], last.get("eta_s"))
                    if last["new"]:
                        store.jobs.note_advance(job)
            child.wait()
        if "error" in last:
            raise ProgramFailed(last["error"], last["type"])
        if "done" not in last:
            raise WorkCrashed
        return str(last["done"])


def _read_line(line: bytes) -> dict[str, Any]:
    """A line of the program; empty for one that was cut off when it was killed."""
    try:
        plain: dict[str, Any] = json.loads(line)
    except ValueError:
        return {}
    return plain
