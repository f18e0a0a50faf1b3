"""What the jobs page shows of all work: failures with retry and dismissal, chunks of many jobs, throughput."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from transcribe.errors import InvalidOperation
from transcribe.store.events import announce
from transcribe.store.row_queries import get_job, get_media
from transcribe.store.rows import chunk_from_row, job_from_row, to_text
from transcribe.store.values import UNFINISHED, Job, WorkChunk
from transcribe.store.work import chunks
from transcribe.store.work.chunks import FAILED_RANGES, ChunkCounts
from transcribe.store.writer import Writer

MAX_SHOWN = 1000

# A later job of the same kind takes the place of a failed one.
_FAILED_JOBS = """
SELECT jobs.* FROM jobs LEFT JOIN media ON media.id = jobs.media_id
WHERE jobs.state = 'failed' AND NOT jobs.is_dismissed AND media.deleted_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM jobs AS later
        WHERE later.media_id IS jobs.media_id AND later.project_id IS jobs.project_id
        AND later.kind = jobs.kind AND later.id > jobs.id AND later.state != 'cancelled')
ORDER BY jobs.id DESC LIMIT ?
"""
_THROUGHPUT = """
SELECT (CAST(strftime('%s', finished_at) AS INTEGER) - :start) / :width AS place,
    count(*) AS n, sum(end_ms - start_ms) AS audio_ms, total(seconds) AS computing_s
FROM chunks WHERE state = 'done'
    AND finished_at >= strftime('%Y-%m-%dT%H:%M:%S', :start, 'unixepoch') GROUP BY place
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """Chunks that were finished in one period.

    Attributes:
        audio_ms: Their length.
        computing_s: Time that workers spent on them.
    """

    n_chunks: int = 0
    audio_ms: int = 0
    computing_s: float = 0.0


class WorkBoard:
    """All work of the library at once."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def unfinished_jobs(self, limit: int) -> tuple[Job, ...]:
        """The jobs that are done next: urgent ones, then running ones, then the oldest."""
        rows = self._connect().query(
            "SELECT * FROM jobs WHERE state IN (SELECT value FROM json_each(?)) "
            "ORDER BY priority DESC, state != 'running', id LIMIT ?",
            [to_text(UNFINISHED), limit],
        )
        return tuple(map(job_from_row, rows))

    def count_unfinished(self) -> int:
        """The number of unfinished jobs."""
        rows = self._connect().query(
            "SELECT count(*) AS n FROM jobs WHERE state IN (SELECT value FROM json_each(?))",
            [to_text(UNFINISHED)],
        )
        return int(next(rows)["n"])

    def failed_jobs(self) -> tuple[Job, ...]:
        """The newest failed jobs that nobody has dismissed and no later job has replaced."""
        return tuple(map(job_from_row, self._connect().query(_FAILED_JOBS, [MAX_SHOWN])))

    def failed_chunks(self) -> tuple[tuple[str, WorkChunk], ...]:
        """`ChunkLedger.quarantined` of all recordings, without those that somebody has dismissed."""
        rows = self._connect().query(
            f"SELECT * FROM ({FAILED_RANGES}) WHERE NOT is_dismissed",
            {"media": None, "limit": MAX_SHOWN},
        )
        found = []
        for row in rows:
            media_id = row.pop("media_id")
            del row["kind"]
            found.append((media_id, chunk_from_row(row)))
        return tuple(found)

    def counts(self, job_ids: Iterable[int]) -> dict[int, ChunkCounts]:
        """Chunks of jobs by state, in one query; no entry for a job without chunks."""
        rows = self._connect().query(
            "SELECT job_id, sum(state = 'waiting') AS waiting, sum(state = 'running') AS running, "
            "sum(state = 'done') AS done, sum(state = 'quarantined') AS quarantined FROM chunks "
            "WHERE job_id IN (SELECT value FROM json_each(?)) GROUP BY job_id",
            [to_text([*job_ids])],
        )
        return {row.pop("job_id"): ChunkCounts(**row) for row in rows}

    def titles(self, ids: Iterable[str]) -> dict[str, str]:
        """Titles of recordings, and names of collections, by id."""
        rows = self._connect().query(
            "SELECT id, title FROM media WHERE id IN (SELECT value FROM json_each(:ids)) "
            "UNION ALL SELECT id, name FROM projects WHERE id IN (SELECT value FROM json_each(:ids))",
            {"ids": to_text([*dict.fromkeys(ids)])},
        )
        return {row["id"]: row["title"] for row in rows}

    def throughput(self, start_s: int, width_s: int, n: int) -> tuple[Finished, ...]:
        """Chunks finished in `n` periods of `width_s` seconds, from `start_s` (seconds since 1970) on."""
        rows = self._connect().query(_THROUGHPUT, {"start": start_s, "width": width_s})
        found = {
            row["place"]: Finished(row["n"], row["audio_ms"], row["computing_s"]) for row in rows
        }
        return tuple(found.get(place, Finished()) for place in range(n))

    def retry_job(self, job_id: int) -> Job:
        """Queue a failed job again; it goes on with the chunks that were not done.

        An ingest is queued with `JobLedger.ingest_again` instead.

        Raises:
            NotFound: No job has this id.
            InvalidOperation: It has not failed, is an ingest, or its recording is deleted.
        """

        def queue(db: Database) -> Job:
            job = get_job(db, job_id)
            if job.state != "failed" or job.kind == "ingest":
                raise InvalidOperation("retry", f"job {job_id} ({job.kind}) is {job.state}")
            if job.media_id and get_media(db, job.media_id).deleted_at is not None:
                raise InvalidOperation("retry", "its recording is deleted; restore it first")
            db.execute(
                "UPDATE jobs SET state = 'queued', finished_at = NULL, message = '', error = NULL, "
                "reason_code = NULL, attempts = 0, is_dismissed = 0 WHERE id = ?",
                [job_id],
            )
            chunks.take_up_again(db, job_id)
            announce(db, "job", job.media_id or None, {"job": job_id})
            return get_job(db, job_id)

        return self._writer.run(queue)

    def dismiss(
        self, job_ids: Sequence[int], chunk_ids: Sequence[int], *, is_dismissed: bool = True
    ) -> int:
        """Take failures off the jobs page, or put them back.

        Returns:
            How many changed; jobs that have not failed and chunks that are not in quarantine do not.
        """
        updates = (("jobs", "failed", job_ids), ("chunks", "quarantined", chunk_ids))

        def mark(db: Database) -> int:
            return sum(
                db.execute(
                    f"UPDATE {table} SET is_dismissed = ? WHERE state = ? AND is_dismissed != ? "
                    "AND id IN (SELECT value FROM json_each(?))",
                    [int(is_dismissed), state, int(is_dismissed), to_text([*ids])],
                ).rowcount
                for table, state, ids in updates
            )

        return self._writer.run(mark)
