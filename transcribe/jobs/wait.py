"""Wait for jobs to finish, and run them here if no server does."""

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
    """Ensure that a worker runs: a server's, or one of this process for the duration."""
    supervisor = Supervisor(store, log_file=store.folder / "worker.log")
    try:
        supervisor.start()
    except DataFolderBusy:  # a running server runs the jobs
        yield
        return
    try:
        yield
    finally:
        supervisor.stop()


def wait_for(
    store: Store, media_ids: Sequence[str], on_progress: Callable[[Sequence[Job]], None]
) -> None:
    """Wait until these recordings have no unfinished jobs; reports the jobs regularly."""
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
