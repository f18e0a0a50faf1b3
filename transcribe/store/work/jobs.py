"""The queue of jobs. It does not depend on processes: a worker that claims a job holds a lease."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from transcribe.errors import InvalidOperation
from transcribe.store.events import announce
from transcribe.store.row_queries import get_job, get_media, now, require_project
from transcribe.store.rows import job_from_row, to_text
from transcribe.store.values import UNFINISHED, Job, JobKind, JobState
from transcribe.store.work import chunks, reasons
from transcribe.store.writer import Writer

MAX_ATTEMPTS = 3  # claims of an ingest; after this many crashes it is stopped
MAX_RESTARTS = 10  # of a chunked job without a chunk done in between; chunks have their own count
MAX_EXPORT_RESTARTS = 30  # of an export without a shard done in between
LEASE_S = 60.0
_TOKEN_BYTES = 6  # after the worker's name in a lease, in hexadecimal

GIVEN_UP = "The worker crashed several times on this job, so it was stopped. See the server's log."
CANCELLED_MESSAGES = {
    reasons.RECORDING_DELETED: "the recording was deleted",
    reasons.INGEST_FAILED: "the recording could not be taken in",
}
INGEST_CANCELLED = (
    "Preparing this recording was cancelled, so it has no audio yet. Try again, or delete it."
)

# A draft that has not begun may begin while its recording is decoded (`jobs/early_audio.py`).
_IS_EARLY = (
    "(jobs.kind = 'draft' AND jobs.planned_ms = 0 "
    "AND media.id IN (SELECT value FROM json_each(:early)))"
)

# A job of a collection does not wait for a recording.
_CAN_START = f"""(jobs.media_id IS NULL OR (media.deleted_at IS NULL
    AND (jobs.kind = 'ingest' OR media.state = 'ready' OR {_IS_EARLY})))"""
_OF_KINDS = "(:kinds IS NULL OR jobs.kind IN (SELECT value FROM json_each(:kinds)))"
# The owner with the fewest running jobs comes first, so that one user's thousand files do not delay
# another user's single file.
_CLAIM = f"""
UPDATE jobs SET state = 'running', lease = :lease, lease_until = :until, attempts = attempts + 1,
    started_at = coalesce(started_at, :now)
WHERE id = (
    SELECT jobs.id FROM jobs LEFT JOIN media ON media.id = jobs.media_id
    WHERE jobs.state = 'queued' AND {_CAN_START}
      AND {_OF_KINDS}
    ORDER BY jobs.priority DESC, jobs.kind != 'ingest',
      (SELECT count(*) FROM jobs AS other WHERE other.state = 'running'
         AND other.owner = jobs.owner AND other.kind = jobs.kind),
      jobs.id LIMIT 1
)
RETURNING *
"""
_HAS_WORK = f"""
SELECT 1 FROM jobs LEFT JOIN media ON media.id = jobs.media_id
WHERE (jobs.state = 'queued' AND {_CAN_START} AND {_OF_KINDS})
   OR (jobs.state = 'running' AND jobs.lease_until < :time)
