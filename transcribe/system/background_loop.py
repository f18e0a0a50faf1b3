"""A loop in a thread of its own: it can be stopped, and it continues after a full disk and after errors."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from transcribe.errors import DatabaseUnusable

DISK_RETRY_S = 2.0
AFTER_ERROR_S = 10.0

log = logging.getLogger("transcribe.loop")


class BackgroundLoop:
    """Calls `step` until it is stopped.

    When the disk is full or the database is locked, the step is repeated after 2 s. After any other
    error, its traceback is logged, and the step is repeated after 10 s.

    Args:
        name: Name of the thread, for the log.
        step: Does a piece of the work; returns the seconds to wait before the next call.
        is_fatal: Other errors end the loop; `run` raises them.
    """

    def __init__(self, name: str, step: Callable[[], float], *, is_fatal: bool = False) -> None:
        self._name, self._step, self._is_fatal = name, step, is_fatal
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, name=name, daemon=True)

    @property
    def is_stopping(self) -> bool:
        """Whether the loop ends after the current step."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def run(self) -> None:
        """Run the loop in the calling thread, instead of `start`."""
        while not self._stopping.is_set():
            try:
                pause_s = self._step()
            except DatabaseUnusable as error:
                log.warning("%s: %s Trying again.", self._name, error)
                pause_s = DISK_RETRY_S
            except Exception:
                if self._is_fatal:
                    raise
                log.exception("%s failed; next attempt in %d s", self._name, AFTER_ERROR_S)
                pause_s = AFTER_ERROR_S
            self._stopping.wait(pause_s)

    def wait(self, seconds: float) -> bool:
        """Wait within a step; returns at once, with True, when the loop is being stopped."""
        return self._stopping.wait(seconds)

    def request_stop(self) -> None:
        """Let the loop end after the current step; does not wait for it."""
        self._stopping.set()

    def stop(self, timeout_s: float | None = None) -> None:
        """Let the loop end and wait for the current step, at most `timeout_s`."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)
