"""Work that people spent on segments, and the last report of each window that told of some."""

from __future__ import annotations

from sqlite_utils import Database


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
