"""Run each task at once in the calling thread: for tests and debugging."""

from __future__ import annotations

import logging
import time

from transcribe.jobs.executors.base import (
    NOTHING,
    OnOutcome,
    Outcome,
    ResourceRequirements,
    Task,
    WorkerInfo,
    describe_error,
    load_task_function,
)

log = logging.getLogger("transcribe.executor")


class InlineExecutor:
    """One slot: the calling thread."""

    def __init__(self, work: str) -> None:
        self._work, self._n_done = load_task_function(work), 0
        self._on_outcome: OnOutcome | None = None

    def start(self, on_outcome: OnOutcome) -> None:
        self._on_outcome = on_outcome

    def free_slots(self, needs: ResourceRequirements = NOTHING) -> int:
        del needs
        return 1

    def unmet_requirement(self, needs: ResourceRequirements) -> str:
        del needs
        return ""

    def submit(self, task: Task) -> None:
        started = time.monotonic()
        try:
            result = self._work(task.header, task.blobs)
        except Exception as error:
            log.exception("task %s failed", task.id)
            text, name = describe_error(error)
            outcome = Outcome(task.id, "failed", error=text, error_type=name, worker="inline")
        else:
            self._n_done += 1
            took_s = time.monotonic() - started
            outcome = Outcome(task.id, "done", result, worker="inline", seconds=took_s)
        if self._on_outcome is not None:
            self._on_outcome(outcome)

    def cancel(self, task_id: str) -> None:
        """No effect: the task was done when `submit` returned."""

    def workers(self) -> tuple[WorkerInfo, ...]:
        return (WorkerInfo("inline", "idle", n_done=self._n_done),)

    def unavailable_reason(self) -> str:
        return ""

    def close(self) -> None:
        self._on_outcome = None
