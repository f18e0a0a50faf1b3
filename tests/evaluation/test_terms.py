"""Recall of terms counts what was said and is written, in any spelling that counts as equal."""

from __future__ import annotations

import pytest

from transcribe.evaluation.terms import TermCount, count_terms, normalised_terms


@pytest.mark.parametrize(
    ("said", "written", "expected"),
    [
        ("We flew to Kourou.", "we flew to Kourou", (1, 1)),
        ("We flew to Kourou.", "we flew to Guru", (1, 0)),
        ("Kourou, Kourou!", "Kourou", (2, 1)),
        ("Kourou", "Kourou Kourou Kourou", (1, 1)),  # written too often is not said more often
        ("the Ariane 5 rocket", "the ariane 5 rocket", (1, 1)),
        ("the Ariane 6 rocket", "the ariane 5 rocket", (0, 0)),
        ("nothing of that", "Kourou", (0, 0)),
    ],
)
def test_terms_are_counted(said: str, written: str, expected: tuple[int, int]) -> None:
    terms = normalised_terms(["Kourou", "Ariane 5", "kourou"])
    assert count_terms(said, written, terms) == TermCount(*expected)


def test_recall_of_nothing_said_is_unknown() -> None:
    assert TermCount().recall is None
    assert (TermCount(3, 1) + TermCount(1, 1)).recall == 0.5
