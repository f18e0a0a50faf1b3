"""The list of digests of a release. It is as long as the release has files, so it is never in memory as a whole."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from transcribe.datasets.sorting import sorted_lines
from transcribe.system.file_digest import sha256_of

_SHA, _PATH = slice(64), slice(66, None)  # of a line as `sha256sum` writes it


@dataclass(frozen=True, slots=True)
class Summed:
    """A written list of digests.

    Attributes:
        digest: SHA-256 of the list.
        n_bytes: Of all files in it together.
    """

    digest: str
    n_bytes: int


def digest_lines(folder: Path, paths: Iterable[Path]) -> Iterator[str]:
    """A line for each file as `sha256sum` writes it, with the path below the folder."""
    for path in paths:
        yield f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}"


def write_digests(
    folder: Path, target: Path, known: Iterable[str], left_out: frozenset[str], scratch: Path
) -> Summed:
    """Write a line for each file of a folder, in the order of their paths.

    Args:
        folder: The folder.
        target: The list.
        known: Lines of files whose digest is known; the others are read.
        left_out: Paths below the folder of files, and names of folders in it, that are not listed.
        scratch: A folder for temporary files.

    Raises:
        FileNotFoundError: A file of `known` is not there.
    """
    whole, n_bytes = hashlib.sha256(), 0
    with target.open("wb") as file:
        for line in _all_lines(folder, known, left_out, scratch):
            file.write(content := f"{line}\n".encode())
            whole.update(content)
            n_bytes += (folder / line[_PATH]).stat().st_size
    return Summed(whole.hexdigest(), n_bytes)


def _all_lines(
    folder: Path, known: Iterable[str], left_out: frozenset[str], scratch: Path
) -> Iterator[str]:
    by_path = sorted_lines((f"{line[_PATH]}\0{line[_SHA]}" for line in known), scratch)
    have = (line.split("\0") for line in by_path)
    path, sha = next(have, ("", ""))
    for present in sorted_lines((f"{one}\0" for one in _files(folder, left_out)), scratch):
        name = present[:-1]
        if name != path:
            yield f"{sha256_of(folder / name)}  {name}"
            continue
        yield f"{sha}  {name}"
        path, sha = next(have, ("", ""))
    if path:
        raise FileNotFoundError(errno.ENOENT, "a file of the corpus is missing", str(folder / path))


def _files(folder: Path, left_out: frozenset[str]) -> Iterator[str]:
    for path in folder.rglob("*"):
        below = path.relative_to(folder)
        name = below.as_posix()
        if below.parts[0] not in left_out and name not in left_out and path.is_file():
            yield name
