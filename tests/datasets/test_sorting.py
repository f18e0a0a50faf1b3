"""Lines are sorted as bytes, also when they do not fit into memory."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from transcribe.datasets import sorting
from transcribe.datasets.sorting import sorted_lines

lines = st.lists(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"])))


@given(lines, st.integers(1, 5), st.integers(2, 4))
def test_lines_are_in_the_order_of_their_bytes(some: list[str], at_once: int, n_runs: int) -> None:
    """Also where there are more runs than are open at a time."""
    expected = sorted(some, key=str.encode)
    with patch.object(sorting, "RUNS_AT_ONCE", n_runs):
        assert list(sorted_lines(some, Path(), at_once)) == expected
