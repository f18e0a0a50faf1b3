"""Edits have the expected results, and their inverses restore everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies import operations, transcripts
from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    RemoveSpeaker,
    SetSpeaker,
    SetText,
    SetTimes,
    Split,
    apply_all,
)
from transcribe.document.serialization import operation_from_json, operation_to_json
from transcribe.errors import InvalidOperation, SegmentMissing

HELLO = Segment(
    1, 1000, 3000, "Hello big world.",
    words=(Word("Hello", 1000, 1400, 0.9), Word("big", 1500, 1800, 0.3), Word("world.", 2000, 2900)),
)  # fmt: skip
ANSWER = Segment(2, 3000, 4000, "Yes.", words=(Word("Yes.", 3100, 3500, 0.8),))
TRANSCRIPT = Transcript((HELLO, ANSWER), (Speaker("S1", "Alice"),))


@given(st.data())
def test_undoing_a_series_of_edits_restores_every_value(data: st.DataObject) -> None:
    before = data.draw(transcripts())
    steps: list[Operation] = []
    after = before
    for _ in range(data.draw(st.integers(1, 6))):
        step = data.draw(operations(after))
        steps.append(step)
        after = step.apply(after)
    outcome, inverse = apply_all(before, tuple(steps))
    assert outcome == after
    assert apply_all(outcome, inverse)[0] == before


@given(st.data())
def test_an_edit_round_trips_through_json_with_the_same_result(data: st.DataObject) -> None:
    before = data.draw(transcripts())
    step = data.draw(operations(before))
    again = operation_from_json(operation_to_json(step))
    assert again == step
    assert again.apply(before) == step.apply(before)
    inverse = step.inverse(before)
    assert operation_from_json(operation_to_json(inverse)) == inverse


@given(st.data())
def test_an_edit_changes_only_its_declared_segments(data: st.DataObject) -> None:
    before = data.draw(transcripts())
    step = data.draw(operations(before))
    after = step.apply(before)
    changed = set(before.segments) ^ set(after.segments)
    assert {segment.id for segment in changed} <= set(step.touched())


def test_correcting_a_draft_keeps_the_times_of_unchanged_words() -> None:
    after = SetText(1, "Hello brave new world!").apply(TRANSCRIPT)
    assert after.segment(1) == Segment(
        1, 1000, 3000, "Hello brave new world!", status="corrected",
        words=(Word("Hello", 1000, 1400, 0.9), Word("brave", 1400, 1775), Word("new", 1775, 2000),
               Word("world!", 2000, 2900)),
    )  # fmt: skip


def test_moving_a_whole_segment_moves_its_words() -> None:
    moved = SetTimes(2, 5000, 6000).apply(TRANSCRIPT).segment(2)
    assert moved is not None
    assert moved.words == (Word("Yes.", 5100, 5500, 0.8),)


def test_shortening_a_segment_clamps_its_words() -> None:
    shorter = SetTimes(1, 1200, 2500).apply(TRANSCRIPT).segment(1)
    assert shorter is not None
    assert [(word.start_ms, word.end_ms) for word in shorter.words] == [
        (1200, 1400), (1500, 1800), (2000, 2500),
    ]  # fmt: skip


def test_a_split_divides_text_words_and_time() -> None:
    after = Split(1, at_char=6, at_ms=1450, new_id=9).apply(TRANSCRIPT)
    first, second = after.segment(1), after.segment(9)
    assert first is not None
    assert second is not None
    assert (first.text, first.end_ms, len(first.words)) == ("Hello", 1450, 1)
    assert (second.text, second.start_ms, len(second.words)) == ("big world.", 1450, 2)


def test_merging_the_parts_of_a_split_restores_the_segment() -> None:
    halves = Split(1, at_char=6, at_ms=1450, new_id=9).apply(TRANSCRIPT)
    assert Merge(1, 9).apply(halves) == TRANSCRIPT


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [("你好。", "世界", "你好。世界"), ("Hello", "world", "Hello world"), ("", "x", "x"), ("สวัส", "ดี", "สวัสดี")],
)  # fmt: skip
def test_merging_puts_a_space_only_where_the_script_has_one(
    before: str, after: str, joined: str
) -> None:
    parts = Transcript((Segment(1, 0, 1, before), Segment(2, 1, 2, after)))
    merged = Merge(1, 2).apply(parts).segment(1)
    assert merged is not None
    assert merged.text == joined


@pytest.mark.parametrize(
    "step",
    [
        SetTimes(1, 3000, 3000), SetTimes(1, 3000, 1000), SetSpeaker(1, "S9"), Split(1, 99, 1500, 3),
        Split(1, 3, 1000, 3), Split(1, 3, 1500, 2), Merge(1, 1), Insert(ANSWER),
        AddSpeaker(Speaker("S1", "Bob")), RemoveSpeaker("S7"),
    ],
    ids=repr,
)  # fmt: skip
def test_an_edit_that_does_not_apply_is_refused(step: Operation) -> None:
    with pytest.raises(InvalidOperation):
        step.apply(TRANSCRIPT)


@pytest.mark.parametrize(
    "step", [SetText(7, "x"), Delete(7), Merge(1, 7), Split(7, 0, 1, 8)], ids=repr
)
def test_an_edit_of_a_missing_segment_names_it(step: Operation) -> None:
    with pytest.raises(SegmentMissing) as caught:
        step.apply(TRANSCRIPT)
    assert caught.value.segment_id == 7


def test_a_speaker_in_use_cannot_be_removed() -> None:
    tagged = SetSpeaker(2, "S1").apply(TRANSCRIPT)
    with pytest.raises(InvalidOperation, match="segment 2"):
        RemoveSpeaker("S1").apply(tagged)
