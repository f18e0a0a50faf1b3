"""Segments whose words wait for realignment, written in the transaction of the edit.

Each segment is a row here, not a job: edits arrive at every pause of typing, and jobs are requested
by users. A row without `needs_alignment` only asks to encode the audio in advance, because it will soon be
needed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from transcribe.document.model import Segment
from transcribe.document.realignment import has_guesses, has_new_guesses
from transcribe.store.rows import to_text
from transcribe.store.values import EditKind
from transcribe.store.writer import Writer

REST_S = 0.8  # after a segment's last edit: no realignment while the user is typing
MANY = 8  # segments of one edit; more, as after replace-all, wait until a worker is idle

_PUT = """
INSERT INTO realignments (media_id, segment_id, due_at, needs_alignment, is_urgent)
VALUES (:media, :segment, :due, :needs_alignment, :urgent)
ON CONFLICT (media_id, segment_id) DO UPDATE SET
    due_at = excluded.due_at, needs_alignment = max(needs_alignment, excluded.needs_alignment),
    is_urgent = max(is_urgent, excluded.is_urgent)
"""
_DUE = """
SELECT realignments.* FROM realignments JOIN media ON media.id = media_id
WHERE due_at <= ? AND media.deleted_at IS NULL
ORDER BY needs_alignment DESC, is_urgent DESC, due_at DESC LIMIT ?
"""
# The kind of edit that wrote the segments before the undone edit: the last other edit in force.
# All segments in one pass over the history: a pass per segment would be quadratic for a large edit.
_MADE_BY = """
SELECT each.value AS id, kind, max(revision) FROM edits, json_each(edits.touched) AS each
WHERE media_id = ? AND revision < (SELECT revision FROM edits WHERE id = ?)
  AND undone_in_revision IS NULL AND kind != 'undo'
  AND each.value IN (SELECT value FROM json_each(?))
GROUP BY each.value
"""


@dataclass(frozen=True, slots=True)
class Realignment:
    """A waiting segment.

    Attributes:
        needs_alignment: Its word times are estimates; otherwise only its audio is encoded in advance.
        is_urgent: A user is working on it.
    """

    media_id: str
    segment_id: int
    due_at: float
    needs_alignment: bool
    is_urgent: bool


class RealignmentQueue:
    """The segments of all recordings whose words are to be aligned."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def due(self, limit: int = 16) -> tuple[Realignment, ...]:
        """Segments that can be started now: estimated times first, then the latest."""
        rows = self._connect().query(_DUE, [time.time(), limit])
        return tuple(
            Realignment(
                row["media_id"], row["segment_id"], row["due_at"], bool(row["needs_alignment"]),
                bool(row["is_urgent"]),
            )
            for row in rows
        )  # fmt: skip

    def waiting(self, media_id: str) -> tuple[int, ...]:
        """Segments of a recording whose word times are estimates."""
        rows = self._connect().query(
            "SELECT segment_id FROM realignments WHERE media_id = ? AND needs_alignment", [media_id]
        )
        return tuple(row["segment_id"] for row in rows)

    def prioritise(self, media_id: str, segment_ids: Sequence[int]) -> None:
        """Align waiting segments at once, because their user has moved on."""
        self._writer.run(
            lambda db: db.execute(
                "UPDATE realignments SET due_at = 0, is_urgent = 1 WHERE media_id = ? AND needs_alignment "
                "AND segment_id IN (SELECT value FROM json_each(?))",
                [media_id, to_text(list(segment_ids))],
            )
        )

    def prefetch(self, media_id: str, segment_id: int) -> None:
        """Encode a segment's audio in advance, because a user is about to edit it.

        An earlier request is dropped: a user who moves on quickly needs the last one only.
        """

        def put(db: Database) -> None:
            db.execute("DELETE FROM realignments WHERE NOT needs_alignment")
            if list(db.query("SELECT 1 FROM segments WHERE media_id = ? AND id = ?",
                             [media_id, segment_id])):  # fmt: skip
                _put(db, media_id, segment_id, 0.0, needs_alignment=False)

        self._writer.run(put)

    def drop(self, one: Realignment) -> None:
        """Remove a finished or impossible realignment, unless an edit has renewed it meanwhile."""
        self._writer.run(
            lambda db: db.execute(
                "DELETE FROM realignments WHERE media_id = ? AND segment_id = ? AND due_at = ?",
                [one.media_id, one.segment_id, one.due_at],
            )
        )

    def postpone(self, one: Realignment, seconds: float) -> None:
        """Try again later, unless an edit has renewed it meanwhile."""
        self._writer.run(
            lambda db: db.execute(
                "UPDATE realignments SET due_at = ? "
                "WHERE media_id = ? AND segment_id = ? AND due_at = ?",
                [time.time() + seconds, one.media_id, one.segment_id, one.due_at],
            )
        )


