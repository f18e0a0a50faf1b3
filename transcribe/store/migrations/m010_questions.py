"""Questions of the web process to the workers, for as long as somebody waits."""

from __future__ import annotations

from sqlite_utils import Database


def m010_questions(db: Database) -> None:
    """Questions of the web process to the workers, for as long as somebody waits."""
    db.table("questions").create(
        {
            "id": str, "media_id": str, "asked_at": float, "body": str, "answer": str, "error": str,
        },
        pk="id", not_null={"media_id", "asked_at", "body"}, strict=True,
    )  # fmt: skip
