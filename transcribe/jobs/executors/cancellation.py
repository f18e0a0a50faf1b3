"""Cancelled tasks of this process: they stop between two pieces of their work."""

from __future__ import annotations

import threading

_LOCK = threading.Lock()
_ASKED: set[str] = set()


def request_cancel(task_id: str) -> None:
    """Ask a task to return after its current piece of work; it may not have started."""
    with _LOCK:
        _ASKED.add(task_id)


def is_cancel_requested(task_id: object) -> bool:
    """Whether a task should stop."""
    with _LOCK:
        return task_id in _ASKED


def clear_request(task_id: object) -> None:
    """Forget a task that has ended."""
    with _LOCK:
        _ASKED.discard(str(task_id))
