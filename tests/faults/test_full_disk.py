"""A small disk that fills up in the middle of a draft: it is told, nothing is lost, it goes on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.fault_server import (
    SLOW,
    check_drafted_once,
    finished,
    noise,
    queue_draft,
    speech,
    wait_for,
)
from tests.support.server import Workstation
from transcribe.admin.backup import back_up, restore
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.errors import DatabaseUnusable, DiskFull
from transcribe.jobs.kinds.ingest import Ingest
from transcribe.jobs.thread_runner import ThreadRunner
from transcribe.store import Store

DISK_BYTES = 96 << 20


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    if sys.platform != "linux" or shutil.which("mount") is None:
        pytest.skip("a small file system is mounted as Linux does")
    tried = subprocess.run(command, capture_output=True, text=True, check=False)
    if tried.returncode:
        pytest.skip(f"no file system can be mounted here: {tried.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Take all room there is, to the last byte."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
    return filler


def health(station: Workstation) -> Any:
    with urllib.request.urlopen(f"{station.url}/healthz", timeout=10) as response:
        return json.load(response)


@pytest.mark.timeout(300)
def test_a_draft_waits_for_room_and_goes_on(
    tmp_path: Path, disk: Path, models_folder: Path
) -> None:
    env = {"TRANSCRIBE_WORK": SLOW, "TEST_TASK_S": "0.3", "TRANSCRIBE_WORKERS": "2"}
    station = Workstation(disk / "data", models_folder, env=env)
    station.log = tmp_path / "server.log"
    station.start()
    try:
        with Store(station.data) as store:
            job_id = queue_draft(store, "m", speech(tmp_path, 60))
            wait_for(lambda: len(finished(store, job_id)) >= 4)
            filler = fill(disk)
            wait_for(lambda: health(station)["status"] == "disk full")
            assert "continue automatically" in station.get("/workers")["trouble"]
            wait_for(lambda: _is_refused(store))  # truly full, to the last page of the log
            before = finished(store, job_id)
            new = {"id": 2**31 + 8, "start": 1.0, "end": 2.0, "text": "x" * 20_000}
            edit = json.dumps({"base": 0, "id": "e", "ops": [{"op": "insert", "segment": new}]})
            with pytest.raises(urllib.error.HTTPError) as refused:
                station.post("/media/m/edits", edit.encode(), "application/json")
            told = json.load(refused.value)
            assert (refused.value.code, "Free some space" in told["title"]) == (507, True), told
            assert station.get("/media/m")["state"] == "drafting"  # who reads is not disturbed
            assert store.jobs.get(job_id).state == "running"
            filler.unlink()
            wait_for(lambda: store.jobs.get(job_id).state == "done")
            assert health(station)["status"] == "ok"
            check_drafted_once(store, job_id, "m", before)
            assert {chunk.failures for chunk in store.chunks.list(job_id)} == {0}
    finally:
        station.stop()


def _is_refused(store: Store) -> bool:
    segment = Segment(2**31 + 7, 1, 2, "x" * 20_000, status="corrected")
    try:
        store.edits.apply("m", store.media.get("m").revision, [Insert(segment)], edit_id="too-much")
    except DatabaseUnusable:
        return True
    raise AssertionError("there was still room")


def test_a_recording_that_does_not_fit_waits_for_room_while_others_are_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is free is told by the test; 30 s of sound take 1.2 MB beside the file."""
    room = [10_000_000_000]
    real = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: real._replace(free=room[0]))
    monkeypatch.setattr("transcribe.jobs.thread_runner.BEAT_S", 0.1)
    with Store(tmp_path / "library") as store:
        for name, seconds in (("long", 30.0), ("short", 1.0)):
            folder = store.media_folder(name)
            folder.mkdir(parents=True)
            (folder / "original.wav").write_bytes(content := noise(seconds))
            store.media.add(
                media_id=name, title=name, filename=f"{name}.wav", sha256=name,
                size_bytes=len(content),
            )  # fmt: skip
        room[0] = (16 << 20) + 600_000
        jobs = {name: store.jobs.enqueue(name, "ingest", {}).id for name in ("long", "short")}
        ingester = ThreadRunner(store, Ingest())
        ingester.start()
        try:
            wait_for(lambda: store.media.get("short").state == "ready")
            wait_for(lambda: store.jobs.get(jobs["long"]).message)
            waiting = store.jobs.get(jobs["long"])
            assert waiting.state == "running"
            assert "Waiting for disk space. It needs 18 MB" in waiting.message
            assert not (store.media_folder("long") / "audio.pcm").exists()
            room[0] = 10_000_000_000
            wait_for(lambda: store.jobs.get(jobs["long"]).state == "done")
            assert store.media.get("long").state == "ready"
        finally:
            ingester.stop()


def test_a_backup_without_room_leaves_the_earlier_one_and_nothing_else(
    disk: Path, tmp_path: Path
) -> None:
    target = disk / "all.tar"
    with Store(tmp_path / "data") as store:
        back_up(store, target)
        good = target.read_bytes()
        (store.media_folder("m")).mkdir(parents=True)
        (store.media_folder("m") / "original.wav").write_bytes(bytes(1 << 20))
        store.media.add(media_id="m", title="m", filename="m", sha256="0", size_bytes=1 << 20)
        back_up(store, tmp_path / "large.tar")
        filler = fill(disk)
        with pytest.raises(DiskFull, match="Free some space"):
            back_up(store, target)
        with pytest.raises(DiskFull, match="Free some space"):
            restore(tmp_path / "large.tar", disk / "new")
    assert target.read_bytes() == good
    assert set(disk.iterdir()) <= {target, filler, disk / "new"}
    assert not (disk / "new").exists() or not list((disk / "new").iterdir())
