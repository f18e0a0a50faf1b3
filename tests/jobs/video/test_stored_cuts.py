"""Shot cuts of recordings: what people made or removed stays so when the job looks again."""

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


@pytest.fixture
def found(store: Store) -> Store:
    """A recording in which the job has found three cuts."""
    add_media(store)
    store.shots.replace_found("m", [1_000, 2_000, 3_000])
    return store


def cuts(store: Store) -> list[tuple[int, bool]]:
    return [(cut.time_ms, cut.by_hand) for cut in store.shots.list("m")]


def test_a_removed_cut_is_not_found_again_even_some_ms_off(found: Store) -> None:
    found.shots.change("m", add=[], remove=[2_000])
    assert found.shots.replace_found("m", [1_000, 2_003, 3_000]) == 2
    assert cuts(found) == [(1_000, False), (3_000, False)]
    found.shots.replace_found("m", [1_000, 2_040, 3_000])  # another frame
    assert (2_040, False) in cuts(found)


def test_a_moved_cut_does_not_come_back_to_its_place(found: Store) -> None:
    found.shots.change("m", add=[2_080], remove=[2_000])
    found.shots.replace_found("m", [1_000, 2_000, 3_000])
    assert cuts(found) == [(1_000, False), (2_080, True), (3_000, False)]


def test_a_cut_that_is_put_back_is_found_again(found: Store) -> None:
    found.shots.change("m", add=[], remove=[2_000])
    found.shots.change("m", add=[2_000], remove=[])  # undo
    found.shots.change("m", add=[], remove=[5_000])  # there is none
    found.shots.replace_found("m", [1_000, 2_000, 5_000])
    assert [ms for ms, _ in cuts(found)] == [1_000, 2_000, 5_000]


def test_a_cut_of_a_person_that_is_removed_stays_away_too(found: Store) -> None:
    found.shots.change("m", add=[4_000], remove=[])
    found.shots.change("m", add=[], remove=[4_000])
    found.shots.replace_found("m", [4_000])
    assert cuts(found) == []


def test_a_list_that_is_read_says_which_cuts_there_are(found: Store) -> None:
    found.shots.replace_all("m", [1_000, 9_000])
    found.shots.replace_found("m", [1_000, 2_000, 7_000])
    assert cuts(found) == [(1_000, True), (7_000, False), (9_000, True)]
