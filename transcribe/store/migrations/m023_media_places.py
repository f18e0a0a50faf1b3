"""Where a recording was opened last."""

from __future__ import annotations

from sqlite_utils import Database


def m023_media_places(db: Database) -> None:
    """Where a recording was opened last: the segment and the time of the player, and when."""
    db.execute("""
        CREATE TABLE media_places (
            media_id TEXT PRIMARY KEY REFERENCES media(id) ON DELETE CASCADE,
            segment INTEGER,
            time_ms INTEGER NOT NULL,
            at TEXT NOT NULL
        ) STRICT
    """)
