"""What a resync says fits what it found."""

from __future__ import annotations

from fractions import Fraction

import pytest

from transcribe.quality.fit_report import describe_fit
from transcribe.quality.time_fit import Piece, TimeFit
from transcribe.subtitles.retiming import TimeMap

CASES = [
    (TimeFit((), 40, 0, 0, tuple(range(40))), "No words were heard", "Nothing was changed"),
    (TimeFit((), 1, 0, 0, (0,), n_heard=900), "At least 5 cues", "the text has 1. Nothing was changed"),
    (TimeFit((), 40, 2, 0, tuple(range(40)), n_heard=900), "another language", "Nothing was changed"),
    (TimeFit((), 40, 2, 0, tuple(range(40)), n_heard=900), "does not match the audio: 2 of 40", "Nothing was changed"),
    (TimeFit((Piece(0, TimeMap(offset_ms=Fraction(1_500))),), 40, 38, 60, ()), "All times are moved by +1.50 s.", "(sure)"),
    (TimeFit((Piece(0, TimeMap(offset_ms=Fraction(70))),), 40, 38, 60, ()), "right to 100 ms and stay", "(sure)"),
    (TimeFit((Piece(0, TimeMap(Fraction(25, 24))),), 40, 10, 60, (3,)), "at 1.04167 times the length", "1 cue was not found and is flagged"),
    (TimeFit((Piece(0, TimeMap()), Piece(9, TimeMap(offset_ms=Fraction(-9_000)))), 40, 38, 60, (3, 4)), "in 2 pieces, by +0.00 s, -9.00 s", "2 cues were not found and are flagged"),
]  # fmt: skip


@pytest.mark.parametrize(("fit", "first", "last"), CASES)
def test_the_sentences(fit: TimeFit, first: str, last: str) -> None:
    said = describe_fit(fit, flagged="flagged")
    assert first in said
    assert last in said
