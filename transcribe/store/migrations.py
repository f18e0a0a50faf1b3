"""The tables, as migrations: every change of the schema is one more function here, none edited."""

from __future__ import annotations

import re

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("transcribe")


@MIGRATIONS()
def m001_library(db: Database) -> None:
    """Recordings, transcripts, history, work and search."""
    db.table("media").create(
        {
            "id": str, "title": str, "filename": str, "sha256": str, "size_bytes": int,
            "created_at": str, "duration_ms": int, "language": str, "state": str, "error": str,
            "warnings": str, "has_video": int, "frame_rate": float, "audio_stream": int,
            "streams": str, "proxy": str, "peak_levels": int, "linked_path": str,
            "deleted_at": str, "revision": int, "draft": str, "n_segments": int,
        },
        pk="id", not_null={"title", "filename", "sha256", "state"}, strict=True,
    )  # fmt: skip
    db.table("media").create_index(["sha256"])
    _create_transcript_tables(db)
    _create_edits(db)
    _create_jobs(db)
    db.table("settings").create({"name": str, "value": str}, pk="name", strict=True)
    # AUTOINCREMENT: an event's id must never come again after pruning, windows resume by it.
    db.execute(
        "CREATE TABLE events (id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT NOT NULL, "
        "media_id TEXT, payload TEXT NOT NULL) STRICT"
    )


