"""Prepare a recording: decode it, draw its waveform, make the player's copy.

It is one piece of work with children of its own (ffmpeg), so it has no chunks: `Ingester` runs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transcribe.jobs.ingest import run_ingest
from transcribe.jobs.kinds.base import JobKind, JobOptions
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system.child_process import Cancellation


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions(JobOptions):
    """An ingest has no options: stream and file are the recording's."""


class Ingest(JobKind[IngestOptions]):
    """The ingest of a recording; the API can only ask for it again after a failure."""

    name = "ingest"
    options_type = IngestOptions

    def submit_again(self, store: Store, media_id: str) -> Job:
        """Queue it once more, with the drafts that waited for it.

        Raises:
            NotFound: No recording has this id.
            InvalidOperation: The recording has not failed.
        """
        return store.jobs.ingest_again(media_id)

    def run(
        self,
        store: Store,
        job: Job,
        report_progress: Callable[[float, str], None],
        cancellation: Cancellation,
    ) -> None:
        """Do it, in the calling thread; see `run_ingest` for the errors."""
        run_ingest(store, job.media_id, report_progress, job=job, cancellation=cancellation)
