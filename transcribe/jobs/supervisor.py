"""Starts the engine process of a data folder and restarts it; one process per folder does that."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout

from transcribe.errors import DatabaseUnusable, DataFolderBusy
from transcribe.store import Store
from transcribe.system import child_process
from transcribe.system.background_loop import BackgroundLoop
from transcribe.system.child_process import Child

FIRST_BACKOFF_S = 0.5
MAX_BACKOFF_S = 30.0
HEALTHY_S = 20.0  # after this lifetime of a process, the back-off is reset
STOP_TIMEOUT_S = 3.0
POLL_S = 0.2

log = logging.getLogger("transcribe.supervisor")
PACKAGE_PARENT = Path(__file__).resolve().parents[2]


def data_lock(folder: Path) -> FileLock:
    """The lock of the process that runs workers on a data folder; released when it dies."""
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / "lock")


def take_folder(lock: FileLock) -> None:
    """Acquire a data folder's lock.

    Raises:
        DataFolderBusy: Another process has it.
    """
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise DataFolderBusy(str(Path(lock.lock_file).parent)) from error


class Supervisor:
    """Starts the engine process, restarts it when it ends, and releases its claims.

    Its log goes to `log_file`, or without one to standard error.
    """

    def __init__(self, store: Store, log_file: Path | None = None) -> None:
        self._store, self._log_file = store, log_file
        self._lock = data_lock(store.folder)
        self._child: Child | None = None
        self._backoff_s = FIRST_BACKOFF_S
        self._loop = BackgroundLoop("supervisor", self._step)

    def start(self) -> None:
        """Take the data folder and start the work.

        Raises:
            DataFolderBusy: Another process has the folder.
        """
        take_folder(self._lock)
        self._store.jobs.release_all()  # the holders of leases are dead: the lock was free
        self._loop.start()

    def begin_stop(self) -> None:
        """Begin to stop; does not wait, as `stop` does."""
        self._loop.request_stop()

    def stop(self) -> None:
        """Stop the engine process, release its claims and the data folder."""
        self._loop.stop()
        self._lock.release()

    @property
    def worker_pid(self) -> int | None:
        """Process id of the engine process."""
        return self._child.pid if self._child is not None else None

    def _step(self) -> float:
        """Run the engine process until it ends or is to stop."""
        started = time.monotonic()
        child = self._child = self._spawn()
        while child.poll() is None and not self._loop.wait(POLL_S):
            pass
        if self._loop.is_stopping:
            self._end(child)
        self._release_all()
        if self._loop.is_stopping:
            return 0.0
        log.warning("the engine process ended with code %s; starting another", child.returncode)
        is_healthy = time.monotonic() - started > HEALTHY_S
        self._backoff_s = FIRST_BACKOFF_S if is_healthy else min(2 * self._backoff_s, MAX_BACKOFF_S)
        return self._backoff_s

    def _release_all(self) -> None:
        """With a full disk, the next engine process does it at its start."""
        try:
            self._store.jobs.release_all()
        except DatabaseUnusable as error:
            log.warning("%s", error)

    def _spawn(self) -> Child:
        command = [sys.executable, "-m", "transcribe.jobs.engine_process"]
        with ExitStack() as stack:
            log_file = stack.enter_context(self._log_file.open("ab")) if self._log_file else None
            return child_process.start(
                [*command, "--data", str(self._store.folder)],
                stdin=subprocess.PIPE,
                stdout=log_file,
                stderr=log_file,
                cwd=PACKAGE_PARENT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                ends_with_stdin=True,
            )

    def _end(self, child: Child) -> None:
        child.terminate()
        try:
            child.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            child.kill()  # in the middle of a chunk, which the ledger assigns again
            child.wait()
        if child.stdin is not None:
            child.stdin.close()
