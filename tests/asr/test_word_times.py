"""Guards against known faults of Whisper's words: loops, and collapsed times."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transcribe.asr.word_times import LEAST_WORD_MS, drop_repetitions, finish, spread_collapsed
from transcribe.document.model import Word


def words(text: str, *edges: tuple[int, int]) -> tuple[Word, ...]:
    return tuple(
        Word(word, start, end, 0.9) for word, (start, end) in zip(text.split(), edges, strict=True)
    )


def one_a_second(text: str) -> tuple[Word, ...]:
    return words(text, *((n * 1000, n * 1000 + 900) for n in range(len(text.split()))))


def said(heard: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in heard)


def test_a_looping_phrase_is_written_once() -> None:
    loop = "so " + "I'm going to the next station. " * 42 + "thank you"
    assert (
        said(drop_repetitions(one_a_second(loop))) == "so I'm going to the next station. thank you"
    )


def test_natural_repetitions_stay() -> None:
    for text in ("no no no no", "very very very good", "bye bye. bye bye. bye bye."):
        assert said(drop_repetitions(one_a_second(text))) == text


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
