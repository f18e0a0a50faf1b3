"""Segments whose words wait to be aligned, and alignments that never conflict."""

from __future__ import annotations

from sqlite_utils import Database

from transcribe.store.migrations.clash_revision import add_clash_revision


def m006_realignments(db: Database) -> None:
    """Segments whose words wait to be aligned, and alignments that never conflict.

    `clash_revision` is the last edit of a segment that others' edits may clash with: an alignment
    changes word times only, and an edit made without knowledge of it is still right.
    """
    add_clash_revision(db)
    db.table("realignments").create(
        {"media_id": str, "segment_id": int, "due_at": float, "is_stale": int, "is_urgent": int},
        pk=("media_id", "segment_id"), not_null={"due_at", "is_stale", "is_urgent"},
        foreign_keys=[("media_id", "media", "id")], strict=True,
    )  # fmt: skip
    db.table("realignments").create_index(["due_at"])
