"""Spans that are joined."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.spans import Span, join_spans

spans = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 9)).map(lambda one: (one[0], sum(one)))
)


@given(spans, st.integers(0, 5))
def test_joined_spans_hold_all_places_and_the_gaps_that_are_short_enough(
    some: list[Span], gap: int
) -> None:
    joined = join_spans(some, gap)
    places = {place for span in some for place in range(*span)}
    for (_, end), (start, _) in pairwise(joined):
        assert start - end > gap
    held = {place for span in joined for place in range(*span)}
    assert places <= held
    for added in held - places:
        before = max(place for place in places if place < added)
        after = min(place for place in places if place > added)
        assert after - before - 1 <= gap
