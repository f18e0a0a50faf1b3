"""What drafts say of ranges beside their text: speech without words, another language."""

from __future__ import annotations

from sqlite_utils import Database


def m019_notices(db: Database) -> None:
    """What drafts say of ranges beside their text: speech without words, another language."""
    db.execute("""
        CREATE TABLE notices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            media_id TEXT NOT NULL REFERENCES media(id) ON DELETE CASCADE,
            job_id INTEGER NOT NULL,
            reason TEXT NOT NULL,
            start_ms INTEGER NOT NULL,
            end_ms INTEGER NOT NULL,
            speech_ms INTEGER NOT NULL,
            language TEXT,
            is_dismissed INTEGER NOT NULL DEFAULT 0
        ) STRICT
    """)
    db.execute("CREATE INDEX notices_of_media ON notices (media_id, start_ms)")
