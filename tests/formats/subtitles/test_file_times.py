"""Times of files change in place; every other byte stays."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from transcribe.formats.subtitles.file_times import change_times
from transcribe.subtitles.retiming import TimeMap

SRT = "7\r\n00:00:01,000 --> 00:00:02,500  X1:10 X2:20\r\n<i>Déjà</i> {\\an8}vu\r\n\r\n\r\n8\r\n00:00:59,990 --> 00:01:02,000\r\nat 00:00:01,000 sharp\r\n"  # fmt: skip
VTT = "WEBVTT - title\n\nSTYLE\n::cue { color: red }\n\nNOTE 00:01.000 is noted\n\nid 1\n00:01.000 --> 00:02.500 line:10% align:start\n<v Ann>One <00:01.500>two\n\n01:00:00.000 --> 01:00:01.000\nend\n"  # fmt: skip
SBV = "0:00:01.000,0:00:02.500\nOne\n\n0:00:03.000,0:00:04.000\nTwo\n"
ASS = "[Script Info]\nTitle: x\n\n[V4+ Styles]\nStyle: Own,Arial,20\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:01.00,0:00:02.50,Own,Ann,0,0,0,,{\\k50}One {\\k100}two\nComment: 0,0:00:03.00,0:00:04.00,Own,,0,0,0,,kept\n"  # fmt: skip
LATER = TimeMap(offset_ms=Fraction(1_250))
TWICE = TimeMap(Fraction(2))
ALL = {"srt": SRT, "vtt": VTT, "sbv": SBV, "ass": ASS}


def changed(format: str, map_: TimeMap, encoding: str = "utf-8") -> str:
    done = change_times(ALL[format].encode(encoding), format, lambda _start, _end: map_)
    assert done is not None
    return done.decode(encoding)


@pytest.mark.parametrize(("format", "map_", "expected"), [
    ("srt", LATER, ["00:00:02,250 --> 00:00:03,750  X1", "00:01:01,240 --> 00:01:03,250", "at 00:00:01,000 sharp"]),
    ("srt", TWICE, ["00:00:02,000 --> 00:00:05,000", "00:01:59,980 --> 00:02:04,000"]),
    ("vtt", LATER, ["00:02.250 --> 00:03.750 line:10%", "One <00:02.750>two", "01:00:01.250 --> 01:00:02.250", "NOTE 00:01.000 is"]),
    ("vtt", TWICE, ["00:02.000 --> 00:05.000 line", "<00:03.000>", "02:00:00.000 --> 02:00:02.000"]),
    ("sbv", LATER, ["0:00:02.250,0:00:03.750", "0:00:04.250,0:00:05.250"]),
    ("ass", LATER, [",0:00:02.25,0:00:03.75,Own,Ann,0,0,0,,{\\k50}One", "Comment: 0,0:00:04.25,"]),
    ("ass", TWICE, [",0:00:02.00,0:00:05.00,", "{\\k100}One {\\k200}two"]),
])  # fmt: skip
def test_times_move(format: str, map_: TimeMap, expected: list[str]) -> None:
    done = changed(format, map_)
    for part in expected:
        assert part in done


@pytest.mark.parametrize("format", ALL)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_every_other_byte_stays(format: str, encoding: str) -> None:
    done = changed(format, LATER, encoding)
    assert re.sub(r"\d", "", done) == re.sub(r"\d", "", ALL[format])
    back = change_times(
        done.encode(encoding), format, lambda _start, _end: TimeMap(offset_ms=Fraction(-1_250))
    )
    assert back == ALL[format].encode(encoding)


def test_a_time_below_an_hour_gets_hours_when_it_needs_them() -> None:
    done = changed("vtt", TimeMap(offset_ms=Fraction(3_600_000)))
    assert "01:00:01.000 --> 01:00:02.500 line" in done


def test_each_cue_has_its_own_map() -> None:
    only_late = change_times(
        SRT.encode(), "srt", lambda start_ms, _: LATER if start_ms > 5_000 else TimeMap()
    )
    assert only_late is not None
    assert b"00:00:01,000 --> 00:00:02,500" in only_late
    assert b"00:01:01,240" in only_late


def test_other_formats_are_left_to_their_writers() -> None:
    assert change_times(b"{}", "json", lambda _start, _end: LATER) is None
