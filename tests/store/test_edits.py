from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.store_steps import add_media, check_consistent, current, edit, put, segment
from transcribe.document.model import DraftOrigin, Segment, Speaker, Word
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    RemoveSpeaker,
    RenameSpeaker,
    Replace,
    SetSpeaker,
    SetStatus,
    SetText,
    Split,
)
from transcribe.document.serialization import MAX_TEXT
from transcribe.errors import EditConflict, InvalidOperation, NotFound, SegmentMissing
from transcribe.store import Store


def test_an_edit_survives_reopening(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        add_media(store)
        put(store, "first", "second")
        edit(store, SetText(2, "zweitens"))
        before = current(store)
    with Store(tmp_path) as store:
        assert current(store) == before
        check_consistent(store)


def test_several_operations_apply_together_or_not_at_all(store: Store) -> None:
    add_media(store)
    put(store, "first")
    with pytest.raises(SegmentMissing):
        edit(store, SetText(1, "changed"), SetText(99, "nothing there"))
    assert [s.text for s in current(store)[0]] == ["first"]
    check_consistent(store)


def test_edits_of_different_segments_rebase_silently(store: Store) -> None:
    add_media(store)
    base = put(store, "first", "second").revision
    edit(store, SetText(1, "mine"), base=base)
    applied = edit(store, SetText(2, "yours"), base=base)
    assert applied.revision == base + 2
    assert [s.text for s in current(store)[0]] == ["mine", "yours"]


@pytest.mark.parametrize(
    "theirs",
    [SetText(1, "theirs"), Delete(1), Merge(2, 1), Split(1, 2, 1500, 9), SetStatus(1, "approved")],
    ids=lambda op: op.name,
)
def test_an_edit_of_a_segment_changed_since_its_base_conflicts(
    store: Store, theirs: Operation
) -> None:
    add_media(store)
    base = put(store, "first", "second").revision
    edit(store, theirs, base=base)
    before = current(store)
    with pytest.raises(EditConflict) as raised:
        edit(store, SetText(1, "mine"), base=base)
    assert (raised.value.base, raised.value.revision) == (base, base + 1)
    assert raised.value.segment_ids == (1,)
    assert current(store) == before


def test_two_windows_that_use_one_new_id_conflict(store: Store) -> None:
    add_media(store)
    base = put(store, "first one", "second one").revision
    edit(store, Split(1, 5, 1500, 7), base=base)
    with pytest.raises(EditConflict):
        edit(store, Split(2, 6, 2500, 7), base=base)


def test_speaker_edits_rebase_unless_the_same_speaker_changed(store: Store) -> None:
    add_media(store)
    base = edit(store, AddSpeaker(Speaker("S1", "A")), AddSpeaker(Speaker("S2", "B"))).revision
    edit(store, RenameSpeaker("S1", "Alice"), base=base)
    edit(store, RenameSpeaker("S2", "Bob"), base=base)
    with pytest.raises(EditConflict) as raised:
        edit(store, RenameSpeaker("S1", "Anna"), base=base)
    assert raised.value.speaker_ids == ("S1",)
    assert "speaker S1" in str(raised.value)
    assert current(store)[1] == (Speaker("S1", "Alice"), Speaker("S2", "Bob"))


def test_a_removed_speaker_counts_as_changed(store: Store) -> None:
    add_media(store)
    base = edit(store, AddSpeaker(Speaker("S1", "A"))).revision
    edit(store, RemoveSpeaker("S1"))
    with pytest.raises(EditConflict):
        edit(store, RenameSpeaker("S1", "Alice"), base=base)
    put(store, "hello")
    with pytest.raises(EditConflict):  # it was valid when it was made
        edit(store, SetSpeaker(1, "S1"), base=base)
    check_consistent(store)


def test_a_speaker_counts_as_changed_by_every_edit_that_names_it(store: Store) -> None:
    """A segment that ends unchanged, or exists only within one edit, still counts as touched."""
    add_media(store)
    base = edit(store, AddSpeaker(Speaker("S1", "A"))).revision
    edit(store, RenameSpeaker("S1", "A"))
    edit(store, AddSpeaker(Speaker("S2", "B")), RemoveSpeaker("S2"))
    for operation in (RenameSpeaker("S1", "Alice"), AddSpeaker(Speaker("S2", "Bob"))):
        with pytest.raises(EditConflict):
            edit(store, operation, base=base)
    assert current(store)[1] == (Speaker("S1", "A"),)
    check_consistent(store)


def test_a_speaker_in_use_stays(store: Store) -> None:
    add_media(store)
    edit(store, AddSpeaker(Speaker("S1", "A")), AddSpeaker(Speaker("S2", "B")))
    put(store, "first", "S2")
    words = (Word("second", 2000, 2500, speaker="S2"),)
    edit(store, SetSpeaker(1, "S1"), Insert(Segment(3, 2000, 3000, "second", words=words)))
    for speaker_id in ("S1", "S2"):
        with pytest.raises(InvalidOperation, match="still tagged"):
            edit(store, RemoveSpeaker(speaker_id))
    edit(store, SetSpeaker(1, None), RemoveSpeaker("S1"))
    edit(store, Delete(3), RemoveSpeaker("S2"))
    assert current(store)[1] == ()
    check_consistent(store)


def test_a_repeated_edit_is_applied_once(store: Store) -> None:
    add_media(store)
    put(store, "first")
    first = edit(store, SetText(1, "once"), edit_id="e")
    edit(store, SetText(1, "later"))
    again = edit(store, SetText(1, "once"), edit_id="e", base=first.revision - 1)
    assert again.is_duplicate
    assert (again.revision, again.edit) == (first.revision, first.edit)
    assert [s.text for s in again.segments] == ["later"]
    check_consistent(store)


def test_an_edit_id_of_another_recording_is_refused(store: Store) -> None:
    add_media(store, "m")
    add_media(store, "n")
    edit(store, Insert(segment(1, "x")), edit_id="e")
    with pytest.raises(InvalidOperation, match="another recording"):
        edit(store, Insert(segment(1, "x")), media_id="n", edit_id="e")


def test_a_base_ahead_of_the_transcript_is_refused(store: Store) -> None:
    add_media(store)
    with pytest.raises(InvalidOperation, match="reload"):
        edit(store, Insert(segment(1, "x")), base=4)


def test_an_unknown_recording_is_not_found(store: Store) -> None:
    with pytest.raises(NotFound):
        store.edits.apply("nobody", 0, (), edit_id="e")
    with pytest.raises(NotFound):
        store.edits.transcript("nobody")


def test_undo_and_redo_go_all_the_way_over_reloads(tmp_path: Path) -> None:
    texts = [f"version {n}" for n in range(1, 30)]
    with Store(tmp_path) as store:
        add_media(store)
        put(store, "version 0")
        for text in texts:
            edit(store, SetText(1, text))
    with Store(tmp_path) as store:
        seen = []
        while stack := store.edits.undo_stack("m", 1):
            seen += [s.text for s in current(store)[0]]
            edit(store, kind="undo", target=stack[0].id)
        assert seen == [*reversed(texts), "version 0"]
        assert current(store)[0] == ()
    with Store(tmp_path) as store:
        while stack := store.edits.redo_stack("m", 1):
            edit(store, kind="redo", target=stack[0].id)
        assert [s.text for s in current(store)[0]] == [texts[-1]]
        assert len(store.edits.undo_stack("m")) == 30
        assert len(store.edits.undo_stack("m", 100, 25)) == 5
        check_consistent(store)


def test_a_new_edit_clears_redo(store: Store) -> None:
    add_media(store)
    put(store, "first")
    undone = edit(store, SetText(1, "a"))
    edit(store, kind="undo", target=undone.edit.id)
    assert [made.id for made in store.edits.redo_stack("m")] == [undone.edit.id]
    fresh = edit(store, SetText(1, "b"))
    assert store.edits.redo_stack("m") == ()
    assert store.edits.undo_stack("m", 1)[0] == fresh.edit
    with pytest.raises(EditConflict):  # it would overwrite the newer text
        edit(store, kind="redo", target=undone.edit.id)


def test_undo_below_a_later_edit_of_the_same_segment_conflicts(store: Store) -> None:
    add_media(store)
    put(store, "first", "second")
    older, other = edit(store, SetText(1, "a")), edit(store, SetText(2, "b"))
    newer = edit(store, SetText(1, "c"))
    with pytest.raises(EditConflict) as raised:
        edit(store, kind="undo", target=older.edit.id)
    assert raised.value.segment_ids == (1,)
    edit(store, kind="undo", target=other.edit.id)  # not edited since
    edit(store, kind="undo", target=newer.edit.id)
    edit(store, kind="undo", target=older.edit.id)
    assert [s.text for s in current(store)[0]] == ["first", "second"]
    check_consistent(store)


def test_an_edit_is_undone_once(store: Store) -> None:
    add_media(store)
    base = put(store, "first").revision
    made = edit(store, SetText(1, "a"))
    edit(store, kind="undo", target=made.edit.id)
    with pytest.raises(InvalidOperation, match="nothing to undo"):
        edit(store, kind="undo", target=made.edit.id)
    with pytest.raises(EditConflict):  # the other window has already undone it
        edit(store, kind="undo", target=made.edit.id, base=base + 1)
    with pytest.raises(InvalidOperation, match="target"):
        edit(store, kind="undo")
    with pytest.raises(NotFound):
        edit(store, kind="undo", target="nobody")


def test_an_edit_names_the_edit_that_it_continues(store: Store) -> None:
    add_media(store)
    put(store, "first")
    begun = edit(store, SetText(1, "hel"))
    edit(store, SetText(1, "hello"), target=begun.edit.id)
    edit(store, SetText(1, "hello you"), target="an edit that was refused")  # nothing is lost
    stack = store.edits.undo_stack("m")
    assert [one.target for one in stack][:3] == ["an edit that was refused", begun.edit.id, None]
    edit(store, kind="undo", target=stack[0].id)
    edit(store, kind="undo", target=stack[1].id)
    assert [one.target for one in store.edits.redo_stack("m")] == [
        begun.edit.id, "an edit that was refused",
    ]  # fmt: skip
    with pytest.raises(InvalidOperation, match="target"):
        edit(store, SetText(1, "x"), kind="draft", target=begun.edit.id)


def test_drafts_are_history_but_imports_can_be_undone(store: Store) -> None:
    add_media(store)
    draft = edit(store, Insert(segment(1, "draft")), kind="draft")
    imported = edit(store, Replace(put=(segment(2, "file"),), remove=(1,)), kind="import")
    assert store.edits.undo_stack("m") == (imported.edit,)
    assert [made.kind for made in store.edits.since("m", 0)] == ["draft", "import"]
    with pytest.raises(InvalidOperation, match="cannot be undone"):
        edit(store, kind="undo", target=draft.edit.id)
    edit(store, kind="undo", target=imported.edit.id)
    assert [s.text for s in current(store)[0]] == ["draft"]
    check_consistent(store)


def test_applied_edits_equal_stored_edits(store: Store) -> None:
    add_media(store)
    words = (Word("a\x00b\ud800", 1000, 1500, 0.123456789),)
    odd = replace(segment(1, "a\x00b\ud800"), words=words)
    applied = edit(store, Insert(odd))
    assert applied.segments == current(store)[0]
    assert applied.segments[0].text == "ab\ufffd"
    assert applied.segments[0].words == (Word("ab\ufffd", 1000, 1500, 0.1235),)
    check_consistent(store)


def test_a_merge_beyond_the_longest_text_is_refused(store: Store) -> None:
    add_media(store)
    put(store, "x" * MAX_TEXT, "y")
    with pytest.raises(InvalidOperation, match="longer than"):
        edit(store, Merge(1, 2))
    check_consistent(store)


def test_a_range_contains_all_overlapping_segments(store: Store) -> None:
    add_media(store)
    put(store, "one", "two", "three")  # 1–2 s, 2–3 s, 3–4 s
    edit(store, Insert(Segment(9, 2000, 2000, "a mark")))

    def ids(from_ms: int, to_ms: int | None = None) -> list[int]:
        return [s.id for s in store.edits.segments("m", from_ms, to_ms)[1]]

    assert ids(0) == [1, 2, 9, 3]  # equal starts: in the order in which they were made
    assert ids(2000, 3000) == [2, 9]
    assert ids(1999, 2000) == [1]
    assert ids(2500, 2501) == [2]
    assert ids(4000) == []
    assert store.edits.some("m", [3, 77, 1]) == (
        (segment(3, "three"), segment(1, "one")),
        (77,),
    )


def test_a_transcript_has_the_data_of_its_recording(store: Store) -> None:
    add_media(store, title="Interview")
    origin = DraftOrigin("faster-whisper", "base", "abc", (("beam_size", "5"),))
    store.media.update("m", language="de", duration_ms=61_440, draft=origin)
    _, transcript = store.edits.transcript("m")
    assert (transcript.language, transcript.duration_ms) == ("de", 61_440)
    assert (transcript.media.title, transcript.draft) == ("Interview", origin)


def test_many_writers_in_two_stores_lose_nothing(tmp_path: Path) -> None:
    n_threads, n_edits = 12, 12
    failures: list[Exception] = []
    with Store(tmp_path) as one, Store(tmp_path) as other:
        add_media(one)
        base = put(one, *["start"] * n_threads).revision

        def work(number: int) -> None:
            store = (one, other)[number % 2]
            revision = base
            try:
                for count in range(n_edits):
                    ops = (SetText(number + 1, f"writer {number} edit {count}"),)
                    made = store.edits.apply("m", revision, ops, edit_id=str(uuid.uuid4()))
                    revision = made.revision
            except Exception as error:  # noqa: BLE001 - shown by the assertion
                failures.append(error)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(n_threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert one.media.get("m").revision == base + n_threads * n_edits
        texts = [f"writer {n} edit {n_edits - 1}" for n in range(n_threads)]
        assert [s.text for s in current(other)[0]] == texts
        check_consistent(one)
