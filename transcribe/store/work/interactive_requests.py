"""Questions that somebody waits for: asked by the web process, answered by the engine room.

A row lives as long as somebody waits. It is no job: nothing is kept of it.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from transcribe.store.rows import to_text
from transcribe.store.writer import Writer

STALE_S = 120.0  # whoever asked is gone


@dataclass(frozen=True, slots=True)
class InteractiveRequest:
    """A question that waits. `body` is what the asker and the answerer agree on."""

    id: str
    media_id: str
    body: Mapping[str, Any]


class RequestQueue:
    """Questions and their answers, between two processes."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def ask(self, media_id: str, body: Mapping[str, Any]) -> str:
        """Put a question; the id by which its answer is taken."""
        question_id = secrets.token_hex(8)

        def write(db: Database) -> None:
            db.execute("DELETE FROM questions WHERE asked_at < ?", [time.time() - STALE_S])
            db.execute(
                "INSERT INTO questions (id, media_id, asked_at, body) VALUES (?, ?, ?, ?)",
                [question_id, media_id, time.time(), to_text(body)],
            )

        self._writer.run(write)
        return question_id

    def waiting(self) -> tuple[InteractiveRequest, ...]:
        """Questions without an answer, the oldest first."""
        rows = self._connect().query(
            "SELECT id, media_id, body FROM questions WHERE answer IS NULL AND error IS NULL "
            "AND asked_at > ? ORDER BY asked_at",
            [time.time() - STALE_S],
        )
        return tuple(
            InteractiveRequest(row["id"], row["media_id"], json.loads(row["body"])) for row in rows
        )

    def answer(self, question_id: str, answer: Mapping[str, Any]) -> None:
        """Answer a question, if somebody still waits."""
        self._set(question_id, "answer", to_text(answer))

    def refuse(self, question_id: str, error: str) -> None:
        """Say why there is no answer, if somebody still waits."""
        self._set(question_id, "error", error)

    def take(self, question_id: str) -> tuple[dict[str, Any] | None, str | None]:
        """The answer, or why there is none; two Nones while it is thought about."""
        rows = self._connect().query(
            "SELECT answer, error FROM questions WHERE id = ?", [question_id]
        )
        for row in rows:
            return (json.loads(row["answer"]) if row["answer"] else None), row["error"]
        return None, "The question was forgotten; ask again."

    def drop(self, question_id: str) -> None:
        """Nobody waits any more."""
        self._writer.run(lambda db: db.execute("DELETE FROM questions WHERE id = ?", [question_id]))

    def _set(self, question_id: str, column: str, value: str) -> None:
        self._writer.run(
            lambda db: db.execute(
                f"UPDATE questions SET {column} = ? WHERE id = ?", [value, question_id]
            )
        )
