"""Times of SubRip and WebVTT are read in all their variants and written in one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.formats.timestamps import parse_time, to_timestamp


def from_timestamp(text: str) -> int | None:
    time = parse_time(text)
    return None if time is None else time.ms


@given(st.integers(0, 1_000 * 3_600_000), st.sampled_from([",", "."]))
def test_a_time_is_read_as_it_was_written(ms: int, decimal: str) -> None:
    assert from_timestamp(to_timestamp(ms, decimal)) == ms


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("00:00:01,5", 1_500),  # fewer decimals are a fraction, not milliseconds
        ("00:00:01.123456", 1_123),
        ("0:00:00,0000000001", 0),
        ("01:02.003", 62_003),  # WebVTT without hours
        ("1:2:3", 3_723_000),
        (" 00 : 00 : 01 , 000 ", 1_000),
        ("00.00.01.250", 1_250),
        ("100:00:00,000", 360_000_000),
        ("-00:00:01,000", -1_000),
    ],
)
def test_variants_are_read(text: str, ms: int) -> None:
    assert from_timestamp(text) == ms


@pytest.mark.parametrize("text", ["", "12", "a:b:c", "00:00:001,000", "١:٢:٣"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert from_timestamp(text) is None


@given(st.text(max_size=30))
def test_any_text_is_read_or_none(text: str) -> None:
    assert isinstance(from_timestamp(text), int | None)
