"""Times move by offsets, points and frame rates, exactly, and nothing lands before 0 in silence."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.document.model import Segment, Word
from transcribe.errors import InvalidOperation
from transcribe.subtitles.frame_rates import NAMED, FrameRate, frame_rate
from transcribe.subtitles.retiming import TimeMap, by_offset, by_points, by_rates, retime, retimed

RATES = [frame_rate(name) for name in NAMED]
HOUR = 3_600_000
times = st.integers(0, 10 * HOUR)


@given(times, times, times, times)
@settings(max_examples=60)
def test_two_points_land_where_they_should_be(a: int, b: int, new_a: int, new_b: int) -> None:
    try:
        found = by_points([(a, new_a), (b, new_b)])
    except InvalidOperation:
        return
    assert found.exactly(a) == new_a
    assert found.exactly(b) == new_b


def test_the_order_of_the_points_is_free() -> None:
    points = [(1_000, 2_000), (HOUR, HOUR + 3_500)]
    assert by_points(points) == by_points(points[::-1])


def test_one_point_is_an_offset() -> None:
    assert by_points([(10_000, 12_500)]) == by_offset(2_500)


@pytest.mark.parametrize("points", [
    [], [(0, 5), (0, 7)], [(0, 0), (10, 0)], [(0, 10), (10, 0)], [(0, 0), (1, 11)], [(5, 5)],
    [(1, 1), (2, 2)], [(0, 0), (1, 1), (2, 3)],
])  # fmt: skip
def test_points_that_say_nothing_are_refused(points: list[tuple[int, int]]) -> None:
    with pytest.raises(InvalidOperation):
        by_points(points)


@pytest.mark.parametrize(("made_for", "shown_at", "hour"), [
    ("23.976", "25", 3_452_547), ("25", "23.976", 3_753_750), ("24", "25", 3_456_000),
    ("23.976", "24", 3_596_404), ("29.97", "25", 4_315_684), ("30", "29.97", 3_603_600),
])  # fmt: skip
def test_an_hour_at_another_rate(made_for: str, shown_at: str, hour: int) -> None:
    assert by_rates(frame_rate(made_for), frame_rate(shown_at)).at(HOUR) == hour


@given(st.sampled_from(RATES), st.sampled_from(RATES), times)
@settings(max_examples=60)
def test_a_frame_stays_a_frame_and_the_way_back_is_exact(
    made_for: FrameRate, shown_at: FrameRate, ms: int
) -> None:
    if made_for == shown_at:
        return
    there, back = by_rates(made_for, shown_at), by_rates(shown_at, made_for)
    assert there.inverse == back
    frame = made_for.nearest(ms)
    assert there.exactly(0) == 0
    assert there.factor * made_for.time_of(frame) == shown_at.time_of(frame)
    assert abs(back.at(there.at(ms)) - ms) <= max(1.0, float(back.factor))


def test_words_move_with_their_segment() -> None:
    one = Segment(1, 1_000, 3_000, "a b", words=(Word("a", 1_000, 1_400), Word("b", 1_500, 2_900)))
    moved = retime(one, TimeMap(Fraction(2), Fraction(500)))
    assert (moved.start_ms, moved.end_ms) == (2_500, 6_500)
    assert [(w.start_ms, w.end_ms) for w in moved.words] == [(2_500, 3_300), (3_500, 6_300)]
    assert moved.text == one.text


segments = st.lists(st.tuples(st.integers(0, HOUR), st.integers(1, 9_000)), max_size=12).map(
    lambda found: [
        Segment(n, start, start + length, f"cue {n}") for n, (start, length) in enumerate(found, 1)
    ]
)
maps = st.builds(
    TimeMap, st.fractions(Fraction(1, 10), 10), st.fractions(-HOUR, HOUR, max_denominator=1001)
)


@given(segments, maps)
@settings(max_examples=60)
def test_nothing_is_lost_or_lands_before_0(found: list[Segment], map_: TimeMap) -> None:
    if any(map_.at(one.end_ms) <= 0 for one in found):
        with pytest.raises(InvalidOperation, match="before the beginning"):
            retimed(found, lambda _start, _end: map_)
        return
    done = retimed(found, lambda _start, _end: map_)
    assert [one.text for one in done.segments] == [one.text for one in found]
    assert all(0 <= one.start_ms < one.end_ms for one in done.segments)
    assert done.n_cut == sum(map_.at(one.start_ms) < 0 for one in found)
    ordered = sorted(found, key=lambda one: one.start_ms)
    moved = {one.id: one.start_ms for one in done.segments}
    assert sorted(moved.values()) == [moved[one.id] for one in ordered]
