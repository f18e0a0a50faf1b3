"""Titles in the order in which people expect them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.text.folding import fold
from transcribe.text.natural_order import natural_key


@pytest.mark.parametrize(
    "ordered",
    [
        ["Clip 1", "clip 2", "Clip 10", "clip 100"],
        ["2 a", "10 a", "a 2"],
        ["S1E2", "s1e10", "S2E1"],
        ["Ärzte", "Azte", "Äzz"],
        ["clip ٢", "clip 3", "clip １０"],
        ["episode 007", "episode 8"],
    ],
)
def test_numbers_count_as_numbers_and_letters_without_case_and_accents(ordered: list[str]) -> None:
    assert sorted(ordered, key=natural_key) == ordered
    backwards = list(reversed(ordered))
    assert sorted(backwards, key=natural_key) == ordered


@given(st.text(max_size=12), st.integers(0, 10**30), st.integers(0, 10**30))
def test_two_titles_that_differ_in_a_number_sort_by_it(prefix: str, one: int, other: int) -> None:
    prefix = prefix.rstrip("0123456789") + "#"
    keys = natural_key(f"{prefix}{one}"), natural_key(f"{prefix}{other}")
    assert (keys[0] < keys[1], keys[0] == keys[1]) == (one < other, one == other)


@given(st.text(max_size=40))
def test_equal_folded_texts_have_equal_keys(text: str) -> None:
    assert natural_key(text) == natural_key(fold(text))
