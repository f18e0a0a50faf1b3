"""Files that change while they are read: told clearly, and nothing hangs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.fault_server import SLOW, finished, noise, queue_draft, speech, wait_for
from tests.support.server import Workstation
from tests.support.task_functions import Gate
from transcribe.errors import MediaUnreadable
from transcribe.jobs.ingest import run_ingest
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.store import Store


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    path = tmp_path / "still-there.wav"
    path.write_bytes(noise(60.0))
    return path


def link(store: Store, path: Path) -> str:
    options = AddOptions(path.name, model="base", keep="link")
    return add_recording(store, path, options).media.id


@pytest.mark.parametrize("change", ["shrinks", "grows", "goes"])
def test_a_linked_file_that_changes_while_it_is_decoded(
    tmp_path: Path, linked: Path, change: str
) -> None:
    with Store(tmp_path / "library") as store:
        media_id = link(store, linked)
        size = linked.stat().st_size
        done: list[float] = []

        def meanwhile(progress: float, _message: str) -> None:
            if done:
                return
            done.append(progress)
            if change == "goes":
                linked.unlink()
            else:
                os.truncate(linked, size // 2 if change == "shrinks" else size + 1000)

        with pytest.raises(MediaUnreadable) as told:
            run_ingest(store, media_id, meanwhile)
        assert done, "it changed too late"
        reason = "is missing" if change == "goes" else f"it had {size:,} bytes and has"
        assert reason in str(told.value)
        media = store.media.get(media_id)
        assert (media.state, reason in (media.error or "")) == ("failed", True)
        assert not list(store.media_folder(media_id).iterdir())
        (draft,) = [job for job in store.jobs.list(media_id) if job.kind == "draft"]
        assert draft.state == "cancelled"


def test_a_linked_file_that_was_cut_before_its_turn_came(tmp_path: Path, linked: Path) -> None:
    with Store(tmp_path / "library") as store:
        media_id = link(store, linked)
        os.truncate(linked, 1000)
        with pytest.raises(MediaUnreadable, match="changed while it was read"):
            run_ingest(store, media_id, lambda *_: None)


def test_a_file_that_shrinks_while_it_is_copied(
    tmp_path: Path, linked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has been looked into and digested; the copy comes out shorter."""

    def cut(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes()[:1000])

    monkeypatch.setattr("transcribe.library.ingest.shutil.copyfile", cut)
    with Store(tmp_path / "library") as store:
        with pytest.raises(MediaUnreadable, match="changed while it was read"):
            add_recording(store, linked, AddOptions(linked.name))
        assert store.media.list() == ()
        assert not list((tmp_path / "library").glob("media/*"))


@pytest.mark.timeout(200)
def test_decoded_sound_that_is_cut_in_mid_draft_is_told(
    tmp_path: Path, models_folder: Path
) -> None:
    """It is mapped into memory: the process that reads beyond its end is ended by the system."""
    gate = Gate(tmp_path, after_chunks=8)
    env = {"TRANSCRIBE_WORK": SLOW, "TEST_TASK_S": "0.1", "TRANSCRIBE_WORKERS": "1", **gate.env}
    station = Workstation(tmp_path / "data", models_folder, env=env).start()
    try:
        with Store(station.data) as store:
            job_id = queue_draft(store, "m", speech(tmp_path, 60))
            wait_for(gate.is_reached)
            wait_for(lambda: len(finished(store, job_id)) >= 2)
            before = finished(store, job_id)
            os.truncate(store.media_folder("m") / "audio.pcm", 200_000 * 32)
            other = queue_draft(store, "n", speech(tmp_path, 10))
            gate.open()
            wait_for(lambda: store.jobs.get(job_id).state == "done")
            wait_for(lambda: store.jobs.get(other).state == "done")
            assert "could not be drafted" in store.jobs.get(job_id).message
            assert store.jobs.get(other).message == ""
            after = finished(store, job_id)
            assert {key: after[key] for key in before} == before
            (_, away), *_ = store.chunks.quarantined()
            assert "shorter than when it was added" in (away.error or "")
    finally:
        station.stop()
