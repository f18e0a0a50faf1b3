"""Failures that a person has dismissed, and an index of finished chunks by time."""

from __future__ import annotations

from sqlite_utils import Database


def m024_work_board(db: Database) -> None:
    """Failures that a person has dismissed, and an index of finished chunks by time.

    The index holds all that throughput needs: chunks have their results in the same rows, and a library of
    5,000 recordings has a million of them.
    """
    for table in ("jobs", "chunks"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN is_dismissed INTEGER NOT NULL DEFAULT 0")
    db.execute(
        "CREATE INDEX chunks_by_finish ON chunks (state, finished_at, start_ms, end_ms, seconds)"
    )
