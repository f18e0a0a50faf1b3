"""An index of tokens that `search.py` makes, for any script; it is filled by `fill_index`."""

from __future__ import annotations

from sqlite_utils import Database


def m012_search_in_any_script(db: Database) -> None:
    """An index of tokens that `search.py` makes, for any script; it is filled by `fill_index`.

    The `ascii` tokenizer takes every character beyond ASCII for a letter, and so leaves the
    decision to us, whatever Unicode version SQLite knows. `unindexed` has one row while there are
    segments with a greater key that are not indexed.
    """
    db.execute("DROP TABLE segments_fts")
    db.execute("CREATE VIRTUAL TABLE segments_fts USING fts5(text, tokenize='ascii')")
    db.execute("CREATE TABLE unindexed (after_key INTEGER NOT NULL) STRICT")
    db.execute("INSERT INTO unindexed SELECT min(key) - 1 FROM segments HAVING count(*) > 0")