LIMIT 1
"""


class JobLedger:
    """Jobs and their states. Every change is announced as a `job` event with the job's id."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def enqueue(
        self,
        media_id: str,
        kind: JobKind,
        options: Mapping[str, Any],
        *,
        owner: str = "",
        priority: int = 0,
        payload: str | None = None,
    ) -> Job:
        """Queue a job. Interactive jobs have a priority and run before the others.

        Args:
            payload: Large input that only the job's kind reads, with `payload`; options are in every list of jobs.

        Raises:
            NotFound: No recording has this id.
        """

        def insert(db: Database) -> Job:
            get_media(db, media_id)
            job = _insert(db, media_id, kind, options, owner, priority)
            if payload is not None:
                db.execute("INSERT INTO job_payloads VALUES (?, ?)", [job.id, payload])
            return job

        return self._writer.run(insert)

    def payload(self, job_id: int) -> str | None:
        """The large input of a job; None if it has none."""
        rows = self._connect().query("SELECT payload FROM job_payloads WHERE job_id = ?", [job_id])
        return next((str(row["payload"]) for row in rows), None)

    def enqueue_for_project(
        self, project_id: str, kind: JobKind, options: Mapping[str, Any], *, owner: str = ""
    ) -> Job:
        """Queue a job of a collection.

        Raises:
            NotFound: No collection has this id.
        """

        def insert(db: Database) -> Job:
            require_project(db, project_id)
            return _insert(db, None, kind, options, owner, project_id=project_id)

        return self._writer.run(insert)

    def of_project(self, project_id: str) -> tuple[Job, ...]:
        """The newest 1,000 jobs of a collection, newest first, without dismissed failures."""
        rows = self._connect().query(
            "SELECT * FROM jobs WHERE project_id = ? AND NOT (state = 'failed' AND is_dismissed) "
            "ORDER BY id DESC LIMIT 1000",
            [project_id],
        )
        return tuple(job_from_row(row) for row in rows)

    def claim(
        self,
        worker: str,
        lease_s: float = LEASE_S,
        kinds: Sequence[JobKind] | None = None,
        early: Sequence[str] = (),
    ) -> Job | None:
        """Claim the next job that can run now, of some kinds or any.

        Order: urgent jobs, then ingests, then the owner with the fewest running jobs, then the
        oldest job. All jobs except ingests wait until their recording is ready; a draft that has not
        begun may begin with the recordings named by `early`. It is one statement, so two workers
        never get the same job. Polling is cheap: without work nothing is written.
        """
        # Read without the write lock; a job that is queued at this moment is found the next time.
        wanted = None if kinds is None else to_text([*kinds])
        asked = {"kinds": wanted, "early": to_text([*early])}
        if not list(self._connect().query(_HAS_WORK, {**asked, "time": time.time()})):
            return None
        lease = f"{worker}-{secrets.token_hex(_TOKEN_BYTES)}"

        def take(db: Database) -> Job | None:
            _release_expired(db)
            values = {"lease": lease, "until": time.time() + lease_s, "now": now()}
            return _changed(db, _CLAIM, {**values, **asked})

        return self._writer.run(take)

    def heartbeat(
        self,
        job: Job,
        *,
        progress: float,
        message: str = "",
        eta_s: float | None = None,
        lease_s: float = LEASE_S,
    ) -> bool:
        """Report progress and renew the lease; False if the job is no longer this worker's."""
        values = [progress, message, eta_s, time.time() + lease_s, job.id, job.lease]
        beaten = self._writer.run(
            lambda db: _changed(
                db,
                "UPDATE jobs SET progress = ?, message = ?, eta_s = ?, lease_until = ? "
                "WHERE id = ? AND lease = ? AND state = 'running' RETURNING *",
                values,
            )
        )
        return beaten is not None

    def finish(self, job: Job, message: str = "", reason_code: str | None = None) -> bool:
        """Mark a job as done; False if it is no longer this worker's."""
        return self._end(job, "done", message, None, reason_code)

    def fail(self, job: Job, error: str, reason_code: str = reasons.UNEXPECTED) -> bool:
        """Mark a job as failed with a sentence for users and a code; False if it is no longer this worker's.

        Drafts that wait for a failed ingest are cancelled: they could never start.
        """
        return self._end(job, "failed", "", error, reason_code)

    def requeue_crashed(self, job: Job) -> None:
        """Queue a claimed job again whose work has crashed; the attempt counts (see `MAX_RESTARTS`)."""
        held = {"id": job.id, "lease": job.lease}
        self._writer.run(lambda db: _release(db, "id = :id AND lease = :lease", held))

    def note_advance(self, job: Job) -> None:
        """Count attempts from here on: a part of the job is done for good."""
        self._writer.run(
            lambda db: db.execute(
                "UPDATE jobs SET attempts = 0 WHERE id = ? AND lease = ?", [job.id, job.lease]
            )
        )

    def release(self, job: Job) -> None:
        """Return a claimed job to the queue without counting the attempt, when a worker stops."""
        self._writer.run(
            lambda db: _changed(
                db,
                "UPDATE jobs SET state = 'queued', lease = NULL, attempts = max(attempts - 1, 0) "
                "WHERE id = ? AND lease = ? AND state = 'running' RETURNING *",
                [job.id, job.lease],
            )
        )

    def pause(self, job_id: int) -> Job:
        """Pause a job; results of its running chunks are still published.

        Raises:
            NotFound: No job has this id.
            InvalidOperation: It has ended, or is an ingest.
        """
        return self._switch(job_id, "pause", ("queued", "running"), "paused")

    def resume(self, job_id: int) -> Job:
        """Resume a paused job where it stopped.

        Raises:
            NotFound: No job has this id.
            InvalidOperation: It is not paused.
        """
        return self._switch(job_id, "resume", ("paused",), "queued")

    def _switch(self, job_id: int, name: str, before: tuple[JobState, ...], after: JobState) -> Job:
        def switch(db: Database) -> Job:
            job = get_job(db, job_id)
            if job.state not in before or job.kind == "ingest":
                raise InvalidOperation(name, f"job {job_id} ({job.kind}) is {job.state}")
            changed = _changed(
                db,
                "UPDATE jobs SET state = ?, lease = NULL, eta_s = NULL, attempts = 0 "
                "WHERE id = ? RETURNING *",
                [after, job_id],
            )
            return changed or job

        return self._writer.run(switch)

    def _end(
        self, job: Job, state: JobState, message: str, error: str | None, reason_code: str | None
    ) -> bool:
        def end(db: Database) -> bool:
            ended = _changed(
                db,
                "UPDATE jobs SET state = ?, message = ?, error = ?, reason_code = ?, "
                "finished_at = ?, eta_s = NULL, lease = NULL, progress = iif(? = 'done', 1.0, progress) "
                "WHERE id = ? AND lease = ? AND state = 'running' RETURNING *",
                [state, message, error, reason_code, now(), state, job.id, job.lease],
            )
            if ended is not None and state == "failed":
                chunks.drop_unfinished(db, ended.id)
                if ended.kind == "ingest":
                    cancel_all(db, ended.media_id, reason_code=reasons.INGEST_FAILED)
            return ended is not None

        return self._writer.run(end)

    def cancel(self, job_id: int) -> Job:
        """Cancel a job; a job that has ended is not changed.

        The recording of a cancelled ingest is marked as failed, with a sentence that says so, and
        its waiting jobs are cancelled; `ingest_again` queues all of them again.

        Raises:
            NotFound: No job has this id.
        """
        return self._writer.run(lambda db: cancel_job(db, job_id))

    def cancel_waiting(self, media_id: str) -> None:
        """Cancel the jobs that wait for a recording whose ingest failed."""
        self._writer.run(
            lambda db: cancel_all(
                db, media_id, reason_code=reasons.INGEST_FAILED, states=("queued",)
            )
        )

    def ingest_again(self, media_id: str) -> Job:
        """Queue the ingest of a failed recording again, and the jobs that waited for it.

        Raises:
            NotFound: No recording has this id.
            InvalidOperation: It has not failed, or is in the bin.
        """

        def queue(db: Database) -> Job:
            media = get_media(db, media_id)
            if media.state != "failed" or media.deleted_at is not None:
                raise InvalidOperation(
                    "ingest",
                    "only a recording that could not be prepared, or whose preparation was "
                    "cancelled, can be prepared again",
                )
            db.execute("UPDATE media SET state = 'new', error = NULL WHERE id = ?", [media_id])
            owner = next(
                db.query(
                    "SELECT owner FROM jobs WHERE media_id = ? AND kind = 'ingest' "
                    "ORDER BY id DESC LIMIT 1",
                    [media_id],
                ),
                {"owner": ""},
            )["owner"]
            job = _insert(db, media_id, "ingest", {}, owner)
            _queue_cancelled(db, media_id, reasons.INGEST_FAILED)
            announce(db, "media", media_id, {})
            return job

        return self._writer.run(queue)

    def release_expired(self, *, of_worker: str | None = None) -> int:
        """Queue again the jobs claimed by workers that have died; returns their number.

        Args:
            of_worker: Name of a worker known to be dead, whose leases end at once.
        """
        return self._writer.run(lambda db: _release_expired(db, of_worker))

    def release_all(self) -> int:
        """Queue all claimed jobs again; call this only if no worker is running."""
        return self._writer.run(lambda db: _release(db, "1", {}))

    def count(self) -> dict[tuple[JobKind, JobState], int]:
        """The number of jobs of each kind and state."""
        rows = self._connect().query("SELECT kind, state, count(*) AS n FROM jobs GROUP BY 1, 2")
        return {(row["kind"], row["state"]): row["n"] for row in rows}

    def get(self, job_id: int) -> Job:
        """Look up one job.

        Raises:
            NotFound: No job has this id.
        """
        return get_job(self._connect(), job_id)

    def leases(self, job_ids: Iterable[int]) -> dict[int, str]:
        """The leases of the running ones among these jobs, by id."""
        rows = self._connect().query(
            "SELECT id, lease FROM jobs WHERE state = 'running' AND lease IS NOT NULL "
            "AND id IN (SELECT value FROM json_each(?))",
            [to_text([*job_ids])],
        )
        return {row["id"]: row["lease"] for row in rows}

    def list(
        self, media_id: str | None = None, states: Sequence[JobState] | None = None
    ) -> tuple[Job, ...]:
        """The newest 1,000 jobs, newest first, of one recording or all, in some states or any."""
        rows = self._connect().query(
            "SELECT * FROM jobs WHERE (:media_id IS NULL OR media_id = :media_id) "
            "AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states))) "
            "ORDER BY id DESC LIMIT 1000",
            {"media_id": media_id, "states": None if states is None else to_text([*states])},
        )
        return tuple(job_from_row(row) for row in rows)


