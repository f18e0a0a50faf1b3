"""Disk space: free space, the need of a recording, and the error if space is short."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from transcribe.errors import DiskFull

RESERVE_BYTES = 16 << 20  # reserved for users' edits: jobs stop before using it
PCM_BYTES_A_MS = 32
PROXY_BYTES_A_MS = 9  # Opus at 64 kbit/s with its container
PEAKS_BYTES_A_MS = 0.3


def free_bytes(folder: Path) -> int:
    """Free bytes on the disk of a folder."""
    return shutil.disk_usage(folder).free


def shortage_message(folder: Path) -> str:
    """Why jobs are paused for lack of space, as a sentence; empty if there is space."""
    free = free_bytes(folder)
    if free >= RESERVE_BYTES:
        return ""
    return (
        f"The disk that holds {folder} is full ({free / 1e6:.0f} MB left). Drafts wait, and "
        "continue automatically when there is space."
    )


def bytes_needed(duration_ms: int) -> int:
    """Size of the files made from the audio of a recording: samples, waveform, playback copy.

    A video is added to that and cannot be predicted; digital silence takes less.
    """
    return round(duration_ms * (PCM_BYTES_A_MS + PROXY_BYTES_A_MS + PEAKS_BYTES_A_MS))


def require_space(folder: Path, needed: int) -> None:
    """Check that this many bytes fit, before anything is written.

    Raises:
        DiskFull: They do not; the message says how many are missing.
    """
    free = free_bytes(folder)
    if needed + RESERVE_BYTES > free:
        raise DiskFull(str(folder), needed=needed + RESERVE_BYTES, free=free)


def make_durable(folder: Path) -> None:
    """Flush the files of a folder, and their names, to disk.

    The database does so at every commit. Without this, a power cut could leave a row whose files are
    missing, which would be worse than no row.
    """
    for path in folder.iterdir():
        if path.is_file() and not path.is_symlink():
            _sync(path)
    _sync(folder)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return  # folders cannot be opened on this system
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
