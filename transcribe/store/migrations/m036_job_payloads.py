"""Large inputs of jobs, apart from their options; voices that collections know."""

from __future__ import annotations

from sqlite_utils import Database


def m036_job_payloads(db: Database) -> None:
    """Large inputs of jobs in a table of their own: options are read by every list of jobs.

    The turns that were given to jobs for speakers are moved there.

    A collection in `voice_projects` keeps voices of named speakers. `embedding` is the mean of a speaker's
    windows, float16 little-endian, of the networks `model`; the range is a place to listen to. A voice goes
    with the recording that it was heard in.
    """
    db.execute("""
        CREATE TABLE voice_projects (
            project_id TEXT PRIMARY KEY NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
            since TEXT NOT NULL
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE known_voices (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            project_id TEXT NOT NULL REFERENCES voice_projects(project_id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            media_id TEXT NOT NULL REFERENCES media(id) ON DELETE CASCADE,
            start_ms INTEGER NOT NULL,
            end_ms INTEGER NOT NULL,
            model TEXT NOT NULL,
            embedding BLOB NOT NULL,
            created_at TEXT NOT NULL,
            UNIQUE (project_id, name_key)
        ) STRICT
    """)
    db.execute("CREATE INDEX known_voices_of_media ON known_voices (media_id)")
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
