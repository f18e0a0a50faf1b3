"""Statistics of work: time, audio and words, in total, for each author and over time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.work_step import WorkSpan, WorkStep
from transcribe.quality.work_statistics import (
    LONGEST_GAP_S,
    MAX_PERIODS,
    Share,
    compute_statistics,
    count_words,
)

SPANS = tuple(WorkSpan(n, n * 1000, (n + 1) * 1000, "draft") for n in range(1, 9))


def step(at_s: float, segment: int, before: str = "", after: str = "", author: str = "Anna",
         is_in_force: bool = True) -> WorkStep:  # fmt: skip
    return WorkStep(author, at_s, is_in_force, (segment,), before, after)


def test_nothing_gives_no_period() -> None:
    found = compute_statistics((), ())
    assert (found.total, found.periods) == (Share(0, 0.0, 0, 0), ())


def test_one_edit_has_no_work_time_but_counts() -> None:
    found = compute_statistics([step(5, 1, "helo", "hello")], SPANS)
    assert (found.total, found.periods) == (Share(1, 0.0, 1000, 1), ())


def test_a_gap_longer_than_the_limit_is_a_break() -> None:
    steps = [step(0, 1), step(100, 2), step(100 + LONGEST_GAP_S + 1, 3), step(231, 4)]
    assert compute_statistics(steps, SPANS).total.work_s == 110


def test_a_clock_that_was_set_back_takes_no_time_away() -> None:
    assert compute_statistics([step(100, 1), step(40, 2), step(60, 3)], SPANS).total.work_s == 20


def test_gaps_are_those_of_each_person() -> None:
    steps = [step(0, 1), step(30, 2, author="Ben"), step(60, 3), step(90, 4, author="Ben")]
    found = compute_statistics(steps, SPANS)
    assert {name: one.work_s for name, one in found.people.items()} == {"Anna": 60, "Ben": 60}
    assert (found.total.work_s, found.total.sound_ms) == (120, 4000)


def test_audio_that_two_people_worked_on_counts_once_in_the_total() -> None:
    found = compute_statistics([step(0, 1), step(1, 1, author="Ben")], SPANS)
    assert found.total.sound_ms == 1000
    assert [one.sound_ms for one in found.people.values()] == [1000, 1000]


def test_audio_under_two_segments_counts_once() -> None:
    spans = (WorkSpan(1, 0, 3000, "draft"), WorkSpan(2, 1000, 4000, "draft"))
    assert compute_statistics([step(0, 1), step(1, 2)], spans).total.sound_ms == 4000


def test_undone_edits_and_their_undo_take_time_only() -> None:
    steps = [
        step(0, 1),
        step(10, 2, "a", "b", is_in_force=False),
        step(20, 2, is_in_force=False),
    ]
    assert compute_statistics(steps, SPANS).total == Share(1, 20.0, 1000, 0)


def test_a_word_that_was_typed_in_pieces_is_one_word() -> None:
    texts = ["a house", "a ho", "a hous", "a horse"]
    steps = [step(n, 1, old, new) for n, (old, new) in enumerate(pairwise(texts))]
    assert compute_statistics(steps, SPANS).total.n_words == 1


def test_an_edit_of_many_segments_takes_time_only() -> None:
    steps = [step(0, 1), WorkStep("Anna", 10, True, ())]
    assert compute_statistics(steps, SPANS).total == Share(2, 10.0, 1000, 0)


@pytest.mark.parametrize(
    ("before", "after", "n"),
    [
        ("", "", 0), ("one", "", 1), ("", "two words", 2), ("same", "same", 0),
        ("so and so on", "so on", 2), ("a b c", "a x c", 1), ("你好。", "你坏。", 1),
    ],
)  # fmt: skip
def test_words_that_differ_are_counted(before: str, after: str, n: int) -> None:
    assert count_words(before, after) == n


STEPS = st.lists(
    st.builds(
        WorkStep,
        st.sampled_from(["", "Anna", "Ben"]),
        st.floats(0, 1e5),
        st.booleans(),
        st.lists(st.integers(0, 10), max_size=3, unique=True).map(tuple),
        st.sampled_from(["", "a b", "a c"]),
        st.sampled_from(["", "a b", "d"]),
    ),
    max_size=60,
)


@given(STEPS)
def test_periods_and_people_add_up_to_the_total(steps: list[WorkStep]) -> None:
    found = compute_statistics(steps, SPANS)
    total = found.total
    assert len(found.periods) <= MAX_PERIODS
    assert total.work_s == pytest.approx(sum(one.work_s for one in found.people.values()))
    assert total.n_words == sum(one.n_words for one in found.people.values())
    assert total.sound_ms <= 8000
    if found.periods:
        assert sum(one.work_s for one in found.periods) == pytest.approx(total.work_s)
        assert sum(one.n_words for one in found.periods) == total.n_words
        assert sum(one.sound_ms for one in found.periods) == total.sound_ms
