"""Ingest: PCM, waveform and playback copy of a recording."""

from __future__ import annotations

import errno
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from transcribe.audio.spectrogram_tiles import TILES_FOLDER
from transcribe.errors import DiskFull, MediaUnreadable, WorkCancelled
from transcribe.jobs.early_audio import EarlyAudio
from transcribe.jobs.ingest_files import OnProgress, check_size, make_files
from transcribe.store import Store
from transcribe.store.disk_space import make_durable
from transcribe.store.values import Job, Media
from transcribe.system.child_process import Cancellation

TRY_PREFIX = "try-"

OLD_PARTIALS = ("partial-proxy.*", "audio.part", "peaks-*.part")  # of versions before 2026-12


LEFTOVER_AGE_S = 86_400.0


def original_path(store: Store, media_id: str) -> Path:
    """Path of the original in the data folder.

    Raises:
        MediaUnreadable: It is missing.
    """
    found = sorted(store.media_folder(media_id).glob("original*"))
    if not found:
        raise MediaUnreadable(media_id, "its original file is no longer in the data folder.")
    return found[0]


def original_of(store: Store, media: Media) -> Path:
    """Path of a recording's original: where it is linked, or in the data folder.

    Raises:
        MediaUnreadable: It is missing in the data folder.
    """
    return Path(media.linked_path) if media.linked_path else original_path(store, media.id)


def run_ingest(
    store: Store,
    media_id: str,
    on_progress: OnProgress,
    *,
    job: Job | None = None,
    cancellation: Cancellation | None = None,
    early: EarlyAudio | None = None,
) -> None:
    """Decode a recording, compute its waveform, make its playback copy.

    All files are made in a separate folder for each attempt and moved beside the original when they
    are complete and checked, so that two attempts never write to the same file.

    Args:
        store: The library.
        media_id: The recording.
        on_progress: Called with the finished share (0 to 1) and the current step.
        job: The claimed job; the recording is changed only while the claim holds.
        cancellation: Ends the work, and its ffmpeg, when it is cancelled.
        early: Gets the samples while they are decoded.

    Raises:
        MediaUnreadable: No audio can be decoded; the recording is then marked as failed.
        DiskFull: There is not enough disk space; derived files are removed, and it can be retried.
        WorkCancelled: `cancellation` was cancelled, or the job is no longer this worker's.
    """
    cancellation = cancellation or Cancellation()
    _change(store, media_id, job, state="ingesting", error=None)
    media = store.media.get(media_id)
    folder = store.media_folder(media_id)
    _remove_pictures(folder)
    source = original_of(store, media)
    try:
        try:
            with _try_folder(folder) as attempt:
                changes = make_files(media, source, attempt, on_progress, cancellation, early)
                cancellation.check()
                _publish(attempt, folder)
        finally:  # a changed file explains any other error
            if not cancellation.is_cancelled:
                check_size(source, media.size_bytes, media.filename)
        make_durable(folder)
    except MediaUnreadable as error:
        _remove_made(folder)
        _change(store, media_id, job, state="failed", error=error.reason)
        store.jobs.cancel_waiting(media_id)
        raise
    except DiskFull:
        _remove_made(folder)
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _remove_made(folder)
            raise DiskFull(str(folder)) from error
        raise
    _change(store, media_id, job, state="ready", **changes)


def _change(store: Store, media_id: str, job: Job | None, **changes: Any) -> None:
    """Change a recording's fields; with a job, only while its claim holds.

    Raises:
        WorkCancelled: The job is no longer this worker's.
    """
    if job is None:
        store.media.update(media_id, **changes)
    elif not store.media.update_as(job, **changes):
        raise WorkCancelled


@contextmanager
def _try_folder(folder: Path) -> Iterator[Path]:
    """A folder for one attempt; it is removed after the block."""
    attempt = folder / f"{TRY_PREFIX}{secrets.token_hex(6)}"
    attempt.mkdir()
    try:
        yield attempt
    finally:
        shutil.rmtree(attempt, ignore_errors=True)


def _publish(attempt: Path, folder: Path) -> None:
    """Move the files of an attempt beside the original, replacing those of an earlier one."""
    made = {path.name: path for path in attempt.iterdir()}
    for path in folder.glob("proxy.*"):
        if path.name not in made:
            path.unlink()
    for name, path in made.items():
        path.replace(folder / name)


def remove_leftovers(store: Store) -> int:
    """Remove leftovers of killed attempts; call this only if no ingest is running.

    Returns:
        The number of removed files and folders.
    """
    left = [
        path
        for pattern in (f"{TRY_PREFIX}*", *OLD_PARTIALS)
        for path in (store.folder / "media").glob(f"*/{pattern}")
    ]
    # The web process may be writing channel peaks and tiles at this time.
    others = [
        path
        for pattern in ("channels-*.part", f"{TILES_FOLDER}/*.part")
        for path in (store.folder / "media").glob(f"*/{pattern}")
        if _is_older(path, LEFTOVER_AGE_S)
    ]
    for path in [*left, *others]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left) + len(others)


def _is_older(path: Path, age_s: float) -> bool:
    try:
        return path.stat().st_mtime < time.time() - age_s
    except FileNotFoundError:
        return False


def _remove_pictures(folder: Path) -> None:
    """Remove displays of the previously selected stream that may not be made for this one."""
    shutil.rmtree(folder / TILES_FOLDER, ignore_errors=True)
    for path in folder.glob("channels-*.dat"):
        path.unlink()


def _remove_made(folder: Path) -> None:
    """Remove derived files, but keep the original so that it can be retried."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif not path.name.startswith("original"):
            path.unlink()
