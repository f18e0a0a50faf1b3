"""Options from users are checked, whatever JSON they are."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import InvalidOperation
from transcribe.jobs.option_checks import (
    MAX_HOTWORD,
    MAX_HOTWORDS,
    MAX_WHOLE,
    SEGMENT_LIMITS,
    check_choice,
    cut_limits,
    hotwords,
    split_hotwords,
    whole,
)

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(anything, anything, anything)
def test_any_choice_is_taken_or_refused(model: Any, engine: Any, language: Any) -> None:
    with suppress(InvalidOperation):
        check_choice(model, engine, language)


@given(st.fixed_dictionaries({}, optional={"max_seconds": anything, "max_chars": anything}))
def test_limits_of_segments_are_within_bounds(fields: dict[str, Any]) -> None:
    try:
        found = cut_limits(fields)
    except InvalidOperation:
        return
    for name, (low, high) in SEGMENT_LIMITS.items():
        limit = found[name]
        assert limit is None or low <= limit <= high


def test_a_limit_may_be_text_of_a_form() -> None:
    assert cut_limits({"max_seconds": "7.5", "max_chars": ""}) == {
        "max_ms": 7_500,
        "max_chars": None,
    }


@given(anything)
def test_hotwords_are_clean_lists(value: Any) -> None:
    try:
        found = hotwords(value)
    except InvalidOperation:
        return
    assert len(found) == len(set(found)) <= MAX_HOTWORDS
    assert all(word == word.strip() and 0 < len(word) <= MAX_HOTWORD for word in found)


def test_hotwords_are_split_at_commas_semicolons_and_lines() -> None:
    assert hotwords(split_hotwords("Zoë, Ann;Ben\nAnn,")) == ("Zoë", "Ann", "Ben")
    with pytest.raises(InvalidOperation, match="at most"):
        hotwords([str(n) for n in range(MAX_HOTWORDS + 1)])


@given(anything)
def test_whole_numbers_are_exact_in_json(value: Any) -> None:
    try:
        found = whole(value, "limit")
    except InvalidOperation:
        assert type(value) is not int or not 0 <= value <= MAX_WHOLE
    else:
        assert found == value
        assert type(found) is int