def _create_transcript_tables(db: Database) -> None:
    """The current transcripts. `revision` is that of the last edit that touched the row."""
    db.table("segments").create(
        {
            "key": int, "media_id": str, "id": int, "start_ms": int, "end_ms": int, "text": str,
            "speaker": str, "status": str, "words": str, "revision": int,
        },
        pk="key",
        not_null={"media_id", "id", "start_ms", "end_ms", "text", "status", "words", "revision"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("segments").create_index(["media_id", "id"], unique=True)
    db.table("segments").create_index(["media_id", "start_ms"])
    db.table("segments").create_index(["media_id", "revision"])
    # A removed segment counts as changed, so it leaves its id and revision behind.
    db.table("tombstones").create(
        {"media_id": str, "id": int, "revision": int},
        pk=("media_id", "id"), foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    # A removed speaker stays as a row without a position, for the same reason.
    db.table("speakers").create(
        {"media_id": str, "id": str, "name": str, "position": int, "revision": int},
        pk=("media_id", "id"), foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    # Not external content: what is indexed has spaces between Chinese characters. Not contentless
    # either: rows of such a table can be deleted only since SQLite 3.43.
    db.execute(
        "CREATE VIRTUAL TABLE segments_fts USING fts5"
        '(text, tokenize="unicode61 remove_diacritics 2")'
    )


def _create_edits(db: Database) -> None:
    """The history. `touched` holds segment ids and speaker ids, as JSON numbers and strings.

    `stacked_at` is an edit's place on the undo stack: the revision that made it, or the last one
    that did it again. `undone_at` is the revision that took it back, if one did.
    """
    db.table("edits").create(
        {
            "media_id": str, "revision": int, "id": str, "kind": str, "target": str,
            "author": str, "at": str, "stacked_at": int, "undone_at": int, "touched": str,
            "ops": str, "inverse": str,
        },
        pk=("media_id", "revision"), not_null={"id", "kind", "touched", "ops", "inverse"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("edits").create_index(["id"], unique=True)
    db.table("edits").create_index(["media_id", "stacked_at"])
    db.table("edits").create_index(["media_id", "undone_at"])


def _create_jobs(db: Database) -> None:
    db.table("jobs").create(
        {
            "id": int, "media_id": str, "kind": str, "state": str, "created_at": str,
            "progress": float, "message": str, "error": str, "options": str, "started_at": str,
            "finished_at": str, "attempts": int, "eta_s": float, "lease": str,
            "lease_until": float,
        },
        pk="id", not_null={"media_id", "kind", "state"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("jobs").create_index(["state", "id"])
    db.table("jobs").create_index(["media_id"])


@MIGRATIONS()
def m002_chunks(db: Database) -> None:
    """Drafts in chunks, each with its state and its result; jobs of users, with priorities."""
    jobs = db.table("jobs")
    jobs.add_column("priority", int, not_null_default=0)
    jobs.add_column("owner", str, not_null_default="")
    jobs.add_column("language", str)
    jobs.add_column("planned_ms", int, not_null_default=0)
    jobs.add_column("is_planned", int, not_null_default=0)
    db.table("chunks").create(
        {
            "id": int, "job_id": int, "start_ms": int, "end_ms": int, "plan": str, "priority": int,
            "state": str, "attempts": int, "failures": int, "lease": str, "worker": str,
            "seconds": float, "result": str, "error": str, "is_published": int,
            "finished_at": str,
        },
        pk="id",
        not_null={"job_id", "start_ms", "end_ms", "plan", "state"},
        defaults={"priority": 0, "attempts": 0, "failures": 0, "is_published": 0},
        foreign_keys=[("job_id", "jobs", "id")], strict=True,
    )  # fmt: skip
    # Planned twice, by a dispatcher that died between plan and acknowledgement, is planned once.
    db.table("chunks").create_index(["job_id", "start_ms"], unique=True)
    db.table("chunks").create_index(["job_id", "state", "priority", "start_ms"])
    db.table("chunks").create_index(["state"])


@MIGRATIONS()
def m003_service(db: Database) -> None:
    """Recordings for one request, webhook deliveries, and what came from watched folders."""
    db.execute("ALTER TABLE media ADD COLUMN transient TEXT")
    db.table("deliveries").create(
        {
            "id": int, "event_id": str, "type": str, "url": str, "job_id": int, "media_id": str,
            "created_at": str, "state": str, "attempts": int, "next_at": float, "body": str,
            "status": int, "error": str, "finished_at": str,
        },
        pk="id", not_null={"event_id", "type", "url", "job_id", "media_id", "state"},
        strict=True,
    )  # fmt: skip
    db.table("deliveries").create_index(["state", "next_at"])
    for trigger in _DELIVERY_TRIGGERS:
        db.execute(trigger)
    db.table("watched").create(
        {
            "path": str, "size_bytes": int, "mtime_ns": int, "sha256": str, "media_id": str,
            "error": str, "seen_at": str, "exported_job": int,
        },
        pk="path", strict=True,
    )  # fmt: skip
    db.table("watched").create_index(["sha256"])
    db.table("watch_exports").create(
        {"path": str, "owner": str, "sha256": str}, pk="path", strict=True
    )


# Written by the database itself, in the transaction that ends a job, whichever process does that.
# The settings hold the operator's addresses as a JSON list; a draft may name one more.
_DELIVER = """
INSERT INTO deliveries (event_id, type, url, job_id, media_id, created_at, state, attempts, next_at)
SELECT 'msg_' || lower(hex(randomblob(16))), {type}, url, NEW.id, NEW.media_id,
    strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'), 'pending', 0, 0.0
FROM (
    SELECT json_each.value AS url FROM settings, json_each(settings.value)
    WHERE settings.name = 'webhook_urls'
    UNION SELECT json_extract(options, '$.webhook') FROM jobs WHERE {drafts}
)
WHERE url IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM media WHERE id = NEW.media_id AND transient IS NOT NULL);
"""
_DELIVERY_TRIGGERS = (
    "CREATE TRIGGER deliver_drafts AFTER UPDATE OF state ON jobs "
    "WHEN NEW.kind = 'draft' AND NEW.state IN ('done', 'failed') AND OLD.state != NEW.state BEGIN "
    + _DELIVER.format(type="'draft.' || NEW.state", drafts="id = NEW.id")
    + "END",
    # Its drafts are cancelled, so nobody else would tell whoever waits for one.
    "CREATE TRIGGER deliver_failed_ingests AFTER UPDATE OF state ON jobs "
    "WHEN NEW.kind = 'ingest' AND NEW.state = 'failed' AND OLD.state != NEW.state BEGIN "
    + _DELIVER.format(
        type="'ingest.failed'",
        drafts="media_id = NEW.media_id AND kind = 'draft' AND state NOT IN ('done', 'failed')",
    )
    + "END",
)


@MIGRATIONS()
def m004_job_ids(db: Database) -> None:
    """Never give the id of a job again.

    Jobs of transient recordings are removed with them, and messages, edits and programs name jobs
    by their ids. `jobs` is made anew, as a column cannot become AUTOINCREMENT.
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


@MIGRATIONS()
def m007_glossary(db: Database) -> None:
    """Names and terms to be spelled so, of the whole library; projects will get a column."""
    # AUTOINCREMENT: a page that still shows a removed term must not change another by its id.
    db.execute(
        "CREATE TABLE glossary (id INTEGER PRIMARY KEY AUTOINCREMENT, term TEXT NOT NULL, "
        "wrong TEXT NOT NULL, language TEXT, note TEXT NOT NULL, source TEXT NOT NULL, "
        "created_at TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE UNIQUE INDEX glossary_term ON glossary (term, ifnull(language, ''))")


@MIGRATIONS()
def m009_effort(db: Database) -> None:
    """Work that people spent on segments, and the last report of each window that told of some."""
    db.table("effort").create(
        {
            "media_id": str, "author": str, "segment_id": int, "keystrokes": int, "focus_ms": int,
            "play_ms": int,
        },
        pk=("media_id", "author", "segment_id"),
        not_null={"keystrokes", "focus_ms", "play_ms"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("effort_reports").create(
        {"client": str, "number": int, "at": str}, pk="client", not_null={"number", "at"},
        strict=True,
    )  # fmt: skip


@MIGRATIONS()
def m006_realignments(db: Database) -> None:
    """Segments whose words wait to be aligned, and alignments that stand in nobody's way.

    `clash_revision` is the last edit of a segment that others' edits may clash with: an alignment
    changes word times only, and an edit made without knowing of it is still right.
    """
    db.execute("ALTER TABLE segments ADD COLUMN clash_revision INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE segments SET clash_revision = revision")
    db.table("realignments").create(
        {"media_id": str, "segment_id": int, "due_at": float, "is_stale": int, "is_urgent": int},
        pk=("media_id", "segment_id"), not_null={"due_at", "is_stale", "is_urgent"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("realignments").create_index(["due_at"])


@MIGRATIONS()
def m005_flags(db: Database) -> None:
    """A flag that people put on segments."""
    db.table("segments").add_column("is_flagged", int, not_null_default=0)


@MIGRATIONS()
def m010_questions(db: Database) -> None:
    """Questions of the web process to the workers, for as long as somebody waits."""
    db.table("questions").create(
        {
            "id": str, "media_id": str, "asked_at": float, "body": str, "answer": str, "error": str,
        },
        pk="id", not_null={"media_id", "asked_at", "body"}, strict=True,
    )  # fmt: skip


@MIGRATIONS()
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
    db.execute(_WHOLE_EDITS)
    db.execute(_CURRENT_SEGMENTS)


_IN_ONE_PIECE = (
    "iif(staging IS NULL, {name}, (SELECT '[' || group_concat(text, ',') || ']' FROM "
    "(SELECT text FROM edit_parts WHERE staging = edits.staging AND name = '{name}' ORDER BY n)))"
)
_WHOLE_EDITS = (
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


@MIGRATIONS()
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


_ORIGINS = """
UPDATE edits SET origin = CASE
    WHEN kind IN ('draft', 'import', 'align') THEN kind
    WHEN id GLOB 'redraft-[0-9]*-*' AND author GLOB 'redraft [0-9]*' THEN 'redraft'
    ELSE 'align' END
WHERE kind IN ('draft', 'import', 'align') OR (kind = 'edit' AND (
    (id GLOB 'redraft-[0-9]*-*' AND author GLOB 'redraft [0-9]*')
    OR (id GLOB 'align-[0-9]*-*' AND author GLOB 'align [0-9]*')))
"""
_ORIGIN_JOBS = """
UPDATE edits SET job_id = CAST(substr(author, instr(author, ' ') + 1) AS INTEGER)
WHERE origin IN ('draft', 'redraft', 'align') AND author GLOB origin || ' [0-9]*'
"""
_REASONS = """
UPDATE jobs SET reason_code = CASE
    WHEN state = 'failed' AND error LIKE 'It ended the program again and again%' THEN 'given_up'
    WHEN state = 'cancelled' AND message = 'the recording was deleted' THEN 'recording_deleted'
    WHEN state = 'cancelled' AND message = 'the recording could not be taken in' THEN 'ingest_failed'
    WHEN state = 'done' AND message = 'No speech was found.' THEN 'no_speech'
    WHEN state = 'done' AND message = 'Nothing to align.' THEN 'nothing_to_align'
    WHEN state = 'done' AND message LIKE 'Speech was found but %' THEN 'not_transcribed'
    WHEN state = 'done' AND message LIKE '%could not be drafted; see the Jobs page.'
        THEN 'ranges_failed'
    END
"""


@MIGRATIONS()
def m013_origins(db: Database) -> None:
    """What made an edit, whether a recording is the sample, and why a job ended, as columns.

    Until now they were read out of ids, authors, titles and messages, which is done here once more, the
    last time.
    """
    db.execute("ALTER TABLE edits ADD COLUMN origin TEXT NOT NULL DEFAULT 'person'")
    db.execute("ALTER TABLE edits ADD COLUMN job_id INTEGER")
    db.execute(_ORIGINS)
    db.execute(_ORIGIN_JOBS)
    db.execute("DROP VIEW whole_edits")
    db.execute(_WHOLE_EDITS.replace("touched, ", "touched, origin, job_id, "))
    db.execute("ALTER TABLE media ADD COLUMN is_sample INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE media SET is_sample = 1 WHERE title GLOB 'Sample:*'")
    db.execute("ALTER TABLE jobs ADD COLUMN reason_code TEXT")
    db.execute(_REASONS)
