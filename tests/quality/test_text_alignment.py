"""A known text finds its place among the words that recognition heard."""

from __future__ import annotations

import random
from itertools import accumulate, pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Word
from transcribe.quality.text_alignment import place_texts

SAID = [
    "the",
    "quick",
    "brown",
    "fox",
    "jumps",
    "over",
    "the",
    "lazy",
    "dog",
    "and",
    "then",
    "the",
    "fox",
    "sleeps",
    "in",
    "the",
    "sun",
    "all",
    "day",
]


def heard(words: list[str]) -> list[Word]:
    return [Word(word, n * 500, n * 500 + 400, 0.9) for n, word in enumerate(words)]


def test_the_same_text_gets_the_same_times() -> None:
    first, second = place_texts(["The quick, brown fox.", "Jumps over!"], heard(SAID[:6]), 60_000)
    assert (first.start_ms, first.end_ms, first.n_heard) == (0, 1_900, 4)
    assert [word.text for word in first.words] == ["The", "quick,", "brown", "fox."]
    assert (second.start_ms, second.end_ms) == (2_000, 2_900)


def test_what_was_heard_wrong_lies_between_its_neighbours() -> None:
    (placed,) = place_texts(["the quick crown fox jumps"], heard(SAID), 60_000)
    assert [(w.start_ms, w.probability) for w in placed.words] == [
        (0, 0.9), (500, 0.9), (900, None), (1_500, 0.9), (2_000, 0.9),
    ]  # fmt: skip


def test_speech_that_the_text_leaves_out_is_passed_over() -> None:
    first, second = place_texts(
        ["The quick brown fox", "sleeps in the sun all day."], heard(SAID), 60_000
    )
    assert first.end_ms == 1_900
    assert (second.start_ms, second.n_heard) == (13 * 500, 6)


def test_a_text_of_hours_is_placed_word_by_word() -> None:
    chance = random.Random(5)
    common = [int(5_000 * chance.random() ** 3) for _ in range(60_000)]  # few words are frequent
    words = [f"{SAID[n % 17]}{n}" for n in common]
    text = [word for n, word in enumerate(words) if n % 50]
    placed = place_texts(
        [" ".join(text[at : at + 10]) for at in range(0, len(text), 10)], heard(words), 10**8
    )
    assert sum(one.n_heard for one in placed) > 0.99 * len(text)


def test_without_words_the_recording_is_shared_by_length() -> None:
    placed = place_texts(["ab", "cdef"], [], 6_000)
    assert [(one.start_ms, one.end_ms) for one in placed] == [(0, 2_000), (2_000, 6_000)]


def test_chinese_is_placed_by_characters() -> None:
    (placed,) = place_texts(
        ["今天天气很好。"],
        [Word("今天天气", 0, 2_000, 0.9), Word("很好", 2_000, 3_000, 0.9)],
        9_000,
    )
    assert (placed.start_ms, placed.end_ms, placed.n_heard) == (0, 3_000, 6)


@given(
    st.lists(st.lists(st.sampled_from([*SAID, "noise"]), max_size=8), max_size=8),
    st.lists(st.sampled_from([*SAID, "murmur"]), max_size=40),
)
def test_times_never_run_backwards(texts: list[list[str]], spoken: list[str]) -> None:
    placed = place_texts([" ".join(some) for some in texts], heard(spoken), 30_000)
    assert len(placed) == len(texts)
    for one, some in zip(placed, texts, strict=True):
        assert one.start_ms < one.end_ms
        assert [word.text for word in one.words] == some
    starts = [word.start_ms for one in placed for word in one.words]
    assert all(a <= b for a, b in pairwise(starts))
    assert list(accumulate((one.start_ms for one in placed), max)) == [
        one.start_ms for one in placed
    ]
