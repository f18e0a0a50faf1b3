"""A recording writes small numbers in one way, and no other word is touched."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transcribe.text.number_forms import NAMES, even_numbers


def evened(text: str, language: str = "en") -> str:
    words = text.split()
    found = even_numbers(words, language)
    texts = found.texts if found else {}
    return " ".join(texts.get(index, word) for index, word in enumerate(words))


def test_the_more_frequent_form_is_used_at_the_same_places() -> None:
    assert evened("Press 2. Then press three, or press 4.") == "Press 2. Then press 3, or press 4."
    assert evened("Press two. Press three. Press 4!") == "Press two. Press three. Press four!"
    assert evened("appuyez sur deux, appuyez sur 3, appuyez sur 4.", "fr") == (
        "appuyez sur 2, appuyez sur 3, appuyez sur 4."
    )


def test_numbers_read_out_are_one_place() -> None:
    assert evened("It is 4, 8, 5, Seven, nine.") == "It is 4, 8, 5, 7, 9."


def test_the_first_number_of_a_clause_is_told_by_what_follows() -> None:
    said = "Нажмите один. Два, чтобы выйти. 3, чтобы войти. 4, чтобы ждать."
    assert evened(said, "ru") == said.replace("Два", "2")


def test_a_word_that_stands_where_no_digit_stands_is_left_alone() -> None:
    for text in (
        "The two of us press 2. We both press 3.",
        "Press 2, he said to the other two.",
        "One day press 1, press 1.",
        "Chapter 10 has ten pages.",
    ):
        assert evened(text) == text


def test_as_many_of_both_say_nothing() -> None:
    assert evened("Press 2. Press three.") == "Press 2. Press three."


def test_dates_and_larger_numbers_are_not_small_ones() -> None:
    text = "at 2.5 at 3:30 at 2024 at 05 at 2% at four"
    assert even_numbers(text.replace("2%", "13").split(), "en") is None


WORDS = st.sampled_from(
    ["press", "on", "the", "2", "3.", "two", "three,", "Four", "of", "room", "7"]
)


@given(st.lists(WORDS, max_size=40), st.sampled_from([*NAMES, "ja"]))
def test_once_evened_it_stays_and_only_numbers_change(words: list[str], language: str) -> None:
    found = even_numbers(words, language)
    if found is None:
        return
    known = {name for names in NAMES.values() for name in names}
    for index, text in found.texts.items():
        old, new = (one.strip(".,").casefold() for one in (words[index], text))
        assert {old.isdigit(), new.isdigit()} == {True, False}
        assert (old if new.isdigit() else new) in known
    again = [found.texts.get(index, word) for index, word in enumerate(words)]
    assert even_numbers(again, language) is None
