"""Tasks of this process that were asked to stop: they do between two pieces of their work."""

from __future__ import annotations

import threading

_LOCK = threading.Lock()
_ASKED: set[str] = set()


def request_cancel(task_id: str) -> None:
    """Have a task give back what it has as soon as a piece of it is done; it may not have begun."""
    with _LOCK:
        _ASKED.add(task_id)


def is_cancel_requested(task_id: object) -> bool:
    """Tell a task whether it should go on."""
    with _LOCK:
        return task_id in _ASKED


def clear_request(task_id: object) -> None:
    """A task has ended."""
    with _LOCK:
        _ASKED.discard(str(task_id))
