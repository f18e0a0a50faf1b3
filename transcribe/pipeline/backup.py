"""A library into one file and back.

A backup is a tar file with `transcribe.db`, copied by SQLite's own backup while edits go on, and
the folders of the recordings that this copy knows. Models are left out: they can be had again.
"""

from __future__ import annotations

import errno
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from transcribe.errors import BackupUnusable, DiskFull
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
        DiskFull: There is no room.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=store.folder, prefix="backup-") as scratch:
            ids = _copy_database(store.path, Path(scratch) / DATABASE)
            with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as archive:
                archive.add(Path(scratch) / DATABASE, DATABASE)
                for done, media_id in enumerate(ids, 1):
                    _add_recording(archive, store.media_folder(media_id), media_id)
                    if on_progress is not None:
                        on_progress(done, len(ids))
        part.replace(target)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.parent)) from error
        raise BackupUnusable(str(target), f"it cannot be written ({error.strerror})") from error
    finally:
        part.unlink(missing_ok=True)
    return len(ids)


def _copy_database(source: Path, target: Path) -> list[str]:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        return [row[0] for row in copy.execute("SELECT id FROM media ORDER BY id")]


def _add_recording(archive: tarfile.TarFile, folder: Path, media_id: str) -> None:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix != ".part":
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
        for path in fresh.iterdir():
            shutil.move(path, folder / path.name)
    return n_media


def _extract(archive_path: Path, target: Path) -> None:
    try:
        with tarfile.open(archive_path, "r:") as archive:
            for member in archive:
                parts = Path(member.name).parts
                is_ours = parts == (DATABASE,) or (len(parts) == 3 and parts[0] == "media")
                if not is_ours or not member.isfile():
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