def _insert(
    db: Database,
    media_id: str | None,
    kind: JobKind,
    options: Mapping[str, Any],
    owner: str,
    priority: int = 0,
    project_id: str | None = None,
) -> Job:
    columns = {
        "media_id": media_id, "kind": kind, "state": "queued", "created_at": now(),
        "progress": 0.0, "message": "", "options": to_text(dict(options)), "attempts": 0,
        "priority": priority, "owner": owner, "project_id": project_id,
    }  # fmt: skip
    job_id = db.table("jobs").insert(columns).last_pk
    return _announced(db, get_job(db, int(str(job_id))))


def cancel_job(db: Database, job_id: int) -> Job:
    """Cancel a job inside the open transaction; see `JobLedger.cancel`."""
    get_job(db, job_id)
    cancelled = _changed(
        db,
        "UPDATE jobs SET state = 'cancelled', finished_at = ?, eta_s = NULL, lease = NULL "
        "WHERE id = ? AND state IN ('queued', 'running', 'paused') RETURNING *",
        [now(), job_id],
    )
    chunks.drop_unfinished(db, job_id)
    if cancelled is not None and cancelled.kind == "ingest":
        _fail_media(db, cancelled.media_id, INGEST_CANCELLED)
    return get_job(db, job_id)


def is_held(db: Database, job: Job) -> bool:
    """Whether a claimed job is still its worker's, inside the open transaction."""
    rows = db.query(
        "SELECT 1 FROM jobs WHERE id = ? AND lease = ? AND state = 'running'", [job.id, job.lease]
    )
    return bool(list(rows))


