"""Executors: where tasks run. In this process, on this machine's workers, or on a cluster."""

from __future__ import annotations

from transcribe.pipeline.executors.base import Executor, Outcome, Task, WorkerInfo

__all__ = ["Executor", "Outcome", "Task", "WorkerInfo"]
