"""Recordings with the state of their jobs, any number of them in one query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

from sqlite_utils import Database

from transcribe.errors import NotFound
from transcribe.store.media_tags import TAGS_OF_MEDIA, tags_from_text
from transcribe.store.rows import Row, media_from_row, to_text
from transcribe.store.values import UNFINISHED, Media, MediaOverview
from transcribe.store.work.notices import SHOWN_OF_MEDIA, notices_from_text

_MEDIA_FIELDS = [field.name for field in fields(Media)]
# Other requests (redraft of a range, translation) have their own jobs.
_WHOLE = "media_id = media.id AND kind IN ('ingest', 'draft')"
_OVERVIEW = f"""
SELECT media.*,
    running.progress AS job_progress, running.eta_s AS job_eta_s, running.message AS job_message,
    media.state = 'ready' AND EXISTS (
        SELECT 1 FROM jobs WHERE media_id = media.id AND kind = 'draft'
        AND state IN (SELECT value FROM json_each(:unfinished))
    ) AS is_drafting,
    (SELECT iif(state = 'failed', error, NULL) FROM jobs WHERE {_WHOLE} ORDER BY id DESC LIMIT 1)
        AS job_error,
    (SELECT state FROM jobs WHERE media_id = media.id AND kind = 'translate'
        AND state != 'cancelled' ORDER BY id DESC LIMIT 1) AS translation,
    {SHOWN_OF_MEDIA} AS notices,
    {TAGS_OF_MEDIA} AS tags
FROM media LEFT JOIN jobs AS running ON running.id = (
    SELECT id FROM jobs WHERE {_WHOLE} AND state = 'running'
    ORDER BY kind != 'ingest', id DESC LIMIT 1
)
"""


def read_overviews(db: Database, *, include_deleted: bool = False) -> tuple[MediaOverview, ...]:
    """Read all recordings of the library, newest first."""
    where = "transient IS NULL" + ("" if include_deleted else " AND deleted_at IS NULL")
    rows = db.query(
        f"{_OVERVIEW} WHERE {where} ORDER BY media.created_at DESC, media.id",
        {"unfinished": to_text(UNFINISHED)},
    )
    return tuple(_from_row(row) for row in rows)


def read_overviews_of(db: Database, media_ids: Sequence[str]) -> tuple[MediaOverview, ...]:
    """Read these recordings, in any order; those that do not exist are left out."""
    rows = db.query(
        f"{_OVERVIEW} WHERE media.id IN (SELECT value FROM json_each(:ids))",
        {"unfinished": to_text(UNFINISHED), "ids": to_text(media_ids)},
    )
    return tuple(_from_row(row) for row in rows)


def read_overview(db: Database, media_id: str) -> MediaOverview:
    """Read one recording, deleted ones included.

    Raises:
        NotFound: No recording has this id.
    """
    values = {"unfinished": to_text(UNFINISHED), "media": media_id}
    for row in db.query(f"{_OVERVIEW} WHERE media.id = :media", values):
        return _from_row(row)
    raise NotFound("recording", media_id)


def _from_row(row: Row) -> MediaOverview:
    media = media_from_row({name: row[name] for name in _MEDIA_FIELDS})
    return MediaOverview(
        media,
        is_drafting=bool(row["is_drafting"]),
        progress=row["job_progress"],
        eta_s=row["job_eta_s"],
        message=row["job_message"] or "",
        error=media.error or row["job_error"],
        translation=row["translation"],
        notices=notices_from_text(row["notices"]),
        tags=tags_from_text(row["tags"]),
    )
