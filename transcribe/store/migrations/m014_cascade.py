"""What belongs to a recording goes with its row."""

from __future__ import annotations

import re

from sqlite_utils import Database

_MEDIA_ID = re.compile(r'("?media_id"? TEXT(?: NOT NULL)?)(?: REFERENCES "?media"?\("?id"?\))?')
_REBUILT = (
    "tombstones", "speakers", "jobs", "deliveries", "effort", "realignments", "questions",
    "stagings", "staged_segments",
)  # fmt: skip
# Tables as large as the transcripts, which are not copied to change a clause of theirs, and rows
# that name the recording indirectly.
_PURGE_MEDIA = """
CREATE TRIGGER purge_media BEFORE DELETE ON media BEGIN
    DELETE FROM segments_fts WHERE rowid IN (SELECT key FROM segments WHERE media_id = OLD.id);
    DELETE FROM segments WHERE media_id = OLD.id;
    DELETE FROM edit_parts WHERE staging IN (
        SELECT staging FROM edits WHERE media_id = OLD.id
        UNION SELECT id FROM stagings WHERE media_id = OLD.id
    );
    DELETE FROM edits WHERE media_id = OLD.id;
    DELETE FROM chunks WHERE job_id IN (SELECT id FROM jobs WHERE media_id = OLD.id);
    DELETE FROM watch_exports WHERE substr(owner, 1, length(OLD.id) + 1) = OLD.id || ' ';
END
"""


def m014_cascade(db: Database) -> None:
    """Remove with a recording all rows that name it.

    A row of `watched` stays without its recording: as long as the file lies in the watched folder,
    it says that the file is not to be added a second time.
    """
    # Rows refer to tables that do not exist for a moment: SQLite checks that at the commit.
    db.execute("PRAGMA defer_foreign_keys=ON")
    is_gone = "media_id NOT IN (SELECT id FROM media)"
    for table in ("deliveries", "questions", "staged_segments"):
        db.execute(f"DELETE FROM {table} WHERE {is_gone}")
    db.execute(f"UPDATE watched SET media_id = NULL WHERE {is_gone}")
    for table in _REBUILT:
        _rebuild(db, table, "CASCADE")
    _rebuild(db, "watched", "SET NULL")
    db.execute("CREATE INDEX deliveries_of_media ON deliveries (media_id)")
    db.execute("CREATE INDEX watched_of_media ON watched (media_id)")
    db.execute(_PURGE_MEDIA)


def _rebuild(db: Database, table: str, on_delete: str) -> None:
    """Create a table again with another reference to `media`; its rows, indexes and triggers stay."""
    made = [
        row["sql"]
        for row in db.query(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL "
            "ORDER BY type != 'table'",
            [table],
        )
    ]
    reference = rf'\1 REFERENCES "media"("id") ON DELETE {on_delete}'
    sql, n_columns = _MEDIA_ID.subn(reference, made[0])
    if n_columns != 1:
        raise RuntimeError(f"the table {table} is not what it should be: {made[0]}")
    last_id = list(db.query("SELECT seq FROM sqlite_sequence WHERE name = ?", [table]))
    db.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {table}")
    db.execute(f"DROP TABLE {table}")
    db.execute(sql)
    db.execute(f"INSERT INTO {table} SELECT * FROM kept")
    db.execute("DROP TABLE kept")
    for row in last_id:  # dropped with the table; ids of removed rows must not be given again
        db.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])
        db.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", [table, row["seq"]])
    for other in made[1:]:
        db.execute(other)
    if broken := list(db.query(f"PRAGMA foreign_key_check({table})")):
        raise RuntimeError(f"rows of {table} name what does not exist: {broken[:3]}")
