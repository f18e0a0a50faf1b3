"""Find the shot cuts of a recording's video, in the playback copy, which is on the recording's clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from transcribe.audio.shot_cuts import find_cuts
from transcribe.errors import InvalidOperation
from transcribe.jobs.kinds.base import JobOptions, ThreadKind
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system.child_process import Cancellation


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotsOptions(JobOptions):
    """The job has no options."""


class Shots(ThreadKind[ShotsOptions]):
    """Shot cuts; those that people made stay."""

    name = "shots"
    options_type = ShotsOptions

    def run(
        self,
        store: Store,
        job: Job,
        report_progress: Callable[[float, str], None],
        cancellation: Cancellation,
    ) -> str:
        """Find them; see `find_cuts` for the errors.

        Raises:
            InvalidOperation: The recording has no video.
        """
        media = store.media.get(job.media_id)
        if not media.has_video or not media.proxy:
            raise InvalidOperation("shots", "this recording has no video")
        total_ms = max(1, media.duration_ms or 0)
        cuts = find_cuts(
            store.media_folder(media.id) / media.proxy, name=media.title, cancellation=cancellation,
            on_progress=lambda ms: report_progress(min(1.0, ms / total_ms), "Looking for shot cuts"),
        )  # fmt: skip
        cancellation.check()
        n_kept = store.shots.replace_found(media.id, cuts)
        n_removed = len(cuts) - n_kept
        left_out = f"; {n_removed} that you removed stay away" if n_removed else ""
        return f"{n_kept} shot {'cut' if n_kept == 1 else 'cuts'} found{left_out}"
