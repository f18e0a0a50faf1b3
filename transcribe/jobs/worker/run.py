"""The task function of the workers: read a task's header and run it with the runner of its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from transcribe import __version__
from transcribe.errors import WorkerRefused
from transcribe.jobs.executors.base import load_task_function
from transcribe.jobs.executors.cancellation import is_cancel_requested
from transcribe.jobs.tasks import IsStopped, Plain, from_plain
from transcribe.jobs.worker import asr_tasks  # noqa: F401 - loaded before the first task

Runner = Callable[[Any, Sequence[bytes], IsStopped], Plain]


def perform(header: Mapping[str, Any], blobs: Sequence[bytes]) -> Plain:
    """Run one task.

    Raises:
        WorkerRefused: This worker is of another version, does not know the task's type, or has other
            weights.
    """
    version = header.get("version", __version__)
    if version != __version__:  # before the rest is read, which may be different there
        raise WorkerRefused(f"it runs version {__version__}, the server {version}")
    task = from_plain(header)
    return _runner(task.runner)(task, blobs, lambda: is_cancel_requested(header.get("id")))


@cache
def _runner(path: str) -> Runner:
    runner: Any = load_task_function(path)
    return runner  # type: ignore[no-any-return]
