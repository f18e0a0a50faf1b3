"""Terms of a glossary that belong to a collection."""

from __future__ import annotations

from sqlite_utils import Database


def m037_project_glossaries(db: Database) -> None:
    """Terms of a glossary that belong to a collection; NULL for those of the whole library."""
    db.execute(
        "ALTER TABLE glossary ADD COLUMN project_id TEXT REFERENCES projects(id) ON DELETE CASCADE"
    )
    db.execute("DROP INDEX glossary_term")
    db.execute(
        "CREATE UNIQUE INDEX glossary_term ON glossary "
        "(term, ifnull(language, ''), ifnull(project_id, ''))"
    )
    db.execute("CREATE INDEX glossary_of_project ON glossary (project_id)")
