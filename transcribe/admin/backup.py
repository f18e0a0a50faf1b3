"""Back up a library to one file, and restore it.

A backup contains `transcribe.db`, copied by SQLite's backup function while edits continue, and the
files of the recordings in that copy (`admin.archive` has the format). Models are not included: they
can be downloaded again. The database is checked before anything is written. The file is read back
and compared before it replaces an earlier one.

While the library is in use, the database in the backup has the state at the start of the backup.
The files are read after that. A file that is missing by then is named in the backup and in a warning.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from transcribe.admin.archive import ArchiveWriter, Comparison, read_archive
from transcribe.errors import BackupUnusable, DatabaseDamaged, DatabaseUnusable, DiskFull
from transcribe.store import Store
from transcribe.store.database import check_copy
from transcribe.store.disk_space import make_durable
from transcribe.store.leftovers import (
    BACKUP_FOLDER,
    DATABASE,
    MOVING_NOTE,
    PART_NOTE,
    RESTORE_FOLDER,
    clear,
    sole_use,
)
from transcribe.system.permissions import make_private_folder, protect

ALLOWED_BESIDE = {"models", "lock"}  # allowed in a folder before a restore
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Transferred:
    """The result of a backup or restore.

    Attributes:
        n_media: Number of recordings.
        n_bytes: Size of their files and the database.
        warnings: Sentences about incomplete recordings.
    """

    n_media: int
    n_bytes: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A recording in the copy of the database."""

    id: str
    title: str
    state: str
    audio_stream: int
    proxy: str | None
    peak_levels: int
    linked_path: str | None

    def files(self) -> set[str]:
        """Files needed to play and show it; the original may have any suffix."""
        named = set() if self.linked_path else {"original"}
        if self.state != "ready":
            return named  # the other files are made from the original
        peaks = {f"peaks-{level}.dat" for level in range(self.peak_levels)}
        return named | peaks | {"audio.pcm"} | ({self.proxy} if self.proxy else set())

    def lacks(self, names: Sequence[str]) -> list[str]:
        """The needed files that are not among these."""
        present = set(names) | {"original" for name in names if name.startswith("original")}
        return sorted(self.files() - present)


def back_up(store: Store, target: Path, on_progress: OnProgress | None = None) -> Transferred:
    """Write everything except the models to `target`, which appears complete or not at all.

    Works while the library is in use: the backup contains all edits acknowledged before its start.

    Args:
        store: The library.
        target: The file to write; an existing file is replaced after the new one was verified.
        on_progress: Called after each recording with the number of finished ones and the total.

    Raises:
        BackupUnusable: `target` cannot be written, or differs when it is read back.
        DatabaseUnusable: The library's database is damaged, or the disk is too full to copy it.
        DiskFull: There is not enough disk space.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with sole_use(store.folder), _working_folder(store.folder / BACKUP_FOLDER) as scratch:
            (scratch / PART_NOTE).write_text(str(part.absolute()), encoding="utf-8")
            rows = _copy_database(store.path, scratch / DATABASE, target)
            try:
                done = _write_part(part, scratch / DATABASE, store, rows, on_progress)
                part.replace(target)
            finally:
                part.unlink(missing_ok=True)
            _sync_folder(target.parent)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.parent)) from error
        raise BackupUnusable(
            str(target), f"it cannot be written ({error.strerror or error})"
        ) from error
    return done


@contextmanager
def _working_folder(folder: Path) -> Iterator[Path]:
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _write_part(
    part: Path, database: Path, store: Store, rows: list[_Row], on_progress: OnProgress | None
) -> Transferred:
    part.unlink(missing_ok=True)  # of an earlier attempt
    handle = os.open(part, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(handle, "wb") as file:
        plan = {row.id: _file_names(store.media_folder(row.id)) for row in rows}
        names = [_inside(key, name) for key, of_one in plan.items() for name in of_one]
        writer = ArchiveWriter(file, [DATABASE, *names])
        writer.add(database, DATABASE)
        for done, row in enumerate(rows, 1):
            _add_recording(writer, store.media_folder(row.id), row.id, plan[row.id])
            if on_progress is not None:
                on_progress(done, len(rows))
        lacking = {
            row: row.lacks([n for n in plan[row.id] if _inside(row.id, n) in writer.entries])
            for row in rows
        }
        seal = writer.finish([_inside(row.id, n) for row, of in lacking.items() for n in of])
        file.flush()
        os.fsync(handle)  # before the rename: a power cut must not leave an empty backup
        _forget_pages(handle)
        if os.fstat(handle).st_ino != part.stat().st_ino:
            raise BackupUnusable(str(part), "another backup writes to the same file; run it again")
    found = read_archive(part)
    if not found.is_whole or found.seal != seal:
        raise BackupUnusable(
            str(part),
            f"reading it back gave different data ({found.differences() or 'other bytes'}). "
            "Its disk may be failing. An earlier backup of that name was not changed",
        )
    return Transferred(len(rows), found.n_bytes, _warnings(store, lacking))


def _forget_pages(handle: int) -> None:
    """Drop the system's cache of the file, so that it is read back from the disk."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _copy_database(source: Path, target: Path, backup: Path) -> list[_Row]:
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        check_copy(target)
        with closing(sqlite3.connect(target)) as copy:
            return _rows(copy)
    except sqlite3.Error as error:
        raise DatabaseUnusable(str(source), str(error)) from error
    except DatabaseDamaged as error:
        raise DatabaseDamaged(
            str(source), f"{error.reason}; nothing was written to {backup}"
        ) from error


