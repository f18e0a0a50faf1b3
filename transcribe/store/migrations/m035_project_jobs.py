"""Jobs that belong to a collection instead of a recording."""

from __future__ import annotations

import re

from sqlite_utils import Database

_MEDIA_ID = re.compile(r'("media_id" TEXT) NOT NULL( REFERENCES "media"\("id"\) ON DELETE CASCADE)')


def m035_project_jobs(db: Database) -> None:
    """Jobs that belong to a collection instead of a recording.

    `jobs` is created again, because SQLite cannot make a column nullable; all rows, their ids, the indexes and
    the triggers stay. Chunks refer to jobs, which are away for a moment: SQLite checks that at the commit.
    """
    made = [
        row["sql"]
        for row in db.query(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'jobs' AND sql IS NOT NULL "
            "ORDER BY type != 'table'"
        )
    ]
    table, n_columns = _MEDIA_ID.subn(r"\1\2", made[0])
    if n_columns != 1:
        raise RuntimeError(f"the table of jobs is not what it should be: {made[0]}")
    last_id = list(db.query("SELECT seq FROM sqlite_sequence WHERE name = 'jobs'"))
    db.execute("PRAGMA defer_foreign_keys=ON")
    db.execute("CREATE TEMP TABLE kept AS SELECT * FROM jobs")
    db.execute("DROP TABLE jobs")
    db.execute(table)
    db.execute("INSERT INTO jobs SELECT * FROM kept")
    db.execute("DROP TABLE kept")
    for row in last_id:  # dropped with the table; ids of removed rows must not be given again
        db.execute("DELETE FROM sqlite_sequence WHERE name = 'jobs'")
        db.execute("INSERT INTO sqlite_sequence VALUES ('jobs', ?)", [row["seq"]])
    db.execute(
        "ALTER TABLE jobs ADD COLUMN project_id TEXT REFERENCES projects(id) ON DELETE CASCADE "
        "CHECK ((media_id IS NULL) != (project_id IS NULL))"
    )
    for other in made[1:]:
        db.execute(other)
    db.execute("CREATE INDEX jobs_of_project ON jobs (project_id)")
    if broken := list(db.query("PRAGMA foreign_key_check(jobs)")):
        raise RuntimeError(f"rows of jobs name what does not exist: {broken[:3]}")
