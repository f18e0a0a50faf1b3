"""Frame rates are exact, and a cue edge shows on exactly its frame."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import InvalidFrameRate
from transcribe.subtitles.frame_rates import MILLISECONDS, NAMED, FrameRate, frame_rate

rates = st.sampled_from([FrameRate(fps) for fps in NAMED.values()])
frames = st.integers(1, 10_000_000)


@given(rates, frames)
def test_the_written_millisecond_shows_on_exactly_its_frame(rate: FrameRate, frame: int) -> None:
    ms = rate.ms_of(frame)
    assert rate.frame_shown(ms) == frame  # the first frame at or after it
    assert rate.frame_at(ms) == frame - 1  # the frame before is still on the screen
    assert rate.nearest(ms) == frame
    assert Fraction(ms + 1) >= rate.time_of(frame) * 1000 - Fraction(1, 2)  # and no earlier


@given(rates, frames)
def test_a_frame_is_found_again_from_any_rounding_to_a_millisecond(
    rate: FrameRate, frame: int
) -> None:
    exact = rate.time_of(frame) * 1000
    assert {rate.nearest(int(exact)), rate.nearest(round(exact)), rate.nearest(int(exact) + 1)} == {
        frame
    }


@given(st.integers(0, 10_000_000))
def test_without_video_a_frame_is_a_millisecond(ms: int) -> None:
    assert MILLISECONDS.ms_of(ms) == MILLISECONDS.nearest(ms) == MILLISECONDS.frame_shown(ms) == ms


def test_the_first_frame_begins_at_0() -> None:
    assert {FrameRate(fps).ms_of(0) for fps in NAMED.values()} == {0}


@pytest.mark.parametrize(
    ("given", "fps"),
    [
        ("23.976", Fraction(24000, 1001)),
        ("23.98", Fraction(24000, 1001)),
        ("24", Fraction(24)),
        ("29.97", Fraction(30000, 1001)),
        ("30000/1001", Fraction(30000, 1001)),
        (" 25 fps", Fraction(25)),
        ("59,94", Fraction(60000, 1001)),
        ("12.5", Fraction(25, 2)),
        (29.97002997002997, Fraction(30000, 1001)),
        (23.976023976023978, Fraction(24000, 1001)),
        (14.985, Fraction(2997, 200)),
    ],
)
def test_rates_are_read_as_people_and_files_name_them(given: str | float, fps: Fraction) -> None:
    assert frame_rate(given).fps == fps


@given(st.sampled_from(list(NAMED)))
def test_a_rate_is_named_as_it_is_read(name: str) -> None:
    rate = frame_rate(name)
    assert rate.name == name
    assert frame_rate(float(rate.fps)) == rate


@pytest.mark.parametrize("text", ["29.97 drop", "29.97df", "59.94 drop-frame", "59.94DF"])
def test_drop_frame_is_said_after_the_rate(text: str) -> None:
    assert frame_rate(text).is_drop
    assert not frame_rate(text.lower().replace("drop-frame", "drop").replace("drop", "non-drop")
                          .replace("df", "ndf")).is_drop  # fmt: skip


@pytest.mark.parametrize("text", ["", "x", "0", "-25", "1001", "25/0", "1e3", "nan", "inf", "2_5", "25 drop"])  # fmt: skip
def test_what_is_no_rate_is_refused_with_examples(text: str) -> None:
    with pytest.raises(InvalidFrameRate, match=r"Use one such as 23\.976"):
        frame_rate(text)
