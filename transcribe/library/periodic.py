"""Small periodic tasks of a serving process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

log = logging.getLogger("transcribe.rounds")
RETRY_LOCK_S = 5.0
AFTER_ERROR_S = 10.0


class PeriodicTask:
    """A thread that calls `step` until it is stopped, in one process per data folder at a time.

    Args:
        name: Name of the thread.
        lock_path: Lock held while it runs; the system releases it when the process ends.
        step: Does the work; returns the seconds to wait before the next call.
    """

    def __init__(self, name: str, lock_path: Path, step: Callable[[], float]) -> None:
        self._name, self._step = name, step
        self._lock = FileLock(lock_path)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start; while another process has the lock, wait for it."""
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """Stop after the current step; a step that takes longer ends with the process."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                self._stopping.wait(RETRY_LOCK_S)
                continue
            try:
                self._go_round()
            finally:
                self._lock.release()

    def _go_round(self) -> None:
        while not self._stopping.is_set():
            try:
                pause_s = self._step()
            except Exception:
                log.exception("%s failed; next attempt in %d s", self._name, AFTER_ERROR_S)
                pause_s = AFTER_ERROR_S
            self._stopping.wait(pause_s)
