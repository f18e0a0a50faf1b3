"""Lengths of guides in frames of a recording."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.subtitles.frame_rates import MILLISECONDS, NAMED, FrameRate, frame_rate
from transcribe.subtitles.profiles.model import Span

SECONDS = Span(Fraction(7))
FIVE_SIXTHS = Span(Fraction(5, 6))


@pytest.mark.parametrize(
    ("rate", "fewest", "most"),
    [("23.976", 20, 168), ("24", 20, 168), ("25", 21, 175), ("29.97", 25, 210), ("30", 25, 210),
     ("50", 42, 350), ("59.94", 50, 420), ("60", 50, 420)],
)  # fmt: skip
def test_five_sixths_of_a_second_and_seven_seconds(rate: str, fewest: int, most: int) -> None:
    assert FIVE_SIXTHS.at_least(frame_rate(rate)) == fewest
    assert SECONDS.at_most(frame_rate(rate)) == most


def test_the_same_lengths_as_stored_in_milliseconds() -> None:
    assert frame_rate("24").nearest(833) >= FIVE_SIXTHS.at_least(frame_rate("24"))
    assert frame_rate("23.976").nearest(7_007) <= SECONDS.at_most(frame_rate("23.976"))
    assert frame_rate("23.976").nearest(83) == 2
    assert frame_rate("23.976").nearest(61) == 1


@given(st.sampled_from([*NAMED.values()]))
def test_frames_stay_frames_at_every_rate(fps: Fraction) -> None:
    two = Span(Fraction(2), "frames")
    assert two.at_least(FrameRate(fps)) == two.at_most(FrameRate(fps)) == 2


def test_without_video_frames_are_taken_where_they_are_longest() -> None:
    assert Span(Fraction(2), "frames").at_least(MILLISECONDS) == 84
    assert FIVE_SIXTHS.at_least(MILLISECONDS) == 834
    assert SECONDS.at_most(MILLISECONDS) == 7_000


def test_lengths_are_shown_as_guides_write_them() -> None:
    assert [str(FIVE_SIXTHS), str(SECONDS), str(Span(Fraction(1, 2)))] == ["5/6 s", "7 s", "0.5 s"]
    assert str(Span(Fraction(2), "frames")) == "2 frames"
