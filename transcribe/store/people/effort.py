"""Users' effort, reported by their browsers; each report counts once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlite_utils import Database

from transcribe.document.time_spent import SpentTime
from transcribe.store.row_queries import get_media, now
from transcribe.store.writer import Writer

_ADD = """
INSERT INTO effort (media_id, author, segment_id, keystrokes, focus_ms, play_ms)
VALUES (:media_id, :author, :segment_id, :keystrokes, :focus_ms, :play_ms)
ON CONFLICT (media_id, author, segment_id) DO UPDATE SET
    keystrokes = keystrokes + excluded.keystrokes,
    focus_ms = focus_ms + excluded.focus_ms,
    play_ms = play_ms + excluded.play_ms
"""


class EffortLog:
    """Sums reports by recording, user and segment."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def add(self, media_id: str, window_id: str, sequence: int, spent: Iterable[SpentTime]) -> bool:
        """Add a report; durable when it returns.

        Args:
            media_id: The recording.
            window_id: Id of the reporting browser window.
            sequence: Increases with each report of a window; a lower or equal one is a repeat.
            spent: Effort since the previous report.

        Returns:
            Whether the report was new; a repeated report changes nothing.

        Raises:
            NotFound: No recording has this id.
        """
        spent = tuple(spent)

        def write(db: Database) -> bool:
            get_media(db, media_id)
            fresh = list(
                db.query(
                    "INSERT INTO effort_reports (window_id, sequence, reported_at) VALUES (?, ?, ?) "
                    "ON CONFLICT (window_id) DO UPDATE SET sequence = excluded.sequence, reported_at = excluded.reported_at "
                    "WHERE excluded.sequence > sequence RETURNING window_id",
                    [window_id, sequence, now()],
                )
            )
            for one in spent if fresh else ():
                db.execute(
                    _ADD,
                    {
                        "media_id": media_id, "author": one.author, "segment_id": one.segment_id,
                        "keystrokes": one.keystrokes, "focus_ms": one.focus_ms,
                        "play_ms": one.play_ms,
                    },
                )  # fmt: skip
            return bool(fresh)

        return self._writer.run(write)

    def list(self, media_id: str) -> tuple[SpentTime, ...]:
        """All reported effort for a recording, by user and segment."""
        rows = self._connect().query(
            "SELECT author, segment_id, keystrokes, focus_ms, play_ms FROM effort "
            "WHERE media_id = ? ORDER BY author, segment_id",
            [media_id],
        )
        return tuple(SpentTime(**row) for row in rows)