def cancel_all(
    db: Database,
    media_id: str,
    *,
    reason_code: str = reasons.RECORDING_DELETED,
    finished_at: str | None = None,
    states: tuple[JobState, ...] = UNFINISHED,
) -> None:
    """Cancel a recording's unfinished jobs inside the open transaction."""
    rows = db.query(
        "UPDATE jobs SET state = 'cancelled', finished_at = ?, message = ?, reason_code = ?, "
        "eta_s = NULL, lease = NULL WHERE media_id = ? AND state IN (SELECT value FROM json_each(?)) RETURNING *",
        [
            finished_at or now(),
            CANCELLED_MESSAGES[reason_code],
            reason_code,
            media_id,
            to_text([*states]),
        ],
    )
    for row in list(rows):
        chunks.drop_unfinished(db, row["id"])
        _announced(db, job_from_row(row))


def queue_again(db: Database, media_id: str, *, cancelled_at: str) -> None:
    """Queue the jobs that were cancelled by the deletion of their recording at that time."""
    _queue_cancelled(db, media_id, reasons.RECORDING_DELETED, cancelled_at)


def _queue_cancelled(
    db: Database, media_id: str, reason_code: str, cancelled_at: str | None = None
) -> None:
    """Queue jobs that were cancelled for this reason, at that time or any time."""
    rows = db.query(
        "UPDATE jobs SET state = 'queued', finished_at = NULL, message = '', progress = 0.0, "
        "reason_code = NULL "
        "WHERE media_id = :media AND state = 'cancelled' AND reason_code = :reason "
        "AND (:at IS NULL OR finished_at = :at) RETURNING *",
        {"media": media_id, "reason": reason_code, "at": cancelled_at},
    )
    for row in list(rows):
        chunks.take_up_again(db, row["id"])
        _announced(db, job_from_row(row))


