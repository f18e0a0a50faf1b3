"""Markers in FCPXML: exact fractions on whole frames, at every rate that is offered."""

from __future__ import annotations

from fractions import Fraction
from xml.etree import ElementTree as ET

import pytest

from transcribe.document.model import Segment, Transcript
from transcribe.formats import FORMATS, write
from transcribe.subtitles.frame_rates import frame_rate
from transcribe.subtitles.timecodes import frame_number

TALK = Transcript(
    (
        Segment(1, 1_000, 2_000, 'one <"two">\nthree', is_flagged=True),
        Segment(2, 60_060, 61_000, " "),
        Segment(3, 3_603_600, 3_604_000, "late"),
    )
)


def seconds(text: str | None) -> Fraction:
    assert text is not None
    assert text.endswith("s")
    return Fraction(text.removesuffix("s"))


@pytest.mark.parametrize("start", FORMATS["fcpxml"].option("start").choices)
@pytest.mark.parametrize("name", FORMATS["fcpxml"].option("frame_rate").choices)
def test_all_times_are_whole_frames(name: str, start: str) -> None:
    done = write(TALK, "fcpxml", frame_rate=name, start=start, flagged=False)
    root, rate = ET.fromstring(done.data), frame_rate(name)
    frame = seconds(root.find(".//format").attrib["frameDuration"])  # type: ignore[union-attr]
    assert frame == 1 / rate.fps
    times = [seconds(one.get(key)) for one in root.iter() for key in ("start", "duration", "offset", "tcStart")
             if one.get(key)]  # fmt: skip
    assert all((time / frame).denominator == 1 for time in times)
    markers = list(root.iter("chapter-marker"))
    assert [one.get("value") for one in markers] == ['one <"two"> three', "late"]
    frames = [int(seconds(one.get("start")) / frame) for one in markers]
    assert frames == [rate.nearest(1_000), rate.nearest(3_603_600)]
    sequence = root.find(".//sequence")
    assert sequence is not None
    assert sequence.get("tcFormat") == ("DF" if rate.is_drop else "NDF")
    first = frame_number(f"{start[:8]};{start[9:]}" if rate.is_drop else start, rate)
    assert seconds(sequence.get("tcStart")) == first * frame
    assert seconds(sequence.get("duration")) > frames[-1] * frame


@pytest.mark.parametrize(
    ("kind", "element", "completed"),
    [("chapter", "chapter-marker", None), ("to-do", "marker", "0"), ("standard", "marker", None)],
)
def test_kinds_of_markers(kind: str, element: str, completed: str | None) -> None:
    root = ET.fromstring(write(TALK, "fcpxml", kind=kind).data)
    (marker,) = root.iter(element)
    assert marker.get("completed") == completed
    assert (marker.get("posterOffset") == "0s") == (kind == "chapter")


def test_segments_without_a_flag_are_reported_and_none_gives_an_empty_project() -> None:
    assert "not kept: 1 segment without a flag" in write(TALK, "fcpxml").warnings
    root = ET.fromstring(write(Transcript(), "fcpxml").data)
    assert root.find(".//gap") is not None
