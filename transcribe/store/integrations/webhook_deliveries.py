"""Outgoing webhook messages. Triggers of the schema write them when a job ends."""

from __future__ import annotations

import base64
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from sqlite_utils import Database

from transcribe.store.row_queries import now
from transcribe.store.rows import to_text
from transcribe.store.writer import Writer

DeliveryState = Literal["pending", "delivered", "failed"]
URLS, ORIGINS, SECRET = "webhook_urls", "webhook_origins", "webhook_secret"
SECRET_BYTES = 32  # Standard Webhooks requires 24 to 64
KEPT_DELIVERIES = 5_000  # number of finished messages to keep


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to one receiver.

    Attributes:
        event_id: The `webhook-id`, the same in every attempt.
        type: "draft.done", "draft.failed" or "ingest.failed".
        next_at: Time of the next attempt, in seconds since 1970.
        body: The body, the same bytes in every attempt; None before the first.
        status: HTTP status of the last answer; None without one.
        error: Error of the last attempt.
    """

    id: int
    event_id: str
    type: str
    url: str
    job_id: int
    media_id: str
    created_at: str
    state: DeliveryState
    attempts: int
    next_at: float
    body: str | None
    status: int | None
    error: str | None
    finished_at: str | None


@dataclass(frozen=True, slots=True)
class Receivers:
    """Allowed receivers: `urls` get all messages, a draft's own must have one of `origins`."""

    urls: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()


_FIELDS = ", ".join(field.name for field in fields(Delivery))


class DeliveryLog:
    """Messages and their states, persistent over restarts."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def receivers(self) -> Receivers:
        """The allowed receivers, as last set by the operator."""
        return Receivers(tuple(self._list(URLS)), tuple(self._list(ORIGINS)))

    def set_receivers(self, receivers: Receivers) -> None:
        """Replace the allowed receivers."""
        named = ((URLS, receivers.urls), (ORIGINS, receivers.origins))

        def put(db: Database) -> None:
            for name, values in named:
                _put(db, name, to_text(list(values)))

        self._writer.run(put)

    def _list(self, name: str) -> list[str]:
        found: list[str] = json.loads(_setting(self._connect(), name) or "[]")
        return found

    def secret(self) -> str:
        """The secret that signs, `whsec_…`; created at the first request."""
        return _setting(self._connect(), SECRET) or self._writer.run(_make_secret)

    def renew_secret(self) -> str:
        """Replace the secret; receivers with the old one reject messages from now on."""
        return self._writer.run(lambda db: _make_secret(db, replace=True))

    def due(self) -> tuple[Delivery, ...]:
        """Due messages: for each receiver the one that has waited longest."""
        rows = self._connect().query(
            f"SELECT {_FIELDS}, min(next_at) FROM deliveries "
            "WHERE state = 'pending' AND next_at <= ? GROUP BY url ORDER BY next_at",
            [time.time()],
        )
        return tuple(_from_row(row) for row in rows)

    def list(self, limit: int = 500) -> tuple[Delivery, ...]:
        """The newest messages, newest first."""
        rows = self._connect().query(
            f"SELECT {_FIELDS} FROM deliveries ORDER BY id DESC LIMIT ?", [limit]
        )
        return tuple(_from_row(row) for row in rows)

    def set_body(self, delivery: Delivery, body: str) -> None:
        """Store the outcome of an attempt."""
        self._change(delivery, {"body": body})

    def delivered(self, delivery: Delivery, status: int) -> None:
        """Record that the receiver accepted it."""
        self._end(delivery, "delivered", status, None)

    def postpone(
        self, delivery: Delivery, *, next_at: float, status: int | None, error: str
    ) -> None:
        """Record a failed attempt and the time of the next."""
        self._change(
            delivery,
            {
                "attempts": delivery.attempts + 1, "next_at": next_at, "status": status,
                "error": error,
            },
        )  # fmt: skip

    def give_up(self, delivery: Delivery, *, status: int | None, error: str) -> None:
        """Record the last failed attempt."""
        self._end(delivery, "failed", status, error)

    def _end(
        self, delivery: Delivery, state: DeliveryState, status: int | None, error: str | None
    ) -> None:
        self._change(
            delivery,
            {
                "state": state, "attempts": delivery.attempts + 1, "status": status,
                "error": error, "finished_at": now(),
            },
        )  # fmt: skip

    def _change(self, delivery: Delivery, columns: Mapping[str, Any]) -> None:
        named = ", ".join(f"{name} = :{name}" for name in columns)

        def update(db: Database) -> None:
            # No row where the recording was purged while the message was sent.
            db.execute(
                f"UPDATE deliveries SET {named} WHERE id = :id", {**columns, "id": delivery.id}
            )
            if "finished_at" in columns:
                db.execute(
                    "DELETE FROM deliveries WHERE state != 'pending' AND id <= ?",
                    [delivery.id - KEPT_DELIVERIES],
                )

        self._writer.run(update)


def _from_row(row: Mapping[str, Any]) -> Delivery:
    return Delivery(**{field.name: row[field.name] for field in fields(Delivery)})


def _setting(db: Database, name: str) -> str | None:
    rows = db.query("SELECT value FROM settings WHERE name = ?", [name])
    return next((row["value"] for row in rows), None)


def _put(db: Database, name: str, value: str) -> None:
    db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", [name, value])


def _make_secret(db: Database, *, replace: bool = False) -> str:
    known = None if replace else _setting(db, SECRET)
    if known is not None:
        return known
    secret = "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    _put(db, SECRET, secret)
    return secret
