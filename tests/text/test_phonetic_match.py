"""Glossary terms are found where a draft has misrecognised them, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Word
from transcribe.text.glossary import Term
from transcribe.text.phonetic_match import Near, near_terms, sound_of


def words(text: str, probability: float = 0.9) -> list[Word]:
    return [Word(one, i * 300, i * 300 + 250, probability) for i, one in enumerate(text.split())]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Schmidt", "Smidt"),
        ("Philip", "Filipp"),
        ("Kaminski", "Caminsky"),
        ("Zoë", "soe"),
        ("Müller", "muler"),
    ],
)
def test_spellings_that_are_often_confused_sound_equal(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


@given(st.text(max_size=30))
def test_any_text_has_a_sound_without_case(text: str) -> None:
    assert sound_of(text.lower()) == sound_of(text.lower().lower())
    assert " " not in sound_of(text)


def test_a_term_is_found_where_it_was_misrecognised() -> None:
    (near,) = near_terms(words("we use Cubernetis here"), [Term("Kubernetes"), Term("Gutenberg")])
    assert (near.term, near.first, near.last) == ("Kubernetes", 2, 3)


def test_a_term_may_have_become_several_words() -> None:
    (near,) = near_terms(words("we met mister camin ski again"), [Term("Kaminski")])
    assert (near.term, near.first, near.last) == ("Kaminski", 3, 5)


def test_a_term_that_is_there_is_not_looked_for() -> None:
    assert near_terms(words("Kubernetes, of course"), [Term("Kubernetes")]) == []


def test_a_distant_form_counts_only_where_the_confidence_is_low() -> None:
    term = [Term("Gutenberg")]
    assert near_terms(words("the gooten bark bible", 0.95), term) == []
    assert [near.term for near in near_terms(words("the gooten bark bible", 0.4), term)] == [
        "Gutenberg"
    ]


def test_a_known_misrecognition_is_found_exactly_even_if_it_is_short() -> None:
    term = Term("Zoë", ("so he",))
    assert near_terms(words("so he said"), [term]) == [Near("Zoë", 0, 2, 1.0)]
    assert near_terms(words("so she said"), [term]) == []


def test_the_nearest_come_first_up_to_the_limit() -> None:
    terms = [Term(f"Kubernetes{n}") for n in range(20)] + [Term("Cubernetis")]
    found = near_terms(words("Kubernetis works"), terms, limit=3)
    assert [near.term for near in found][:1] == ["Cubernetis"]
    assert len(found) == 3
