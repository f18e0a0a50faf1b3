"""The recording that a new library begins with."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.pipeline.sample import add_sample
from transcribe.store import Store


@pytest.fixture(autouse=True)
def _allow_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRANSCRIBE_NO_SAMPLE", raising=False)


def test_a_new_library_gets_the_sample_with_a_draft_queued(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        sample = add_sample(store)
        assert sample is not None
        assert [job.kind for job in reversed(store.jobs.list(sample.id))] == ["ingest", "draft"]
        assert add_sample(store) is None
        assert len(store.media.list()) == 1


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
