"""What a disk might hold after a power cut, opened again: whole, and each chunk done once.

All processes are halted for an instant (SIGSTOP) and the database's files copied. Some copies lose
the end of the write-ahead log at a random byte, or have it overwritten by noise: as if the last
writes had not reached the disk, which `synchronous=FULL` forbids, or had only half done so. Nothing
is cut off that a checkpoint has moved into the database already: an honest disk has those frames.

Not shown here, since it takes a disk that can be cut off: that the kernel and the drive do put on
the disk what `fsync` says is there, and that a page torn in the middle of a checkpoint is mended from
the log (SQLite's own promise). That files are synced before the database tells of them is tested by
the order of the calls.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.fault_server import (
    JFK,
    SLOW,
    check_drafted_once,
    finished,
    queue_draft,
    speech,
    wait_for,
)
from tests.support.server import Workstation
from tests.support.task_functions import Gate
from transcribe.jobs.dispatcher import Dispatcher
from transcribe.jobs.executors.inline import InlineExecutor
from transcribe.jobs.ingest import run_ingest
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store
from transcribe.store.media import MediaRepository

SEED = 20261125
N_CUTS = 5
WAL_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096
LENGTH_AT, BACKFILLED_AT = 16, 96  # in the shared-memory index: frames written, and moved already
MOST_LOST = 40  # frames: some transactions, not the whole draft


@pytest.mark.timeout(300)
def test_after_a_power_cut_every_chunk_is_there_or_done_again_once(
    tmp_path: Path, models_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(SEED)
    # The two workers together are held before the last of 54 chunks: the draft cannot be over early.
    gate = Gate(tmp_path, after_chunks=24)
    env = {"TRANSCRIBE_WORK": SLOW, "TEST_TASK_S": "0.15", "TRANSCRIBE_WORKERS": "2", **gate.env}
    station = Workstation(tmp_path / "data", models_folder, env=env).start()
    try:
        with Store(station.data) as store:
            job_id = queue_draft(store, "m", speech(tmp_path, 70))
            wait_for(lambda: len(finished(store, job_id)) >= 2)
            for number in range(N_CUTS):
                time.sleep(chance.uniform(0.05, 0.9))
                copy_of_disk(station, tmp_path / f"cut{number}", chance, number)
            assert store.jobs.get(job_id).state == "running", "the draft was over too early"
    finally:
        station.kill()
    monkeypatch.setenv("TEST_TASK_S", "0")
    for number in range(N_CUTS):
        go_on(tmp_path / f"cut{number}", job_id)


def copy_of_disk(station: Workstation, target: Path, chance: random.Random, number: int) -> None:
    """The data folder at one instant; of three copies, one whole and two whose log has suffered."""
    family = station.family()
    for process in family:
        process.send_signal(signal.SIGSTOP)
    try:
        shutil.copytree(station.data / "media", target / "media")
        for name in ("transcribe.db", "transcribe.db-wal"):
            shutil.copyfile(station.data / name, target / name)
        index = (station.data / "transcribe.db-shm").read_bytes()
    finally:
        for process in reversed(family):
            process.send_signal(signal.SIGCONT)
    (target / "models").symlink_to((station.data / "models").resolve())
    log = bytearray((target / "transcribe.db-wal").read_bytes())
    written, moved = (
        int.from_bytes(index[at : at + 4], sys.byteorder) for at in (LENGTH_AT, BACKFILLED_AT)
    )
    first, last = max(moved, written - MOST_LOST), written
    cut, end = (WAL_HEADER + frame * (FRAME_HEADER + PAGE) for frame in (first, last))
    cut = chance.randint(cut, end)
    if number % 3 == 1:
        del log[cut:]
    elif number % 3 == 2:
        log[cut:end] = chance.randbytes(end - cut)
    (target / "transcribe.db-wal").write_bytes(log)


def go_on(folder: Path, job_id: int) -> None:
    """Open what is left, look it over, and draft to the end."""
    with closing(sqlite3.connect(folder / "transcribe.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    with Store(folder) as store:
        before = finished(store, job_id)
        dispatcher = Dispatcher(store, InlineExecutor(SLOW))
        thread = threading.Thread(target=dispatcher.run)
        thread.start()
        try:
            wait_for(lambda: store.jobs.get(job_id).state == "done")
        finally:
            dispatcher.stop()
            thread.join()
        check_drafted_once(store, job_id, "m", before)


def test_files_are_on_the_disk_before_the_library_tells_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    names: dict[int, str] = {}
    really_open, really_sync = os.open, os.fsync

    def opened(path: str, *more: int) -> int:
        handle = really_open(path, *more)
        names[handle] = Path(path).name
        return handle

    def synced(handle: int) -> None:
        calls.append(names.get(handle, "?"))
        really_sync(handle)

    def told(repository: MediaRepository, media_id: str, **changes: object) -> object:
        calls.append(f"state {changes.get('state')}")
        return update(repository, media_id, **changes)

    update = MediaRepository.update
    with Store(tmp_path / "library") as store:
        monkeypatch.setattr(os, "open", opened)
        monkeypatch.setattr(os, "fsync", synced)
        monkeypatch.setattr(MediaRepository, "update", told)
        media = add_recording(store, JFK, AddOptions("jfk.flac", model=None)).media
        assert {"original.flac", media.id, "media"} <= set(calls)
        calls.clear()
        run_ingest(store, media.id, lambda *_: None)
    made = {"audio.pcm", "peaks-0.dat", "proxy.webm", media.id}
    assert made <= set(calls[: calls.index("state ready")])
