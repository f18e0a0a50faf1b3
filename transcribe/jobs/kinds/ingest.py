"""Prepare a recording: decode it, compute its waveform, make its playback copy.

It is one piece of work with child processes of its own (ffmpeg), so it has no chunks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transcribe.jobs.early_audio import EarlyAudio
from transcribe.jobs.ingest import remove_leftovers, run_ingest
from transcribe.jobs.kinds.base import JobOptions, ThreadKind
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system.child_process import Cancellation


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestOptions(JobOptions):
    """An ingest has no options: its file and stream belong to the recording."""


class Ingest(ThreadKind[IngestOptions]):
    """The ingest of a recording; the API accepts it only after a failure, to repeat it.

    Args:
        early: Gets the samples of recordings while they are decoded; None if nobody wants them.
    """

    name = "ingest"
    options_type = IngestOptions

    def __init__(self, early: EarlyAudio | None = None) -> None:
        self._early = early

    def submit_again(self, store: Store, media_id: str) -> Job:
        """Queue it again, with the drafts that waited for it.

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
    ) -> str:
        """Run it; see `run_ingest` for the errors."""
        run_ingest(
            store, job.media_id, report_progress,
            job=job, cancellation=cancellation, early=self._early,
        )  # fmt: skip
        return ""

    def after(self, job: Job) -> None:
        if self._early is not None:
            self._early.end(job.media_id)

    def remove_leftovers(self, store: Store) -> int:
        return remove_leftovers(store)
