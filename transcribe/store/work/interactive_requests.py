"""Requests of waiting clients: written by the web process, answered by the engine process.

A row exists as long as a client waits. It is not a job and leaves no trace.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from transcribe.store.row_queries import get_media
from transcribe.store.rows import to_text
from transcribe.store.writer import Writer

STALE_S = 120.0  # the client has gone


@dataclass(frozen=True, slots=True)
class InteractiveRequest:
    """A waiting request. Client and answerer define the content of `body`."""

    id: str
    media_id: str
    body: Mapping[str, Any]


class RequestQueue:
    """Requests and their answers, between two processes."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def ask(self, media_id: str, body: Mapping[str, Any]) -> str:
        """Add a request; returns the id for its answer.

        Raises:
            NotFound: No recording has this id.
        """
        question_id = secrets.token_hex(8)

        def write(db: Database) -> None:
            get_media(db, media_id)
            db.execute("DELETE FROM questions WHERE asked_at < ?", [time.time() - STALE_S])
            db.execute(
                "INSERT INTO questions (id, media_id, asked_at, body) VALUES (?, ?, ?, ?)",
                [question_id, media_id, time.time(), to_text(body)],
            )

        self._writer.run(write)
        return question_id

    def waiting(self) -> tuple[InteractiveRequest, ...]:
        """Requests without an answer, oldest first."""
        rows = self._connect().query(
            "SELECT id, media_id, body FROM questions WHERE answer IS NULL AND error IS NULL "
            "AND asked_at > ? ORDER BY asked_at",
            [time.time() - STALE_S],
        )
        return tuple(
            InteractiveRequest(row["id"], row["media_id"], json.loads(row["body"])) for row in rows
        )

    def answer(self, question_id: str, answer: Mapping[str, Any]) -> None:
        """Answer a request, if the client still waits."""
        self._set(question_id, "answer", to_text(answer))

    def refuse(self, question_id: str, error: str) -> None:
        """Store why there is no answer, if the client still waits."""
        self._set(question_id, "error", error)

    def take(self, question_id: str) -> tuple[dict[str, Any] | None, str | None]:
        """The answer, or the reason why there is none; both None while it is pending."""
        rows = self._connect().query(
            "SELECT answer, error FROM questions WHERE id = ?", [question_id]
        )
        for row in rows:
            return (json.loads(row["answer"]) if row["answer"] else None), row["error"]
        return None, "The request has expired; try again."

    def drop(self, question_id: str) -> None:
        """Remove a request: the client waits no longer."""
        self._writer.run(lambda db: db.execute("DELETE FROM questions WHERE id = ?", [question_id]))

    def _set(self, question_id: str, column: str, value: str) -> None:
        self._writer.run(
            lambda db: db.execute(
                f"UPDATE questions SET {column} = ? WHERE id = ?", [value, question_id]
            )
        )
