"""A flag that people put on segments."""

from __future__ import annotations

from sqlite_utils import Database

from transcribe.store.migrations.clash_revision import add_clash_revision


def m005_flags(db: Database) -> None:
    """A flag that people put on segments."""
    add_clash_revision(db)  # version 0.1.0 ran number 6 first; the columns are to have one order
    db.table("segments").add_column("is_flagged", int, not_null_default=0)
