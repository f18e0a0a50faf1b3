"""Recordings for a single request: hidden from the library, removed after the answer.

A recording belongs to the process that answers the request, by a token. That process holds a file
lock named after the token, which the system releases however the process ends. The next process to
start removes recordings whose token is not locked.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
import time
from contextlib import suppress

from filelock import FileLock, Timeout

from transcribe.errors import NotFound
from transcribe.store import Store
from transcribe.store.values import UNFINISHED

REMOVE_ATTEMPTS = 10  # a worker that has not seen the cancellation may still write files
REMOVE_PAUSE_S = 0.2

log = logging.getLogger("transcribe.transient")


class TransientMedia:
    """The transient recordings of this process."""

    def __init__(self, store: Store) -> None:
        self._store, self._token = store, secrets.token_hex(8)
        self._folder = store.folder / "transient"
        self._lock: FileLock | None = None
        self._guard = threading.Lock()

    def token(self) -> str:
        """Register this process as owner; it counts as alive from now on."""
        with self._guard:
            if self._lock is None:
                self._folder.mkdir(exist_ok=True)
                # Acquired by one thread for the process: by default the lock would belong to that thread.
                self._lock = FileLock(self._folder / self._token, thread_local=False)
                self._lock.acquire()
        return self._token

    def discard(self, media_id: str) -> None:
        """Cancel the jobs of a transient recording and remove it; a second call has no effect."""
        for job in self._store.jobs.list(media_id, UNFINISHED):
            self._store.jobs.cancel(job.id)
        _remove(self._store, media_id)

    def remove_orphans(self) -> int:
        """Remove recordings left by crashed processes; returns their number."""
        left = [m for m in self._store.media.transients() if not self._is_alive(m.transient or "")]
        for media in left:
            self.discard(media.id)
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if not self._is_alive(path.name):
                    path.unlink(missing_ok=True)
        return len(left)

    def _is_alive(self, token: str) -> bool:
        path = self._folder / token
        if not path.exists():
            return False
        lock = FileLock(path)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False


def _remove(store: Store, media_id: str) -> None:
    """Files before the row: a crash in between leaves a row, which the next cleanup finds."""
    folder = store.media_folder(media_id)
    for _ in range(REMOVE_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(REMOVE_PAUSE_S)
    else:
        log.warning("%s could not be removed; retrying at the next start", folder)
        return
    with suppress(NotFound):
        store.purge(media_id)