def find_waiting(
    db: Database,
    media_id: str,
    edit: tuple[EditKind, str | None],
    touched: Iterable[int],
    states: tuple[Mapping[int, Segment], Mapping[int, Segment]],
) -> tuple[int, ...]:
    """Find the segments whose words an edit leaves with estimated times.

    Args:
        db: The database with the transcript before the edit.
        media_id: The recording.
        edit: Its kind, and the id of the edit that it undoes, if any.
        touched: Ids of the segments that it touched.
        states: Segments before and after it.

    Returns:
        Ids of the segments to realign; if there are more than `MANY`, they are not urgent.
    """
    before, after = states
    if edit[0] not in {"edit", "undo", "redo"}:
        return ()
    ids = list(touched)
    waited = _waiting_among(db, media_id, ids)
    wanting = [key for key in ids if key in after and _wants(before.get(key), after[key], waited)]
    if edit[0] == "undo" and wanting:
        guessed = _guessed_among(db, media_id, edit[1], wanting)
        wanting = [key for key in wanting if key in guessed]
    if len(wanting) > MANY or not _was_drafted(db, media_id, wanting):
        wanting = [key for key in wanting if after[key].words]  # without words it never had times
    return tuple(wanting)


def replace_wait(db: Database, change: Mapping[str, Any]) -> None:
    """Replace the waiting realignment of a segment by the one that the edit needs, if any."""
    media_id, segment_id = change["media_id"], change["id"]
    db.execute(
        "DELETE FROM realignments WHERE media_id = ? AND segment_id = ? AND needs_alignment",
        [media_id, segment_id],
    )
    if (due_at := change["due_at"]) is not None:
        _put(db, media_id, segment_id, due_at, is_urgent=bool(change["is_urgent"]))


def _wants(before: Segment | None, after: Segment, waited: bool) -> bool:
    """Whether its words changed or already waited, also in segments split from it or merged."""
    return has_new_guesses(before, after) or (waited and has_guesses(after))


def _waiting_among(db: Database, media_id: str, ids: list[int]) -> bool:
    rows = db.query(
        "SELECT max(needs_alignment) AS is_waiting FROM realignments WHERE media_id = ? "
        "AND segment_id IN (SELECT value FROM json_each(?))",
        [media_id, to_text(ids)],
    )
    return bool(next(rows)["is_waiting"])


def _was_drafted(db: Database, media_id: str, wanting: list[int]) -> bool:
    """Whether the recording was drafted: a transcript typed by hand is not realigned."""
    if not wanting:
        return False
    rows = db.query("SELECT 1 FROM media WHERE id = ? AND draft IS NOT NULL", [media_id])
    return next(rows, None) is not None


def _guessed_among(
    db: Database, media_id: str, target: str | None, segment_ids: list[int]
) -> set[int]:
    """Of the segments restored by an undo, those whose words were typed and not aligned.

    Words of a draft or an import are restored unchanged, with their times.
    """
    rows = db.query(_MADE_BY, [media_id, target, to_text(segment_ids)])
    return {row["id"] for row in rows if row["kind"] in {"edit", "redo"}}


def _put(
    db: Database,
    media_id: str,
    segment_id: int,
    due_at: float,
    *,
    needs_alignment: bool = True,
    is_urgent: bool = True,
) -> None:
    db.execute(
        _PUT,
        {
            "media": media_id, "segment": segment_id, "due": due_at, "needs_alignment": int(needs_alignment),
            "urgent": int(is_urgent),
        },
    )  # fmt: skip
