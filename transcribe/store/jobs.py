"""The ledger of work. It knows nothing of processes: whoever claims a job holds a lease on it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from transcribe.errors import NotFound
from transcribe.store.events import announce
from transcribe.store.media import get_media, now
from transcribe.store.rows import job_from_row, to_text
from transcribe.store.values import Job, JobKind, JobState
from transcribe.store.writer import Writer

MAX_ATTEMPTS = 3  # claims; a job that ended its worker that often is given up

_CLAIM = """
UPDATE jobs SET state = 'running', lease = :lease, lease_until = :until, attempts = attempts + 1,
    started_at = coalesce(started_at, :now)
WHERE id = (
    SELECT jobs.id FROM jobs JOIN media ON media.id = jobs.media_id
    WHERE jobs.state = 'queued' AND media.deleted_at IS NULL
      AND (jobs.kind = 'ingest' OR media.state = 'ready')
    ORDER BY jobs.kind = 'draft', jobs.id LIMIT 1
)
RETURNING *
"""


class JobLedger:
    """Jobs and their states. Every change is announced as a `job` event with the job's id."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def enqueue(self, media_id: str, kind: JobKind, options: Mapping[str, Any]) -> Job:
        """Queue a job.

        Raises:
            NotFound: No recording has this id.
        """

        def insert(db: Database) -> Job:
            get_media(db, media_id)
            columns = {
                "media_id": media_id, "kind": kind, "state": "queued", "created_at": now(),
                "progress": 0.0, "message": "", "options": to_text(dict(options)), "attempts": 0,
            }  # fmt: skip
            job_id = db.table("jobs").insert(columns).last_pk
            return _announced(db, _get(db, int(str(job_id))))

        return self._writer.run(insert)

    def claim(self, worker: str, lease_s: float = 60.0) -> Job | None:
        """Take the next job that can be done now: ingests first, then drafts, oldest first.

        A draft waits until its recording is ready. One statement, so that no two workers get the
        same job.
        """
        lease = f"{worker}-{secrets.token_hex(6)}"

        def take(db: Database) -> Job | None:
            _release_expired(db)
            rows = list(
                db.query(_CLAIM, {"lease": lease, "until": time.time() + lease_s, "now": now()})
            )
            return _announced(db, job_from_row(rows[0])) if rows else None

        if not self._has_work():
            return None
        return self._writer.run(take)

    def _has_work(self) -> bool:
        rows = self._connect().query(
            "SELECT 1 FROM jobs WHERE state = 'queued' OR (state = 'running' AND lease_until < ?) "
            "LIMIT 1",
            [time.time()],
        )
        return next(iter(rows), None) is not None

    def heartbeat(
        self,
        job: Job,
        *,
        progress: float,
        message: str = "",
        eta_s: float | None = None,
        lease_s: float = 60.0,
    ) -> bool:
        """Report progress and keep the lease; False when the job is no longer this worker's."""

        def beat(db: Database) -> bool:
            rows = list(
                db.query(
                    "UPDATE jobs SET progress = ?, message = ?, eta_s = ?, lease_until = ? "
                    "WHERE id = ? AND lease = ? AND state = 'running' RETURNING *",
                    [progress, message, eta_s, time.time() + lease_s, job.id, job.lease],
                )
            )
            if rows:
                _announced(db, job_from_row(rows[0]))
            return bool(rows)

        return self._writer.run(beat)

    def finish(self, job: Job, message: str = "") -> bool:
        """Mark a job as done; False when it is no longer this worker's."""
        return self._end(job, "done", message, None)

    def fail(self, job: Job, error: str) -> bool:
        """Mark a job as failed with a sentence for people; False when it was lost."""
        return self._end(job, "failed", "", error)

    def release(self, job: Job) -> None:
        """Give a claimed job back unfinished and uncounted, as a worker that is told to stop does."""

        def give_back(db: Database) -> None:
            db.execute(
                "UPDATE jobs SET state = 'queued', lease = NULL, attempts = max(attempts - 1, 0) "
                "WHERE id = ? AND lease = ? AND state = 'running'",
                [job.id, job.lease],
            )

        self._writer.run(give_back)

    def _end(self, job: Job, state: JobState, message: str, error: str | None) -> bool:
        def end(db: Database) -> bool:
            rows = list(
                db.query(
                    "UPDATE jobs SET state = ?, message = ?, error = ?, finished_at = ?, "
                    "eta_s = NULL, lease = NULL, progress = iif(? = 'done', 1.0, progress) "
                    "WHERE id = ? AND lease = ? AND state = 'running' RETURNING *",
                    [state, message, error, now(), state, job.id, job.lease],
                )
            )
            if rows:
                _announced(db, job_from_row(rows[0]))
            return bool(rows)

        return self._writer.run(end)

    def cancel(self, job_id: int) -> Job:
        """Cancel a job; one that has ended stays as it is.

        Raises:
            NotFound: No job has this id.
        """

        def stop(db: Database) -> Job:
            _get(db, job_id)
            db.execute(
                "UPDATE jobs SET state = 'cancelled', finished_at = ?, eta_s = NULL, lease = NULL "
                "WHERE id = ? AND state IN ('queued', 'running')",
                [now(), job_id],
            )
            return _announced(db, _get(db, job_id))

        return self._writer.run(stop)

    def release_expired(self, *, of_worker: str | None = None) -> int:
        """Queue again what was claimed by workers that are gone; returns how many.

        Args:
            of_worker: Name of a worker known to be dead, whose leases end at once.
        """
        return self._writer.run(lambda db: _release_expired(db, of_worker))

    def get(self, job_id: int) -> Job:
        """Look up one job.

        Raises:
            NotFound: No job has this id.
        """
        return _get(self._connect(), job_id)

    def list(
        self, media_id: str | None = None, states: Sequence[JobState] | None = None
    ) -> tuple[Job, ...]:
        """Jobs, newest first, of one recording or all, in some states or any."""
        wanted = ",".join("?" * len(states)) if states else ""
        rows = self._connect().query(
            "SELECT * FROM jobs WHERE (? IS NULL OR media_id = ?) "
            + (f"AND state IN ({wanted}) " if states else "")
            + "ORDER BY id DESC LIMIT 1000",
            [media_id, media_id, *(states or ())],
        )
        return tuple(job_from_row(row) for row in rows)


