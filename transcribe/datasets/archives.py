"""Tar and gzip files without dates, owners and names of this computer: the same content, the same bytes."""

from __future__ import annotations

import gzip
import io
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_tar(path: Path) -> Iterator[tarfile.TarFile]:
    """Create an uncompressed tar file in the form that all readers know (ustar)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as archive:
        yield archive


def add_member(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    """Add a file; its date is 1970."""
    member = tarfile.TarInfo(name)
    member.size, member.mode = len(content), 0o644
    archive.addfile(member, io.BytesIO(content))
    archive.members = []  # type: ignore[attr-defined]  # tarfile keeps each member, which nobody asks for here


@contextmanager
def open_gzip_lines(path: Path) -> Iterator[Callable[[str], object]]:
    """Create a gzip file; yields what writes a line with its end."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        yield lambda line: file.write(f"{line}\n".encode())


def write_gzip_lines(path: Path, lines: Iterable[str]) -> None:
    """Write lines as a gzip file, each with its end."""
    with open_gzip_lines(path) as write:
        for line in lines:
            write(line)
