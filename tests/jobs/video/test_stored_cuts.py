"""Shot cuts of recordings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store_steps import add_media
from transcribe.errors import NotFound
from transcribe.store import Store
from transcribe.store.values import ShotCut


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path) as made:
        yield made


def test_cuts_that_people_made_stay_when_a_job_looks_again(store: Store) -> None:
    add_media(store)
    store.shots.replace_found("m", [1000, 2000])
    store.shots.change("m", add=[1500, 1500, 2000], remove=[1000, 99])
    assert store.shots.list("m") == (ShotCut(1500, True), ShotCut(2000))
    store.shots.replace_found("m", [1000, 1500])
    assert store.shots.list("m") == (ShotCut(1500, True),)  # a deleted one is not found again
    store.shots.replace_all("m", [7, 3])
    assert store.shots.list("m") == (ShotCut(3, True), ShotCut(7, True))
    assert store.media.get("m").revision == 0


def test_cuts_need_a_recording(store: Store) -> None:
    with pytest.raises(NotFound):
        store.shots.change("m", [1], [])
    with pytest.raises(NotFound):
        store.shots.replace_found("m", [1])