def _get(db: Database, job_id: int) -> Job:
    for row in db.query("SELECT * FROM jobs WHERE id = ?", [job_id]):
        return job_from_row(row)
    raise NotFound("job", str(job_id))


def _announced(db: Database, job: Job) -> Job:
    announce(db, "job", job.media_id, {"job": job.id})
    return job


def _release_expired(db: Database, of_worker: str | None = None) -> int:
    gone = "lease_until < ?" if of_worker is None else "(lease_until < ? OR lease LIKE ? || '-%')"
    values = [time.time()] if of_worker is None else [time.time(), of_worker]
    given_up = f"state = 'running' AND {gone} AND attempts >= {MAX_ATTEMPTS}"
    message = (
        f"It ended its worker {MAX_ATTEMPTS} times and was given up. The server's log says more."
    )
    rows = list(
        db.query(
            f"UPDATE jobs SET state = 'failed', error = ?, finished_at = ?, lease = NULL "
            f"WHERE {given_up} RETURNING *",
            [message, now(), *values],
        )
    )
    for row in rows:
        if row["kind"] == "ingest":
            db.execute(
                "UPDATE media SET state = 'failed', error = ? WHERE id = ?",
                [message, row["media_id"]],
            )
    queued = list(
        db.query(
            f"UPDATE jobs SET state = 'queued', lease = NULL WHERE state = 'running' AND {gone} "
            "RETURNING *",
            values,
        )
    )
    for row in rows + queued:
        _announced(db, job_from_row(row))
    return len(rows) + len(queued)
