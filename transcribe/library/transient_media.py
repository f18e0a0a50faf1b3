"""Recordings for one request only: hidden from the library, gone with the answer.

A recording belongs to the process that answers the request, by a token. That process holds a file
lock of the token's name, which the system frees however the process ends; whoever starts next
removes what belongs to tokens that nobody holds.
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

REMOVE_ATTEMPTS = 10  # a worker that has not noticed yet may still write a file or two
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
        """Name this process as the owner; it counts as alive from here on."""
        with self._guard:
            if self._lock is None:
                self._folder.mkdir(exist_ok=True)
                # Taken by one thread, held for all: by default the lock would be that thread's.
                self._lock = FileLock(self._folder / self._token, thread_local=False)
                self._lock.acquire()
        return self._token

    def discard(self, media_id: str) -> None:
        """Cancel a transient recording's work and remove all of it; twice is harmless."""
        for job in self._store.jobs.list(media_id, UNFINISHED):
            self._store.jobs.cancel(job.id)
        _remove(self._store, media_id)

    def remove_orphans(self) -> int:
        """Remove what processes have left that died in the middle; returns how many recordings."""
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
    """Files before the row: a crash in between leaves a row, which the next sweep finds."""
    folder = store.media_folder(media_id)
    for _ in range(REMOVE_ATTEMPTS):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(REMOVE_PAUSE_S)
    else:
        log.warning("%s could not be removed; the next start tries again", folder)
        return
    with suppress(NotFound):
        store.purge(media_id)
