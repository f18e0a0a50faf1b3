"""One worker process for a small task function, started by the first task."""

from __future__ import annotations

import threading

from transcribe.jobs.executors.base import Executor, OnOutcome, Task
from transcribe.jobs.executors.local import LocalExecutor


class OnDemandExecutor:
    """An executor that starts with its first task.

    Args:
        work: The task function, as for `LocalExecutor`.
        on_outcome: Gets every outcome, from any thread.
        idle_exit_s: The worker process ends when it had no task for so long.
        executor: Runs the tasks instead of a `LocalExecutor`.
    """

    def __init__(
        self,
        work: str,
        on_outcome: OnOutcome,
        *,
        idle_exit_s: float,
        executor: Executor | None = None,
    ) -> None:
        self._executor = executor or LocalExecutor(work, idle_exit_s=idle_exit_s)
        self._on_outcome = on_outcome
        self._is_started = False
        self._lock = threading.Lock()

    def submit(self, task: Task) -> None:
        """Accept a task. Does not wait for it."""
        with self._lock:
            if not self._is_started:
                self._executor.start(self._on_outcome)
                self._is_started = True
        self._executor.submit(task)

    def cancel(self, task_id: str) -> None:
        """Stop a task before it starts, or between two pieces of its work."""
        if self._is_started:
            self._executor.cancel(task_id)

    def close(self) -> None:
        """Terminate the worker, if there is one."""
        with self._lock:
            if self._is_started:
                self._executor.close()
