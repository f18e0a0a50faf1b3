"""Shot cuts of recordings: when the image changes, found by a job or made by people."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlite_utils import Database

from transcribe.store.events import announce
from transcribe.store.row_queries import get_media
from transcribe.store.values import ShotCut
from transcribe.store.writer import Writer


class ShotCutRepository:
    """The cuts of each recording. They are no edits of its transcript: they change no revision."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def list(self, media_id: str) -> tuple[ShotCut, ...]:
        """The cuts of a recording in order."""
        rows = self._connect().query(
            "SELECT time_ms, by_hand FROM shot_cuts WHERE media_id = ? ORDER BY time_ms", [media_id]
        )
        return tuple(ShotCut(row["time_ms"], bool(row["by_hand"])) for row in rows)

    def change(self, media_id: str, add: Iterable[int], remove: Iterable[int]) -> None:
        """Remove cuts at some times in ms, then add some that people made; both may be done twice.

        Raises:
            NotFound: No recording has this id.
        """
        added, removed = tuple(add), tuple(remove)

        def write(db: Database) -> None:
            get_media(db, media_id)
            for ms in removed:
                db.execute(
                    "DELETE FROM shot_cuts WHERE media_id = ? AND time_ms = ?", [media_id, ms]
                )
            _insert(db, media_id, added, by_hand=True)
            announce(db, "media", media_id, {})

        self._writer.run(write)

    def replace_all(self, media_id: str, times_ms: Iterable[int]) -> None:
        """Replace all cuts by a list that people read from a file.

        Raises:
            NotFound: No recording has this id.
        """
        self._replace(media_id, tuple(times_ms), by_hand=True)

    def replace_found(self, media_id: str, times_ms: Iterable[int]) -> None:
        """Replace the cuts that a job found; those that people made stay.

        Raises:
            NotFound: No recording has this id.
        """
        self._replace(media_id, tuple(times_ms), by_hand=False)

    def _replace(self, media_id: str, times_ms: tuple[int, ...], *, by_hand: bool) -> None:
        kept = "" if by_hand else " AND by_hand = 0"

        def write(db: Database) -> None:
            get_media(db, media_id)
            db.execute(f"DELETE FROM shot_cuts WHERE media_id = ?{kept}", [media_id])
            _insert(db, media_id, times_ms, by_hand=by_hand)
            announce(db, "media", media_id, {})

        self._writer.run(write)


def _insert(db: Database, media_id: str, times_ms: tuple[int, ...], *, by_hand: bool) -> None:
    for ms in times_ms:
        db.execute(
            "INSERT INTO shot_cuts VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [media_id, ms, int(by_hand)],
        )
