"""Which segments of an edit a client inserted as a draft."""

from __future__ import annotations

from sqlite_utils import Database


def m017_draft_ids(db: Database) -> None:
    """Which segments of an edit a client inserted as a draft, as JSON numbers; NULL for none.

    Such segments give way to a new draft like those of recognition, until a person edits them.
    """
    db.execute("ALTER TABLE edits ADD COLUMN draft_ids TEXT")
