"""Counts and lengths as people read them."""

from __future__ import annotations


def count(n: int, what: str) -> str:
    """A number with its noun: 1 clip, 2,000 clips."""
    return f"{n:,} {what}{'' if n == 1 else 's'}"


def spell_length(ms: int) -> str:
    """A length in the unit that shows it: 17.1 s, 3.4 min or 12.50 h."""
    if ms < 60_000:
        return f"{ms / 1_000:.1f} s"
    return f"{ms / 60_000:.1f} min" if ms < 3_600_000 else f"{ms / 3_600_000:,.2f} h"
