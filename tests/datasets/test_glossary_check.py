"""Misrecognised forms of a glossary are found in the texts of clips, and what is right is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.datasets.clips import Clip
from transcribe.datasets.glossary_check import GlossaryCheck
from transcribe.text.glossary import Term

TERMS = (
    Term("Kubernetes", ("cooper netes", "Kuber-Netes")),
    Term("New York Times", ("York Times",)),
    Term("iPhone", ("IPhone",)),
    Term("Müller", ("Mueller",), "de"),
    Term("東京大学", ("東京代学",)),
    Term("C++", ("see plus plus",)),
)


def found(text: str, language: str | None = "en", terms: tuple[Term, ...] = TERMS) -> list[tuple[str, str]]:  # fmt: skip
    check = GlossaryCheck(terms)
    check.look_at(Clip("a", "rec", 1, 1_200, 2_000, "s", text, text, "approved", language))
    return sorted(check.counts)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Cooper Netes, and kúber-netes", "en", [("Kuber-Netes", "Kubernetes"), ("cooper netes", "Kubernetes")]),
        ("the New York Times", "en", []),
        ("the York Times", "en", [("York Times", "New York Times")]),
        ("an iPhone, an IPhone", "en", [("IPhone", "iPhone")]),
        ("an iphone", "en", []),
        ("Mueller", "en", []), ("Mueller", "de", [("Mueller", "Müller")]),
        ("彼は東京代学に", "ja", [("東京代学", "東京大学")]),
        ("supercooper netes", "en", []),
        ("see plus plus, please", "en", [("see plus plus", "C++")]),
        ("", None, []),
    ],
)  # fmt: skip
def test_forms_are_found_as_whole_words(
    text: str, language: str | None, expected: list[tuple[str, str]]
) -> None:
    assert found(text, language) == expected


def test_the_most_frequent_forms_are_told_with_their_place() -> None:
    check = GlossaryCheck((Term("Right", tuple(f"wrong{n}" for n in range(12))),))
    for n in range(12):
        for _ in range(12 - n):
            check.look_at(Clip("a", "rec", 1, 1_200, 2_000, "s", f"a wrong{n}", "", "approved"))
    told = list(check.warnings())
    assert (
        told[0]
        == "The glossary has Right for “wrong0”, which is in the text of 12 clips: first at 1.2 s of rec."
    )
    assert len(told) == 11
    assert told[-1].startswith("2 more")
    assert list(GlossaryCheck(()).warnings()) == []


words = st.sampled_from(["Anna", "Hanna", "so", "he", "said", "ana"])


@given(st.lists(words, max_size=6), words, st.lists(words, max_size=3).map(tuple))
def test_a_form_is_found_exactly_where_its_word_is(
    said: list[str], right: str, forms: tuple[str, ...]
) -> None:
    term = Term(right, forms)
    pairs = found(" ".join(said), None, (term,))
    assert {form for form, _ in pairs} == {*said} & {*term.misrecognitions}
