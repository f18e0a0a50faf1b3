"""Edits that make a segment wait for alignment, and effects that an alignment must not have."""

from __future__ import annotations

import time

import pytest

from tests.support.store_steps import add_media, check_consistent, current, edit
from transcribe.document.model import DraftOrigin, Segment, Word
from transcribe.document.operations import (
    Insert,
    Merge,
    Operation,
    SetSpeaker,
    SetText,
    SetTimes,
    SetWords,
    Split,
)
from transcribe.errors import EditConflict
from transcribe.store import Store
from transcribe.store.transcripts.realignments import MANY, Realignment

WORDS = (Word("Ask", 1000, 1200, 0.9), Word("not", 1250, 1500, 0.8), Word("what", 1600, 1900, 0.7))
SEGMENT = Segment(1, 1000, 2000, "Ask not what", words=WORDS)
ALIGNED = (Word("Ask", 1000, 1210, 0.9), Word("now", 1300, 1510), Word("what", 1620, 1900, 0.7))


@pytest.fixture
def drafted(store: Store) -> Store:
    add_media(store)
    edit(store, Insert(SEGMENT), kind="draft")
    return store


def _due_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> tuple[Realignment, ...]:
    later = time.time() + 10
    monkeypatch.setattr("transcribe.store.transcripts.realignments.time.time", lambda: later)
    return store.realignments.due()


def test_a_draft_does_not_wait_for_alignment(drafted: Store) -> None:
    assert drafted.realignments.waiting("m") == ()


