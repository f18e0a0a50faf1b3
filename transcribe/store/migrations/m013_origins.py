"""What made an edit, whether a recording is the sample, and why a job ended, as columns."""

from __future__ import annotations

from sqlite_utils import Database

from transcribe.store.migrations.m011_large_edits import WHOLE_EDITS

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
    WHEN state = 'done' AND (message = 'No speech was understood.'
        OR message LIKE 'Speech was found but %') THEN 'not_transcribed'
    WHEN state = 'done' AND message LIKE '%could not be drafted; %'
        THEN 'ranges_failed'
    END
"""


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
    db.execute(WHOLE_EDITS.replace("touched, ", "touched, origin, job_id, "))
    db.execute("ALTER TABLE media ADD COLUMN is_sample INTEGER NOT NULL DEFAULT 0")
    db.execute("UPDATE media SET is_sample = 1 WHERE title GLOB 'Sample:*'")
    db.execute("ALTER TABLE jobs ADD COLUMN reason_code TEXT")
    db.execute(_REASONS)
