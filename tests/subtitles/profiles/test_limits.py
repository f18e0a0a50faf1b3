"""A profile's numbers in frames."""

from __future__ import annotations

import pytest

from transcribe.library.subtitles.profiles import built_in_profiles
from transcribe.subtitles.frame_rates import MILLISECONDS, frame_rate
from transcribe.subtitles.profiles.limits import NO_END, limits


@pytest.mark.parametrize(
    ("rate", "gap", "open_gap"),
    [
        ("23.976", 2, 12),
        ("24", 2, 12),
        ("25", 2, 13),
        ("29.97", 2, 15),
        ("50", 2, 25),
        ("60", 2, 30),
    ],
)
def test_netflix_gaps(rate: str, gap: int, open_gap: int) -> None:
    found = limits(built_in_profiles()["netflix-en"], frame_rate(rate))
    assert (found.gap, found.open_gap) == (gap, open_gap)  # 11 frames at 24 close, 12 stay


def test_a_profile_without_numbers_limits_nothing() -> None:
    found = limits(built_in_profiles()["youtube"], MILLISECONDS)
    assert (found.line_chars, found.lines, found.min_frames, found.max_frames, found.gap) == (
        None, None, 0, NO_END, 0,
    )  # fmt: skip
    assert found.frames_to_read(1000, 1000) == 0


def test_time_to_read_is_rounded_up_to_whole_frames() -> None:
    found = limits(built_in_profiles()["netflix-en"], frame_rate("25"))
    assert found.frames_to_read(20, 4) == 25
    assert found.frames_to_read(21, 4) == 27  # 1.05 s are 26.25 frames
    words = limits(built_in_profiles()["bbc"], frame_rate("25"))
    assert words.frames_to_read(100, 3) == 25
