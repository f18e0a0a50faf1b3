"""Notices of drafts: ranges with speech and without words, and ranges that sound like another language.

A notice is there until a person has written something there, dismisses it, or has the range drafted
again. Ranges of neighbouring chunks are joined.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from transcribe.document.model import NO_WORDS, NOT_DRAFTED, OTHER_LANGUAGE, Notice
from transcribe.errors import NotFound
from transcribe.store.events import announce
from transcribe.store.values import Job
from transcribe.store.work.chunks import FAILED_RANGES
from transcribe.store.writer import Writer

JOIN_MS = {NO_WORDS: 1_000, OTHER_LANGUAGE: 5_000}  # a shorter pause between two is part of one
SHOWN_MS = 3_000  # a notice of no more speech is not shown
LEAST_REST_MS = 500  # what is left of a notice beside a range that was drafted again

# A person's segments cover at least half of the range, or all that is there; the editor has the same rule.
_WRITTEN_MS = (
    "(SELECT coalesce(sum(min(s.end_ms, notices.end_ms) - max(s.start_ms, notices.start_ms)), 0) "
    "FROM segments AS s WHERE s.media_id = notices.media_id AND s.start_ms < notices.end_ms "
    "AND s.end_ms > notices.start_ms AND s.status != 'draft')"
)
IS_SHOWN = (
    f"NOT notices.is_dismissed AND notices.speech_ms > {SHOWN_MS} "
    f"AND 2 * {_WRITTEN_MS} < notices.end_ms - notices.start_ms"
)
# For a query of recordings: the shown notices of each as JSON.
SHOWN_OF_MEDIA = (
    "(SELECT json_group_array(json_array(start_ms, end_ms, reason, language, id)) FROM "
    f"(SELECT * FROM notices WHERE media_id = media.id AND {IS_SHOWN} ORDER BY start_ms))"
)


@dataclass(frozen=True, slots=True)
class FoundRange:
    """What a chunk's draft found.

    Attributes:
        speech_ms: Speech in the range.
    """

    start_ms: int
    end_ms: int
    speech_ms: int
    reason: str
    language: str | None = None


class NoticeLog:
    """The notices of all recordings."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def replace(self, job: Job, range_ms: tuple[int, int], found: Sequence[FoundRange]) -> None:
        """Set what a job says of a range; what other jobs said of it is forgotten. Twice is once."""

        def write(db: Database) -> None:
            n_before = _n_changes(db)
            _cut_out(db, job, *range_ms)
            for one in sorted(found, key=lambda one: one.start_ms):
                _add(db, job, one)
            if _n_changes(db) > n_before:
                announce(db, "media", job.media_id, {})

        self._writer.run(write)

    def forget_earlier(self, job: Job) -> None:
        """Forget what earlier jobs said: this one has drafted the whole recording again."""
        self._writer.run(
            lambda db: db.execute(
                "DELETE FROM notices WHERE media_id = ? AND job_id < ?", [job.media_id, job.id]
            )
        )

    def list(self, media_id: str) -> tuple[Notice, ...]:
        """The notices of a recording that are shown, in order; without failed ranges."""
        return _shown(self._connect(), media_id)

    def dismiss(self, media_id: str, notice_id: int, *, is_dismissed: bool = True) -> None:
        """Hide a notice, or show it again.

        Raises:
            NotFound: The recording has no such notice.
        """

        def write(db: Database) -> None:
            cursor = db.execute(
                "UPDATE notices SET is_dismissed = ? WHERE id = ? AND media_id = ?",
                [int(is_dismissed), notice_id, media_id],
            )
            if cursor.rowcount == 0:
                raise NotFound("notice", str(notice_id))
            announce(db, "media", media_id, {})

        self._writer.run(write)


def read_notices(db: Database, media_id: str) -> tuple[Notice, ...]:
    """All that the drafts of a recording say of ranges, failed ranges included, in order."""
    failed = db.query(FAILED_RANGES, {"media": media_id, "limit": 1000})
    lost = (
        Notice(row["start_ms"], row["end_ms"], NOT_DRAFTED)
        for row in failed
        if row["kind"] == "draft"
    )
    return tuple(sorted((*_shown(db, media_id), *lost), key=lambda n: (n.start_ms, n.end_ms)))


def notices_from_text(text: str | None) -> tuple[Notice, ...]:
    """Read what `SHOWN_OF_MEDIA` yields."""
    return tuple(Notice(*values) for values in json.loads(text or "[]"))


def _shown(db: Database, media_id: str) -> tuple[Notice, ...]:
    rows = db.query(
        f"SELECT * FROM notices WHERE media_id = ? AND {IS_SHOWN} ORDER BY start_ms", [media_id]
    )
    return tuple(
        Notice(row["start_ms"], row["end_ms"], row["reason"], row["language"], row["id"])
        for row in rows
    )


def _n_changes(db: Database) -> int:
    return int(db.execute("SELECT total_changes()").fetchone()[0])


def _add(db: Database, job: Job, found: FoundRange) -> None:
    near = next(
        db.query(
            "SELECT * FROM notices WHERE job_id = ? AND media_id = ? AND reason = ? "
            "AND language IS ? AND start_ms <= ? AND end_ms >= ? ORDER BY start_ms DESC LIMIT 1",
            [
                job.id, job.media_id, found.reason, found.language, found.start_ms,
                found.start_ms - JOIN_MS[found.reason],
            ],
        ),
        None,
    )  # fmt: skip
    if near is None:
        db.execute(
            "INSERT INTO notices (media_id, job_id, reason, start_ms, end_ms, speech_ms, language) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                job.media_id, job.id, found.reason, found.start_ms, found.end_ms,
                found.speech_ms, found.language,
            ],
        )  # fmt: skip
    elif near["end_ms"] < found.end_ms:
        db.execute(
            "UPDATE notices SET end_ms = ?, speech_ms = speech_ms + ? WHERE id = ?",
            [found.end_ms, found.speech_ms, near["id"]],
        )


def _cut_out(db: Database, job: Job, start_ms: int, end_ms: int) -> None:
    """Take a range out of what other jobs said."""
    rows = list(
        db.query(
            "SELECT * FROM notices WHERE media_id = ? AND job_id != ? AND start_ms < ? "
            "AND end_ms > ?",
            [job.media_id, job.id, end_ms, start_ms],
        )
    )
    for row in rows:
        db.execute("DELETE FROM notices WHERE id = ?", [row["id"]])
        length_ms = max(1, row["end_ms"] - row["start_ms"])
        for from_ms, to_ms in ((row["start_ms"], start_ms), (end_ms, row["end_ms"])):
            if to_ms - from_ms >= LEAST_REST_MS:
                speech_ms = row["speech_ms"] * (to_ms - from_ms) // length_ms
                rest = {"start_ms": from_ms, "end_ms": to_ms, "speech_ms": speech_ms, "id": None}
                db.table("notices").insert({**row, **rest})
