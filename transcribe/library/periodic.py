"""Small work that a serving process does again and again beside its answers."""

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
    """A thread that calls `step` until it is stopped, in one process of a data folder at a time.

    Args:
        name: Of the thread.
        lock_path: Held while it runs; the system frees it when the process ends.
        step: Does what there is to do; returns how many seconds to wait before the next.
    """

    def __init__(self, name: str, lock_path: Path, step: Callable[[], float]) -> None:
        self._name, self._step = name, step
        self._lock = FileLock(lock_path)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; while another process has the lock, wait for it."""
        self._thread.start()

    def stop(self, timeout_s: float) -> None:
        """End after the step that is being done; one that takes longer is left to the exit."""
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
                log.exception("%s failed; it goes on in %d s", self._name, AFTER_ERROR_S)
                pause_s = AFTER_ERROR_S
            self._stopping.wait(pause_s)
