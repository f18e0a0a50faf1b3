"""Cues on exact frames."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Segment
from transcribe.subtitles.frame_edges import on_frames
from transcribe.subtitles.frame_rates import MILLISECONDS, NAMED, frame_rate

FRAMES = st.integers(0, 10_000_000)


@given(st.sampled_from([*NAMED]), FRAMES, st.integers(1, 500), st.sampled_from([0, 0.5, 1]))
def test_stored_frames_are_found_again(name: str, first: int, n: int, up: float) -> None:
    """However a program rounded the beginning of a frame to a millisecond."""
    rate = frame_rate(name)
    start, end = (int(rate.time_of(frame) * 1000 + up) for frame in (first, first + n))
    cue = on_frames(Segment(1, start, end, "a"), rate)
    assert rate.frame_shown(cue.start_ms) == first
    assert rate.frame_shown(cue.end_ms) == first + n


@given(st.sampled_from([*NAMED]), st.integers(0, 10_000_000), st.integers(0, 30))
def test_a_cue_has_at_least_one_frame(name: str, start: int, n_ms: int) -> None:
    rate = frame_rate(name)
    cue = on_frames(Segment(1, start, start + n_ms, "a"), rate)
    assert rate.frame_shown(cue.end_ms) > rate.frame_shown(cue.start_ms)


def test_without_frames_times_stay() -> None:
    cue = Segment(1, 3, 4, "a")
    assert on_frames(cue, MILLISECONDS) == cue
