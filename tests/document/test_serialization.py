"""JSON in and out: exact for valid input, a named field for invalid input."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies import transcripts
from transcribe.document.model import Transcript
from transcribe.document.serialization import (
    operation_from_json,
    segment_from_json,
    segment_to_json,
)
from transcribe.errors import InvalidOperation

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["op", "id", "text", "start", "end", "words", "segment", "put"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(transcripts())
def test_segments_round_trip(transcript: Transcript) -> None:
    for segment in transcript.segments:
        assert segment_from_json(segment_to_json(segment)) == segment


@given(
    json_values,
    st.sampled_from(["set_text", "split", "replace", "insert", "set_times", "nonsense"]),
)
def test_any_json_is_an_operation_or_is_refused_with_a_reason(plain: Any, name: str) -> None:
    if isinstance(plain, dict):
        plain = {**plain, "op": name}
    with contextlib.suppress(InvalidOperation):
        assert operation_from_json(plain).name == name


@pytest.mark.parametrize(
    ("plain", "named"),
    [
        ({"op": "set_text", "id": 1}, '"text"'),
        ({"op": "set_text", "id": "1", "text": ""}, '"id"'),
        ({"op": "set_text", "id": True, "text": ""}, '"id"'),
        ({"op": "set_text", "id": 2**60, "text": ""}, '"id"'),
        ({"op": "set_text", "id": 1, "text": "x" * 100_001}, "100000"),
        ({"op": "set_times", "id": 1, "start": float("nan"), "end": 2}, '"start"'),
        ({"op": "set_times", "id": 1, "start": -1, "end": 2}, '"start"'),
        ({"op": "set_status", "id": 1, "status": "done"}, "done"),
        ({"op": "fly"}, "set_text"),
        ([], "operation"),
    ],
)
def test_a_wrong_field_is_named(plain: Any, named: str) -> None:
    with pytest.raises(InvalidOperation) as caught:
        operation_from_json(plain)
    assert named in str(caught.value)


def test_null_bytes_and_lone_surrogates_do_not_reach_the_document() -> None:
    step = operation_from_json({"op": "set_text", "id": 1, "text": "a\x00b\ud800c"})
    assert step == operation_from_json({"op": "set_text", "id": 1, "text": "ab\ufffdc"})
