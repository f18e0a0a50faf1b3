"""The script that is burned in."""

from __future__ import annotations

from fractions import Fraction

import pysubs2
import pytest

from transcribe.document.model import Segment
from transcribe.formats.subtitles.styled_ass import Screen, styled_script
from transcribe.subtitles.video_style import PRESETS, VideoStyle

WIDE = Screen(Fraction(16, 9))


def test_another_reader_finds_the_cues_and_the_style() -> None:
    cues = [
        Segment(1, 1239, 2000, "One {two}\nthree"),
        Segment(2, 2000, 2001, "  "),
        Segment(3, 3000, 3000, "four"),
    ]
    read = pysubs2.SSAFile.from_string(styled_script(cues, PRESETS["box"][1], WIDE), "ass")
    assert [(one.start, one.end) for one in read] == [(1230, 2000), (3000, 3010)]
    assert read[0].text == "One \\{two\\}\\Nthree"
    style = read.styles["Default"]
    assert (style.primarycolor.r, style.backcolor.a, style.borderstyle) == (255, 64, 4)
    assert (read.info["PlayResX"], read.info["PlayResY"]) == ("1920", "1080")


def test_slow_scripts_have_exact_times() -> None:
    read = pysubs2.SSAFile.from_string(
        styled_script([Segment(1, 1239, 2001, "a")], VideoStyle(), WIDE, slowness=10), "ass"
    )
    assert (read[0].start, read[0].end) == (12_390, 20_010)


@pytest.mark.parametrize(
    ("aspect", "size"), [(Fraction(9, 16), (1080, 1920)), (Fraction(1), (1080, 1080))]
)
def test_the_shorter_side_is_the_measure(aspect: Fraction, size: tuple[int, int]) -> None:
    assert Screen(aspect).size == size


def test_white_is_darker_on_hdr() -> None:
    assert "&H00949494" in styled_script([], VideoStyle(), Screen(Fraction(16, 9), 0.58))
