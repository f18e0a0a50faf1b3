"""Word and character error rates: the same edits as jiwer, and what normalisation leaves out."""

from __future__ import annotations

import jiwer
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transcribe.quality.text_scores import (
    TextErrors,
    character_errors,
    normalised_words,
    word_errors,
)

WORDS = st.lists(st.sampled_from(["a", "b", "cd", "ef", "один"]), min_size=1, max_size=20)


@given(WORDS, WORDS)
@settings(max_examples=60, deadline=None)
def test_edits_are_those_of_jiwer(reference: list[str], hypothesis: list[str]) -> None:
    one, other = " ".join(reference), " ".join(hypothesis)
    theirs = jiwer.process_words(one, other)
    ours = word_errors(one, other)
    assert ours == TextErrors(
        theirs.substitutions, theirs.deletions, theirs.insertions, len(reference), len(hypothesis)
    )
    assert ours.rate == pytest.approx(theirs.wer)
    letters = character_errors(one, other)
    assert letters.rate == pytest.approx(jiwer.cer("".join(reference), "".join(hypothesis)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Well-known: it’s fine.", "well known its FINE"),
        ("1,500 people", "1500 people"),
        ("«Oui», dit-il…", "oui dit il"),
        ("caf\u00e9", "cafe\u0301"),
        ("你好。", "你 好"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_punctuation_and_spelling_of_characters_are_no_errors(one: str, other: str) -> None:
    assert word_errors(one, other).rate == 0
    assert character_errors(one, other).rate == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [("1.5", "15"), ("की", "का"), ("ดี", "ดา"), ("one", "1"), ("well...no", "wellno")],
)
def test_what_is_said_differently_is_an_error(one: str, other: str) -> None:
    assert word_errors(one, other).n_errors > 0


def test_without_words_in_the_reference_there_is_no_rate() -> None:
    assert word_errors("", "two words") == TextErrors(0, 0, 2, 0, 2)
    assert word_errors(" – ", "").rate is None
    assert normalised_words(" … ") == []
