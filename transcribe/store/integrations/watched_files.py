"""Files taken from watched folders, and files written there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlite_utils import Database

from transcribe.store.row_queries import now
from transcribe.store.writer import Writer


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file in the state of the last check.

    Attributes:
        media_id: Its recording; None if it was refused, or purged later.
        error: Why it was refused.
        exported_job: The draft whose results were written beside it.
    """

    path: str
    size_bytes: int
    mtime_ns: int
    sha256: str
    media_id: str | None
    error: str | None = None
    exported_job: int | None = None


@dataclass(frozen=True, slots=True)
class Export:
    """A file written into a watched folder.

    Attributes:
        source: Its recording and format.
        sha256: Digest of its content; two while one content replaces another.
    """

    path: str
    source: str
    sha256: str


_FIELDS = ", ".join(field.name for field in fields(WatchedFile))
_PUT = (
    f"INSERT OR REPLACE INTO watched ({_FIELDS}, seen_at) VALUES "
    f"({', '.join(f':{field.name}' for field in fields(WatchedFile))}, :seen_at)"
).replace(":media_id", "(SELECT id FROM media WHERE id = :media_id)")


class WatchLog:
    """Identifies files by content: the same bytes are the same recording at any path."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def by_path(self, path: str) -> WatchedFile | None:
        """The record of the file at this path."""
        return self._one("path = ?", path)

    def by_sha256(self, sha256: str) -> WatchedFile | None:
        """The record of these bytes."""
        return self._one("sha256 = ?", sha256)

    def list(self) -> tuple[WatchedFile, ...]:
        """All records, newest first."""
        rows = self._connect().query(f"SELECT {_FIELDS} FROM watched ORDER BY seen_at DESC, path")
        return tuple(_from_row(row) for row in rows)

    def put(self, file: WatchedFile) -> None:
        """Store a file, replacing the record of its path; a recording that is gone counts as None."""
        columns = {field.name: getattr(file, field.name) for field in fields(WatchedFile)}
        self._writer.run(lambda db: db.execute(_PUT, {**columns, "seen_at": now()}))

    def unexported(self) -> tuple[tuple[WatchedFile, int], ...]:
        """Files with a finished draft that was not written beside them, and the job of that draft."""
        named = ", ".join(f"watched.{field.name}" for field in fields(WatchedFile))
        rows = self._connect().query(
            f"SELECT {named}, max(jobs.id) AS job FROM watched "
            "JOIN media ON media.id = watched.media_id AND media.deleted_at IS NULL "
            "JOIN jobs ON jobs.media_id = media.id AND jobs.kind = 'draft' "
            "AND jobs.state = 'done' "
            "GROUP BY watched.path HAVING max(jobs.id) > coalesce(watched.exported_job, 0)"
        )
        return tuple((_from_row(row), int(row["job"])) for row in rows)

    def export_at(self, path: str) -> Export | None:
        """The file that this program wrote at this path."""
        rows = self._connect().query(
            "SELECT path, source, sha256 FROM watch_exports WHERE path = ?", [path]
        )
        return next((Export(**row) for row in rows), None)

    def put_export(self, export: Export) -> None:
        """Record a file before it is written, so that it is known after a crash."""
        self._writer.run(
            lambda db: db.execute(
                "INSERT OR REPLACE INTO watch_exports (path, source, sha256) VALUES (?, ?, ?)",
                [export.path, export.source, export.sha256],
            )
        )

    def _one(self, condition: str, value: str) -> WatchedFile | None:
        rows = self._connect().query(
            f"SELECT {_FIELDS} FROM watched WHERE {condition} LIMIT 1", [value]
        )
        return next((_from_row(row) for row in rows), None)


def _from_row(row: Mapping[str, Any]) -> WatchedFile:
    return WatchedFile(**{field.name: row[field.name] for field in fields(WatchedFile)})
