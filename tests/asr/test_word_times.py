"""Guards against known faults of Whisper's words: loops, and collapsed times."""

from __future__ import annotations

import itertools
import re

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.asr.word_times import (
    LEAST_WORD_MS,
    extend_to_sound,
    finish,
    spread_collapsed,
    with_lengths,
)
from transcribe.document.model import Word


def words(text: str, *edges: tuple[int, int]) -> tuple[Word, ...]:
    return tuple(
        Word(word, start, end, 0.9) for word, (start, end) in zip(text.split(), edges, strict=True)
    )


def said(heard: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in heard)


def test_collapsed_words_at_the_end_of_a_chunk_spread_over_the_free_time() -> None:
    piled = words("one two three four", (0, 400), (1000, 1000), (1000, 1000), (1000, 1000))
    spread = spread_collapsed(piled, 1800)
    assert said(spread) == said(piled)
    assert spread[0] == piled[0]
    assert [word.end_ms - word.start_ms >= 200 for word in spread[1:]] == [True] * 3
    assert spread[-1].end_ms <= 1800


def test_collapsed_words_without_free_time_share_the_time_of_the_word_before() -> None:
    piled = words("word a b c next", (0, 900), (900, 900), (900, 900), (900, 900), (900, 1200))
    spread = spread_collapsed(piled, 1200)
    assert spread[-1] == piled[-1]
    assert all(word.end_ms - word.start_ms >= LEAST_WORD_MS for word in spread)


def test_a_single_word_without_length_stays() -> None:
    short = words("yes I do", (0, 400), (400, 400), (400, 800))
    assert spread_collapsed(short, 800) == short


@given(st.lists(st.integers(0, 30), max_size=20), st.integers(0, 3000))
def test_times_are_in_order_and_within_the_chunk(steps: list[int], end_ms: int) -> None:
    starts = [100 * at for at in itertools.accumulate(steps)]
    ends = [*starts[1:], starts[-1]] if starts else []
    heard = tuple(Word("word", a, b, 0.5) for a, b in zip(starts, ends, strict=True))
    spread = spread_collapsed(heard, end_ms)
    assert said(spread) == said(heard)
    assert all(0 <= word.start_ms <= word.end_ms <= end_ms for word in spread)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(spread))


def test_a_finished_chunk_has_no_times_after_its_end() -> None:
    sound = np.zeros(16_000, np.float32)
    sound[:8000] = np.random.default_rng(1).normal(0, 0.1, 8000)
    late = words("here and now", (0, 500), (1500, 1600), (1700, 1800))
    assert all(word.end_ms <= 1000 for word in finish(late, sound))


TIMES = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 400)), max_size=40)


@given(TIMES, st.integers(0, 3500))
def test_every_word_has_a_length(given_times: list[tuple[int, int]], end_ms: int) -> None:
    """Whatever an aligner says; only words for which there is no millisecond at all are dropped."""
    heard = tuple(Word("word", start, start + length, 0.5) for start, length in sorted(given_times))
    timed = with_lengths(heard, end_ms)
    least_ms = min(LEAST_WORD_MS, end_ms // len(heard)) if heard else 0
    assert len(timed) == min(len(heard), end_ms)
    assert all(word.end_ms - word.start_ms >= max(1, least_ms) for word in timed)
    assert all(word.start_ms >= 0 and word.end_ms <= end_ms for word in timed)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(timed))


def test_words_with_a_length_keep_their_times() -> None:
    said_well = words("one two three", (0, 400), (400, 900), (1000, 1500))
    assert with_lengths(said_well, 2000) == said_well


PIECES = st.text(
    st.one_of(st.sampled_from("aaaoh m\ufffd1"), st.characters(exclude_categories=["Cs"])),
    min_size=1, max_size=30,
)  # fmt: skip


@given(st.lists(st.tuples(PIECES, st.integers(0, 900), st.integers(0, 300)), max_size=30))
def test_no_decoder_output_leaves_a_fault_in_a_draft(
    pieces: list[tuple[str, int, int]],
) -> None:
    """No bytes that are no text, no letter on and on, no word without a length, whatever comes in."""
    at, heard = 0, []
    for text, pause_ms, length_ms in pieces:
        at += pause_ms
        heard.append(Word(text.strip() or "–", at, at + length_ms, 0.5))
    sound = np.random.default_rng(1).normal(0, 0.1, 16 * (at + 400)).astype(np.float32)
    for word in finish(tuple(heard), sound):
        assert word.text.strip()
        assert "\ufffd" not in word.text
        assert not re.search(r"([^\W\d_])\1{3}", word.text, re.IGNORECASE)
        assert word.end_ms > word.start_ms


def decaying(*voices: tuple[int, int, int], length_ms: int, noise_db: float = -70) -> np.ndarray:
    """Noise with voices: each from, to where it is loud, and to where it has died away (to -45 dB), in ms."""
    rng = np.random.default_rng(1)
    at_ms = np.arange(length_ms * 16) / 16
    level = np.full(len(at_ms), noise_db)
    for start_ms, loud_ms, end_ms in voices:
        share = np.clip((at_ms - loud_ms) / max(1, end_ms - loud_ms), 0, 1)
        level = np.where((at_ms >= start_ms) & (at_ms < end_ms), -15 - 30 * share, level)
    return (10 ** (level / 20) * rng.standard_normal(len(at_ms))).astype(np.float32)


@given(st.integers(0, 450), st.integers(250, 900), st.integers(0, 400))
@settings(max_examples=40, deadline=None)
def test_the_last_word_before_a_pause_ends_where_its_sound_has_died_away(
    decay_ms: int, pause_ms: int, cut_ms: int
) -> None:
    """An aligner ends it up to 400 ms early, and gives the pause to the next word."""
    end_ms = 1400 + decay_ms
    next_ms = end_ms + pause_ms
    sound = decaying((400, 1400, end_ms), (next_ms, next_ms + 500, next_ms + 600),
                     length_ms=next_ms + 1000)  # fmt: skip
    early = max(1000, end_ms - cut_ms)
    heard = words("last next", (450, early), (early, next_ms + 500))
    last, following = finish(heard, sound)
    assert abs(last.end_ms - end_ms) <= 60
    assert abs(last.start_ms - 400) <= 60
    assert abs(following.start_ms - next_ms) <= 60


def test_sound_that_does_not_end_is_not_the_words() -> None:
    """Music after speech."""
    sound = decaying((400, 1000, 1000), length_ms=6000)
    sound[16_000:80_000] += 0.1 * np.sin(np.arange(64_000) * 0.3).astype(np.float32)
    assert extend_to_sound(words("said", (420, 980)), sound)[0].end_ms == 980


@given(TIMES, st.integers(0, 2000))
def test_words_only_grow_and_never_overlap(given_times: list[tuple[int, int]], seed: int) -> None:
    heard = with_lengths(
        tuple(Word("word", start, start + length, 0.5) for start, length in sorted(given_times)),
        3500,
    )
    rng = np.random.default_rng(seed)
    loudness = np.repeat(10 ** (rng.uniform(-70, -10, 36) / 20), 1600)
    sound = (loudness * rng.standard_normal(len(loudness))).astype(np.float32)
    grown = extend_to_sound(heard, sound)
    assert said(grown) == said(heard)
    for before, after in zip(heard, grown, strict=True):
        assert after.start_ms <= before.start_ms
        assert after.end_ms >= before.end_ms
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(grown))
