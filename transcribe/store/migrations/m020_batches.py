"""Recordings that were added together, whose languages are decided together."""

from __future__ import annotations

from sqlite_utils import Database


def m020_batches(db: Database) -> None:
    """Recordings that were added together, whose languages are decided together."""
    db.execute("ALTER TABLE media ADD COLUMN batch TEXT")
    db.execute("CREATE INDEX media_of_batch ON media (batch) WHERE batch IS NOT NULL")
