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


def test_one_follows_where_the_same_word_comes_after_it() -> None:
    assert evened("Press 2 to go. Press 3, then press one to stay.") == (
        "Press 2 to go. Press 3, then press 1 to stay."
    )
    assert evened(
        "premere uno per uscire o due per entrare, premere 2 per 3 per premere 4 per", "it"
    ) == ("premere 1 per uscire o due per entrare, premere 2 per 3 per premere 4 per")
    assert evened("press two to go, press 1 to go") == "press two to go, press one to go"
    for text in (
        "Press 2 to go. Press one of them.",
        "Press 2 keys. One is here.",
        "page 2, page one of 3",
    ):
        assert evened(text) == text


def test_two_numbers_with_or_between_them_get_one_form() -> None:
    said = "Press 2. Press three. Press 4. One or 7."
    assert evened(said) == said.replace("three", "3").replace("One", "1")
    assert evened("Нажмите 2, нажмите 3. Четыре или 6, нажмите два.", "ru") == (
        "Нажмите 2, нажмите 3. 4 или 6, нажмите 2."
    )


def test_parts_of_larger_numbers_are_left_alone() -> None:
    for language, text in (
        (
            "en",
            "about 2 days, about 3 days, about two hundred days, about twenty two, about two thirds",
        ),
        ("de", "etwa 2 Euro, etwa 3 Euro, etwa zwei Millionen"),
        ("es", "unos 2 días, unos 3, unos treinta y dos, unos dos mil"),
        ("ru", "около 2 дней, около 3, около двадцать два, около два миллиона"),
    ):
        assert evened(text, language) == text


def test_the_number_of_the_sentence_before_is_not_read_out_with_it() -> None:
    said = "Five, five. Eight of spades, 4 of clubs, 7 of hearts."
    assert evened(said) == said.replace("Eight", "8")
    assert evened("It is 4. 8. Seven. 2. 5.") == "It is 4. 8. 7. 2. 5."


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
