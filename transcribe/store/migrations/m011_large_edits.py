"""Edits that are written in slices: prepared in rows of their own, valid from one commit on."""

from __future__ import annotations

from sqlite_utils import Database


def m011_large_edits(db: Database) -> None:
    """Edits that are written in slices: prepared in rows of their own, valid from one commit on.

    A row of `stagings` with a revision is a valid edit whose segments are still being moved to
    `segments`; without one it is being prepared and counts for nothing. `current_segments` is what
    the transcripts are at any moment. The operations of such an edit lie in `edit_parts`, each row
    a list without its brackets; `whole_edits` has all edits with their operations in one piece.
    """
    # AUTOINCREMENT: what a process that was killed left behind must not become part of another edit.
    db.execute(
        "CREATE TABLE stagings (id INTEGER PRIMARY KEY AUTOINCREMENT, media_id TEXT NOT NULL "
        "REFERENCES media(id), begun_at REAL NOT NULL, revision INTEGER, clashes INTEGER NOT NULL, "
        "realigns INTEGER NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE staged_segments (staging INTEGER NOT NULL, media_id TEXT NOT NULL, "
        "id INTEGER NOT NULL, is_gone INTEGER NOT NULL, is_text_new INTEGER NOT NULL, due_at REAL, "
        "is_urgent INTEGER NOT NULL, start_ms INTEGER, end_ms INTEGER, text TEXT, speaker TEXT, "
        "status TEXT, words TEXT, is_flagged INTEGER, PRIMARY KEY (staging, id)) STRICT"
    )
    db.execute("CREATE INDEX staged_segments_of_media ON staged_segments (media_id, id)")
    db.execute(
        "CREATE TABLE edit_parts (staging INTEGER NOT NULL, name TEXT NOT NULL, n INTEGER NOT NULL, "
        "text TEXT NOT NULL, PRIMARY KEY (staging, name, n)) STRICT"
    )
    db.execute("ALTER TABLE edits ADD COLUMN staging INTEGER")
    db.execute(WHOLE_EDITS)
    db.execute(_CURRENT_SEGMENTS)


_IN_ONE_PIECE = (
    "iif(staging IS NULL, {name}, (SELECT '[' || group_concat(text, ',') || ']' FROM "
    "(SELECT text FROM edit_parts WHERE staging = edits.staging AND name = '{name}' ORDER BY n)))"
)
WHOLE_EDITS = (
    "CREATE VIEW whole_edits AS SELECT media_id, revision, id, kind, target, author, at, "
    f"stacked_at, undone_at, touched, {_IN_ONE_PIECE.format(name='ops')} AS ops, "
    f"{_IN_ONE_PIECE.format(name='inverse')} AS inverse FROM edits"
)
_SHOWN = "start_ms, end_ms, text, speaker, status, words, is_flagged"
_CURRENT_SEGMENTS = f"""
CREATE VIEW current_segments AS
SELECT key, media_id, id, {_SHOWN}, revision FROM segments WHERE NOT EXISTS (
    SELECT 1 FROM staged_segments AS staged JOIN stagings ON stagings.id = staged.staging
    WHERE staged.media_id = segments.media_id AND staged.id = segments.id
      AND stagings.revision IS NOT NULL
)
UNION ALL
SELECT NULL, staged.media_id, staged.id, {_SHOWN}, stagings.revision
FROM stagings JOIN staged_segments AS staged ON staged.staging = stagings.id
WHERE stagings.revision IS NOT NULL AND NOT staged.is_gone
"""
