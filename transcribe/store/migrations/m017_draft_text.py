"""Whether an edit of a client brought text that it calls a draft."""

from __future__ import annotations

from sqlite_utils import Database


def m017_draft_text(db: Database) -> None:
    """Whether an edit of a client brought text that it calls a draft.

    Such segments give way to a new draft like those of recognition, until a person edits them.
    """
    db.execute("ALTER TABLE edits ADD COLUMN is_draft_text INTEGER NOT NULL DEFAULT 0")
