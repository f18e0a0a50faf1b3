"""Markers in an EDL: each on the frame of its segment, at every rate that is offered."""

from __future__ import annotations

import re

import pytest

from transcribe.document.model import Segment, Transcript
from transcribe.errors import InvalidOptionValue
from transcribe.formats import FORMATS, parse_options, write
from transcribe.subtitles.frame_rates import frame_rate
from transcribe.subtitles.timecodes import frame_number

EVENT = re.compile(
    r"(\d{3})  001      V     C        (\S+) (\S+) \2 \3\n \|C:ResolveColorBlue \|M:(.*) \|D:1"
)
TALK = Transcript(
    (
        Segment(1, 1_000, 2_000, "one|two\nthree", is_flagged=True),
        Segment(2, 60_060, 61_000, " "),
        Segment(3, 3_603_600, 3_604_000, "late"),
    )
)


@pytest.mark.parametrize("start", FORMATS["edl"].option("start").choices)
@pytest.mark.parametrize("name", FORMATS["edl"].option("frame_rate").choices)
def test_markers_are_on_the_frames_of_their_segments(name: str, start: str) -> None:
    done = write(TALK, "edl", frame_rate=name, start=start)
    rate = frame_rate(name)
    events = EVENT.findall(str(done.content))
    assert [(number, title) for number, _, _, title in events] == [
        ("001", "one/two three"), ("002", "late"),
    ]  # fmt: skip
    first = frame_number(f"{start[:8]};{start[9:]}" if rate.is_drop else start, rate)
    frames = [frame_number(begin, rate) - first for _, begin, _, _ in events]
    assert frames == [rate.nearest(1_000), rate.nearest(3_603_600)]
    assert all(frame_number(b, rate) - frame_number(a, rate) == 1 for _, a, b, _ in events)
    assert (";" in events[0][1]) == rate.is_drop == ("\nFCM: DROP FRAME\n" in str(done.content))


def test_flagged_segments_alone() -> None:
    assert [one[3] for one in EVENT.findall(str(write(TALK, "edl", flagged=True).content))] == [
        "one/two three"
    ]


def test_what_does_not_fit_in_is_reported() -> None:
    many = Transcript(tuple(Segment(n, n * 1000, n * 1000 + 1, "x") for n in range(1, 1_201)))
    done = write(many, "edl")
    assert len(EVENT.findall(str(done.content))) == 999
    assert any(text.startswith("not kept: 201 markers") for text in done.warnings)
    late = Transcript((Segment(1, 399 * 3_600_000, 399 * 3_600_000 + 1, "x"),))
    assert any(text.startswith("not kept: 1 marker;") for text in write(late, "edl").warnings)


def test_a_rate_that_is_not_offered_is_refused() -> None:
    with pytest.raises(InvalidOptionValue):
        parse_options("edl", {"frame_rate": "13"})
