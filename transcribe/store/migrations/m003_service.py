"""Recordings for one request, webhook deliveries, and what came from watched folders."""

from __future__ import annotations

from sqlite_utils import Database


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
    # Its drafts are cancelled, so the clients that wait for one would not be told otherwise.
    "CREATE TRIGGER deliver_failed_ingests AFTER UPDATE OF state ON jobs "
    "WHEN NEW.kind = 'ingest' AND NEW.state = 'failed' AND OLD.state != NEW.state BEGIN "
    + _DELIVER.format(
        type="'ingest.failed'",
        drafts="media_id = NEW.media_id AND kind = 'draft' AND state NOT IN ('done', 'failed')",
    )
    + "END",
)
