"""Publish finished parts of a job to the transcript, report progress, and end the job."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

from transcribe.errors import EditConflict, NotFound, WorkCancelled
from transcribe.jobs.kinds.base import put_away_message, remove_work_folder
from transcribe.jobs.model_speeds import note_speed
from transcribe.jobs.running_job import RunningJob
from transcribe.store import Store

BEAT_S = 5.0
MIN_BEAT_S = 0.4
LEASE_S = 60.0

log = logging.getLogger("transcribe.dispatcher")


class JobPublisher:
    """Publishes, reports and ends jobs.

    Args:
        store: The data folder.
        trouble: Why no part of a job can run at present; empty if it can.
    """

    def __init__(self, store: Store, unavailable_reason: Callable[[RunningJob], str]) -> None:
        self._store, self._trouble = store, unavailable_reason

    def publish_finished(self, active: RunningJob) -> bool:
        """Publish finished parts, report, and end the job when complete; True when it has ended."""
        if active.is_dirty:
            active.is_dirty = False
            try:
                active.is_dirty = self._publish(active)
            except NotFound:
                return False  # deleted in the meantime
            if not active.is_dirty and self._end_if_done(active):
                return True
            self.report_progress(active, is_news=False)
        elif time.monotonic() - active.beaten_at > BEAT_S:
            self.report_progress(active)
        return False

    def _publish(self, active: RunningJob) -> bool:
        """Whether something was published or waits, so that the job must be checked again."""
        published, chunks = [], self._store.chunks.publishable(active.job.id)
        for chunk in chunks:
            try:
                active.kind.commit(self._store, active.job, active.options, chunk)
                published.append(chunk.id)
            except EditConflict:
                log.info("chunk %d waits: its place is being edited", chunk.id)
            except WorkCancelled:
                return False  # its text is no longer wanted
        if published:
            self._store.chunks.mark_published(published)
        return bool(chunks)

    def _end_if_done(self, active: RunningJob) -> bool:
        counts = self._store.chunks.counts(active.job.id)
        if not active.is_planned or counts.unfinished or counts.unpublished:
            return False
        job = active.job
        try:
            ending = active.kind.finish(self._store, job, active.options, counts)
        except (NotFound, WorkCancelled):
            return True
        except EditConflict:
            active.is_dirty = True  # tried again at the next round
            return False
        message = ending.message or active.notice
        if self._store.jobs.finish(job, message, ending.reason_code):
            remove_work_folder(self._store, job)
            if job.kind == "draft":
                note_speed(self._store, active.model, active.computed_ms, active.computed_s)
        log.info("%s of %s is done (job %d)", job.kind, job.media_id, job.id)
        return True

    def report_progress(
        self, active: RunningJob, message: str | None = None, *, is_news: bool = True
    ) -> None:
        """Report progress and renew the job's lease; unchanged progress only now and then."""
        if not is_news and time.monotonic() - active.beaten_at < MIN_BEAT_S:
            return
        counts = self._store.chunks.counts(active.job.id)
        share, eta_s = active.progress(counts.reached_ms)
        if message is None:
            message = put_away_message(counts.quarantined) if counts.quarantined else ""
            message = message or self._trouble(active) or active.notice
        self._store.jobs.heartbeat(
            active.job, progress=share, message=message, eta_s=eta_s, lease_s=LEASE_S
        )  # fmt: skip
        active.beaten_at = time.monotonic()

    def note_origin(self, active: RunningJob, result: Mapping[str, Any]) -> None:
        """Note the facts in a job's first result, once per job."""
        if active.has_origin:
            return
        active.has_origin, active.notice = True, str(result.get("notice") or "")
        active.job = self._store.jobs.get(active.job.id)
        active.kind.note_first_result(active.context(self._store), result)
