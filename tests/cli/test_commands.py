"""The commands as a person calls them: real processes, what they print and their exit codes."""

from __future__ import annotations

import json
import runpy
import tarfile
import threading
import uuid
from pathlib import Path

import pytest

from tests.browser.recordings import SENTENCES, add_recording
from tests.conftest import REPOSITORY
from tests.workstation import Workstation
from transcribe.document.operations import SetText
from transcribe.errors import BackupUnusable
from transcribe.pipeline.backup import back_up, restore
from transcribe.store import Store

JFK = REPOSITORY / "tests" / "data" / "jfk.flac"


def test_the_written_reference_is_what_the_program_says() -> None:
    script = runpy.run_path(str(REPOSITORY / "docs" / "write_cli_reference.py"))
    assert script["PAGE"].read_text(encoding="utf-8") == script["reference"](), (
        "run: python docs/write_cli_reference.py"
    )


@pytest.mark.model
def test_a_file_is_drafted_and_printed_without_a_server(
    tmp_path: Path, models_folder: Path
) -> None:
    station = Workstation(tmp_path / "data", models_folder)
    added = station.run("add", str(JFK), str(tmp_path / "missing.wav"), "--wait", "--json")
    assert added.returncode == 1  # one of the two failed
    good, bad = json.loads(added.stdout)["media"]
    assert (good["state"], bad["state"]) == ("ready", "failed")
    assert "worker" not in added.stderr
    lines = added.stderr.splitlines()
    assert len(lines) == len(set(lines))
    exported = station.run("export", good["id"], "--format", "txt")
    assert "fellow Americans" in exported.stdout
    assert station.run("export", "nothing", "--format", "srt").returncode == 1
    assert station.run("export", good["id"], "--format", "docx").returncode == 2


@pytest.mark.model
def test_segments_are_as_short_as_was_asked_for(tmp_path: Path, models_folder: Path) -> None:
    station = Workstation(tmp_path / "data", models_folder)
    added = station.run("add", str(JFK), "--max-chars", "20", "--wait", "--json")
    (media,) = json.loads(added.stdout)["media"]
    exported = json.loads(station.run("export", media["id"], "--format", "json").stdout)
    assert max(len(segment["text"]) for segment in exported["segments"]) <= 20
    assert station.run("add", str(JFK), "--max-seconds", "0").returncode == 2


def test_a_backup_taken_while_edits_go_on_is_a_library(
    shared_workstation: Workstation, tmp_path: Path
) -> None:
    media_id = add_recording(shared_workstation)
    stop = threading.Event()

    def edit_on() -> None:
        with Store(shared_workstation.data) as store:
            revision, transcript = store.edits.transcript(media_id)
            n = 0
            while not stop.is_set():
                op = SetText(transcript.segments[0].id, f"edit {n}")
                store.edits.apply(media_id, revision, (op,), edit_id=str(uuid.uuid4()))
                revision, n = revision + 1, n + 1

    thread = threading.Thread(target=edit_on)
    thread.start()
    try:
        done = shared_workstation.run("backup", str(tmp_path / "all.tar"))
    finally:
        stop.set()
        thread.join()
    assert done.returncode == 0, done.stderr
    fresh = tmp_path / "fresh"
    assert restore(tmp_path / "all.tar", fresh) == len(
        shared_workstation.get("/media?deleted=1")["media"]
    )
    with Store(fresh) as store:
        _, transcript = store.edits.transcript(media_id)
        texts = [segment.text for segment in transcript.segments]
        assert texts[1:] == list(SENTENCES[1:])
        live = shared_workstation.data / "media" / media_id
        for path in (fresh / "media" / media_id).iterdir():
            assert path.read_bytes() == (live / path.name).read_bytes()
        assert store.search.search("country you can")


def test_a_backup_goes_into_an_empty_folder_only(tmp_path: Path) -> None:
    with Store(tmp_path / "old") as store:
        back_up(store, tmp_path / "all.tar")
    with pytest.raises(BackupUnusable, match="not empty"):
        restore(tmp_path / "all.tar", tmp_path / "old")
    (tmp_path / "new" / "models").mkdir(parents=True)
    assert restore(tmp_path / "all.tar", tmp_path / "new") == 0


def test_what_is_no_backup_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with Store(tmp_path / "old") as store:
        back_up(store, tmp_path / "all.tar")
    whole = (tmp_path / "all.tar").read_bytes()
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "all.tar", "../outside")
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.tar").write_bytes(b"no archive at all")
    damaged = bytearray(whole)
    damaged[512 + 4096 : 512 + 12_288] = b"\x55" * 8192
    (tmp_path / "damaged.tar").write_bytes(damaged)
    for name in ("evil", "cut", "text", "damaged"):
        target = tmp_path / f"into-{name}"
        with pytest.raises(BackupUnusable):
            restore(tmp_path / f"{name}.tar", target)
        assert list(target.iterdir()) == []
    assert not (tmp_path / "outside").exists()


def test_the_doctor_finds_a_damaged_database(tmp_path: Path, models_folder: Path) -> None:
    station = Workstation(tmp_path / "data", models_folder)
    with Store(station.data):
        pass
    well = station.run("doctor", "--json", "--port", "0")
    assert well.returncode == 0, well.stdout
    findings = {one["name"]: one for one in json.loads(well.stdout)["findings"]}
    assert findings["database"]["verdict"] == "ok"
    assert "base" in findings["models"]["text"]
    path = station.data / "transcribe.db"
    path.write_bytes(b"this is no database" * 1000)
    ill = station.run("doctor")
    assert ill.returncode == 1
    assert "FAIL  database" in ill.stdout
    assert "restore" in ill.stdout
