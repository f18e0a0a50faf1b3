"""Shot cuts that people removed stay away when the job looks again; those that they made stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store_steps import add_media
from transcribe.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library") as made:
        add_media(made)
        made.shots.replace_found("m", [1_000, 2_000, 3_000])
        yield made


def cuts(store: Store) -> list[tuple[int, bool]]:
    return [(cut.time_ms, cut.by_hand) for cut in store.shots.list("m")]


def test_a_removed_cut_is_not_found_again_even_some_ms_off(store: Store) -> None:
    store.shots.change("m", add=[], remove=[2_000])
    assert store.shots.replace_found("m", [1_000, 2_003, 3_000]) == 2
    assert cuts(store) == [(1_000, False), (3_000, False)]
    store.shots.replace_found("m", [1_000, 2_040, 3_000])  # another frame
    assert (2_040, False) in cuts(store)


def test_a_moved_cut_does_not_come_back_to_its_place(store: Store) -> None:
    store.shots.change("m", add=[2_080], remove=[2_000])
    store.shots.replace_found("m", [1_000, 2_000, 3_000])
    assert cuts(store) == [(1_000, False), (2_080, True), (3_000, False)]


def test_a_cut_that_is_put_back_is_found_again(store: Store) -> None:
    store.shots.change("m", add=[], remove=[2_000])
    store.shots.change("m", add=[2_000], remove=[])  # undo
    store.shots.change("m", add=[], remove=[5_000])  # there is none
    store.shots.replace_found("m", [1_000, 2_000, 5_000])
    assert [ms for ms, _ in cuts(store)] == [1_000, 2_000, 5_000]


def test_a_cut_of_a_person_that_is_removed_stays_away_too(store: Store) -> None:
    store.shots.change("m", add=[4_000], remove=[])
    store.shots.change("m", add=[], remove=[4_000])
    store.shots.replace_found("m", [4_000])
    assert cuts(store) == []


def test_a_list_that_is_read_says_which_cuts_there_are(store: Store) -> None:
    store.shots.replace_all("m", [1_000, 9_000])
    store.shots.replace_found("m", [1_000, 2_000, 7_000])
    assert cuts(store) == [(1_000, True), (7_000, False), (9_000, True)]
