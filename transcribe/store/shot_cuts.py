"""Shot cuts of recordings: when the image changes, found by a job or made by people."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable

from sqlite_utils import Database

from transcribe.store.events import announce
from transcribe.store.row_queries import get_media
from transcribe.store.values import ShotCut
from transcribe.store.writer import Writer

SAME_MS = 8  # times of one frame: half of a frame at 59.94


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

        A removed cut is remembered, so that `replace_found` does not bring it back, until one is added there.

        Raises:
            NotFound: No recording has this id.
        """
        added, removed = tuple(add), tuple(remove)

        def write(db: Database) -> None:
            get_media(db, media_id)
            for ms in removed:
                gone = db.execute(
                    "DELETE FROM shot_cuts WHERE media_id = ? AND time_ms = ?", [media_id, ms]
                )
                if gone.rowcount:
                    _remember(db, media_id, ms)
            _add(db, media_id, added)
            announce(db, "media", media_id, {})

        self._writer.run(write)

    def replace_all(self, media_id: str, times_ms: Iterable[int]) -> None:
        """Replace all cuts by a list that people read from a file; cuts that it lacks count as removed.

        Raises:
            NotFound: No recording has this id.
        """
        wanted = tuple(times_ms)

        def write(db: Database) -> None:
            get_media(db, media_id)
            for ms in _times(db, "shot_cuts", media_id) - set(wanted):
                _remember(db, media_id, ms)
            db.execute("DELETE FROM shot_cuts WHERE media_id = ?", [media_id])
            _add(db, media_id, wanted)
            announce(db, "media", media_id, {})

        self._writer.run(write)

    def replace_found(self, media_id: str, times_ms: Iterable[int]) -> int:
        """Replace the cuts that a job found; those that people made stay, and those that they removed stay away.

        Returns:
            How many are found and were not removed by people.

        Raises:
            NotFound: No recording has this id.
        """
        found = tuple(times_ms)

        def write(db: Database) -> int:
            get_media(db, media_id)
            removed = sorted(_times(db, "deleted_shot_cuts", media_id))
            wanted = tuple(ms for ms in found if not _is_near(ms, removed))
            db.execute("DELETE FROM shot_cuts WHERE media_id = ? AND by_hand = 0", [media_id])
            _insert(db, media_id, wanted, by_hand=False)
            announce(db, "media", media_id, {})
            return len(wanted)

        return self._writer.run(write)


def _times(db: Database, table: str, media_id: str) -> set[int]:
    rows = db.query(f"SELECT time_ms FROM {table} WHERE media_id = ?", [media_id])
    return {row["time_ms"] for row in rows}


def _is_near(ms: int, removed: list[int]) -> bool:
    """Whether a cut was removed at a time, as another version of ffmpeg may round it."""
    at = bisect_left(removed, ms - SAME_MS)
    return at < len(removed) and removed[at] <= ms + SAME_MS


def _remember(db: Database, media_id: str, ms: int) -> None:
    db.execute("INSERT INTO deleted_shot_cuts VALUES (?, ?) ON CONFLICT DO NOTHING", [media_id, ms])


def _add(db: Database, media_id: str, times_ms: tuple[int, ...]) -> None:
    """Add cuts that people made, and forget that some were removed there."""
    for ms in times_ms:
        db.execute(
            "DELETE FROM deleted_shot_cuts WHERE media_id = ? AND time_ms BETWEEN ? AND ?",
            [media_id, ms - SAME_MS, ms + SAME_MS],
        )
    _insert(db, media_id, times_ms, by_hand=True)


def _insert(db: Database, media_id: str, times_ms: tuple[int, ...], *, by_hand: bool) -> None:
    for ms in times_ms:
        db.execute(
            "INSERT INTO shot_cuts VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            [media_id, ms, int(by_hand)],
        )
