"""Files that are there as a whole or not at all, whenever the program is killed."""

from __future__ import annotations

from pathlib import Path


def partial_of(path: Path) -> Path:
    """Where a file is while it is written; it stays there if the program is killed meanwhile."""
    return path.with_name(f"{path.name}.part")


def write_whole(path: Path, text: str) -> None:
    """Write a text file; one with this name is replaced.

    Raises:
        OSError: It cannot be written; an old file stays.
    """
    partial = partial_of(path)
    partial.write_text(text, "utf-8", newline="\n")
    partial.replace(path)
