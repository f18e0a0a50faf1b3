"""A subtitle file of any format moves as its transcript would; text-based ones keep their other bytes."""

from __future__ import annotations

from fractions import Fraction

import pytest

from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.errors import InvalidOperation
from transcribe.formats import FORMATS, read, write
from transcribe.library.subtitles.checks import read_subtitles
from transcribe.library.subtitles.retimed_files import RetimedFile, retime_file
from transcribe.subtitles.retiming import TimeMap

SEGMENTS = tuple(
    Segment(
        n, n * 2_000, n * 2_000 + 1_500, f"This is cue {n}.", "S1",
        words=(Word("This", n * 2_000, n * 2_000 + 400), Word(f"{n}.", n * 2_000 + 800, n * 2_000 + 1_500)),
    )
    for n in range(1, 6)
)  # fmt: skip
TRANSCRIPT = Transcript(SEGMENTS, (Speaker("S1", "Ann"),), "en", 60_000)
MAPS = [TimeMap(offset_ms=Fraction(1_230)), TimeMap(Fraction(24_000, 25_025)), TimeMap(Fraction(2), Fraction(-500))]  # fmt: skip
TIMED = [f.name for f in FORMATS.values() if f.reader and f.writer and f.group == "subtitles"]
FRAME_MS = 40  # EBU STL writes frames
IN_PLACE = {"srt", "vtt", "sbv", "ass"}


def retimed(content: bytes, name: str, map_: TimeMap) -> RetimedFile:
    return retime_file(content, read_subtitles(content, name), lambda _start, _end: map_)


@pytest.mark.parametrize("format", TIMED)
@pytest.mark.parametrize("map_", MAPS, ids=str)
def test_each_format_reads_as_the_moved_transcript(format: str, map_: TimeMap) -> None:
    content = write(TRANSCRIPT, format).data
    name = f"a{FORMATS[format].suffix}"
    before, done = read_subtitles(content, name).transcript, retimed(content, name, map_)
    after = read(done.data, format, name=name).transcript
    assert done.n_cues == len(before.segments)
    for old, new in zip(before.segments, after.segments, strict=True):
        assert new.text == old.text
        assert abs(new.start_ms - map_.at(old.start_ms)) <= FRAME_MS
        assert abs(new.end_ms - map_.at(old.end_ms)) <= FRAME_MS
    assert not (format in IN_PLACE and done.warnings)


def test_an_unusual_time_line_is_written_from_what_was_read() -> None:
    content = b"1\n00:00:01.500 -> 00:00:02.5\nHi\n\n2\n0:00:03,000 --> 0:00:04,000\nyou\n"
    done = retimed(content, "a.srt", TimeMap(offset_ms=Fraction(1_000)))
    after = read(done.data, "srt", name="a.srt").transcript
    assert [(one.start_ms, one.text) for one in after.segments] == [(2_500, "Hi"), (4_000, "you")]


def test_a_cue_before_0_is_cut_or_refused() -> None:
    content = b"1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:03,000 --> 00:00:04,000\nyou\n"
    done = retimed(content, "a.srt", TimeMap(offset_ms=Fraction(-1_500)))
    assert b"00:00:00,000 --> 00:00:00,500" in done.data
    assert done.n_cut == 1
    with pytest.raises(InvalidOperation, match="1 segment would lie before"):
        retimed(content, "a.srt", TimeMap(offset_ms=Fraction(-2_000)))
