"""Timecodes name every frame once, and drop-frame skips numbers only where it must."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.subtitles.timecode_vectors import FILE, vectors
from transcribe.errors import InvalidTimecode
from transcribe.subtitles.frame_rates import MILLISECONDS, NAMED, FrameRate, frame_rate
from transcribe.subtitles.timecodes import TimecodeClock, format_timecode, frame_number

DROP = [frame_rate("29.97 drop"), frame_rate("59.94 drop")]
rates = st.sampled_from([*(FrameRate(fps) for fps in NAMED.values()), *DROP])
numbers = st.integers(0, 99 * 3600 * 23)


@given(rates, numbers)
def test_a_timecode_is_read_back(rate: FrameRate, number: int) -> None:
    assert frame_number(format_timecode(number, rate), rate) == number


@given(st.sampled_from(DROP), st.integers(0, 23 * 3600 * 29))
def test_drop_frame_follows_the_clock(rate: FrameRate, number: int) -> None:
    hours, minutes, rest = format_timecode(number, rate).split(":")
    seconds, frames = rest.split(";")
    shown = (
        int(hours) * 3600 + int(minutes) * 60 + int(seconds) + Fraction(int(frames), rate.nominal)
    )
    time = rate.time_of(number)  # ten minutes of names last 599.9994 s: a millionth is lost
    assert abs(shown - time) < Fraction(1, 15) + time / 1_000_000  # two frames of 30 are dropped


@given(st.sampled_from(DROP))
def test_counting_frame_by_frame_gives_the_same_names(rate: FrameRate) -> None:
    n_dropped, number = rate.nominal // 15, 0
    for label in range(11 * 60 * rate.nominal):
        minute, in_minute = divmod(label, 60 * rate.nominal)
        if minute % 10 and in_minute < n_dropped:
            continue  # a number that is skipped
        if in_minute < n_dropped * 2 or in_minute >= 60 * rate.nominal - 2:
            second, frame = divmod(in_minute, rate.nominal)
            text = f"00:{minute:02}:{second:02};{frame:02}"
            assert format_timecode(number, rate) == text
            assert frame_number(text, rate) == number
        number += 1


@pytest.mark.parametrize(
    ("text", "rate", "frame", "seconds"),
    [
        ("00:01:00;02", "29.97", 1_800, "60.06"),
        ("01:00:00;00", "29.97", 107_892, "3599.9964"),
        ("01:00:00:00", "29.97", 108_000, "3603.6"),
        ("01:00:00:00", "23.976", 86_400, "3603.6"),
        ("00:01:00;04", "59.94", 3_600, "60.06"),
        ("01:00:00:00", "25", 90_000, "3600"),
    ],
)
def test_known_timecodes(text: str, rate: str, frame: int, seconds: str) -> None:
    assert frame_number(text, frame_rate(rate)) == frame
    assert frame_rate(rate).time_of(frame) == Fraction(seconds)


@pytest.mark.parametrize(
    ("text", "rate", "before", "after"),
    [
        ("00:01:00;00", "29.97", "00:00:59;29", "00:01:00;02"),
        ("00:01:00;01", "29.97", "00:00:59;29", "00:01:00;02"),
        ("10:59:00;03", "59.94", "10:58:59;59", "10:59:00;04"),
        ("00:11:00;00", "29.97", "00:10:59;29", "00:11:00;02"),
    ],
)
def test_a_skipped_number_is_refused_with_the_nearest_two(
    text: str, rate: str, before: str, after: str
) -> None:
    with pytest.raises(InvalidTimecode, match=f"{before} and {after}"):
        frame_number(text, frame_rate(rate))
    first, second = (frame_number(one, frame_rate(rate)) for one in (before, after))
    assert second == first + 1


@pytest.mark.parametrize(
    ("text", "rate", "reason"),
    [
        ("", "25", "use hours:minutes"),
        ("1:2:3", "25", "use hours:minutes"),
        ("00:00:01.500", "25", "use hours:minutes"),
        ("00:60:00:00", "25", "minutes"),
        ("00:00:60:00", "25", "seconds"),
        ("00:00:00:25", "25", "00 to 24"),
        ("00:00:00:24", "23.976", "00 to 23"),
        ("00:00:01;00", "25", "write a colon"),
        ("00:00:01;00", "30", "write a colon"),
        ("00:00:01;00", "23.976", "write a colon"),
        ("00:00:01:00", "12.5", "no timecodes"),
        ("-1:00:00:00", "25", "use hours:minutes"),
        ("٠٠:00:00:00", "25", "use hours:minutes"),
    ],
)
def test_what_names_no_frame_is_refused_with_its_reason(text: str, rate: str, reason: str) -> None:
    with pytest.raises(InvalidTimecode, match=reason):
        frame_number(text, frame_rate(rate))


def test_a_recording_without_video_has_no_timecodes() -> None:
    with pytest.raises(InvalidTimecode, match="without video"):
        format_timecode(0, MILLISECONDS)


@given(rates, st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_a_start_offset_is_added_and_taken_away(rate: FrameRate, start: int, frame: int) -> None:
    clock = TimecodeClock(rate, start)
    assert clock.frame(clock.text(frame)) == frame
    assert clock.text(0) == format_timecode(start, rate)


def test_a_timecode_before_the_start_is_refused() -> None:
    rate = frame_rate("25")
    clock = TimecodeClock(rate, frame_number("10:00:00:00", rate))
    assert clock.frame("10:00:01:00") == 25
    with pytest.raises(InvalidTimecode, match="starts at 10:00:00:00"):
        clock.frame("09:59:59:24")


def test_the_stored_vectors_for_the_browser_match() -> None:
    assert json.loads(FILE.read_text()) == vectors()
