"""The files that `transcribe add` finds, with the tags that their folders give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from transcribe.library.watch_folders import RECORDINGS
from transcribe.text.tags import tag_of_folder


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file to add.

    Attributes:
        may_be_other: It lies in a folder and its suffix is none of a recording.
        tags: The names of the folders around it, from the named folder on, as one tag.
    """

    path: Path
    may_be_other: bool = False
    tags: tuple[str, ...] = ()


def find_files(paths: Sequence[Path], *, with_tags: bool) -> list[FoundFile]:
    """The named files, and all files of the named folders in the order of their paths."""
    found: list[FoundFile] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
            found += (_in_folder(path, file, with_tags) for file in sorted(inside))
        else:
            found.append(FoundFile(path))
    return found


def _in_folder(folder: Path, file: Path, with_tags: bool) -> FoundFile:
    levels = (folder.resolve().name, *file.parent.relative_to(folder).parts)
    tag = tag_of_folder(levels) if with_tags else None
    return FoundFile(file, file.suffix.lower() not in RECORDINGS, (tag,) if tag else ())
