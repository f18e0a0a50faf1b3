"""Claim and settle chunks in batches, inside an open transaction.

One transaction per chunk would limit a large cluster to the speed of the disk, so claims and results
come in lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlite_utils import Database

from transcribe.store.row_queries import now
from transcribe.store.rows import chunk_from_row, to_text
from transcribe.store.values import WorkChunk

MAX_FAILURES = (
    3  # failures of the chunk, the first possibly in a batch; then it goes into quarantine
)


@dataclass(frozen=True, slots=True)
class ClaimRequest:
    """A request for up to `limit` chunks of a running job under the named lease."""

    job_id: int
    limit: int
    lease: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """The result of a claim. Chunks with a result are done.

    Attributes:
        lease: The claim.
        results: Results by chunk id.
        error: The other chunks failed for this reason, counted as failures. Empty: they were not started, and
            wait again without a count.
        worker: The worker.
        seconds: Computing time of the whole claim, split evenly among its results.
        language: Detected language, stored with the job if it had none.
    """

    lease: str
    results: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    error: str = ""
    worker: str = ""
    seconds: float = 0.0
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Settled:
    """Ids of the chunks still under this lease that are done, and of those now in quarantine."""

    done: tuple[int, ...] = ()
    put_away: tuple[WorkChunk, ...] = ()


def take(db: Database, request: ClaimRequest) -> tuple[WorkChunk, ...]:
    """Claim chunks, most urgent first, then in file order.

    A chunk that has failed before is claimed alone, and before those that have not.
    """
    rows = list(
        db.query(
            "SELECT chunks.id, failures, chunks.attempts, chunks.priority FROM chunks "
            "JOIN jobs ON jobs.id = job_id "
            "WHERE job_id = ? AND chunks.state = 'waiting' AND jobs.state = 'running' "
            "ORDER BY chunks.priority DESC, start_ms LIMIT ?",
            [request.job_id, request.limit],
        )
    )
    n_alike = 0
    for row in rows:
        if row["failures"] or row["attempts"] or row["priority"] != rows[0]["priority"]:
            break
        n_alike += 1
    taken = [row["id"] for row in rows[: max(n_alike, 1)]]
    changed = db.query(
        "UPDATE chunks SET state = 'running', lease = ?, worker = '', attempts = attempts + 1 "
        "WHERE id IN (SELECT value FROM json_each(?)) RETURNING *",
        [request.lease, to_text(taken)],
    )
    return tuple(sorted(map(chunk_from_row, changed), key=lambda chunk: chunk.start_ms))


def settle(db: Database, settlements: Iterable[Settlement]) -> Settled:
    """Commit results and failures, and release the rest."""
    done: list[int] = []
    put_away: list[WorkChunk] = []
    for one in settlements:
        done += _finish(db, one)
        if one.error:
            put_away += _fail(db, one)
        else:
            _release(db, one.lease)
    return Settled(tuple(done), tuple(put_away))


def _finish(db: Database, one: Settlement) -> list[int]:
    share = one.seconds / max(1, len(one.results))
    done, jobs = [], set()
    for chunk_id, result in one.results.items():
        rows = db.query(
            "UPDATE chunks SET state = 'done', lease = NULL, worker = ?, seconds = ?, "
            "result = ?, error = NULL, attempts = 0, finished_at = ? "
            "WHERE id = ? AND lease = ? AND state = 'running' RETURNING job_id",
            [one.worker, share, to_text(dict(result)), now(), chunk_id, one.lease],
        )
        for row in rows:
            done.append(chunk_id)
            jobs.add(row["job_id"])
    for job_id in jobs:
        db.execute(
            "UPDATE jobs SET attempts = 0, language = coalesce(language, ?) WHERE id = ?",
            [one.language, job_id],
        )
    return done


def _fail(db: Database, one: Settlement) -> list[WorkChunk]:
    """Retry each chunk alone, or quarantine it."""
    rows = db.query(
        f"UPDATE chunks SET state = iif(failures + 1 >= {MAX_FAILURES}, "
        "'quarantined', 'waiting'), failures = failures + 1, attempts = 0, "
        "lease = NULL, error = ?, worker = ?, finished_at = ? "
        "WHERE lease = ? AND state = 'running' RETURNING *",
        [one.error, one.worker, now(), one.lease],
    )
    changed = [chunk_from_row(row) for row in rows]
    return [chunk for chunk in changed if chunk.state == "quarantined"]


def _release(db: Database, lease: str) -> None:
    db.execute(
        "UPDATE chunks SET state = 'waiting', lease = NULL, attempts = max(attempts - 1, 0) "
        "WHERE lease = ? AND state = 'running'",
        [lease],
    )
