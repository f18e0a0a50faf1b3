"""The texts of all recordings, one after another, for scans over the whole library."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from transcribe.document.model import Word
from transcribe.store.rows import to_text


@dataclass(frozen=True, slots=True)
class StoredText:
    """One segment's text and where it is. `revision` is its recording's."""

    media_id: str
    title: str
    revision: int
    segment_id: int
    start_ms: int
    text: str
    words_json: str

    def words(self) -> tuple[Word, ...]:
        """Its words; read only for the few that are shown."""
        return tuple(Word(*values) for values in json.loads(self.words_json))


class TextReader:
    """Reads every text of the library; recordings in the bin are left out."""

    def __init__(self, connect: Callable[[], Database]) -> None:
        self._connect = connect

    def all(self, media_ids: Sequence[str] | None = None) -> Iterator[StoredText]:
        """Texts by recording, newest first, in order of time; all from one state of the database."""
        db = self._connect()
        with db.atomic():
            rows = db.query(
                "SELECT media.id, media.title, media.revision, segments.id AS segment_id, start_ms, "
                "text, words FROM media JOIN current_segments AS segments ON segments.media_id = media.id "
                "WHERE deleted_at IS NULL AND transient IS NULL "
                "AND (:ids IS NULL OR media.id IN (SELECT value FROM json_each(:ids))) "
                "ORDER BY media.created_at DESC, media.id, start_ms, segments.id",
                {"ids": None if media_ids is None else to_text(list(media_ids))},
            )
            for row in rows:
                yield StoredText(
                    row["id"], row["title"], row["revision"], row["segment_id"], row["start_ms"],
                    row["text"], row["words"],
                )  # fmt: skip
