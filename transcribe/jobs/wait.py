"""Wait for work to finish, doing it here when nobody else does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from transcribe.errors import DataFolderBusy
from transcribe.jobs.supervisor import Supervisor
from transcribe.store import Store
from transcribe.store.values import UNFINISHED, Job

POLL_S = 0.2


@contextmanager
def ensure_worker(store: Store) -> Iterator[None]:
    """Make sure that a worker runs: a server's, or one of our own for as long as this lasts."""
    supervisor = Supervisor(store, log_file=store.folder / "worker.log")
    try:
        supervisor.start()
    except DataFolderBusy:  # a running server does the work
        yield
        return
    try:
        yield
    finally:
        supervisor.stop()


def wait_for(
    store: Store, media_ids: Sequence[str], on_progress: Callable[[Sequence[Job]], None]
) -> None:
    """Wait until no recording of these has unfinished work; reports its jobs now and then."""
    with ensure_worker(store):
        while True:
            jobs = [job for media_id in media_ids for job in store.jobs.list(media_id)]
            on_progress(jobs)
            failed_ingest = {
                job.media_id for job in jobs if job.kind == "ingest" and job.state == "failed"
            }
            waiting = [
                job for job in jobs if job.state in UNFINISHED and job.media_id not in failed_ingest
            ]
            if not waiting:
                return
            time.sleep(POLL_S)
