"""Tags of recordings."""

from __future__ import annotations

from sqlite_utils import Database


def m022_media_tags(db: Database) -> None:
    """Tags of recordings: `tag` as it was typed, `folded` as it is compared (`text/tags.py`)."""
    db.execute("""
        CREATE TABLE media_tags (
            media_id TEXT NOT NULL REFERENCES media(id) ON DELETE CASCADE,
            folded TEXT NOT NULL,
            tag TEXT NOT NULL,
            PRIMARY KEY (media_id, folded)
        ) STRICT
    """)
    db.execute("CREATE INDEX media_of_tag ON media_tags (folded, tag, media_id)")
