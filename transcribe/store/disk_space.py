"""Room on the disk: how much there is, how much a recording takes, and what to say when it lacks."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from transcribe.errors import DiskFull

RESERVE_BYTES = 16 << 20  # left for what people type: machines stop before the last of it
PCM_BYTES_A_MS = 32
PROXY_BYTES_A_MS = 9  # Opus at 64 kbit/s with its container
PEAKS_BYTES_A_MS = 0.3


def free_bytes(folder: Path) -> int:
    """What is free where a folder lies."""
    return shutil.disk_usage(folder).free


def shortage_message(folder: Path) -> str:
    """Why machines write nothing now, a sentence; empty while there is room."""
    free = free_bytes(folder)
    if free >= RESERVE_BYTES:
        return ""
    return (
        f"The disk that holds {folder} is full ({free / 1e6:.0f} MB are left). Drafts wait, and go "
        "on by themselves when there is room."
    )


def bytes_needed(duration_ms: int) -> int:
    """What is made of the sound of a recording: samples, waveform, player's copy.

    A picture comes on top and cannot be told in advance; digital silence takes less.
    """
    return round(duration_ms * (PCM_BYTES_A_MS + PROXY_BYTES_A_MS + PEAKS_BYTES_A_MS))


def require_space(folder: Path, needed: int) -> None:
    """See that so many bytes fit, before anything is written.

    Raises:
        DiskFull: They do not; it says how many lack.
    """
    free = free_bytes(folder)
    if needed + RESERVE_BYTES > free:
        raise DiskFull(str(folder), needed=needed + RESERVE_BYTES, free=free)


def make_durable(folder: Path) -> None:
    """Have the files of a folder, and their names, on the disk itself.

    The database does so with every commit; a row that promises files which a power cut has taken
    would be worse than no row.
    """
    for path in folder.iterdir():
        if path.is_file() and not path.is_symlink():
            _sync(path)
    _sync(folder)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return  # folders cannot be opened there
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
