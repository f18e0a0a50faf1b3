"""Events for all windows of all processes, written in the transaction of the change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlite_utils import Database

from transcribe.store.rows import event_from_row, to_text
from transcribe.store.values import Event
from transcribe.store.writer import Writer

KEPT_EVENTS = 20_000  # a window that missed more reloads
PRUNE_EVERY = 500


def announce(db: Database, type_: str, media_id: str | None, payload: Mapping[str, Any]) -> None:
    """Append an event inside the caller's transaction."""
    cursor = db.execute(
        "INSERT INTO events (type, media_id, payload) VALUES (?, ?, ?)",
        [type_, media_id, to_text(payload)],
    )
    if cursor.lastrowid and cursor.lastrowid % PRUNE_EVERY == 0:
        db.execute("DELETE FROM events WHERE id <= ?", [cursor.lastrowid - KEPT_EVENTS])


class EventLog:
    """The newest events, each with an id that is never reused."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def append(self, type_: str, media_id: str | None, payload: Mapping[str, Any]) -> None:
        """Append an event in its own transaction."""
        self._writer.run(lambda db: announce(db, type_, media_id, payload))

    def since(self, event_id: int, limit: int = 500) -> tuple[Event, ...]:
        """Events after `event_id`, oldest first, without those of transient recordings."""
        rows = self._connect().query(
            "SELECT * FROM events WHERE id > ? AND NOT EXISTS "
            "(SELECT 1 FROM media WHERE id = events.media_id AND transient IS NOT NULL) "
            "ORDER BY id LIMIT ?",
            [event_id, limit],
        )
        return tuple(event_from_row(row) for row in rows)

    def last_id(self) -> int:
        """Id of the newest event, 0 without events."""
        rows = self._connect().query("SELECT seq FROM sqlite_sequence WHERE name = 'events'")
        return next((int(row["seq"]) for row in rows), 0)

    def first_id(self) -> int:
        """Id of the oldest stored event, 0 without events."""
        return next(
            int(row["first"] or 0)
            for row in self._connect().query("SELECT min(id) first FROM events")
        )
