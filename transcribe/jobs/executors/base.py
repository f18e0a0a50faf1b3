"""The executor protocol: an executor runs tasks and knows nothing of recordings or databases.

A task is a JSON header with blobs of bytes; its function, named by its dotted path, gets both and
returns JSON. An executor guarantees exactly one `Outcome` per accepted task, even if the worker
dies, and passes it to one function, from any thread. `tests/jobs/test_executors.py` tests this for
each executor.
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
    """Requirements of a task on its worker.

    Attributes:
        model: Name of the model; empty for none.
        memory_bytes: An estimate for the model with one chunk.
    """

    model: str = ""
    memory_bytes: int = 0


NOTHING = ResourceRequirements()


@dataclass(frozen=True, slots=True)
class Task:
    """One unit of work.

    Attributes:
        id: Unique; the outcome names it.
        header: Any JSON object.
        blobs: Bytes that go with it.
        timeout_s: Time limit; the worker is then terminated.
        needs: Requirements on the worker.
        prefers: Name of the preferred worker, used if it is free.
    """

    id: str
    header: Mapping[str, Any]
    blobs: tuple[bytes, ...] = ()
    timeout_s: float = 600.0
    needs: ResourceRequirements = NOTHING
    prefers: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a task.

    Attributes:
        state: "done" with a result; "failed": the function raised; "lost": the worker died, was
            disconnected or took too long; "refused": this worker may not run it, another may;
            "cancelled": it was not started, or was stopped.
        error: A sentence for users.
        error_type: Name of the exception's class if the function raised.
        seconds: Time that the worker took.
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
    """One worker for the jobs page.

    Attributes:
        memory_bytes: Resident memory now; None if unknown.
        task_id: Id of its current task.
        reason: Why it is refused.
        n_done: Number of finished tasks.
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
        """Start; every outcome goes to `on_outcome`, from any thread."""

    def free_slots(self, needs: ResourceRequirements = NOTHING) -> int:
        """How many more tasks with these requirements can start at once."""

    def unmet_requirement(self, needs: ResourceRequirements) -> str:
        """Why no present worker can run a task with these requirements, as a sentence; else empty."""

    def submit(self, task: Task) -> None:
        """Accept a task. Does not wait for it."""

    def cancel(self, task_id: str) -> None:
        """Stop a task before it starts, or between two pieces of its work.

        Its outcome still arrives: "cancelled", or "done" with the finished part.
        """

    def workers(self) -> tuple[WorkerInfo, ...]:
        """The current workers."""

    def unavailable_reason(self) -> str:
        """Why no task can run at present, as a sentence; empty if tasks can run."""

    def close(self) -> None:
        """Terminate all workers. Unfinished tasks get no outcome."""


def load_task_function(path: str) -> TaskFunction:
    """Import a task function by its dotted path, `module:name`."""
    module, _, name = path.partition(":")
    work: TaskFunction = getattr(importlib.import_module(module), name)
    return work


def describe_error(error: Exception) -> tuple[str, str]:
    """A sentence for users, and the class name."""
    name = type(error).__name__
    if isinstance(error, TranscribeError):
        return str(error), name
    return f"Unexpected error ({name}: {error}). See the log for details.", name
