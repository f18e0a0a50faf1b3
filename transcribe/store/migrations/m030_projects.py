"""Collections of recordings, and the releases of corpora made of them."""

from __future__ import annotations

from sqlite_utils import Database


def m030_projects(db: Database) -> None:
    """Collections of recordings, and the releases of corpora made of them.

    `name_key` is the folded name. `release_recordings.recording` is the id of a recording that may be
    erased since: the row stays, so that the release can say which clips it must not hold any more.
    """
    db.execute("""
        CREATE TABLE projects (
            id TEXT PRIMARY KEY NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL UNIQUE,
            language TEXT,
            licence TEXT NOT NULL,
            consent TEXT NOT NULL,
            salt TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT
    """)
    db.execute("""
        CREATE TABLE project_media (
            media_id TEXT PRIMARY KEY NOT NULL REFERENCES media(id) ON DELETE CASCADE,
            project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
            added_at TEXT NOT NULL
        ) STRICT
    """)
    db.execute("CREATE INDEX media_of_project ON project_media (project_id, added_at, media_id)")
    db.execute("""
        CREATE TABLE releases (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            project_id TEXT NOT NULL REFERENCES projects(id) ON DELETE CASCADE,
            version TEXT NOT NULL,
            format TEXT NOT NULL,
            folder TEXT NOT NULL,
            digest TEXT NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT
    """)
    db.execute("CREATE INDEX releases_of_project ON releases (project_id, id)")
    db.execute("""
        CREATE TABLE release_recordings (
            release_id INTEGER NOT NULL REFERENCES releases(id) ON DELETE CASCADE,
            recording TEXT NOT NULL,
            split TEXT NOT NULL,
            n_clips INTEGER NOT NULL,
            PRIMARY KEY (release_id, recording)
        ) STRICT
    """)
    db.execute("CREATE INDEX releases_of_recording ON release_recordings (recording)")
