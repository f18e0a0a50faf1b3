"""The library: which recordings there are."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlite_utils import Database

from transcribe.errors import NotFound
from transcribe.store.events import announce
from transcribe.store.rows import media_from_row, media_to_row
from transcribe.store.values import Media, Stream
from transcribe.store.writer import Writer

ID_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"  # nothing that is misread when typed


def now() -> str:
    """The time in UTC as ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def new_media_id() -> str:
    """Ten characters, 50 bits: enough that ids of one library never meet."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(10))


class MediaShelf:
    """Recordings and what is known of their files. Every change is announced as a `media` event."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def add(
        self,
        *,
        media_id: str,
        title: str,
        filename: str,
        sha256: str,
        size_bytes: int,
        has_video: bool = False,
        frame_rate: float | None = None,
        audio_stream: int = 0,
        streams: tuple[Stream, ...] = (),
        language: str | None = None,
        linked_path: str | None = None,
    ) -> Media:
        """Add a recording in state "new"."""
        media = Media(
            media_id, title, filename, sha256, size_bytes, now(),
            has_video=has_video, frame_rate=frame_rate, audio_stream=audio_stream,
            streams=streams, language=language, linked_path=linked_path,
        )  # fmt: skip
        columns = {name: getattr(media, name) for name in Media.__dataclass_fields__}

        def insert(db: Database) -> None:
            db.table("media").insert(media_to_row(columns))
            announce(db, "media", media.id, {})

        self._writer.run(insert)
        return media

    def get(self, media_id: str) -> Media:
        """Look up one recording, deleted ones included.

        Raises:
            NotFound: No recording has this id.
        """
        return get_media(self._connect(), media_id)

    def list(self, *, include_deleted: bool = False) -> tuple[Media, ...]:
        """All recordings, newest first."""
        where = "1" if include_deleted else "deleted_at IS NULL"
        rows = self._connect().table("media").rows_where(where, order_by="created_at DESC, id")
        return tuple(media_from_row(row) for row in rows)

    def by_sha256(self, sha256: str, audio_stream: int | None = None) -> Media | None:
        """A recording with these very bytes; one in the library before one in the bin."""
        rows = self._connect().query(
            "SELECT * FROM media WHERE sha256 = ? AND state != 'failed' "
            "AND (? IS NULL OR audio_stream = ?) ORDER BY deleted_at IS NOT NULL, created_at LIMIT 1",
            [sha256, audio_stream, audio_stream],
        )
        return next((media_from_row(row) for row in rows), None)

    def update(self, media_id: str, **changes: Any) -> Media:
        """Change fields of `Media` by name.

        Raises:
            NotFound: No recording has this id.
            TypeError: A name that is no field, or one that only edits change.
        """
        unknown = set(changes) - set(Media.__dataclass_fields__) | {"id", "revision"} & set(changes)
        if unknown:
            raise TypeError(f"not a field of a recording that can be set: {sorted(unknown)}")

        def change(db: Database) -> Media:
            get_media(db, media_id)
            db.table("media").update(media_id, media_to_row(changes))
            announce(db, "media", media_id, {})
            return get_media(db, media_id)

        return self._writer.run(change)

    def delete(self, media_id: str) -> Media:
        """Put a recording into the bin and cancel its work; `restore` takes it out again."""

        def bin_it(db: Database) -> Media:
            get_media(db, media_id)
            db.execute("UPDATE media SET deleted_at = ? WHERE id = ?", [now(), media_id])
            db.execute(
                "UPDATE jobs SET state = 'cancelled', finished_at = ?, message = 'recording deleted' "
                "WHERE media_id = ? AND state IN ('queued', 'running')",
                [now(), media_id],
            )
            announce(db, "media", media_id, {"deleted": True})
            return get_media(db, media_id)

        return self._writer.run(bin_it)

    def restore(self, media_id: str) -> Media:
        """Take a recording out of the bin."""
        return self.update(media_id, deleted_at=None)

    def purge(self, media_id: str) -> None:
        """Remove a recording and all that was ever done to it. The files are the caller's."""

        def remove(db: Database) -> None:
            get_media(db, media_id)
            db.execute(
                "DELETE FROM segments_fts WHERE rowid IN (SELECT key FROM segments WHERE media_id = ?)",
                [media_id],
            )
            for table in ("segments", "tombstones", "speakers", "edits", "jobs"):
                db.table(table).delete_where("media_id = ?", [media_id])
            db.table("media").delete(media_id)
            announce(db, "media", media_id, {"deleted": True})

        self._writer.run(remove)


def get_media(db: Database, media_id: str) -> Media:
    """Read one recording on a given connection."""
    for row in db.query("SELECT * FROM media WHERE id = ?", [media_id]):
        return media_from_row(row)
    raise NotFound("recording", media_id)
