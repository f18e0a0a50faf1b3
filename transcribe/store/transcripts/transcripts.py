"""Read transcripts as they are now."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import replace

from sqlite_utils import Database

from transcribe.document.model import MediaReference, Segment, Speaker, Transcript
from transcribe.store.row_queries import get_media
from transcribe.store.rows import segment_from_row, to_text
from transcribe.store.work.notices import read_notices

CACHED_TRANSCRIPTS = 4  # of 20,000 segments with words each takes about 60 MB


class TranscriptReader:
    """Reads whole transcripts and parts of them, each from one snapshot of the database.

    A transcript read before is kept with its revision, and the next read fetches only the rows
    that later edits, of any process, have touched.
    """

    def __init__(self, connect: Callable[[], Database]) -> None:
        self._connect = connect
        self._kept: OrderedDict[str, tuple[int, Transcript]] = OrderedDict()
        self._lock = threading.Lock()

    def transcript(self, media_id: str) -> tuple[int, Transcript]:
        """The current revision and the whole transcript.

        Raises:
            NotFound: No recording has this id.
        """
        db = self._connect()
        with db.atomic():
            media = get_media(db, media_id)
            body = self._body(db, media_id, media.revision)
            notices = read_notices(db, media_id)
        described = replace(
            body,
            language=media.language,
            duration_ms=media.duration_ms or 0,
            media=MediaReference(media.title, media.filename, media.sha256),
            draft=media.draft,
            notices=notices,
        )
        return media.revision, described

    def segments(
        self, media_id: str, from_ms: int = 0, to_ms: int | None = None
    ) -> tuple[int, tuple[Segment, ...]]:
        """The revision, and the segments that overlap `[from_ms, to_ms)`, in order."""
        db = self._connect()
        with db.atomic():
            revision = get_media(db, media_id).revision
            return revision, read_range(db, media_id, from_ms, to_ms)

    def compact_json(self, media_id: str) -> str:
        """The whole transcript as SQLite's own JSON; see `EditLog.compact_json`."""
        db = self._connect()
        with db.atomic():
            revision = get_media(db, media_id).revision
            rows = db.execute(
                "SELECT json_group_array(json_array(id, start_ms, end_ms, text, speaker, status, "
                "json(words), is_flagged)) FROM (SELECT * FROM current_segments WHERE media_id = ? "
                "ORDER BY start_ms, id)",
                [media_id],
            )
            segments = rows.fetchone()[0]
            speakers = [[speaker.id, speaker.name] for speaker in read_speakers(db, media_id)]
        return f'{{"revision":{revision},"speakers":{to_text(speakers)},"segments":{segments}}}'

    def speakers(self, media_id: str) -> tuple[Speaker, ...]:
        """The speakers in the order they were added."""
        return read_speakers(self._connect(), media_id)

    def next_segment_id(self, media_id: str) -> int:
        """See `EditLog.next_segment_id`."""
        return read_next_id(self._connect(), media_id)

    def some(
        self, media_id: str, ids: Iterable[int]
    ) -> tuple[tuple[Segment, ...], tuple[int, ...]]:
        """Segments by id, in the order of `ids`, and those of the ids that are not there."""
        wanted = list(dict.fromkeys(ids))
        found = {s.id: s for s in read_segments(self._connect(), media_id, wanted)}
        return (
            tuple(found[key] for key in wanted if key in found),
            tuple(key for key in wanted if key not in found),
        )

    def _body(self, db: Database, media_id: str, revision: int) -> Transcript:
        """Segments and speakers at the revision that the open transaction sees."""
        with self._lock:
            known, body = self._kept.get(media_id, (0, Transcript()))
        if known > revision:  # kept by a thread that read later than our snapshot
            known, body = 0, Transcript()
        if known < revision:
            body = _brought_up(db, media_id, known, body)
            self._keep(media_id, revision, body)
        return body

    def _keep(self, media_id: str, revision: int, body: Transcript) -> None:
        with self._lock:
            self._kept[media_id] = (revision, body)
            self._kept.move_to_end(media_id)
            while len(self._kept) > CACHED_TRANSCRIPTS:
                self._kept.popitem(last=False)


def _brought_up(db: Database, media_id: str, since: int, body: Transcript) -> Transcript:
    changed = db.query(
        "SELECT * FROM current_segments WHERE media_id = ? AND revision > ?", [media_id, since]
    )
    put = tuple(segment_from_row(row) for row in changed)
    gone = db.query(
        "SELECT id FROM tombstones WHERE media_id = :media AND revision > :since "
        "UNION SELECT staged.id FROM stagings JOIN staged_segments AS staged "
        "ON staged.staging = stagings.id AND staged.is_gone "
        "WHERE stagings.media_id = :media AND stagings.revision > :since",
        {"media": media_id, "since": since},
    )
    remove = tuple(row["id"] for row in gone)
    return replace(
        body.with_segments(put, remove) if put or remove else body,
        speakers=read_speakers(db, media_id),
    )


def read_speakers(db: Database, media_id: str) -> tuple[Speaker, ...]:
    """The speakers of a recording on a given connection, in order."""
    rows = db.query(
        "SELECT id, name FROM speakers WHERE media_id = ? AND position IS NOT NULL "
        "ORDER BY position",
        [media_id],
    )
    return tuple(Speaker(row["id"], row["name"]) for row in rows)


def read_segments(db: Database, media_id: str, ids: Iterable[int]) -> tuple[Segment, ...]:
    """Segments by id on a given connection."""
    rows = db.query(
        "SELECT * FROM current_segments WHERE media_id = ? "
        "AND id IN (SELECT value FROM json_each(?))",
        [media_id, to_text(list(ids))],
    )
    return tuple(segment_from_row(row) for row in rows)


def read_range(db: Database, media_id: str, from_ms: int, to_ms: int | None) -> tuple[Segment, ...]:
    """The segments that overlap `[from_ms, to_ms)` on a given connection, in order."""
    rows = db.query(
        "SELECT * FROM current_segments WHERE media_id = ? AND start_ms < ? "
        "AND (end_ms > ? OR start_ms >= ?) ORDER BY start_ms, id",
        [media_id, 2**62 if to_ms is None else to_ms, from_ms, from_ms],
    )
    return tuple(segment_from_row(row) for row in rows)


def read_next_id(db: Database, media_id: str) -> int:
    """See `EditLog.next_segment_id`."""
    rows = db.query(
        "SELECT 1 + max(coalesce((SELECT max(id) FROM segments WHERE media_id = :media "
        "AND id < :limit), 0), coalesce((SELECT max(id) FROM tombstones "
        "WHERE media_id = :media AND id < :limit), 0), coalesce((SELECT max(id) "
        "FROM staged_segments WHERE media_id = :media AND id < :limit), 0)) AS id",
        {"media": media_id, "limit": 2**31},
    )
    return int(next(rows)["id"])
