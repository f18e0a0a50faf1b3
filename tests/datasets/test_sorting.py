"""Lines are sorted as bytes, also when they do not fit into memory."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from transcribe.datasets.sorting import sorted_lines

lines = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])))


@given(lines, st.integers(1, 5))
def test_lines_are_in_the_order_of_their_bytes(some: list[str], at_once: int) -> None:
    expected = sorted(some, key=str.encode)
    assert list(sorted_lines(some, Path(), at_once)) == expected