def _changed(db: Database, sql: str, values: Sequence[object] | dict[str, Any]) -> Job | None:
    """Run an update of one job and announce it; None if no row matched."""
    for row in db.query(sql, values):
        return _announced(db, job_from_row(row))
    return None


def _announced(db: Database, job: Job) -> Job:
    announce(db, "job", job.media_id or None, {"job": job.id})
    return job


def _release_expired(db: Database, of_worker: str | None = None) -> int:
    gone = "lease_until < :time"
    if of_worker is not None:
        gone = f"({gone} OR substr(lease, 1, length(lease) - {2 * _TOKEN_BYTES + 1}) = :worker)"
    return _release(db, gone, {"time": time.time(), "worker": of_worker})


def _release(db: Database, gone: str, values: Mapping[str, Any]) -> int:
    """Queue again the running jobs that match the condition `gone`, or mark them as failed."""
    is_too_often = (
        f"attempts >= CASE kind WHEN 'ingest' THEN {MAX_ATTEMPTS} "
        f"WHEN 'dataset' THEN {MAX_EXPORT_RESTARTS} ELSE {MAX_RESTARTS} END"
    )
    rows = db.query(
        f"UPDATE jobs SET lease = NULL, eta_s = NULL, "
        f"state = iif({is_too_often}, 'failed', 'queued'), "
        f"error = iif({is_too_often}, :error, error), "
        f"reason_code = iif({is_too_often}, :reason, reason_code), "
        f"finished_at = iif({is_too_often}, :now, NULL) "
        f"WHERE state = 'running' AND {gone} RETURNING *",
        {**values, "now": now(), "error": GIVEN_UP, "reason": reasons.GIVEN_UP},
    )
    released = [_announced(db, job_from_row(row)) for row in rows]
    for job in released:
        if job.kind == "ingest" and job.state == "failed":
            _fail_media(db, job.media_id, GIVEN_UP)
    return len(released)


def _fail_media(db: Database, media_id: str, reason: str) -> None:
    """Mark a recording whose ingest stopped as failed, with the reason, unless it is ready."""
    if get_media(db, media_id).state == "ready":
        return
    db.execute("UPDATE media SET state = 'failed', error = ? WHERE id = ?", [reason, media_id])
    cancel_all(db, media_id, reason_code=reasons.INGEST_FAILED)
    announce(db, "media", media_id, {})
