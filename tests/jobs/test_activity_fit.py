"""Cues without words in common with the speech move to where somebody speaks; what is not sure stays."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.document.model import Segment, Word
from transcribe.jobs.activity_fit import fit_activity, fit_by_either, speech_of
from transcribe.quality.fit_report import describe_fit
from transcribe.quality.time_fit import RATIOS
from transcribe.subtitles.retiming import TimeMap, retime

Spans = list[tuple[int, int]]


def talk(n: int, rng: random.Random) -> tuple[Spans, list[Segment]]:
    """Speech, and cues of a translation: a little early, held longer, one in ten missing, two ranges in one."""
    at_ms, speech, cues = rng.randrange(1_000, 20_000), [], []
    for number in range(1, n + 1):
        end_ms = at_ms + rng.randrange(800, 6_000)
        speech.append((at_ms, end_ms))
        if rng.random() > 0.1:
            shown = (at_ms - rng.randrange(0, 150), end_ms + rng.randrange(100, 800))
            cues.append(Segment(number, max(0, shown[0]), shown[1], "kein Wort"))
        at_ms = end_ms + rng.choice([150, 400, 900, 2_500, 9_000]) + rng.randrange(0, 200)
    return speech, cues


@settings(max_examples=8, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(RATIOS),
    st.integers(-60_000, 60_000),
    st.sampled_from([80, 200]),
)
def test_an_offset_and_a_ratio_of_rates_are_found(
    seed: int, speed: Fraction, offset_ms: int, n: int
) -> None:
    speech, cues = talk(n, random.Random(seed))
    there = TimeMap(speed).inverse
    late, lead = max(0, offset_ms), max(0, -offset_ms)
    old = [retime(replace(cue, start_ms=cue.start_ms + late, end_ms=cue.end_ms + late), there) for cue in cues]  # fmt: skip
    fit = fit_activity(old, [(start + lead, end + lead) for start, end in speech], 0)
    assert fit.is_sure, describe_fit(fit, flagged="listed")
    for now, cue in zip(old, cues, strict=True):
        assert abs(fit.map_of(0).at(now.start_ms) - cue.start_ms - lead) < 500
    assert "by where somebody speaks" in describe_fit(fit, flagged="listed")


@pytest.mark.parametrize("seed", range(10))
def test_cues_of_another_recording_stay(seed: int) -> None:
    _, cues = talk(60, random.Random(seed))
    speech, _ = talk(60, random.Random(seed + 1_000))
    fit = fit_activity(cues, speech, speech[-1][1])
    assert not fit.is_found
    assert fit.agreement is not None
    assert "Nothing was changed" in describe_fit(fit, flagged="listed")


def test_even_cues_fit_at_many_places_and_stay() -> None:
    """Each shift by a whole number of cues is as good, so none is sure."""
    speech = [(n * 3_000, n * 3_000 + 2_000) for n in range(100)]
    cues = [Segment(n + 1, n * 3_000 + 7_000, n * 3_000 + 9_000, "aa") for n in range(90)]
    assert not fit_activity(cues, speech, 300_000).is_found


@pytest.mark.parametrize(
    ("n_cues", "speech"), [(0, [(0, 1_000)]), (9, [(0, 1_000)]), (20, []), (20, [(5, 5)])]
)
def test_too_little_to_compare_is_not_found(n_cues: int, speech: Spans) -> None:
    cues = [Segment(n + 1, n * 1_000, n * 1_000 + 900, "aa") for n in range(n_cues)]
    assert not fit_activity(cues, speech, 10_000).is_found
    assert not fit_activity([replace(cue, text="♪") for cue in cues], speech, 0).is_found


def heard_in(speech: Spans) -> list[Word]:
    return [
        Word(f"w{n}", at, min(at + 400, end))
        for n, (start, end) in enumerate(speech)
        for at in range(start, end, 450)
    ]


def test_words_decide_if_they_are_found_and_else_where_they_were_heard() -> None:
    speech, cues = talk(120, random.Random(5))
    heard = heard_in(speech)
    late = [replace(cue, start_ms=cue.start_ms + 3_000, end_ms=cue.end_ms + 3_000) for cue in cues]
    fit = fit_by_either(late, heard, speech[-1][1])
    assert fit.agreement is not None
    assert abs(fit.map_of(0).at(late[0].start_ms) - cues[0].start_ms) < 300
    assert not fit_by_either(late[:5], heard, 0).is_found
    assert not fit_by_either(late, [], 0).is_found


@given(st.lists(st.tuples(st.integers(0, 2_000), st.integers(1, 900)), min_size=1, max_size=40))
def test_ranges_of_speech_hold_all_words_and_are_apart(steps: Sequence[tuple[int, int]]) -> None:
    at_ms, words = 0, []
    for gap, length in steps:
        words.append(Word("a", at_ms + gap, at_ms + gap + length))
        at_ms = words[-1].end_ms
    spans = speech_of(words)
    assert all(any(a <= w.start_ms and w.end_ms <= b for a, b in spans) for w in words)
    assert all(a[1] + 300 < b[0] for a, b in pairwise(spans))
