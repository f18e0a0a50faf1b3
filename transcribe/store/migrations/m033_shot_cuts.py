"""Shot cuts of recordings."""

from __future__ import annotations

from sqlite_utils import Database


def m033_shot_cuts(db: Database) -> None:
    """When the image changes to another shot; `by_hand` is 1 for cuts that people made."""
    db.execute("""
        CREATE TABLE shot_cuts (
            media_id TEXT NOT NULL REFERENCES media(id) ON DELETE CASCADE,
            time_ms INTEGER NOT NULL,
            by_hand INTEGER NOT NULL,
            PRIMARY KEY (media_id, time_ms)
        ) STRICT
    """)
