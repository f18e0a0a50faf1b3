"""Embeddings of the voices in recordings."""

from __future__ import annotations

from sqlite_utils import Database


def m031_voices(db: Database) -> None:
    """Embeddings of short windows of speech, for each piece of a recording that was analysed.

    `model` names the networks that made them; `windows` are starts and ends in ms, int32, and `embeddings`
    float16, both little-endian.
    """
    db.execute("""
        CREATE TABLE voices (
            media_id TEXT NOT NULL REFERENCES media(id) ON DELETE CASCADE,
            start_ms INTEGER NOT NULL,
            end_ms INTEGER NOT NULL,
            model TEXT NOT NULL,
            windows BLOB NOT NULL,
            embeddings BLOB NOT NULL,
            PRIMARY KEY (media_id, start_ms)
        ) STRICT
    """)
