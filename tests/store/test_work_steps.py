"""Steps of work are read from the history as they were made."""

from __future__ import annotations

import pytest

from tests.support.store_steps import add_media, edit, put, segment
from transcribe.document.model import Segment, Speaker
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    Replace,
    SetStatus,
    SetText,
    Split,
)
from transcribe.errors import NotFound
from transcribe.store import Store
from transcribe.store.transcripts import staging


@pytest.fixture
def media(store: Store) -> Store:
    add_media(store)
    edit(store, Insert(segment(1, "helo world")), Insert(segment(2, "second one")), kind="draft")
    return store


@pytest.mark.parametrize(
    ("ops", "touched", "texts"),
    [
        ([SetText(1, "hello")], (1,), ("helo world", "hello")),
        ([SetText(1, "hello"), SetStatus(1, "approved")], (1,), ("helo world", "hello")),
        ([SetStatus(1, "approved")], (1,), ("", "")),
        ([Split(2, 6, 2500, 9)], (2, 9), ("", "")),
        ([SetText(2, "the second one"), Split(2, 10, 2500, 9)], (2, 9), ("second one", "the second one")),
        ([Merge(1, 2)], (1, 2), ("", "")),
        ([Merge(1, 2), SetText(1, "hello second")], (1, 2), ("helo world second one", "hello second")),
        ([Delete(1)], (1,), ("helo world", "")),
        ([Insert(segment(3, "new"))], (3,), ("", "new")),
        ([Replace((segment(2, "other"),), (1,))], (2, 1), ("helo world second one", "other")),
        ([AddSpeaker(Speaker("S1", "Anna"))], (), ("", "")),
        ([SetText(1, 'say "op":"delete" [{')], (1,), ("helo world", 'say "op":"delete" [{')),
    ],
)  # fmt: skip
def test_an_edit_is_read_with_its_texts(
    media: Store, ops: list[Operation], touched: tuple[int, ...], texts: tuple[str, str]
) -> None:
    edit(media, *ops)
    (step,) = media.work_steps.steps("m")
    assert (step.segments, (step.before, step.after)) == (touched, texts)
    assert step.is_in_force


def test_an_undone_edit_and_its_undo_are_not_in_force(media: Store) -> None:
    edit(media, SetText(1, "hello"), edit_id="e1")
    edit(media, kind="undo", target="e1")
    assert [step.is_in_force for step in media.work_steps.steps("m")] == [False, False]
    edit(media, kind="redo", target="e1")
    assert [step.is_in_force for step in media.work_steps.steps("m")] == [True, False, False]


def test_drafts_alignments_and_imports_are_no_work(media: Store) -> None:
    edit(media, SetText(1, "imported"), kind="import")
    edit(media, SetText(1, "drafted again"), origin="redraft")
    assert media.work_steps.steps("m") == ()


def test_an_edit_of_many_segments_has_none(store: Store) -> None:
    add_media(store)
    put(store, *["text"] * 70)
    edit(store, *(SetText(n, "other") for n in range(1, 71)))
    assert [step.segments for step in store.work_steps.steps("m")] == [(), ()]
    assert len(store.work_steps.spans("m")) == 70


def test_an_unknown_recording_is_refused(store: Store) -> None:
    with pytest.raises(NotFound):
        store.work_steps.steps("none")


def test_spans_are_the_segments_in_the_order_of_time_also_while_a_large_edit_is_written(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    edit(store, *(Insert(segment(n, f"text {n}")) for n in range(300, 0, -1)))

    def are_alike() -> bool:
        _, transcript = store.edits.transcript("m")
        spans = store.work_steps.spans("m")
        return spans == tuple((s.id, s.start_ms, s.end_ms, s.status) for s in transcript.segments)

    assert are_alike()
    monkeypatch.setattr(staging, "settle", lambda *_: None)  # as in the middle of the writing
    changes = [SetStatus(n, "approved") for n in range(1, 300)]
    edit(store, *changes, Delete(300), Insert(segment(301, "last")))
    assert [span.status for span in store.work_steps.spans("m")].count("approved") == 299
    assert are_alike()


def approve_by(store: Store, author: str, *ops: Operation, edit_id: str) -> None:
    revision = store.media.get("m").revision
    store.edits.apply("m", revision, ops, edit_id=edit_id, author=author)


def test_the_last_one_who_approved_a_segment_is_named(store: Store) -> None:
    add_media(store)
    made = [Insert(Segment(n, 1_000 * n, 1_000 * n + 900, "Hello.", status="approved" if n == 4 else "draft")) for n in range(1, 6)]  # fmt: skip
    approve_by(store, "Zoë", *made, edit_id="made")
    assert store.edits.approvers("m") == {}
    approve_by(store, "Anna", *(SetStatus(n, "approved") for n in (1, 2, 3)), edit_id="a")
    approve_by(store, "", SetStatus(5, "approved"), edit_id="b")
    approve_by(store, "Ben", SetText(1, "Hi."), SetStatus(1, "approved"), edit_id="c")
    approve_by(store, "Ben", SetStatus(2, "corrected"), edit_id="d")
    assert store.edits.approvers("m") == {1: "Ben", 3: "Anna", 5: ""}
    store.edits.apply("m", store.media.get("m").revision, (), edit_id="u", kind="undo", target="c")
    assert store.edits.approvers("m") == {1: "Anna", 3: "Anna", 5: ""}
