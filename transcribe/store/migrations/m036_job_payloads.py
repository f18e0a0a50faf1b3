"""Large inputs of jobs, apart from their options."""

from __future__ import annotations

from sqlite_utils import Database


def m036_job_payloads(db: Database) -> None:
    """Large inputs of jobs in a table of their own: options are read by every list of jobs.

    The turns that were given to jobs for speakers are moved there.
    """
    db.execute("""
        CREATE TABLE job_payloads (
            job_id INTEGER PRIMARY KEY REFERENCES jobs(id) ON DELETE CASCADE,
            payload TEXT NOT NULL
        ) STRICT
    """)
    given = "kind = 'speakers' AND json_array_length(options, '$.turns') > 0"
    db.execute(
        f"INSERT INTO job_payloads SELECT id, json_extract(options, '$.turns') FROM jobs WHERE {given}"
    )
    db.execute(
        "UPDATE jobs SET options = json_set(json_remove(options, '$.turns'), '$.speakers_from', 'rttm') "
        f"WHERE {given}"
    )
