"""Where each recording was opened last: the segment and the time of the player."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from transcribe.store.events import announce
from transcribe.store.row_queries import get_media, now
from transcribe.store.values import Place
from transcribe.store.writer import Writer


class PlaceRepository:
    """One place a recording. It is no edit: it changes no revision and cannot be undone."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def get(self, media_id: str) -> Place | None:
        """The place of a recording; None if it was never opened."""
        rows = self._connect().query(
            "SELECT segment, time_ms, at FROM media_places WHERE media_id = ?", [media_id]
        )
        return next((Place(row["segment"], row["time_ms"], row["at"]) for row in rows), None)

    def put(self, media_id: str, segment: int | None, time_ms: int) -> Place:
        """Set the place of a recording, as of now.

        Raises:
            NotFound: No recording has this id.
        """

        def write(db: Database) -> Place:
            get_media(db, media_id)
            place = Place(segment, time_ms, now())
            db.execute(
                "INSERT OR REPLACE INTO media_places VALUES (?, ?, ?, ?)",
                [media_id, place.segment, place.time_ms, place.at],
            )
            announce(db, "media", media_id, {})
            return place

        return self._writer.run(write)