def _rows(db: sqlite3.Connection) -> list[_Row]:
    """The recordings of the library, without those that exist for one request only."""
    found = db.execute(
        "SELECT id, title, state, coalesce(audio_stream, 0), proxy, coalesce(peak_levels, 0), "
        "linked_path FROM media WHERE transient IS NULL ORDER BY id"
    )
    return [_Row(*row) for row in found]


def _file_names(folder: Path) -> list[str]:
    """Finished files of a recording, without spectrograms, which can be computed again."""
    if not folder.is_dir():
        return []
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.is_file() and path.suffix != ".part" and not path.name.startswith("partial")
    )


def _inside(media_id: str, name: str) -> str:
    return f"media/{media_id}/{name}"


def _add_recording(writer: ArchiveWriter, folder: Path, media_id: str, names: list[str]) -> None:
    for name in names:
        with suppress(FileNotFoundError):  # found missing later, from `writer.entries`
            writer.add(folder / name, _inside(media_id, name))


def _warnings(store: Store, lacking: dict[_Row, list[str]]) -> tuple[str, ...]:
    with closing(sqlite3.connect(store.path)) as db:
        now = {row.id: row for row in _rows(db)}
    found = (_warning(row, names, now.get(row.id)) for row, names in lacking.items())
    return tuple(filter(None, found))


def _warning(row: _Row, lacks: list[str], now: _Row | None) -> str:
    name = f"{row.title} ({row.id})"
    if now is None:
        return f"{name} was permanently deleted while the backup ran; {_without(lacks)}."
    if lacks:
        return f"{name} has lost files; {_without(lacks)}."
    if row.state == "ready" and (now.state, now.proxy, now.audio_stream) != (
        row.state, row.proxy, row.audio_stream,
    ):  # fmt: skip
        return (
            f"{name} was prepared again while the backup ran; its files may be newer than its text."
        )
    return ""


def _without(names: list[str]) -> str:
    return f"it is in the backup without {', '.join(names)}" if names else "it is in the backup"


def verify(archive_path: Path) -> Comparison:
    """Read a whole backup and compare it with its manifest.

    Raises:
        BackupUnusable: It cannot be read, or is not a backup.
    """
    return read_archive(archive_path)


def restore(archive_path: Path, folder: Path) -> Transferred:
    """Restore a backup into an empty data folder, completely or not at all.

    Raises:
        BackupUnusable: The backup is damaged, or the folder already contains a library.
        DatabaseUnusable: A newer version of this program wrote it.
        DiskFull: There is not enough disk space.
    """
    try:
        make_private_folder(folder)
        protect(folder.resolve())
        with sole_use(folder):
            _demand_empty(folder)
            try:
                return _restore(archive_path, folder, folder / RESTORE_FOLDER)
            finally:
                clear(folder)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(folder)) from error
        raise BackupUnusable(
            str(folder), f"it cannot be written ({error.strerror or error})"
        ) from error


def _demand_empty(folder: Path) -> None:
    taken = sorted(path.name for path in folder.iterdir() if path.name not in ALLOWED_BESIDE)
    if taken:
        raise BackupUnusable(
            str(folder), f"it is not empty ({', '.join(taken[:5])}); use a new folder with --data"
        )


def _restore(archive_path: Path, folder: Path, fresh: Path) -> Transferred:
    fresh.mkdir(mode=0o700)
    comparison = read_archive(archive_path, fresh)
    if comparison.is_damaged:
        raise BackupUnusable(
            str(archive_path), f"nothing was restored from it: {comparison.differences()}"
        )
    _check_database(archive_path, fresh / DATABASE)
    with Store(fresh) as store:  # raises if this program does not know the schema
        with closing(sqlite3.connect(store.path)) as db:
            rows = _rows(db)
        lacking = {row: row.lacks(_file_names(store.media_folder(row.id))) for row in rows}
        for row in rows:
            if store.media_folder(row.id).is_dir():
                make_durable(store.media_folder(row.id))
    _move(fresh, folder)
    warnings = [
        f"{row.title} ({row.id}) was restored without {', '.join(n)}."
        for row, n in lacking.items()
        if n
    ]
    if not comparison.has_manifest:
        warnings.insert(0, f"{archive_path} was written by version 0.1 and has no list of its files, "
                           "so its contents could not be compared.")  # fmt: skip
    return Transferred(len(rows), comparison.n_bytes, tuple(warnings))


def _check_database(archive_path: Path, database: Path) -> None:
    if not database.is_file():
        raise BackupUnusable(
            str(archive_path), "it contains no database: it is not a backup of Transcribe"
        )
    try:
        check_copy(database)
    except DatabaseDamaged as error:
        raise BackupUnusable(
            str(archive_path), f"its database is damaged ({error.reason})"
        ) from error


def _move(fresh: Path, folder: Path) -> None:
    """Move the files to their final place, the database last: it makes the folder a library.

    If the process is killed in between, `leftovers.clear` finds the note and removes the rest.
    """
    make_durable(fresh)
    if (fresh / "media").is_dir():
        (fresh / MOVING_NOTE).touch()
        (fresh / "media").rename(folder / "media")
    if (folder / DATABASE).exists():  # created by a program that was started meanwhile
        raise BackupUnusable(
            str(folder), "a library was created there while the backup was restored"
        )
    for path in sorted(fresh.glob(f"{DATABASE}*"), reverse=True):
        path.rename(folder / path.name)
    _sync_folder(folder)
