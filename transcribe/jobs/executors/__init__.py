"""Executors: where tasks run. In this process, on this machine's workers, or on a cluster."""

from __future__ import annotations

from transcribe.jobs.executors.base import Executor, Needs, Outcome, Task, WorkerInfo

__all__ = ["Executor", "Needs", "Outcome", "Task", "WorkerInfo"]
