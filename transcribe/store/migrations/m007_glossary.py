"""Names and terms to be spelled so, of the whole library; projects will get a column."""

from __future__ import annotations

from sqlite_utils import Database


def m007_glossary(db: Database) -> None:
    """Names and terms to be spelled so, of the whole library; projects will get a column."""
    # AUTOINCREMENT: a page that still shows a removed term must not change another by its id.
    db.execute(
        "CREATE TABLE glossary (id INTEGER PRIMARY KEY AUTOINCREMENT, term TEXT NOT NULL, "
        "wrong TEXT NOT NULL, language TEXT, note TEXT NOT NULL, source TEXT NOT NULL, "
        "created_at TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE UNIQUE INDEX glossary_term ON glossary (term, ifnull(language, ''))")
