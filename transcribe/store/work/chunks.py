"""The ledger of chunks: planned, running, done or quarantined chunks of each job.

A chunk's result is committed together with its state, and only under the claim that holds its lease,
so that work dispatched twice counts once. Only the dispatcher of a data folder claims chunks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from transcribe.errors import InvalidOperation, NotFound
from transcribe.store.events import announce
from transcribe.store.row_queries import get_job
from transcribe.store.rows import chunk_from_row, plan_to_text, to_text
from transcribe.store.values import ChunkPlan, ChunkState, WorkChunk
from transcribe.store.work.chunk_claims import ClaimRequest, Settled, Settlement, settle, take
from transcribe.store.writer import Writer

MAX_ATTEMPTS = 6  # without any outcome: the program crashed this often during the chunk
LOST_SO_OFTEN = (
    f"The program crashed {MAX_ATTEMPTS} times while it worked on this range. "
    "Listen to it and type the text, or try again."
)

# Segments cover at least half of the chunk; the editor uses the same rule to hide it.
_IS_WRITTEN = (
    "2 * coalesce((SELECT sum(min(segments.end_ms, chunks.end_ms) "
    "- max(segments.start_ms, chunks.start_ms)) FROM segments "
    "WHERE segments.media_id = jobs.media_id AND segments.start_ms < chunks.end_ms "
    "AND segments.end_ms > chunks.start_ms), 0) >= chunks.end_ms - chunks.start_ms"
)

# Chunks in quarantine, of one recording or of all, unless they are obsolete.
FAILED_RANGES = (
    "SELECT chunks.*, jobs.media_id, jobs.kind FROM chunks JOIN jobs ON jobs.id = job_id "
    "JOIN media ON media.id = jobs.media_id "
    "WHERE chunks.state = 'quarantined' AND media.deleted_at IS NULL "
    "AND (:media IS NULL OR jobs.media_id = :media) "
    "AND NOT EXISTS (SELECT 1 FROM jobs AS later WHERE later.media_id = jobs.media_id "
    "AND later.kind = jobs.kind AND later.id > jobs.id AND later.state = 'done') "
    f"AND NOT (jobs.kind = 'draft' AND {_IS_WRITTEN}) "
    "ORDER BY jobs.id DESC, start_ms LIMIT :limit"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Waiting chunks of a running job at one priority.

    Attributes:
        n_waiting: Waiting chunks of this priority.
        n_running: Running chunks of the job, of any priority.
    """

    job_id: int
    owner: str
    priority: int
    n_waiting: int
    n_running: int


@dataclass(frozen=True, slots=True)
class ChunkCounts:
    """Progress of a job's chunks."""

    waiting: int = 0
    running: int = 0
    done: int = 0
    quarantined: int = 0
    unpublished: int = 0
    reached_ms: int = 0

    @property
    def unfinished(self) -> int:
        """Number of unfinished chunks."""
        return self.waiting + self.running


