"""Folders stay small, so that files are found by name."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MAX_FILES = 25  # directly in one folder
IMAGES = "docs/images"  # images are found from the page that shows them, not by browsing


def tracked() -> list[Path]:
    """Files tracked or not ignored by git, relative to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [Path(line) for line in listed.stdout.splitlines() if (ROOT / line).exists()]


def test_no_folder_has_too_many_files() -> None:
    counts: dict[str, int] = {}
    for path in tracked():
        counts[str(path.parent)] = counts.get(str(path.parent), 0) + 1
    too_full = {folder: n for folder, n in counts.items() if n > MAX_FILES and folder != IMAGES}
    assert not too_full, f"split these folders by topic: {too_full}"
