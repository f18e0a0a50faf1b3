"""Never give the id of a job again."""

from __future__ import annotations

import re

from sqlite_utils import Database


def m004_job_ids(db: Database) -> None:
    """Never give the id of a job again.

    Jobs of transient recordings are removed with them, and messages, edits and programs name jobs
    by their ids. `jobs` is created again, as a column cannot become AUTOINCREMENT.
    """
    made = [
        row["sql"]
        for row in db.query(
            "SELECT sql FROM sqlite_master WHERE tbl_name = 'jobs' AND sql IS NOT NULL "
            "ORDER BY type != 'table'"
        )
    ]
    table, n_keys = re.subn(r'("id" INTEGER PRIMARY KEY)', r"\1 AUTOINCREMENT", made[0])
    if n_keys != 1:
        raise RuntimeError(f"the table of jobs is not what it should be: {made[0]}")
    # Chunks refer to jobs, which are away for a moment: asked about at the commit, all is well.
    db.execute("PRAGMA defer_foreign_keys=ON")
    db.execute("CREATE TEMP TABLE kept_jobs AS SELECT * FROM jobs")
    db.execute("DROP TABLE jobs")
    db.execute(table)
    db.execute("INSERT INTO jobs SELECT * FROM kept_jobs")
    db.execute("DROP TABLE kept_jobs")
    for sql in made[1:]:
        db.execute(sql)
