"""The recording that a new library begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.server import Workstation
from tests.support.transcripts import SAID, is_heard
from transcribe.library import sample as sample_module
from transcribe.library.sample import add_sample
from transcribe.store import Store

PRINTING = "in the only sense with which we are at present concerned differs from most"


@pytest.fixture(autouse=True)
def _allow_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRANSCRIBE_NO_SAMPLE", raising=False)


@pytest.mark.model
def test_a_new_library_gets_the_sample_with_a_draft_queued(
    tmp_path: Path, models_folder: Path
) -> None:
    (tmp_path / "models").symlink_to(models_folder)
    with Store(tmp_path) as store:
        sample = add_sample(store)
        assert sample is not None
        assert [job.kind for job in reversed(store.jobs.list(sample.id))] == ["ingest", "draft"]
        assert add_sample(store) is None
        assert len(store.media.list()) == 1


def test_without_the_model_no_draft_of_the_sample_is_queued(tmp_path: Path) -> None:
    """A draft would fetch the model, which nobody has asked for."""
    with Store(tmp_path) as store:
        sample = add_sample(store)
        assert sample is not None
        assert [job.kind for job in store.jobs.list(sample.id)] == ["ingest"]


def test_a_deleted_sample_stays_away(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        sample = add_sample(store)
        assert sample is not None
        store.purge(sample.id)
    with Store(tmp_path) as store:
        assert add_sample(store) is None


def test_whoever_wants_no_sample_gets_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSCRIBE_NO_SAMPLE", "1")
    with Store(tmp_path) as store:
        assert add_sample(store) is None
        assert store.media.list() == ()


def test_a_start_goes_on_without_a_sample_that_cannot_be_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sample_module, "SAMPLE", tmp_path / "gone.opus")
    with Store(tmp_path / "data") as store:
        assert add_sample(store) is None
    assert "gone.opus" in caplog.text


@pytest.mark.model
def test_the_first_screen_of_a_new_workstation_shows_work(
    tmp_path: Path, models_folder: Path
) -> None:
    station = Workstation(tmp_path / "data", models_folder, with_sample=True).start()
    try:
        (media,) = station.get("/media")["media"]
        assert media["is_sample"]
        drafted = station.wait_until(media["id"])
        assert drafted["draft"]["model"] == "base"
        measured = [m["name"] for m in station.get("/models")["models"] if m["is_speed_measured"]]
        assert measured == ["base"]
        text = station.get(f"/media/{media['id']}/transcript")["text"]
        assert is_heard(SAID[: SAID.index("for you ask")], text)
        assert is_heard(PRINTING, text)
        assert station.delete(f"/media/{media['id']}")["deleted"]
        station.stop()
        station.start()
        assert station.get("/media")["media"] == []
    finally:
        station.stop()
