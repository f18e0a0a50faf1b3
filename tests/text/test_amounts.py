"""Counts and lengths are read at a glance, from none to ten thousand hours."""

from __future__ import annotations

import pytest

from transcribe.text.amounts import count, spell_length


@pytest.mark.parametrize(
    ("ms", "told"),
    [
        (0, "0.0 s"), (2_400, "2.4 s"), (59_000, "59.0 s"), (60_000, "1.0 min"),
        (3_599_000, "60.0 min"), (3_600_000, "1.00 h"), (36_000_000_000, "10,000.00 h"),
    ],
)  # fmt: skip
def test_a_length_is_told_in_the_unit_that_shows_it(ms: int, told: str) -> None:
    assert spell_length(ms) == told


def test_one_has_no_plural() -> None:
    assert [count(n, "clip") for n in (0, 1, 12_000)] == ["0 clips", "1 clip", "12,000 clips"]
