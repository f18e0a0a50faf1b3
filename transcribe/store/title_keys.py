"""How titles are sorted and found, kept for each recording in `media_summaries`.

SQLite cannot fold a text. Triggers remove the keys of a changed title; `set_title_keys` writes them in
the same transaction, and `fill_title_keys` those that a migration or another program left out.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from transcribe.store.database import immediate, unusable
from transcribe.text.folding import fold
from transcribe.text.natural_order import natural_key

_MISSING = "SELECT media_id FROM media_summaries WHERE title_key IS NULL"
_SET = "UPDATE media_summaries SET title_key = ?, names = ? WHERE media_id = ?"


def set_title_keys(db: Database, media_id: str) -> None:
    """Write the keys of a recording's title inside the open transaction."""
    for row in db.query("SELECT id, title, filename FROM media WHERE id = ?", [media_id]):
        db.execute(_SET, _keys(row["id"], row["title"], row["filename"]))


def fill_title_keys(db: Database, path: Path) -> None:
    """Write the keys that are missing.

    Raises:
        DatabaseUnusable: They cannot be written.
    """
    try:
        if any(db.query(f"{_MISSING} LIMIT 1")):
            with immediate(db):
                rows = list(
                    db.query(f"SELECT id, title, filename FROM media WHERE id IN ({_MISSING})")
                )
                for row in rows:
                    db.execute(_SET, _keys(row["id"], row["title"], row["filename"]))
    except sqlite3.Error as error:
        raise unusable(path, error) from error


def _keys(media_id: str, title: str, filename: str) -> list[str]:
    return [natural_key(title), f"{fold(title)}\n{fold(filename)}", media_id]
