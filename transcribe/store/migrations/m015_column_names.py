"""Columns whose names say what they hold: revisions as revisions, times as times."""

from __future__ import annotations

from sqlite_utils import Database

from transcribe.store.migrations.m011_large_edits import WHOLE_EDITS

_RENAMED = (
    ("edits", "stacked_at", "stack_revision"),
    ("edits", "undone_at", "undone_in_revision"),
    ("edits", "at", "created_at"),
    ("realignments", "is_stale", "needs_alignment"),
    ("glossary", "wrong", "misrecognitions"),
    ("watch_exports", "owner", "source"),
    ("effort_reports", "client", "window_id"),
    ("effort_reports", "number", "sequence"),
    ("effort_reports", "at", "reported_at"),
)
_VIEW = (
    WHOLE_EDITS.replace("touched, ", "touched, origin, job_id, ")
    .replace("author, at, ", "author, created_at, ")
    .replace("stacked_at, undone_at, ", "stack_revision, undone_in_revision, ")
)


def m015_column_names(db: Database) -> None:
    """Columns whose names say what they hold: revisions as revisions, times as times.

    `stack_revision` is an edit's place on the undo stack: the revision that made it, or the last
    redo of it. `undone_in_revision` is the revision of its undo, if it is undone. No table is copied: SQLite
    changes the names in the schema, in the trigger `purge_media` as well.
    """
    db.execute("DROP VIEW whole_edits")
    for table, old, new in _RENAMED:
        db.execute(f"ALTER TABLE {table} RENAME COLUMN {old} TO {new}")
    db.execute(_VIEW)
    for old, new in (("stacked_at", "stack_revision"), ("undone_at", "undone_in_revision")):
        db.execute(f"DROP INDEX idx_edits_media_id_{old}")
        db.table("edits").create_index(["media_id", new])
