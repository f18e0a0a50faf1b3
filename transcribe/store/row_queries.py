"""Single rows on a given connection, for use inside transactions."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlite_utils import Database

from transcribe.errors import NotFound
from transcribe.store.rows import job_from_row, media_from_row
from transcribe.store.values import Job, Media


def now() -> str:
    """The time in UTC as ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def get_media(db: Database, media_id: str) -> Media:
    """Read one recording; `NotFound` if the id does not exist."""
    for row in db.query("SELECT * FROM media WHERE id = ?", [media_id]):
        return media_from_row(row)
    raise NotFound("recording", media_id)


def require_project(db: Database, project_id: str) -> None:
    """Check that a collection exists; `NotFound` if not."""
    if not list(db.query("SELECT 1 FROM projects WHERE id = ?", [project_id])):
        raise NotFound("collection", project_id)


def get_job(db: Database, job_id: int) -> Job:
    """Read one job; `NotFound` if the id does not exist."""
    for row in db.query("SELECT * FROM jobs WHERE id = ?", [job_id]):
        return job_from_row(row)
    raise NotFound("job", str(job_id))
