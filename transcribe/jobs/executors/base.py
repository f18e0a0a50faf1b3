"""What an executor is: it runs tasks somewhere and knows nothing of recordings or databases.

A task is a JSON header with blobs of bytes; its function, named by its dotted path, gets both and
returns JSON. An executor promises exactly one `Outcome` for each task it took, whatever becomes of
the worker, and hands it to one function, from any thread. `tests/jobs/test_executors.py` holds
each executor to that.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from transcribe.errors import TranscribeError

TaskFunction = Callable[[Mapping[str, Any], Sequence[bytes]], Mapping[str, Any]]
OutcomeState = Literal["done", "failed", "lost", "refused", "cancelled"]
WorkerState = Literal["starting", "idle", "busy", "refused"]


@dataclass(frozen=True, slots=True)
class ResourceRequirements:
    """What a worker must be able to hold for a task.

    Attributes:
        model: Its name; empty for none.
        memory_bytes: An estimate for the model with one chunk.
    """

    model: str = ""
    memory_bytes: int = 0


NOTHING = ResourceRequirements()


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work.

    Attributes:
        id: Unique; the outcome names it.
        header: Any JSON object.
        blobs: Bytes that go with it.
        timeout_s: The worker of a task that takes longer is ended.
        needs: What its worker must hold.
        prefers: Name of the worker that does it quickest, if it is free.
    """

    id: str
    header: Mapping[str, Any]
    blobs: tuple[bytes, ...] = ()
    timeout_s: float = 600.0
    needs: ResourceRequirements = NOTHING
    prefers: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task.

    Attributes:
        state: "done" with a result; "failed": the function raised; "lost": the worker died, was
            cut off or took too long; "refused": this worker may not do it, another may;
            "cancelled": it was not begun, or was stopped.
        error: A sentence for people.
        error_type: Name of the exception's class where the function raised.
        seconds: What the worker needed.
    """

    task_id: str
    state: OutcomeState
    result: Mapping[str, Any] | None = None
    error: str = ""
    error_type: str = ""
    worker: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class WorkerInfo:
    """One worker as the jobs page shows it.

    Attributes:
        memory_bytes: Resident memory now; None while unknown.
        task_id: What it does.
        reason: Why it is refused.
        n_done: Tasks it has finished.
        gpus: GPUs that it uses.
    """

    name: str
    state: WorkerState
    host: str = ""
    pid: int | None = None
    threads: int = 1
    memory_bytes: int | None = None
    task_id: str | None = None
    reason: str = ""
    n_done: int = 0
    gpus: int = 0


OnOutcome = Callable[[Outcome], None]


class Executor(Protocol):
    """Runs tasks on workers."""

    def start(self, on_outcome: OnOutcome) -> None:
        """Begin; every outcome goes to `on_outcome`, from any thread."""

    def free_slots(self, needs: ResourceRequirements = NOTHING) -> int:
        """How many more tasks with such needs would be begun at once."""

    def unmet_requirement(self, needs: ResourceRequirements) -> str:
        """Why no worker that is there can do a task with such needs, a sentence; else empty."""

    def submit(self, task: Task) -> None:
        """Take a task. Never waits for it."""

    def cancel(self, task_id: str) -> None:
        """Have a task stop before it begins, or between two pieces of its work.

        Its outcome comes in any case: "cancelled", or "done" with what it had done.
        """

    def workers(self) -> tuple[WorkerInfo, ...]:
        """The workers as they are now."""

    def unavailable_reason(self) -> str:
        """Why nothing can be run at present, a sentence; empty when all is well."""

    def close(self) -> None:
        """End all workers. Tasks not done get no outcome any more."""


def load_task_function(path: str) -> TaskFunction:
    """Import a task function by its dotted path, `module:name`."""
    module, _, name = path.partition(":")
    work: TaskFunction = getattr(importlib.import_module(module), name)
    return work


def describe_error(error: Exception) -> tuple[str, str]:
    """A sentence for people, and the class."""
    name = type(error).__name__
    if isinstance(error, TranscribeError):
        return str(error), name
    return f"An unforeseen error ({name}: {error}). The log says more.", name
