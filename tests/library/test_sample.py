"""The recording that a new library begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jiwer
import pytest

from tests.support.server import Workstation
from tests.support.transcripts import is_heard, plain
from transcribe.library import sample as sample_module
from transcribe.library.sample import add_sample
from transcribe.store import Store

REFERENCE = (
    "he was not an ill disposed young man had he married a more amiable woman he might have been "
    "made still more respectable than he was "
    "the invention of movable metal letters in the middle of the 15th century may justly be "
    "considered as the invention of the art of printing"
)
LIMIT = 0.8  # below it the editor marks a word, unless the user has set another limit
PRINTING = "may justly be considered as the invention of the art of printing"


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
        transcript = station.get(f"/media/{media['id']}/transcript")
        text = transcript["text"]
        marked, wrong = marked_and_wrong(transcript)
        assert len(wrong) >= 3
        # One may be at the limit: what is heard differs a little by processor.
        assert len(marked ^ wrong) <= 1, (marked, wrong)
        assert is_heard("still more respectable than he was", text)
        assert is_heard(PRINTING, text)
        assert station.delete(f"/media/{media['id']}")["deleted"]
        station.stop()
        station.start()
        assert station.get("/media")["media"] == []
    finally:
        station.stop()


def marked_and_wrong(transcript: dict[str, Any]) -> tuple[set[int], set[int]]:
    """Which words of the sample's draft the editor marks, and which of them nobody said."""
    words = [word for segment in transcript["segments"] for word in segment["words"]]
    marked = {n for n, word in enumerate(words) if word["probability"] < LIMIT}
    heard = [(part, n) for n, word in enumerate(words) for part in plain(word["word"]).split()]
    aligned = jiwer.process_words(REFERENCE, " ".join(part for part, _ in heard)).alignments[0]
    wrong = {
        heard[at][1]
        for part in aligned
        if part.type in {"substitute", "insert"}
        for at in range(part.hyp_start_idx, part.hyp_end_idx)
    }
    return marked, wrong
