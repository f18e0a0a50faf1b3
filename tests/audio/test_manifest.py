"""Every difficult file has the outcome in its manifest."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from transcribe.audio.decode import decode, open_pcm
from transcribe.audio.probe import probe
from transcribe.audio.vad import iter_speech
from transcribe.errors import MediaTooLong, MediaUnreadable

# A newer ffmpeg opens this one though 5.1 did not; ORIGINS.md allows this.
OPENED_BY_NEWER_FFMPEG = {"music-metadata__issue-2672.m4b"}
# There "seconds" is the length of the whole file; the audio ends earlier.
SOUND_SHORTER_THAN_FILE = {"made/video_late.mkv", "made/two_tracks.mkv"}


def _outcome(path: Path, folder: Path) -> tuple[float, int]:
    found = probe(path, name=path.name)
    decoded = decode(path, folder / "audio.pcm", name=path.name, channels=found.audio[0].channels)
    n_speech = sum(1 for _ in iter_speech(open_pcm(folder / "audio.pcm")))
    return decoded.n_samples / 16_000, n_speech


def _check(row: dict[str, Any], path: Path, folder: Path) -> str:
    """The fault in the outcome of one file, or nothing."""
    expect = row["expect"]
    try:
        seconds, n_speech = _outcome(path, folder)
    except MediaUnreadable as error:
        if expect == "limit":
            return "" if isinstance(error, MediaTooLong) else str(error)
        return (
            ""
            if not expect.startswith("plays") or expect in {"plays_partial", "plays_or_refused"}
            else str(error)
        )
    if not expect.startswith("plays") and row["path"] not in OPENED_BY_NEWER_FFMPEG:
        return f"{expect}, but it played"
    if expect == "plays_empty" and n_speech:
        return f"{n_speech} ranges of speech where there are none"
    known = float(row.get("seconds") or 0.0)
    is_exact = expect == "plays" and known and row["path"] not in SOUND_SHORTER_THAN_FILE
    if is_exact and abs(seconds - known) > 0.15 + 0.02 * known:
        return f"{seconds:.2f} s instead of {known}"
    return ""


@pytest.mark.timeout(900)  # 300 files
def test_every_file_has_its_outcome_and_leaves_no_partial_files(
    shared_data: Path, tmp_path: Path
) -> None:
    lines = (shared_data / "media" / "manifest.jsonl").read_text().splitlines()

    def fault_of(number: int) -> str:
        row = json.loads(lines[number])
        folder = tmp_path / str(number)
        folder.mkdir()
        fault = _check(row, shared_data / "media" / row["path"], folder)
        fault = fault or ("a partial file is left" if list(folder.glob("*.part")) else "")
        for made in folder.iterdir():
            made.unlink()
        return f"{row['path']}: {fault}" if fault else ""

    with ThreadPoolExecutor(os.cpu_count()) as pool:  # ffmpeg works in its own processes
        wrong = [fault for fault in pool.map(fault_of, range(len(lines))) if fault]
    assert len(lines) > 300
    assert not wrong, "\n".join(wrong)
