"""The summary of an edit says how much it changed and what became of its first segment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies import operations, transcripts
from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Operation,
    SetText,
    SetTimes,
    apply_all,
)
from transcribe.quality.edit_summary import EditSummary, describe

ONE, TWO = Segment(1, 0, 900, "Hello"), Segment(2, 1_000, 1_900, "world")
TRANSCRIPT = Transcript((ONE, TWO))


def summary(*ops: Operation) -> EditSummary:
    return describe(ops, apply_all(TRANSCRIPT, ops)[1])


def test_the_first_segment_is_shown_with_its_text_before_and_after() -> None:
    found = summary(SetText(2, "World"), SetText(1, "Hallo"), SetText(1, "Hi"))
    assert found == EditSummary({"set_text": 3}, 2, 0, 1, "Hello", "Hi")


def test_an_inserted_segment_has_no_text_before_and_a_deleted_one_none_after() -> None:
    made = Segment(3, 2_000, 2_500, "again")
    assert summary(Insert(made)) == EditSummary({"insert": 1}, 1, 2_000, 3, None, "again")
    assert summary(Delete(1)) == EditSummary({"delete": 1}, 1, 0, 1, "Hello", None)
    assert summary(SetTimes(2, 950, 1_900)).after is None  # the operation does not tell the text


def test_an_edit_of_speakers_has_no_segment() -> None:
    found = summary(AddSpeaker(Speaker("S1", "Ann")))
    assert found == EditSummary({"add_speaker": 1}, 0, None, None, None, None)


@given(st.data())
def test_any_edit_can_be_summarized(data: st.DataObject) -> None:
    before = data.draw(transcripts())
    step = data.draw(operations(before))
    found = describe([step], [step.inverse(before)])
    assert found.n_operations == {step.name: 1}
    assert found.n_segments == len(set(step.touched()))
    if found.segment_id is not None and found.before is not None:
        segment = before.segment(found.segment_id)
        assert segment is not None
        assert (segment.text, segment.start_ms) == (found.before, found.start_ms)
