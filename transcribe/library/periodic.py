"""Small periodic tasks of a serving process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock, Timeout

from transcribe.system.background_loop import BackgroundLoop

RETRY_LOCK_S = 5.0


class PeriodicTask(BackgroundLoop):
    """A loop that runs in one process per data folder at a time; the others wait for its lock.

    Args:
        name: Name of the thread.
        lock_path: Lock held while it runs; the system releases it when the process ends.
        step: Does the work; returns the seconds to wait before the next call.
    """

    def __init__(self, name: str, lock_path: Path, step: Callable[[], float]) -> None:
        super().__init__(name, step)
        self._lock = FileLock(lock_path)

    def run(self) -> None:
        while not self.is_stopping:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                self.wait(RETRY_LOCK_S)
                continue
            try:
                super().run()
            finally:
                self._lock.release()
