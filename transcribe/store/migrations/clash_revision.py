"""A column that two migrations need: which of them comes first depends on the version."""

from __future__ import annotations

from sqlite_utils import Database


def add_clash_revision(db: Database) -> None:
    """Add `segments.clash_revision` unless it exists: the last edit that others may clash with."""
    if "clash_revision" in db.table("segments").columns_dict:
        return
    db.execute("ALTER TABLE segments ADD COLUMN clash_revision INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE segments SET clash_revision = revision")
