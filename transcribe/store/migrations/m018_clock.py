"""Which clock a recording's samples have, and who selected its audio stream."""

from __future__ import annotations

from sqlite_utils import Database


def m018_clock(db: Database) -> None:
    """Keep the clock of recordings that were added before: their transcripts have its times."""
    db.execute("ALTER TABLE media ADD COLUMN clock INTEGER NOT NULL DEFAULT 1")
    db.execute("ALTER TABLE media ADD COLUMN stream_choice TEXT NOT NULL DEFAULT 'named'")
