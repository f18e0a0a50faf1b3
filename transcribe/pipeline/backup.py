"""A library into one file and back.

A backup is a tar file with `transcribe.db`, copied by SQLite's own backup while edits go on, and
the folders of the recordings that this copy knows. Models are left out: they can be had again.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import IO

from transcribe.errors import BackupUnusable, DatabaseUnusable, DiskFull
from transcribe.store import Store

DATABASE = "transcribe.db"
ALLOWED_BESIDE = {"models", "lock"}  # what may lie in a folder that is restored into
OnProgress = Callable[[int, int], None]


def back_up(store: Store, target: Path, on_progress: OnProgress | None = None) -> int:
    """Write everything but the models to `target`, which appears there whole or not at all.

    Works while the library is in use: the backup holds what was acknowledged when it began.

    Args:
        store: The library.
        target: The file to write; one that is there is replaced.
        on_progress: Told after each recording how many are done, and how many there are.

    Returns:
        How many recordings it holds.

    Raises:
        BackupUnusable: `target` cannot be written.
        DatabaseUnusable: The library's database is damaged, or there is no room to copy it.
        DiskFull: There is no room.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=store.folder, prefix="backup-") as scratch:
            database = Path(scratch) / DATABASE
            ids = _copy_database(store.path, database)
            with part.open("wb") as file:
                _write(file, database, store, ids, on_progress)
        part.replace(target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.parent)) from error
        raise BackupUnusable(
            str(target), f"it cannot be written ({error.strerror or error})"
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return len(ids)


def _write(
    file: IO[bytes], database: Path, store: Store, ids: list[str], on_progress: OnProgress | None
) -> None:
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.add(database, DATABASE)
        for done, media_id in enumerate(ids, 1):
            _add_recording(archive, store.media_folder(media_id), media_id)
            if on_progress is not None:
                on_progress(done, len(ids))
    file.flush()
    os.fsync(file.fileno())  # before the rename: a power cut must not leave an empty backup


def _copy_database(source: Path, target: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
            return [row[0] for row in copy.execute("SELECT id FROM media ORDER BY id")]
    except sqlite3.Error as error:
        raise DatabaseUnusable(str(source), str(error)) from error


def _add_recording(archive: tarfile.TarFile, folder: Path, media_id: str) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".part":
            with suppress(FileNotFoundError):  # replaced or removed for good in the meantime
                archive.add(path, f"media/{media_id}/{path.name}")


def restore(archive_path: Path, folder: Path) -> int:
    """Put a backup into an empty data folder; it appears there whole or not at all.

    Returns:
        How many recordings it holds.

    Raises:
        BackupUnusable: The file is no whole backup, or the folder holds a library already.
        DatabaseUnusable: A newer version of this program wrote it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken = sorted(path.name for path in folder.iterdir() if path.name not in ALLOWED_BESIDE)
    if taken:
        raise BackupUnusable(
            str(folder), f"it is not empty ({', '.join(taken[:5])}); name a new folder with --data"
        )
    with tempfile.TemporaryDirectory(dir=folder, prefix="restoring-") as scratch:
        fresh = Path(scratch)
        _extract(archive_path, fresh)
        _check(archive_path, fresh / DATABASE)
        with Store(fresh) as store:  # its schema is one that this program knows
            n_media = len(store.media.list(include_deleted=True))
        # The database last: a folder is a library only once everything else is in its place.
        for path in sorted(fresh.iterdir(), key=lambda path: path.name == DATABASE):
            shutil.move(path, folder / path.name)
    return n_media


def _extract(archive_path: Path, target: Path) -> None:
    try:
        with tarfile.open(archive_path, "r:") as archive:
            for member in archive:
                parts = Path(member.name).parts
                is_file_of_media = len(parts) == 3 and parts[0] == "media" and ".." not in parts
                if not (parts == (DATABASE,) or is_file_of_media) or not member.isfile():
                    raise BackupUnusable(
                        str(archive_path), f"it holds {member.name!r}: this is no backup of ours"
                    )
                archive.extract(member, target, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise BackupUnusable(
            str(archive_path), f"it is no backup, or is cut short ({error})"
        ) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target)) from error
        raise BackupUnusable(str(archive_path), f"it cannot be read ({error.strerror})") from error


def _check(archive_path: Path, database: Path) -> None:
    if not database.is_file():
        raise BackupUnusable(str(archive_path), "it holds no database: this is no backup of ours")
    try:
        with closing(sqlite3.connect(database)) as db:
            verdict = db.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        verdict = str(error)
    if verdict != "ok":
        raise BackupUnusable(str(archive_path), f"its database is damaged ({verdict})")
