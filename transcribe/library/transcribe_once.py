"""Transcribe one file for a waiting client; nothing is kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from filelock import Timeout

from transcribe.document.model import Transcript
from transcribe.errors import ClientDisconnected, DraftFailed, MediaUnreadable, NoWorker
from transcribe.jobs.supervisor import data_lock
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.library.transient_media import TransientMedia
from transcribe.store import Store
from transcribe.store.values import Job

POLL_S = 0.1
CHECK_WORKER_S = 5.0


def require_worker(store: Store) -> None:
    """Check that a worker serves the data folder, here or in another process.

    Raises:
        NoWorker: There is no worker.
    """
    lock = data_lock(store.folder)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return
    lock.release()
    raise NoWorker(str(store.folder))


class EphemeralTranscription:
    """A recording that is drafted, read and removed again. Use it as a context manager.

    Raises:
        MediaUnreadable: The file has no decodable audio.
        DiskFull: There is not enough disk space.
    """

    def __init__(
        self, store: Store, transients: TransientMedia, source: Path, options: AddOptions
    ) -> None:
        self._store, self._transients = store, transients
        marked = replace(options, transient=transients.token())
        self.media_id = add_recording(store, source, marked).media.id

    def follow(self, is_wanted: Callable[[], bool]) -> Iterator[Transcript | None]:
        """Wait for the draft.

        Args:
            is_wanted: Called at each step: whether the client still waits.

        Yields:
            The transcript each time it has grown, and once more at the end; None at steps without
            a change.

        Raises:
            NobodyWaits: `is_wanted` returned False.
            MediaUnreadable: The audio cannot be decoded.
            DraftFailed: The draft failed.
            NoWorker: The data folder has no worker any more.
        """
        revision, checked = 0, time.monotonic()
        while True:
            job, media = self._draft_job(), self._store.media.get(self.media_id)
            if job.state in {"failed", "cancelled"}:
                if media.state == "failed":
                    raise MediaUnreadable(media.filename, media.error or "it cannot be decoded.")
                raise DraftFailed(media.filename, job.error or "it was cancelled.")
            if job.state == "done":
                yield self._store.edits.transcript(self.media_id)[1]
                return
            if media.revision > revision:
                revision, transcript = self._store.edits.transcript(self.media_id)
                yield transcript
            else:
                yield None
            if not is_wanted():
                raise ClientDisconnected
            if time.monotonic() - checked > CHECK_WORKER_S:
                checked = time.monotonic()
                require_worker(self._store)
            time.sleep(POLL_S)

    def _draft_job(self) -> Job:
        return next(job for job in self._store.jobs.list(self.media_id) if job.kind == "draft")

    def close(self) -> None:
        """Cancel unfinished work and remove everything; a second call has no effect."""
        self._transients.discard(self.media_id)

    def __enter__(self) -> EphemeralTranscription:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
