"""Segments whose words wait to be found in the sound again, written with the edit that changed them.

A row a segment, not a job: edits come at every pause of typing, and jobs are what people ask for.
A row that is not `is_stale` asks only that the sound be listened to, as it will soon be needed.
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

REST_S = 0.8  # after a segment's last edit: whoever types on is left alone
MANY = 8  # segments of one edit; more, as of replace-all, wait until the machine is idle

_PUT = """
INSERT INTO realignments (media_id, segment_id, due_at, is_stale, is_urgent)
VALUES (:media, :segment, :due, :stale, :urgent)
ON CONFLICT (media_id, segment_id) DO UPDATE SET
    due_at = excluded.due_at, is_stale = max(is_stale, excluded.is_stale),
    is_urgent = max(is_urgent, excluded.is_urgent)
"""
_DUE = """
SELECT realignments.* FROM realignments JOIN media ON media.id = media_id
WHERE due_at <= ? AND media.deleted_at IS NULL
ORDER BY is_stale DESC, is_urgent DESC, due_at DESC LIMIT ?
"""
# What segments were before the edit that is undone: the last other edit in force there made them so.
# All of them in one pass over the history: a pass for each would be quadratic for a large edit.
_MADE_BY = """
SELECT each.value AS id, kind, max(revision) FROM edits, json_each(edits.touched) AS each
WHERE media_id = ? AND revision < (SELECT revision FROM edits WHERE id = ?)
  AND undone_at IS NULL AND kind != 'undo'
  AND each.value IN (SELECT value FROM json_each(?))
GROUP BY each.value
"""


@dataclass(frozen=True, slots=True)
class Realignment:
    """A segment that waits.

    Attributes:
        is_stale: Its words' times are guesses; else its sound is only to be listened to ahead.
        is_urgent: Somebody works on it.
    """

    media_id: str
    segment_id: int
    due_at: float
    is_stale: bool
    is_urgent: bool


class RealignmentQueue:
    """The segments of all recordings whose words are to be aligned."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def due(self, limit: int = 16) -> tuple[Realignment, ...]:
        """What can be begun now: guessed words first, then what was touched last."""
        rows = self._connect().query(_DUE, [time.time(), limit])
        return tuple(
            Realignment(
                row["media_id"], row["segment_id"], row["due_at"], bool(row["is_stale"]),
                bool(row["is_urgent"]),
            )
            for row in rows
        )  # fmt: skip

    def waiting(self, media_id: str) -> tuple[int, ...]:
        """Segments of a recording whose word times are guesses."""
        rows = self._connect().query(
            "SELECT segment_id FROM realignments WHERE media_id = ? AND is_stale", [media_id]
        )
        return tuple(row["segment_id"] for row in rows)

    def prioritise(self, media_id: str, segment_ids: Sequence[int]) -> None:
        """Let segments that wait be aligned at once: whoever edited them has gone on."""
        self._writer.run(
            lambda db: db.execute(
                "UPDATE realignments SET due_at = 0, is_urgent = 1 WHERE media_id = ? AND is_stale "
                "AND segment_id IN (SELECT value FROM json_each(?))",
                [media_id, to_text(list(segment_ids))],
            )
        )

    def listen(self, media_id: str, segment_id: int) -> None:
        """Have a segment's sound listened to, as somebody is about to edit it.

        The wish before it is dropped: whoever moves on quickly wants the last one only.
        """

        def put(db: Database) -> None:
            db.execute("DELETE FROM realignments WHERE NOT is_stale")
            if list(db.query("SELECT 1 FROM segments WHERE media_id = ? AND id = ?",
                             [media_id, segment_id])):  # fmt: skip
                _put(db, media_id, segment_id, 0.0, is_stale=False)

        self._writer.run(put)

    def drop(self, one: Realignment) -> None:
        """Forget what was done or cannot be, unless an edit has renewed it meanwhile."""
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
    """Find the segments whose words an edit leaves without times of their own.

    Args:
        db: Where the transcript is as before the edit.
        media_id: The recording.
        edit: Its kind, and the id of the edit that it undoes if it does.
        touched: Ids of the segments that it looked at.
        states: Segments before and after it.

    Returns:
        Ids of the segments that are to wait; any more than `MANY` are not urgent.
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
        wanting = [key for key in wanting if after[key].words]  # it never had any times
    return tuple(wanting)


def replace_wait(db: Database, change: Mapping[str, Any]) -> None:
    """Forget what a segment waited for, and let it wait for what the edit left, if anything."""
    media_id, segment_id = change["media_id"], change["id"]
    db.execute(
        "DELETE FROM realignments WHERE media_id = ? AND segment_id = ? AND is_stale",
        [media_id, segment_id],
    )
    if (due_at := change["due_at"]) is not None:
        _put(db, media_id, segment_id, due_at, is_urgent=bool(change["is_urgent"]))


def _wants(before: Segment | None, after: Segment, waited: bool) -> bool:
    """Changed words, or words that waited already, also in what was split from them or merged."""
    return has_new_guesses(before, after) or (waited and has_guesses(after))


def _waiting_among(db: Database, media_id: str, ids: list[int]) -> bool:
    rows = db.query(
        "SELECT max(is_stale) AS stale FROM realignments WHERE media_id = ? "
        "AND segment_id IN (SELECT value FROM json_each(?))",
        [media_id, to_text(ids)],
    )
    return bool(next(rows)["stale"])


def _was_drafted(db: Database, media_id: str, wanting: list[int]) -> bool:
    """Whether the machine is wanted here at all: not for what is typed out without a draft."""
    if not wanting:
        return False
    rows = db.query("SELECT 1 FROM media WHERE id = ? AND draft IS NOT NULL", [media_id])
    return next(rows, None) is not None


def _guessed_among(
    db: Database, media_id: str, target: str | None, segment_ids: list[int]
) -> set[int]:
    """Of segments that an undo puts back, those whose words a person typed and nobody aligned.

    What a draft or an import wrote is put back as it was, whatever times it has.
    """
    rows = db.query(_MADE_BY, [media_id, target, to_text(segment_ids)])
    return {row["id"] for row in rows if row["kind"] in {"edit", "redo"}}


def _put(
    db: Database,
    media_id: str,
    segment_id: int,
    due_at: float,
    *,
    is_stale: bool = True,
    is_urgent: bool = True,
) -> None:
    db.execute(
        _PUT,
        {
            "media": media_id, "segment": segment_id, "due": due_at, "stale": int(is_stale),
            "urgent": int(is_urgent),
        },
    )  # fmt: skip
