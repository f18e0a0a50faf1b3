"""Ranges of time, or of anything else that is counted, from a first place to one after the last."""

from __future__ import annotations

from collections.abc import Iterable

Span = tuple[int, int]


def join_spans(spans: Iterable[Span], gap: int = 0) -> list[Span]:
    """The union of spans, in order; those with up to `gap` between them are one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((start, end))
    return joined
