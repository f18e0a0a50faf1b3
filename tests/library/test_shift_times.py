"""Times are shifted in one edit; nothing lands before 0 or vanishes in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store_steps import edit, put_numbers
from transcribe.errors import InvalidOperation
from transcribe.library.shift_times import shift_times
from transcribe.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library") as made:
        put_numbers(made)
        yield made


def times(store: Store) -> list[tuple[int, int]]:
    return [(s.start_ms, s.end_ms) for s in store.edits.transcript("m")[1].segments]


def words(store: Store) -> list[tuple[int, int]]:
    return [(w.start_ms, w.end_ms) for w in store.edits.transcript("m")[1].segments[0].words]


def test_all_segments_move_with_their_words(store: Store) -> None:
    done = shift_times(store, "m", 250)
    assert times(store) == [(1_250, 3_250), (5_250, 6_250), (7_250, 8_250)]
    assert words(store) == [(1_250, 1_650), (1_750, 3_150)]
    assert (done.n_segments, done.message) == (3, "")


def test_only_the_chosen_segments_move(store: Store) -> None:
    shift_times(store, "m", -500, [2])
    assert times(store) == [(1_000, 3_000), (4_500, 5_500), (7_000, 8_000)]


def test_it_is_one_step_of_undo(store: Store) -> None:
    done = shift_times(store, "m", 1_000)
    edit(store, kind="undo", target=done.edit_id)
    assert times(store) == [(1_000, 3_000), (5_000, 6_000), (7_000, 8_000)]
    assert words(store) == [(1_000, 1_400), (1_500, 2_900)]


def test_a_segment_that_would_begin_before_the_beginning_begins_there(store: Store) -> None:
    done = shift_times(store, "m", -1_300)
    assert times(store) == [(0, 1_700), (3_700, 4_700), (5_700, 6_700)]
    assert words(store) == [(0, 100), (200, 1_600)]
    assert "1 would have begun before 0" in done.message


def test_a_shift_that_would_lose_a_segment_is_refused(store: Store) -> None:
    with pytest.raises(InvalidOperation, match="would lie before the beginning"):
        shift_times(store, "m", -3_000)
    assert times(store) == [(1_000, 3_000), (5_000, 6_000), (7_000, 8_000)]


@pytest.mark.parametrize(
    ("by", "ids"), [(0, None), (10**12, None), (100, [9]), (100, [1, 9]), (100, [])]
)
def test_what_makes_no_sense_is_refused(store: Store, by: int, ids: list[int] | None) -> None:
    with pytest.raises(InvalidOperation):
        shift_times(store, "m", by, ids)


@pytest.mark.parametrize("there", [1, 999, 12_345, 10**7])
def test_there_and_back_is_where_it_was(store: Store, there: int) -> None:
    before = times(store), words(store)
    shift_times(store, "m", there)
    shift_times(store, "m", -there)
    assert (times(store), words(store)) == before
