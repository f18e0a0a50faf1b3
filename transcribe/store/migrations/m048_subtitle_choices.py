"""Shot cuts that people deleted, and how the times of a recording are shown."""

from __future__ import annotations

from sqlite_utils import Database


def m048_subtitle_choices(db: Database) -> None:
    """A deleted cut is not found again; `media.timecode` is JSON, null where clock times are shown."""
    db.execute("""
        CREATE TABLE deleted_shot_cuts (
            media_id TEXT NOT NULL REFERENCES media(id) ON DELETE CASCADE,
            time_ms INTEGER NOT NULL,
            PRIMARY KEY (media_id, time_ms)
        ) STRICT
    """)
    db.execute("ALTER TABLE media ADD COLUMN timecode TEXT")