class ChunkLedger:
    """Chunks of jobs and their states."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def plan(
        self,
        job_id: int,
        chunks: Iterable[tuple[ChunkPlan, int]],
        *,
        planned_ms: int,
        is_planned: bool,
    ) -> None:
        """Add chunks, each with its priority, and record up to where the recording is planned.

        Both in one transaction, so that a restarted planner continues exactly there.

        Raises:
            NotFound: No job has this id.
        """
        rows = [
            {
                "job_id": job_id, "start_ms": plan.pieces[0][0], "end_ms": plan.pieces[-1][1],
                "plan": plan_to_text(plan), "priority": priority, "state": "waiting",
            }
            for plan, priority in chunks
        ]  # fmt: skip

        def insert(db: Database) -> None:
            get_job(db, job_id)
            db.table("chunks").insert_all(rows, ignore=True)
            db.execute(
                "UPDATE jobs SET planned_ms = ?, is_planned = ?, attempts = 0 WHERE id = ?",
                [planned_ms, int(is_planned), job_id],
            )

        self._writer.run(insert)

    def waiting(self) -> tuple[Waiting, ...]:
        """Waiting chunks of running jobs, oldest job first, by priority, urgent first."""
        rows = self._connect().query(
            "SELECT jobs.id, jobs.owner, chunks.priority, count(*) AS n_waiting, "
            "(SELECT count(*) FROM chunks AS c WHERE c.job_id = jobs.id AND c.state = 'running') "
            "AS n_running FROM chunks JOIN jobs ON jobs.id = chunks.job_id "
            "WHERE chunks.state = 'waiting' AND jobs.state = 'running' "
            "GROUP BY jobs.id, chunks.priority ORDER BY jobs.id, chunks.priority DESC"
        )
        return tuple(
            Waiting(row["id"], row["owner"], row["priority"], row["n_waiting"], row["n_running"])
            for row in rows
        )

    def claim(self, job_id: int, limit: int, lease: str) -> tuple[WorkChunk, ...]:
        """Claim up to `limit` chunks of a running job, as in `chunk_claims.take`."""
        return self.claim_all([ClaimRequest(job_id, limit, lease)])[lease]

    def claim_all(self, requests: Sequence[ClaimRequest]) -> dict[str, tuple[WorkChunk, ...]]:
        """Serve many claims in one transaction; returns chunks by lease, possibly none."""
        return self._writer.run(lambda db: {one.lease: take(db, one) for one in requests})

    def settle(self, settlements: Sequence[Settlement]) -> Settled:
        """Store the results of claims, all in one transaction."""
        return self._writer.run(lambda db: settle(db, settlements))

    def recover(self) -> tuple[WorkChunk, ...]:
        """After a start, reset running chunks. Returns those now in quarantine.

        A chunk keeps its number of attempts, so that a chunk that crashes the program each time
        is quarantined in the end.
        """

        def again(db: Database) -> tuple[WorkChunk, ...]:
            rows = db.query(
                f"UPDATE chunks SET state = iif(attempts >= {MAX_ATTEMPTS}, "
                f"'quarantined', 'waiting'), error = iif(attempts >= {MAX_ATTEMPTS}, ?, error), "
                "lease = NULL WHERE state = 'running' RETURNING *",
                [LOST_SO_OFTEN],
            )
            changed = [chunk_from_row(row) for row in rows]
            return tuple(chunk for chunk in changed if chunk.state == "quarantined")

        return self._writer.run(again)

    def retry(self, chunk_id: int) -> WorkChunk:
        """Release a chunk from quarantine at the user's request; its job continues.

        Raises:
            NotFound: The chunk does not exist.
            InvalidOperation: It is not in quarantine.
        """

        def free(db: Database) -> WorkChunk:
            chunk = _get(db, chunk_id)
            if chunk.state != "quarantined":
                raise InvalidOperation("retry", f"chunk {chunk_id} is {chunk.state}")
            db.execute(
                # One failure is kept: it is tried alone, at most twice.
                "UPDATE chunks SET state = 'waiting', failures = 1, attempts = 0, "
                "priority = 2, is_published = 0, is_dismissed = 0 WHERE id = ?",
                [chunk_id],
            )
            rows = db.query(
                "UPDATE jobs SET state = 'queued', finished_at = NULL, message = '', error = NULL, "
                "attempts = 0 WHERE id = ? AND state IN ('done', 'failed', 'cancelled') "
                "RETURNING media_id",
                [chunk.job_id],
            )
            for row in rows:
                announce(db, "job", row["media_id"], {"job": chunk.job_id})
            return _get(db, chunk_id)

        return self._writer.run(free)

    def publishable(self, job_id: int) -> tuple[WorkChunk, ...]:
        """Finished chunks that can be published: all chunks before them have ended."""
        rows = self._connect().query(
            "SELECT * FROM chunks WHERE job_id = :job AND state = 'done' AND NOT is_published "
            "AND start_ms < coalesce((SELECT min(start_ms) FROM chunks WHERE job_id = :job "
            "AND state IN ('waiting', 'running') AND NOT (failures > 0 AND priority = 2)), "
            "9e18) ORDER BY start_ms LIMIT 64",
            {"job": job_id},
        )
        return tuple(map(chunk_from_row, rows))

    def mark_published(self, chunk_ids: Sequence[int]) -> None:
        """Mark the words of these chunks as published in the transcript."""
        self._writer.run(
            lambda db: db.execute(
                "UPDATE chunks SET is_published = 1 WHERE id IN (SELECT value FROM json_each(?))",
                [to_text([*chunk_ids])],
            )
        )

    def counts(self, job_id: int) -> ChunkCounts:
        """Number of a job's chunks by state, and up to where all have ended."""
        db = self._connect()
        rows = db.query(
            "SELECT state, count(*) AS n, sum(NOT is_published) AS unpublished FROM chunks "
            "WHERE job_id = ? GROUP BY state",
            [job_id],
        )
        found = {row["state"]: row for row in rows}
        reached = next(
            db.query(
                "SELECT coalesce((SELECT min(start_ms) FROM chunks WHERE job_id = :job "
                "AND state IN ('waiting', 'running')), (SELECT planned_ms FROM jobs "
                "WHERE id = :job)) AS ms",
                {"job": job_id},
            )
        )["ms"]
        n = {name: int(row["n"]) for name, row in found.items()}
        return ChunkCounts(
            waiting=n.get("waiting", 0), running=n.get("running", 0), done=n.get("done", 0),
            quarantined=n.get("quarantined", 0), reached_ms=int(reached or 0),
            unpublished=int(found["done"]["unpublished"]) if "done" in found else 0,
        )  # fmt: skip

    def end_before(self, job_id: int, start_ms: int | None = None) -> int:
        """Where the chunks of a job end that begin before a time, or all; 0 without any."""
        rows = self._connect().query(
            "SELECT coalesce(max(end_ms), 0) AS ms FROM chunks "
            "WHERE job_id = :job AND (:start IS NULL OR start_ms < :start)",
            {"job": job_id, "start": start_ms},
        )
        return int(next(rows)["ms"])

    def get(self, chunk_id: int) -> WorkChunk:
        """Look up one chunk.

        Raises:
            NotFound: The chunk does not exist.
        """
        return _get(self._connect(), chunk_id)

    def list(
        self, job_id: int | None = None, states: Sequence[ChunkState] | None = None
    ) -> tuple[WorkChunk, ...]:
        """Chunks of one job or all, in some states or any, in file order; at most 5,000."""
        rows = self._connect().query(
            "SELECT * FROM chunks WHERE (:job IS NULL OR job_id = :job) "
            "AND (:states IS NULL OR state IN (SELECT value FROM json_each(:states))) "
            "ORDER BY job_id, start_ms LIMIT 5000",
            {"job": job_id, "states": None if states is None else to_text([*states])},
        )
        return tuple(map(chunk_from_row, rows))

    def last_result(self, job_id: int) -> Mapping[str, Any] | None:
        """The result of a job's last chunk; None if it is not done."""
        rows = self._connect().query(
            "SELECT * FROM chunks WHERE job_id = ? ORDER BY start_ms DESC LIMIT 1", [job_id]
        )
        return next((chunk_from_row(row).result for row in rows), None)

    def forget_results(self, job_id: int) -> None:
        """Remove the results of a job's chunks except its last one, when they are kept elsewhere."""
        self._writer.run(
            lambda db: db.execute(
                "UPDATE chunks SET result = '{}' WHERE job_id = :job AND state = 'done' "
                "AND start_ms < (SELECT max(start_ms) FROM chunks WHERE job_id = :job)",
                {"job": job_id},
            )
        )

    def quarantined(self, media_id: str | None = None) -> tuple[tuple[str, WorkChunk], ...]:
        """Chunks in quarantine with their recordings' ids, unless they are obsolete.

        A later draft makes them obsolete, and so does a user who writes most of the range.
        """
        rows = self._connect().query(FAILED_RANGES, {"media": media_id, "limit": 1000})
        found = []
        for row in rows:
            media = row.pop("media_id")
            del row["kind"]
            found.append((media, chunk_from_row(row)))
        return tuple(found)

    def count(self) -> dict[ChunkState, int]:
        """Number of chunks by state."""
        rows = self._connect().query("SELECT state, count(*) AS n FROM chunks GROUP BY 1")
        return {row["state"]: row["n"] for row in rows}

    def running(self) -> tuple[WorkChunk, ...]:
        """Chunks that a worker runs."""
        rows = self._connect().query("SELECT * FROM chunks WHERE state = 'running'")
        return tuple(map(chunk_from_row, rows))

    def speed(self, last: int = 64) -> float | None:
        """Seconds of audio per second of computing, over the last finished chunks."""
        rows = self._connect().query(
            "SELECT sum(end_ms - start_ms) AS ms, sum(seconds) AS s FROM (SELECT * FROM chunks "
            "WHERE state = 'done' AND seconds > 0 ORDER BY finished_at DESC LIMIT ?)",
            [last],
        )
        row = next(rows)
        return row["ms"] / 1000 / row["s"] if row["s"] else None


def drop_unfinished(db: Database, job_id: int) -> None:
    """Cancel the unfinished chunks of a job, inside the open transaction."""
    db.execute(
        "UPDATE chunks SET state = 'cancelled', lease = NULL "
        "WHERE job_id = ? AND state IN ('waiting', 'running')",
        [job_id],
    )


def take_up_again(db: Database, job_id: int) -> None:
    """Resume a job that was cancelled with its recording."""
    db.execute(
        "UPDATE chunks SET state = 'waiting' WHERE job_id = ? AND state = 'cancelled'", [job_id]
    )


def _get(db: Database, chunk_id: int) -> WorkChunk:
    for row in db.query("SELECT * FROM chunks WHERE id = ?", [chunk_id]):
        return chunk_from_row(row)
    raise NotFound("chunk", str(chunk_id))
