"""Repeats that were spoken stay, loops of the decoder go: the time that they take tells them apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.asr.repetitions import clean_text, drop_loops, find_repetitions, is_sayable
from transcribe.document.model import Word

SENTENCES = st.sampled_from(
    ["no", "bye bye.", "The child almost hurt the small dog.", "Un, deux, trois.", "да, конечно"]
)


def timed(text: str, from_ms: int, ms_per_letter: int) -> list[Word]:
    words = []
    for one in text.split():
        end_ms = from_ms + max(1, len(one)) * ms_per_letter
        words.append(Word(one, from_ms, end_ms, 0.9))
        from_ms = end_ms
    return words


def repeated(text: str, n: int, ms_per_letter: int, pause_ms: int) -> tuple[Word, ...]:
    words, at_ms = [], 0
    for _ in range(n):
        words += timed(text, at_ms, ms_per_letter)
        at_ms = words[-1].end_ms + pause_ms
    return tuple(words)


@given(SENTENCES, st.integers(2, 20), st.integers(60, 200), st.integers(0, 800))
def test_a_sentence_comes_as_often_as_it_takes_time(
    text: str, n: int, ms_per_letter: int, pause_ms: int
) -> None:
    said = repeated(text, n, ms_per_letter, pause_ms)
    assert drop_loops(said) == said


@given(SENTENCES, st.integers(4, 40), st.integers(0, 25), st.integers(0, 20))
def test_a_loop_without_time_for_it_is_written_once(
    text: str, n: int, ms_per_letter: int, pause_ms: int
) -> None:
    looped = repeated(text, n, ms_per_letter, pause_ms)
    kept = drop_loops(looped)
    assert len(kept) < len(looped)
    assert kept[0] == looped[0]


def test_a_loop_that_collapses_keeps_the_repeats_before_it() -> None:
    spoken = repeated("and so on.", 5, 80, 300)
    end_ms = spoken[-1].end_ms
    collapsed = tuple(word for _ in range(30) for word in timed("and so on.", end_ms, 1))
    assert drop_loops((*spoken, *collapsed)) == spoken


def test_loops_are_found_with_other_words_around_them() -> None:
    words = tuple(timed("so I'm going I'm going I'm going I'm going home", 0, 80))
    (found,) = find_repetitions(words)
    assert (found.first, found.length, found.n) == (1, 2, 4)


def test_a_letter_on_and_on_is_shortened_and_numbers_stay() -> None:
    assert clean_text("Aaaaaaah") == "Aaah"
    assert clean_text("Schifffahrt") == "Schifffahrt"
    assert clean_text("1000000") == "1000000"
    assert clean_text("caf\ufffd\ufffd") == "caf"
    assert clean_text("\ufffd") == ""


def test_the_fastest_speech_is_sayable() -> None:
    assert is_sayable("x" * 20, 1000)
    assert not is_sayable("x" * 60, 1000)
    assert not is_sayable("字" * 12, 1000)
