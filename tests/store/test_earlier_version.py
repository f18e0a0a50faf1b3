"""A library of an earlier version opens without loss, and its interrupted draft continues.

`tests/data/library-0.1.0.tar.xz` was written by version 0.1.0 on 2026-11-29 (schema of ten migrations): a
corrected recording with undo history, a glossary, a watched file, a webhook delivery, and a draft
whose server was killed after its first of five chunks. The originals are left out of the archive, since
the repository has both.
"""

from __future__ import annotations

import json
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
from transcribe.jobs.kinds.redraft import Redraft, RedraftOptions
from transcribe.store import Store

ARCHIVE = REPOSITORY / "tests" / "data" / "library-0.1.0.tar.xz"
CORRECTED, INTERRUPTED = "xfskawptpy", "qvnm7f8x39"
DRAFT_S = 240


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(tmp_path, filter="data")
    media = tmp_path / "media"
    shutil.copy(REPOSITORY / "tests" / "data" / "jfk.flac", media / CORRECTED / "original.flac")
    sample = REPOSITORY / "tests" / "data" / "two-voices.opus"
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
    (term,) = [term for term in terms if term["term"] == "Kaminski"]
    assert term["wrong"] == term["misrecognitions"] == ["Kaminsky"]
    for path in ("/watched", "/watched-files"):
        assert [file["media"] for file in server.get(path)["watched"]] == [CORRECTED]
    for path in ("/deliveries", "/webhook-deliveries"):
        assert len(server.get(path)["deliveries"]) == 1
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


MADE = [  # id, kind, author, origin, job
    ("redraft-9-0", "edit", "redraft 9", "redraft", 9),
    ("align-8-100", "edit", "align 8", "align", 8),
    ("words-1f", "align", "align", "align", None),
    ("draft-7-clear", "draft", "draft 7", "draft", 7),
    ("i", "import", "import draft 3", "import", None),
    ("redraft-me", "edit", "Ben", "person", None),
    ("redraft-1-0", "edit", "Ben", "person", None),
    ("u", "undo", "draft 3", "person", None),
]
ENDED = [  # id, state, message, error, code
    (101, "done", "No speech was found.", None, "no_speech"),
    (102, "done", "2 ranges could not be drafted; see the Jobs page.", None, "ranges_failed"),
    (103, "done", "", None, None),
    (104, "cancelled", "the recording could not be taken in", None, "ingest_failed"),
    (105, "failed", "", "It ended the program again and again and was given up.", "given_up"),
    (106, "failed", "", "The disk is full.", None),
]


def test_what_ids_authors_titles_and_messages_told_becomes_columns(earlier: Path) -> None:
    with closing(sqlite3.connect(earlier / "transcribe.db")) as db, db:
        db.executemany(
            "INSERT INTO edits (media_id, revision, id, kind, author, at, touched, ops, inverse) "
            "VALUES (?, ?, ?, ?, ?, '', '[]', '[]', '[]')",
            [(CORRECTED, 100 + n, *made[:3]) for n, made in enumerate(MADE)],
        )
        db.executemany(
            "INSERT INTO jobs (id, media_id, kind, state, message, error, options, created_at, "
            "progress, attempts) VALUES (?, ?, 'draft', ?, ?, ?, '{}', '', 0, 0)",
            [(job[0], CORRECTED, *job[1:4]) for job in ENDED],
        )
        db.execute("UPDATE media SET title = 'Sample: two voices' WHERE id = ?", [CORRECTED])
    with Store(earlier) as store:
        edits = [store.edits.find(CORRECTED, made[0]) for made in MADE]
        assert [(e.id, e.origin, e.job_id) for e in edits if e] == [
            (name, origin, job) for name, _, _, origin, job in MADE
        ]
        found = [store.jobs.get(job[0]) for job in ENDED]
        assert [job.reason_code for job in found] == [job[4] for job in ENDED]
        samples = {media.id for media in store.media.list() if media.is_sample}
        assert samples == {CORRECTED}


def test_options_of_stored_jobs_keep_their_meaning(earlier: Path) -> None:
    stored = {
        "model": "tiny", "hotwords": ["Zoë", "detect_each"], "detect_each": True,
        "replace_corrected": False, "propose": True, "start_ms": 0, "end_ms": 900,
    }  # fmt: skip
    with closing(sqlite3.connect(earlier / "transcribe.db")) as db, db:
        db.executemany(
            "INSERT INTO jobs (id, media_id, kind, state, options, created_at, progress, attempts) "
            "VALUES (?, ?, 'redraft', 'running', ?, '', 0, 0)",
            [(101, CORRECTED, json.dumps(stored)), (102, CORRECTED, None), (103, CORRECTED, "{}")],
        )
    with Store(earlier) as store:
        job = store.jobs.get(101)
        kind = Redraft()
        assert kind.options_of(job) == RedraftOptions(
            model="tiny", hotwords=("Zoë", "detect_each"), multilingual=True, dry_run=True,
            end_ms=900,
        )  # fmt: skip
        assert [store.jobs.get(one).options for one in (102, 103)] == [{}, {}]
