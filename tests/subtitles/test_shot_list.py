"""Shot lists are read in seconds, clock times and timecodes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import FormatError
from transcribe.subtitles.frame_rates import NAMED, FrameRate, frame_rate
from transcribe.subtitles.shot_list import read_shots, write_shots


def test_each_way_to_write_a_time_is_read() -> None:
    text = "\ufeff# cuts\n4\n2.04  # the second\n\n00:00:06.000\n00:00:08:10\n1:02\n"
    assert read_shots(text, "a.txt", frame_rate("25")) == (51, 100, 150, 210, 1550)
    assert read_shots("00:01:00;02", "a.txt", frame_rate("29.97")) == (1800,)


@given(
    st.sampled_from([FrameRate(fps) for fps in NAMED.values()]),
    st.lists(st.integers(0, 1_000_000), unique=True).map(sorted),
)
def test_frames_are_found_again(rate: FrameRate, frames: list[int]) -> None:
    cuts_ms = [round(rate.time_of(frame) * 1000) for frame in frames]
    assert list(read_shots(write_shots(cuts_ms), "a.txt", rate)) == frames


@pytest.mark.parametrize("line", ["cut", "-1", "1e3", "00:00:00:30", "00:01:00;00", "1:2:3:4:5"])
def test_a_line_that_is_no_time_is_named(line: str) -> None:
    with pytest.raises(FormatError, match=r"a\.txt, line 2"):
        read_shots(f"1\n{line}\n", "a.txt", frame_rate("29.97"))
