"""A batch gives what `apply_all` gives, and its inverse restores everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies import operations, transcripts
from transcribe.document.batches import REPLACE_MOST, apply_batch
from transcribe.document.model import Segment, Transcript
from transcribe.document.operations import Delete, Operation, Replace, SetText, apply_all
from transcribe.errors import InvalidOperation


@given(st.data())
def test_a_batch_has_the_result_of_single_operations_and_can_be_undone(data: st.DataObject) -> None:
    before = data.draw(transcripts())
    steps: list[Operation] = []
    after = before
    for _ in range(data.draw(st.integers(1, 8))):
        steps.append(data.draw(operations(after)))
        after = steps[-1].apply(after)
    outcome, inverse = apply_batch(before, steps)
    by_id = {segment.id: segment for segment in outcome.segments}
    assert by_id == {segment.id: segment for segment in after.segments}
    assert outcome.speakers == after.speakers
    restored = apply_all(outcome, inverse)[0]
    assert {segment.id: segment for segment in restored.segments} == {
        segment.id: segment for segment in before.segments
    }
    assert restored.speakers == before.speakers


def test_an_inverse_has_each_segment_once_in_pieces_of_limited_size() -> None:
    n = 2 * REPLACE_MOST + 1
    before = Transcript(tuple(Segment(i, i, i + 1, "a") for i in range(1, n + 1)))
    ops = [SetText(i, text) for text in ("b", "c") for i in range(1, n + 1)]
    _, inverse = apply_batch(before, ops)
    put = [segment.id for op in inverse if isinstance(op, Replace) for segment in op.put]
    assert sorted(put) == list(range(1, n + 1))
    assert [len(op.touched()) for op in inverse] == [REPLACE_MOST, REPLACE_MOST, 1]


def test_an_operation_that_does_not_fit_is_refused() -> None:
    with pytest.raises(InvalidOperation):
        apply_batch(Transcript(()), [Delete(1)])
