"""A library of an earlier version opens without loss, and its interrupted draft continues.

`tests/data/library-0.1.0.tar.xz` was written by version 0.1.0 on 2026-11-29 (schema of ten migrations): a
corrected recording with undo history, a glossary, a watched file, a webhook delivery, and a draft
whose server was killed after its first of five chunks. The originals are left out of the archive, since
the repository has both.
"""

from __future__ import annotations

import shutil
import sqlite3
import tarfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.support.server import Workstation

ARCHIVE = REPOSITORY / "tests" / "data" / "library-0.1.0.tar.xz"
CORRECTED, INTERRUPTED = "xfskawptpy", "qvnm7f8x39"
DRAFT_S = 240


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    media = tmp_path / "media"
    shutil.copy(REPOSITORY / "tests" / "data" / "jfk.flac", media / CORRECTED / "original.flac")
    sample = REPOSITORY / "transcribe" / "sample" / "two-voices.opus"
    shutil.copy(sample, media / INTERRUPTED / "original.opus")
    return tmp_path


@pytest.fixture
def server(earlier: Path, models_folder: Path) -> Iterator[Workstation]:
    station = Workstation(earlier, models_folder).start()
    yield station
    station.stop()


def finished_chunks(data: Path) -> dict[int, str]:
    with closing(sqlite3.connect(data / "transcribe.db")) as db:
        rows = db.execute("SELECT id, finished_at FROM chunks WHERE state = 'done'").fetchall()
    return dict(rows)


def test_users_edits_are_present_and_can_be_undone(server: Workstation) -> None:
    transcript = server.get(f"/media/{CORRECTED}/transcript")
    assert [segment["text"] for segment in transcript["segments"]] == [
        "And so my fellow Americans,", "ask not", "what your country can do for you.",
        "Ask what you can do for your land.",
    ]  # fmt: skip
    assert transcript["segments"][0]["speaker"] == "S1"
    assert transcript["segments"][0]["status"] == "approved"
    assert [speaker["name"] for speaker in transcript["speakers"]] == ["Kennedy"]
    terms = server.get("/glossary")["terms"]
    assert {term["term"] for term in terms} == {"Kaminski", "fellow"}
    assert [term["wrong"] for term in terms if term["term"] == "Kaminski"] == [["Kaminsky"]]
    assert [file["media"] for file in server.get("/watched")["watched"]] == [CORRECTED]
    assert len(server.get("/deliveries")["deliveries"]) == 1
    last = server.get(f"/media/{CORRECTED}/undo")["undo"][0]
    assert last["id"] == "old-6"
    undone = server.edit(CORRECTED, transcript["revision"], kind="undo", target="old-6")
    assert undone["revision"] == transcript["revision"] + 1
    texts = [one["text"] for one in server.get(f"/media/{CORRECTED}/transcript")["segments"]]
    assert texts[-1] == "Ask what you can do for your country."


@pytest.mark.model
def test_an_interrupted_draft_continues_without_repeating_finished_chunks(
    earlier: Path, server: Workstation
) -> None:
    before = finished_chunks(earlier)
    deadline = time.monotonic() + DRAFT_S
    while (job := server.get("/jobs/4"))["state"] not in {"done", "failed", "cancelled"}:
        assert time.monotonic() < deadline, job
        time.sleep(0.3)
    assert job["state"] == "done"
    after = finished_chunks(earlier)
    assert (len(before), len(after)) == (3, 7)  # two chunks of another draft were done before
    assert before.items() <= after.items()
    assert server.get(f"/media/{INTERRUPTED}")["n_segments"] > 0
