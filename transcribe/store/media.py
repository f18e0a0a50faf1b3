"""The recordings of the library."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from transcribe.store.events import announce
from transcribe.store.media_tags import write_tags
from transcribe.store.overview import read_overview, read_overviews
from transcribe.store.purge import purge_rows
from transcribe.store.row_queries import get_media, now
from transcribe.store.rows import media_from_row, media_to_row
from transcribe.store.title_keys import set_title_keys
from transcribe.store.values import Job, Media, MediaOverview, Stream, StreamChoice
from transcribe.store.work import jobs
from transcribe.store.writer import Writer
from transcribe.text.tags import fold_tag, read_tags

# Revision and count follow from the edits, and the bin has its own verbs.
SETTABLE = set(Media.__dataclass_fields__) - {"id", "revision", "n_segments", "deleted_at"}
ID_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"  # nothing that is misread when typed


def new_media_id() -> str:
    """Ten characters, 50 bits: enough that ids of one library never meet."""
    return "".join(secrets.choice(ID_ALPHABET) for _ in range(10))


class MediaRepository:
    """Recordings and what is known of their files. Every change is announced as a `media` event."""

    def __init__(
        self,
        connect: Callable[[], Database],
        writer: Writer,
        folder_of: Callable[[str], Path],
    ) -> None:
        self._connect, self._writer, self._folder_of = connect, writer, folder_of

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
        transient: str | None = None,
        is_sample: bool = False,
        stream_choice: StreamChoice = "named",
        batch: str | None = None,
        tags: Iterable[str] = (),
    ) -> Media:
        """Add a recording in state "new".

        Raises:
            InvalidTag, TooManyTags: See `read_tags`.
        """
        given = {fold_tag(tag): tag for tag in read_tags(tags)}
        media = Media(
            media_id, title, filename, sha256, size_bytes, now(),
            has_video=has_video, frame_rate=frame_rate, audio_stream=audio_stream,
            streams=streams, language=language, linked_path=linked_path, transient=transient,
            is_sample=is_sample, stream_choice=stream_choice, batch=batch,
        )  # fmt: skip
        columns = {name: getattr(media, name) for name in Media.__dataclass_fields__}

        def insert(db: Database) -> None:
            db.table("media").insert(media_to_row(columns))
            set_title_keys(db, media.id)
            write_tags(db, media.id, given)

        self._writer.run(insert)
        return media

    def get(self, media_id: str) -> Media:
        """Look up one recording, deleted ones included.

        Raises:
            NotFound: No recording has this id.
        """
        return get_media(self._connect(), media_id)

    def list(self, *, include_deleted: bool = False) -> tuple[Media, ...]:
        """All recordings of the library, newest first."""
        where = "transient IS NULL" + ("" if include_deleted else " AND deleted_at IS NULL")
        rows = self._connect().table("media").rows_where(where, order_by="created_at DESC, id")
        return tuple(media_from_row(row) for row in rows)

    def overview(self, media_id: str) -> MediaOverview:
        """Look up one recording with the state of its jobs, deleted ones included.

        Raises:
            NotFound: No recording has this id.
        """
        return read_overview(self._connect(), media_id)

    def overviews(self, *, include_deleted: bool = False) -> tuple[MediaOverview, ...]:
        """All recordings of the library with the state of their jobs, newest first, in one query."""
        return read_overviews(self._connect(), include_deleted=include_deleted)

    def by_sha256(self, sha256: str, audio_stream: int | None = None) -> Media | None:
        """A recording with exactly these bytes; deleted ones come last.

        With `audio_stream` None any stream of it will do.
        """
        rows = self._connect().query(
            "SELECT * FROM media WHERE sha256 = ? AND state != 'failed' AND transient IS NULL "
            "AND (? IS NULL OR audio_stream = ?) ORDER BY deleted_at IS NOT NULL, created_at LIMIT 1",
            [sha256, audio_stream, audio_stream],
        )
        return next((media_from_row(row) for row in rows), None)

    def clips(self, batch: str, longest_ms: int, limit: int = -1) -> tuple[Media, ...]:
        """Prepared recordings of at most this length that were added together, oldest first."""
        rows = self._connect().query(
            "SELECT * FROM media WHERE batch = ? AND duration_ms <= ? AND deleted_at IS NULL "
            "ORDER BY created_at, id LIMIT ?",
            [batch, longest_ms, limit],
        )
        return tuple(media_from_row(row) for row in rows)

    def is_batch_drafted(self, batch: str, ending: Job) -> bool:
        """Whether all recordings that were added together are prepared and drafted, but for one job."""
        rows = self._connect().query(
            "SELECT 1 FROM media JOIN jobs ON jobs.media_id = media.id WHERE media.batch = ? "
            "AND media.deleted_at IS NULL AND jobs.id != ? AND jobs.kind IN ('ingest', 'draft') "
            "AND jobs.state IN ('queued', 'running', 'paused') LIMIT 1",
            [batch, ending.id],
        )
        return next(iter(rows), None) is None

    def transients(self) -> tuple[Media, ...]:
        """The recordings that exist for one request only."""
        rows = self._connect().table("media").rows_where("transient IS NOT NULL")
        return tuple(media_from_row(row) for row in rows)

    def update(self, media_id: str, **changes: Any) -> Media:
        """Change fields of `Media` by name, and with `tags` all tags, in one transaction.

        Raises:
            InvalidTag, TooManyTags: See `read_tags`.
            NotFound: No recording has this id.
            TypeError: A name that is no field, or one that only edits change.
        """
        tags = changes.pop("tags", None)
        unknown = set(changes) - SETTABLE
        if unknown:
            raise TypeError(f"not a field of a recording that can be set: {sorted(unknown)}")
        given = None if tags is None else {fold_tag(tag): tag for tag in read_tags(tags)}

        def change(db: Database) -> Media:
            media = _update(db, media_id, changes)
            if given is not None:
                write_tags(db, media_id, given)
            return media

        return self._writer.run(change)

    def update_as(self, job: Job, **changes: Any) -> bool:
        """Change fields of a job's recording, if the job is still its worker's, in one transaction.

        Returns:
            Whether it does; False, and nothing is changed, when it is no longer this worker's.
        """

        def change(db: Database) -> bool:
            is_ours = jobs.is_held(db, job)
            if is_ours:
                _update(db, job.media_id, changes)
            return is_ours

        return self._writer.run(change)

    def delete(self, media_id: str) -> Media:
        """Delete a recording and cancel its jobs; `restore` undoes that."""

        def bin_it(db: Database) -> Media:
            media = get_media(db, media_id)
            if media.deleted_at is not None:
                return media
            deleted_at = now()
            # An unfinished ingest does not continue; it starts again after `restore`.
            db.execute(
                "UPDATE media SET deleted_at = ?, state = iif(state = 'ingesting', 'new', state) "
                "WHERE id = ?",
                [deleted_at, media_id],
            )
            jobs.cancel_all(db, media_id, finished_at=deleted_at)
            announce(db, "media", media_id, {"deleted": True})
            return get_media(db, media_id)

        return self._writer.run(bin_it)

    def restore(self, media_id: str) -> Media:
        """Restore a deleted recording and queue the jobs again that its deletion cancelled."""

        def take_out(db: Database) -> Media:
            deleted_at = get_media(db, media_id).deleted_at
            if deleted_at is not None:
                jobs.queue_again(db, media_id, cancelled_at=deleted_at)
            return _update(db, media_id, {"deleted_at": None})

        return self._writer.run(take_out)

    def purge(self, media_id: str) -> None:
        """Remove a recording with its history and its folder. This cannot be undone.

        Watchers get one event that says so, which alone is left of it.

        Raises:
            NotFound: No recording has this id.
            OSError: The rows are gone but a file could not be removed.
        """
        purge_rows(self._connect, self._writer, media_id)
        # After the rows: a crash in between leaves files without a recording, never the reverse.
        if (folder := self._folder_of(media_id)).exists():
            shutil.rmtree(folder)


def _update(db: Database, media_id: str, changes: dict[str, Any]) -> Media:
    get_media(db, media_id)
    if changes:
        db.table("media").update(media_id, media_to_row(changes))
        if changes.keys() & {"title", "filename"}:
            set_title_keys(db, media_id)
        announce(db, "media", media_id, {})
    return get_media(db, media_id)
