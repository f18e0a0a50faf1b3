"""Files of comparisons of models: `bakeoffs/RELEASE/`, one folder for each release that was a test set.

They hold texts and short pieces of audio of recordings, so the folder names these recordings, and goes when one
of them is purged.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

FOLDER = "bakeoffs"
RECORDINGS = "recordings"  # a file with an id a line
REPORT = "report-{job}"


def bakeoff_folder(data: Path, digest: str) -> Path:
    """The folder of a release, by its digest; it may not exist."""
    return data / FOLDER / digest[:16]


def note_recordings(folder: Path, media_ids: Iterable[str]) -> None:
    """Make a folder of comparisons, and add to it the recordings that it will hold something of."""
    folder.mkdir(parents=True, exist_ok=True)
    note = folder / RECORDINGS
    known = set(note.read_text("utf-8").split()) if note.is_file() else set()
    new = sorted(set(media_ids) - known)
    if new:
        with note.open("a", encoding="utf-8") as file:
            file.writelines(f"{media_id}\n" for media_id in new)


def report_paths(folder: Path, job_id: int) -> tuple[Path, Path]:
    """A job's report as JSON and as a page."""
    name = REPORT.format(job=job_id)
    return folder / f"{name}.json", folder / f"{name}.html"


def reported_jobs(data: Path) -> set[int]:
    """Ids of jobs that have a report."""
    return {
        int(path.stem.removeprefix(REPORT.format(job="")))
        for path in (data / FOLDER).glob(f"*/{REPORT.format(job='*')}.json")
    }


def remove_report(data: Path, job_id: int) -> None:
    """Remove a job's report."""
    for path in (data / FOLDER).glob(f"*/{REPORT.format(job=job_id)}.*"):
        path.unlink(missing_ok=True)


def remove_of_recording(data: Path, media_id: str) -> None:
    """Remove the comparisons that hold something of a recording."""
    for note in (data / FOLDER).glob(f"*/{RECORDINGS}"):
        if media_id in note.read_text("utf-8").split():
            shutil.rmtree(note.parent)