def test_a_typed_word_waits_until_it_is_aligned(
    drafted: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(drafted, SetText(1, "Ask now what"))
    assert drafted.realignments.waiting("m") == (1,)
    assert drafted.realignments.due() == ()  # the user may still be typing
    assert [one.segment_id for one in _due_later(drafted, monkeypatch)] == [1]
    edit(drafted, SetWords(1, ALIGNED), kind="align")
    assert drafted.realignments.waiting("m") == ()
    check_consistent(drafted)


@pytest.mark.parametrize(
    "operation",
    [SetText(1, "ask not what?"), SetText(1, "Ask what"), SetTimes(1, 900, 2100), SetSpeaker(1, None)],
)  # fmt: skip
def test_edits_without_new_words_do_not_wait(drafted: Store, operation: Operation) -> None:
    edit(drafted, operation)
    assert drafted.realignments.waiting("m") == ()


def test_a_client_can_turn_realignment_off(drafted: Store) -> None:
    revision = drafted.media.get("m").revision
    ops = (SetText(1, "Ask now what"),)
    drafted.edits.apply("m", revision, ops, edit_id="quiet", realigns=False)
    assert drafted.realignments.waiting("m") == ()


def test_parts_of_a_waiting_segment_wait(drafted: Store) -> None:
    edit(drafted, SetText(1, "Ask now what"))
    edit(drafted, Split(1, 4, 1220, 2, 1))
    assert drafted.realignments.waiting("m") == (2,)  # the segment with the typed word
    edit(drafted, Merge(1, 2))
    assert drafted.realignments.waiting("m") == (1,)


def test_undo_restores_the_words_and_nothing_waits(drafted: Store) -> None:
    made = edit(drafted, SetText(1, "Ask now what"))
    edit(drafted, SetWords(1, ALIGNED), kind="align")
    edit(drafted, kind="undo", target=made.edit.id)
    assert current(drafted)[0] == (SEGMENT,) or current(drafted)[0][0].words == WORDS
    assert drafted.realignments.waiting("m") == ()
    check_consistent(drafted)


def test_after_undo_words_that_were_never_aligned_wait(drafted: Store) -> None:
    edit(drafted, SetText(1, "Ask now what"))
    second = edit(drafted, SetText(1, "Ask now why"))
    edit(drafted, SetWords(1, (*ALIGNED[:2], Word("why", 1620, 1900))), kind="align")
    edit(drafted, kind="undo", target=second.edit.id)
    assert current(drafted)[0][0].text == "Ask now what"
    assert drafted.realignments.waiting("m") == (1,)


def test_an_alignment_conflicts_with_no_edit(drafted: Store) -> None:
    made = edit(drafted, SetText(1, "Ask now what"))
    base = made.revision
    edit(drafted, SetWords(1, ALIGNED), kind="align")
    edit(drafted, SetText(1, "Ask now what?"), base=base)  # by a client that has not seen it
    assert current(drafted)[0][0].words == (*ALIGNED[:2], Word("what?", 1620, 1900, 0.7))
    assert [one.id for one in drafted.edits.undo_stack("m")][-1] == made.edit.id
    assert "align" not in {one.kind for one in drafted.edits.undo_stack("m")}


def test_an_alignment_that_was_asked_for_conflicts_with_no_typing(drafted: Store) -> None:
    base = drafted.media.get("m").revision
    edit(drafted, SetWords(1, WORDS[:2]), origin="align")
    edit(drafted, SetText(1, "Ask now what"), base=base)  # by a client that has not seen it
    assert current(drafted)[0][0].text == "Ask now what"


def test_an_alignment_that_moves_a_segment_conflicts_with_older_edits(drafted: Store) -> None:
    base = drafted.media.get("m").revision
    edit(drafted, SetTimes(1, 900, 2100), SetWords(1, WORDS), origin="align")
    with pytest.raises(EditConflict):
        edit(drafted, SetText(1, "Ask now what"), base=base)


def test_users_edits_still_conflict_after_an_alignment(drafted: Store) -> None:
    base = drafted.media.get("m").revision
    edit(drafted, SetText(1, "Ask now what"))
    edit(drafted, SetWords(1, ALIGNED), kind="align")
    with pytest.raises(EditConflict):
        edit(drafted, SetText(1, "Ask me what"), base=base)


def test_redo_is_possible_after_an_alignment(drafted: Store) -> None:
    first = edit(drafted, SetText(1, "Ask now what"))
    second = edit(drafted, SetText(1, "Ask now why"))
    edit(drafted, kind="undo", target=second.edit.id)
    edit(drafted, SetWords(1, ALIGNED), kind="align")
    assert [one.id for one in drafted.edits.redo_stack("m")] == [second.edit.id]
    edit(drafted, kind="redo", target=second.edit.id)
    assert current(drafted)[0][0].text == "Ask now why"
    assert [one.id for one in drafted.edits.undo_stack("m")][:2] == [second.edit.id, first.edit.id]


def test_a_late_result_does_not_end_the_wait_of_a_newer_edit(
    drafted: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(drafted, SetText(1, "Ask now what"))
    (old,) = _due_later(drafted, monkeypatch)
    edit(drafted, SetText(1, "Ask now why"))
    drafted.realignments.drop(old)
    assert drafted.realignments.waiting("m") == (1,)


def test_leaving_a_segment_makes_it_due_at_once(drafted: Store) -> None:
    edit(drafted, SetText(1, "Ask now what"))
    drafted.realignments.prioritise("m", [1, 99])
    assert [one.segment_id for one in drafted.realignments.due()] == [1]


def test_only_the_last_selected_segment_is_prefetched(drafted: Store) -> None:
    edit(drafted, Insert(Segment(2, 3000, 4000, "you", words=(Word("you", 3000, 3500, 0.9),))))
    for segment_id in (1, 2, 99):
        drafted.realignments.prefetch("m", segment_id)
    assert drafted.realignments.due() == ()  # segment 99 does not exist
    drafted.realignments.prefetch("m", 2)
    assert [(one.segment_id, one.needs_alignment) for one in drafted.realignments.due()] == [
        (2, False)
    ]
    assert drafted.realignments.waiting("m") == ()


def test_large_edits_have_low_priority_and_untimed_segments_are_skipped(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    many = range(1, MANY + 3)
    edit(store, *(Insert(Segment(n, n * 1000, n * 1000 + 900, "so")) for n in many))
    assert store.realignments.waiting("m") == ()
    words = [SetWords(n, (Word("so", n * 1000, n * 1000 + 500, 0.9),)) for n in many]
    edit(store, *words, kind="draft")
    edit(store, *(SetText(n, "as") for n in many))
    assert store.realignments.waiting("m") == tuple(many)
    assert not any(one.is_urgent for one in _due_later(store, monkeypatch))


def test_text_typed_in_a_drafted_recording_gets_words(store: Store) -> None:
    add_media(store)
    edit(store, Insert(Segment(1, 0, 900, "so")))
    assert store.realignments.waiting("m") == ()  # no recognition was requested here
    store.media.update("m", draft=DraftOrigin("faster-whisper", "base", "0", ()))
    edit(store, Insert(Segment(2, 1000, 1900, "so")))
    assert store.realignments.waiting("m") == (2,)


def test_nothing_waits_for_a_deleted_recording(
    drafted: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(drafted, SetText(1, "Ask now what"))
    drafted.media.delete("m")
    assert _due_later(drafted, monkeypatch) == ()
    drafted.purge("m")
    check = list(drafted.connection().query("SELECT * FROM realignments"))
    assert check == []
