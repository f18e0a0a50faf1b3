"""Make files readable by the user only: folders 0700, files 0600, regardless of the umask.

Every process sets its umask at its start, and children such as ffmpeg inherit it. The modes of a
data folder of an earlier version are restricted when it is opened. Files written for the user
outside the data folder, such as exports, follow the user's own umask.

Windows has no such modes; nothing is done there.
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
# The files that the program creates in a data folder. Other files are not changed.
OURS = (
    f"{DATABASE}*", "media", "incoming", "models", "transient", "cache", "lock", "*.lock", "workers.*",
    "worker.log", "backup.tmp", "restore.tmp",
)  # fmt: skip

log = logging.getLogger("transcribe.system.permissions")
_users_umask: list[int] = []


def set_private_umask() -> None:
    """Make this process and its children create files that only their owner can read."""
    os.umask(PRIVATE_UMASK)


@contextmanager
def private_files() -> Iterator[None]:
    """Like `set_private_umask`, and remember the user's umask for `share`."""
    before = os.umask(PRIVATE_UMASK)
    _users_umask.append(before)
    try:
        yield
    finally:
        _users_umask.pop()
        os.umask(before)


def share(path: Path) -> None:
    """Give a new file or folder the mode of the user's own umask."""
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
    """Create a folder outside the data folder, with its parents, unless it exists.

    Raises:
        OSError: It cannot be created.
    """
    if not folder.is_dir():
        make_folder_for_user(folder.parent)
        folder.mkdir()
        share(folder)


def make_private_folder(folder: Path) -> None:
    """Create a folder that only its owner can enter, unless it exists.

    Raises:
        OSError: It cannot be created.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_private_file(path: Path) -> None:
    """Create an empty file that only its owner can read, unless it exists.

    Raises:
        OSError: It cannot be created.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return


def is_open_to_others(path: Path) -> bool:
    """Whether users other than the owner have any right to a file or folder."""
    if sys.platform == "win32":
        return False
    try:
        return bool(path.stat().st_mode & OTHERS)
    except FileNotFoundError:
        return False


def protect(folder: Path) -> None:
    """Remove other users' rights to a data folder, and log the change.

    Costs two `stat` calls if there is nothing to do. Not followed or changed: symbolic links, files
    with several hard links, files of other users, files that this program does not create.
    If the modes cannot be changed, a warning says why; the folder is used anyway.
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
        log.warning("%s is a folder that others use, so its mode was not changed. Use a separate "
                    "folder with --data", folder)  # fmt: skip
        return
    # The folder last: its mode marks that all of its contents were handled.
    _narrow(folder)
    if is_open_to_others(folder):
        log.warning("%s can be read by others: its file system has no modes, so set them in the "
                    "mount options (umask=077)", folder)  # fmt: skip
    elif is_library:
        log.warning("%s could be read by other users of this computer; now only your user can read "
                    "it (modes of %d files and folders in it were changed)", folder, n_narrowed)  # fmt: skip


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
    """Remove other users' rights to a file or folder; returns whether the mode was changed.

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
        log.info("the mode of %s was not changed: %s", path, error)
        return False
    return True
