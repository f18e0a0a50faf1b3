"""A release as one tar archive, made while it is sent."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from pathlib import Path

READ_BYTES = 1 << 20


def write_archive(folder: Path) -> Iterator[bytes]:
    """Yield the archive of a folder; the same files give the same bytes.

    Raises:
        OSError: A file cannot be read, or becomes shorter meanwhile.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from _member(f"{folder.name}/{path.relative_to(folder).as_posix()}", path)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _member(name: str, path: Path) -> Iterator[bytes]:
    info = tarfile.TarInfo(name)
    info.size = path.stat().st_size
    yield info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
    n_left = info.size
    with path.open("rb") as file:
        while n_left:
            content = file.read(min(READ_BYTES, n_left))
            if not content:
                raise OSError(f"{path} has become shorter")
            n_left -= len(content)
            yield content
    yield bytes(-info.size % tarfile.BLOCKSIZE)
