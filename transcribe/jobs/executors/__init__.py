"""Executors run tasks: in this process, on this computer's workers, or on a cluster."""

from __future__ import annotations

from transcribe.jobs.executors.base import Executor, Outcome, ResourceRequirements, Task, WorkerInfo

__all__ = ["Executor", "Outcome", "ResourceRequirements", "Task", "WorkerInfo"]
