"""Working folders of a running backup or restore in the data folder, and their removal.

Only one backup or restore at a time holds a lock on the folder itself (`flock`); the system releases
it however the process ends. A working folder without the lock is a leftover of a killed process; it
is removed when the data folder is opened.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transcribe.errors import BackupUnusable, DatabaseUnusable

BACKUP_FOLDER = "backup.tmp"
RESTORE_FOLDER = "restore.tmp"
PART_NOTE = "part"  # in BACKUP_FOLDER: the path of the file that is being written
MOVING_NOTE = "moving"  # in RESTORE_FOLDER: `media` is being moved to its final place
DATABASE = "transcribe.db"
OLD_RESTORE = re.compile(r"restoring-[a-z0-9_]{8}")  # made by version 0.1

log = logging.getLogger("transcribe.backup")


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Hold the lock for backups and restores; leftovers are removed first.

    Raises:
        BackupUnusable: Another backup or restore is running on the folder.
    """
    with _locked(folder) as is_ours:
        if not is_ours:
            raise BackupUnusable(
                str(folder), "another backup or restore is running on it; wait until it has ended"
            )
        _say(folder, clear(folder))
        yield


def clear_leftovers(folder: Path) -> None:
    """Remove leftovers of a killed backup or restore; costs two `stat` calls if there are none.

    Raises:
        DatabaseUnusable: A restore into this folder is running.
    """
    if not any((folder / name).exists() for name in (BACKUP_FOLDER, RESTORE_FOLDER)):
        return
    with _locked(folder) as is_ours:
        if is_ours:
            try:
                _say(folder, clear(folder))
            except OSError as error:  # they only use disk space: no reason not to start
                log.warning("Leftovers of a backup or restore cannot be removed: %s", error)
        elif (folder / RESTORE_FOLDER).exists():
            raise DatabaseUnusable(
                str(folder / DATABASE), "a backup is being restored there; wait until it has ended"
            )


def clear(folder: Path) -> list[str]:
    """Remove both working folders and the unfinished files that they name. The lock must be held.

    Returns:
        The interrupted commands.
    """
    backup, restore, found = folder / BACKUP_FOLDER, folder / RESTORE_FOLDER, []
    if backup.is_dir():
        _remove_part(backup / PART_NOTE)
        shutil.rmtree(backup)
        found.append("backup")
    if restore.is_dir():
        if (restore / MOVING_NOTE).exists() and not (folder / DATABASE).exists():
            shutil.rmtree(folder / "media", ignore_errors=True)
        shutil.rmtree(restore)
        found.append("restore")
    for path in folder.iterdir():
        if OLD_RESTORE.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
    return found


def _say(folder: Path, found: list[str]) -> None:
    for what in found:
        log.warning("Leftovers of an interrupted %s of %s were removed", what, folder)


def _remove_part(note: Path) -> None:
    try:
        part = Path(note.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return
    if part.suffix == ".part" and part.is_file() and not part.is_symlink():
        part.unlink()


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Try to take the lock; yields whether it was free."""
    if sys.platform == "win32":
        yield True  # folders cannot be opened there, and the server does not run there
        return
    import fcntl  # noqa: PLC0415 - Windows has none

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
