"""Recordings, transcripts, history, work and search."""

from __future__ import annotations

from sqlite_utils import Database


def m001_library(db: Database) -> None:
    """Recordings, transcripts, history, work and search."""
    db.table("media").create(
        {
            "id": str, "title": str, "filename": str, "sha256": str, "size_bytes": int,
            "created_at": str, "duration_ms": int, "language": str, "state": str, "error": str,
            "warnings": str, "has_video": int, "frame_rate": float, "audio_stream": int,
            "streams": str, "proxy": str, "peak_levels": int, "linked_path": str,
            "deleted_at": str, "revision": int, "draft": str, "n_segments": int,
        },
        pk="id", not_null={"title", "filename", "sha256", "state"}, strict=True,
    )  # fmt: skip
    db.table("media").create_index(["sha256"])
    _create_transcript_tables(db)
    _create_edits(db)
    _create_jobs(db)
    db.table("settings").create({"name": str, "value": str}, pk="name", strict=True)
    # AUTOINCREMENT: an event's id must never come again after pruning, windows resume by it.
    db.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, "
        "media_id TEXT, payload TEXT NOT NULL) STRICT"
    )


def _create_transcript_tables(db: Database) -> None:
    """The current transcripts. `revision` is that of the last edit that touched the row."""
    db.table("segments").create(
        {
            "key": int, "media_id": str, "id": int, "start_ms": int, "end_ms": int, "text": str,
            "speaker": str, "status": str, "words": str, "revision": int,
        },
        pk="key",
        not_null={"media_id", "id", "start_ms", "end_ms", "text", "status", "words", "revision"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("segments").create_index(["media_id", "id"], unique=True)
    db.table("segments").create_index(["media_id", "start_ms"])
    db.table("segments").create_index(["media_id", "revision"])
    # A removed segment counts as changed, so it leaves its id and revision behind.
    db.table("tombstones").create(
        {"media_id": str, "id": int, "revision": int},
        pk=("media_id", "id"), foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    # A removed speaker stays as a row without a position, for the same reason.
    db.table("speakers").create(
        {"media_id": str, "id": str, "name": str, "position": int, "revision": int},
        pk=("media_id", "id"), foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    # Not external content: what is indexed has spaces between Chinese characters. Not contentless
    # either: rows of such a table can be deleted only since SQLite 3.43.
    db.execute(
        "CREATE VIRTUAL TABLE segments_fts USING fts5"
        '(text, tokenize="unicode61 remove_diacritics 2")'
    )


def _create_edits(db: Database) -> None:
    """The history. `touched` holds segment ids and speaker ids, as JSON numbers and strings.

    `stacked_at` is an edit's place on the undo stack: the revision that made it, or the last one
    that did it again. `undone_at` is the revision that took it back, if one did.
    """
    db.table("edits").create(
        {
            "media_id": str, "revision": int, "id": str, "kind": str, "target": str,
            "author": str, "at": str, "stacked_at": int, "undone_at": int, "touched": str,
            "ops": str, "inverse": str,
        },
        pk=("media_id", "revision"), not_null={"id", "kind", "touched", "ops", "inverse"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("edits").create_index(["id"], unique=True)
    db.table("edits").create_index(["media_id", "stacked_at"])
    db.table("edits").create_index(["media_id", "undone_at"])


def _create_jobs(db: Database) -> None:
    db.table("jobs").create(
        {
            "id": int, "media_id": str, "kind": str, "state": str, "created_at": str,
            "progress": float, "message": str, "error": str, "options": str, "started_at": str,
            "finished_at": str, "attempts": int, "eta_s": float, "lease": str,
            "lease_until": float,
        },
        pk="id", not_null={"media_id", "kind", "state"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("jobs").create_index(["state", "id"])
    db.table("jobs").create_index(["media_id"])
