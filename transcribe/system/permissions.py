"""Keep what this program writes to its own user: folders 0700, files 0600, whatever the umask.

Two things do this. Every process sets its umask at its start, and its children inherit it, ffmpeg
too. An older data folder, made before this, is narrowed when it is opened. What is written for the
user outside the data folder, such as exports, keeps the user's own umask.

Windows has no such modes; there nothing is done.
"""

from __future__ import annotations

import logging
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE_UMASK = 0o077
OTHERS = stat.S_IRWXG | stat.S_IRWXO
DATABASE = "transcribe.db"
# What the program makes in a data folder. Anything else that lies there is left as it is.
OURS = (
    f"{DATABASE}*", "media", "incoming", "models", "transient", "cache", "lock", "*.lock", "workers.*",
    "worker.log", "backup.tmp", "restore.tmp",
)  # fmt: skip

log = logging.getLogger("transcribe.system.permissions")
_users_umask: list[int] = []


def set_private_umask() -> None:
    """Have this process, and those it starts, make files that only their owner can read."""
    os.umask(PRIVATE_UMASK)


@contextmanager
def private_files() -> Iterator[None]:
    """Do as `set_private_umask`, and remember the user's umask for `share`."""
    before = os.umask(PRIVATE_UMASK)
    _users_umask.append(before)
    try:
        yield
    finally:
        _users_umask.pop()
        os.umask(before)


def share(path: Path) -> None:
    """Give a file or folder that was just made for the user the mode of the user's own umask."""
    if not _users_umask:
        return  # the umask was never changed, so the mode is right already
    full = 0o777 if path.is_dir() else 0o666
    path.chmod(full & ~_users_umask[0])


def write_for_user(path: Path, content: bytes) -> None:
    """Write a file outside the data folder; a new one gets the mode of the user's own umask.

    Raises:
        OSError: It cannot be written.
    """
    is_new = not path.exists()
    path.write_bytes(content)
    if is_new:
        share(path)


def make_folder_for_user(folder: Path) -> None:
    """Make a folder outside the data folder, and those around it, unless they are there.

    Raises:
        OSError: It cannot be made.
    """
    if not folder.is_dir():
        make_folder_for_user(folder.parent)
        folder.mkdir()
        share(folder)


def make_private_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, unless it is there.

    Raises:
        OSError: It cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Make an empty file that only its owner can read, unless it is there.

    Raises:
        OSError: It cannot be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return


def is_open_to_others(path: Path) -> bool:
    """Tell whether users other than the owner have any right to a file or folder."""
    if sys.platform == "win32":
        return False
    try:
        return bool(path.stat().st_mode & OTHERS)
    except FileNotFoundError:
        return False


def protect(folder: Path) -> None:
    """Take other users' rights to a data folder away, and say in the log what was done.

    Costs two `stat` calls when there is nothing to do. Symbolic links are not followed; files with
    several names, files of other users and files that this program does not make are left alone.
    Where the modes cannot be changed, a warning says why: this is no reason to refuse the folder.
    """
    database = folder / DATABASE
    if not (is_open_to_others(folder) or is_open_to_others(database)):
        return
    if sys.platform != "win32" and folder.stat().st_uid != os.geteuid():
        log.warning("%s can be read by others and belongs to another user, who has to run: "
                    "chmod -R go= %s", folder, folder)  # fmt: skip
        return
    is_library = database.exists()
    n_narrowed = sum(_narrow(path) for path in _made_by_us(folder))
    if _is_shared(folder):
        log.warning("%s is a folder that others use, so its mode was left as it is. Name a folder "
                    "of its own with --data", folder)  # fmt: skip
        return
    # The folder last: a narrow folder says that all in it has been done.
    _narrow(folder)
    if is_open_to_others(folder):
        log.warning("%s can be read by others: its file system keeps no modes, so they must be set "
                    "where it is mounted (umask=077)", folder)  # fmt: skip
    elif is_library:
        log.warning("%s could be read by other users of this machine; now it is this user's alone "
                    "(%d files and folders in it had to be changed)", folder, n_narrowed)  # fmt: skip


def _is_shared(folder: Path) -> bool:
    """Tell of folders whose mode matters to more than this program, such as /tmp."""
    has_sticky_bit = bool(folder.stat().st_mode & stat.S_ISVTX)
    return has_sticky_bit or folder in {Path(folder.anchor), Path.home()}


def _made_by_us(folder: Path) -> Iterator[Path]:
    """Everything that the program has made in a data folder, parents after children."""
    for pattern in OURS:
        for path in folder.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                for parent, _, names in os.walk(path, topdown=False):
                    yield from (Path(parent, name) for name in names)
                    yield Path(parent)
            else:
                yield path


def _narrow(path: Path) -> bool:
    """Leave a file's or folder's rights to its owner; False where nothing was changed.

    By name, not by descriptor: closing a descriptor of the database would drop SQLite's locks.
    """
    try:
        found = path.lstat()
        is_ours = sys.platform == "win32" or found.st_uid == os.geteuid()
        is_one = stat.S_ISREG(found.st_mode) and found.st_nlink == 1
        if not is_ours or not (is_one or stat.S_ISDIR(found.st_mode)):
            return False
        if not found.st_mode & OTHERS:
            return False
        path.chmod(stat.S_IMODE(found.st_mode) & ~OTHERS)
    except OSError as error:
        log.info("the mode of %s was left as it is: %s", path, error)
        return False
    return True
