"""Times of a text that are off by a constant, a drift or pieces are found; what was not heard is named."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transcribe.document.model import Segment, Word
from transcribe.quality.time_fit import RATIOS, TimeFit, fit_times
from transcribe.subtitles.frame_rates import frame_rate
from transcribe.subtitles.retiming import TimeMap, by_rates, retime

COMMON = tuple(chr(97 + n) * 2 for n in range(20))  # words that come again and again
GAP_MS = 1_500


def spoken(n_cues: int, seed: int = 1) -> tuple[list[Segment], list[Word]]:
    """Cues of a talk, and its words as recognition hears them: one in ten missing, one in ten wrong."""
    rng = random.Random(seed)
    cues: list[Segment] = []
    heard: list[Word] = []
    at_ms = 2_000
    for n in range(1, n_cues + 1):
        words = [
            Word(
                rng.choice(COMMON) if rng.random() < 0.5 else f"w{rng.randrange(n_cues * 6)}",
                at_ms + 350 * k, at_ms + 350 * k + 300,
            )
            for k in range(rng.randrange(3, 10))
        ]  # fmt: skip
        lead_ms = rng.randrange(0, 150)
        text = " ".join(word.text for word in words)
        cues.append(Segment(n, at_ms - lead_ms, words[-1].end_ms + 400, text))
        heard += [one for word in words for one in _as_heard(word, rng)]
        at_ms = words[-1].end_ms + rng.randrange(500, GAP_MS)
    return cues, heard


def _as_heard(word: Word, rng: random.Random) -> list[Word]:
    chance = rng.random()
    if chance < 0.1:
        return []
    off_ms = rng.randrange(-80, 80)
    text = rng.choice(COMMON) if chance < 0.2 else word.text
    return [Word(text, word.start_ms + off_ms, word.end_ms + off_ms)]


def moved(cues: Sequence[Segment], map_: TimeMap) -> list[Segment]:
    return [retime(cue, map_) for cue in cues]


def length(heard: Sequence[Word]) -> int:
    return heard[-1].end_ms + 1_000


def worst_ms(cues: Sequence[Segment], off: Sequence[Segment], fit: TimeFit) -> int:
    """How far from where they belong cues end up, at most."""
    return max(
        abs(fit.map_of(n).at(one.start_ms) - cue.start_ms)
        for n, (cue, one) in enumerate(zip(cues, off, strict=True))
    )


CUES, HEARD = spoken(150)
SPEEDS = st.sampled_from([*RATIOS, Fraction(1003, 1000), Fraction(97, 100)])


@given(SPEEDS, st.integers(0, 3_600_000), st.integers(0, 1_000))
@settings(max_examples=8, deadline=None)
def test_a_constant_and_a_drift_are_found(speed: Fraction, offset_ms: int, seed: int) -> None:
    cues, heard = spoken(80, seed)
    off = moved(cues, TimeMap(speed, Fraction(offset_ms)))
    fit = fit_times(off, heard, length(heard))
    assert fit.is_sure
    assert len(fit.pieces) == 1
    assert worst_ms(cues, off, fit) <= 400
    assert not fit.outside


@pytest.mark.parametrize(("made_for", "shown_at"), [("23.976", "25"), ("25", "24"), ("24", "23.976")])  # fmt: skip
def test_a_ratio_of_frame_rates_is_recognised_as_such(made_for: str, shown_at: str) -> None:
    map_ = by_rates(frame_rate(made_for), frame_rate(shown_at))
    cues, heard = spoken(600)
    fit = fit_times(moved(cues, map_), heard, length(heard))
    assert fit.pieces[0].map.factor == map_.inverse.factor


@given(st.integers(20, 100), st.integers(8, 30), st.integers(0, 1_000))
@example(69, 27, 40)  # chance makes a speed of 0.9995 look a little better than 1
@settings(max_examples=8, deadline=None)
def test_a_piece_cut_out_of_the_audio_is_found_and_its_cues_are_named(
    first: int, n_cut: int, seed: int
) -> None:
    cues, heard = spoken(150, seed)
    start_ms, end_ms = cues[first].start_ms, cues[first + n_cut].start_ms
    by_ms = end_ms - start_ms
    left = [word for word in heard if word.end_ms <= start_ms]
    left += [
        replace(word, start_ms=word.start_ms - by_ms, end_ms=word.end_ms - by_ms)
        for word in heard
        if word.start_ms >= end_ms
    ]
    fit = fit_times(cues, left, length(left))
    before, after = (float(one.map.offset_ms) for one in fit.pieces)
    assert abs(before) <= 200
    assert abs(after + by_ms) <= 200
    cut_out = set(range(first, first + n_cut))
    assert len(cut_out - set(fit.unplaced)) <= 3
    assert len(set(fit.unplaced) - cut_out) <= 8
    for n in set(range(150)) - set(fit.unplaced) - cut_out:
        meant = cues[n].start_ms - (by_ms if n >= first + n_cut else 0)
        assert abs(fit.map_of(n).at(cues[n].start_ms) - meant) <= 300


def test_audio_put_in_makes_two_pieces() -> None:
    by_ms = 90_000
    later = [
        replace(word, start_ms=word.start_ms + by_ms, end_ms=word.end_ms + by_ms)
        if word.start_ms >= CUES[70].start_ms
        else word
        for word in HEARD
    ]
    fit = fit_times(CUES, later, length(later))
    assert [round(float(one.map.offset_ms) / 1000) for one in fit.pieces] == [0, 90]
    assert abs(fit.pieces[1].first - 70) <= 2
    assert fit.is_sure


def test_a_text_of_something_else_is_not_found() -> None:
    others, _ = spoken(150, seed=77)
    other = [replace(cue, text=cue.text.replace("w", "v")) for cue in others]
    fit = fit_times(other, HEARD, length(HEARD))
    assert not fit.is_found
    assert not fit.is_sure


def test_half_of_a_text_that_is_something_else_is_named() -> None:
    others, _ = spoken(150, seed=77)
    mixed = [*CUES[:75], *(replace(cue, text=cue.text.replace("w", "v")) for cue in others[75:])]
    fit = fit_times(mixed, HEARD, length(HEARD))
    assert fit.is_found
    assert set(range(80, 150)) <= set(fit.unplaced)
    assert len(set(fit.unplaced) & set(range(75))) <= 2


@pytest.mark.parametrize("heard", [[], HEARD[:3]])
def test_without_words_nothing_is_found(heard: list[Word]) -> None:
    fit = fit_times(CUES, heard, 0)
    assert not fit.is_found
    assert fit.marked == tuple(range(len(CUES)))


def test_cues_outside_the_recording_are_named() -> None:
    late = [word for word in HEARD if word.start_ms >= CUES[40].start_ms]
    by_ms = CUES[40].start_ms - 100
    late = [replace(w, start_ms=w.start_ms - by_ms, end_ms=w.end_ms - by_ms) for w in late]
    fit = fit_times(CUES, late, length(late))
    assert set(range(38)) <= set(fit.outside)
    assert not set(fit.outside) & set(range(42, 150))


def test_a_text_that_is_not_found_says_how_many_words_were_heard() -> None:
    assert fit_times(CUES, [], 0).n_heard == 0
    assert fit_times(CUES[:1], HEARD, length(HEARD)).n_heard == len(HEARD)
    assert fit_times(CUES, HEARD, length(HEARD)).n_heard == len(HEARD)
