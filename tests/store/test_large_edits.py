"""Edits of more segments than one turn of the writer may write."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.store_steps import add_media, check_consistent, current, edit, segment
from transcribe.document.batches import apply_batch
from transcribe.document.model import Segment, Transcript, Word
from transcribe.document.operations import (
    Delete,
    Insert,
    Operation,
    RemoveSpeaker,
    SetFlag,
    SetText,
    apply_all,
)
from transcribe.document.serialization import MAX_WORDS
from transcribe.errors import EditConflict, EditTooLarge
from transcribe.store import Store, writer
from transcribe.store.transcripts import apply_edit, staging

N = 300  # more than are written at once


def inserts(n: int = N, first: int = 1) -> list[Insert]:
    return [Insert(segment(number, f"text {number}")) for number in range(first, first + n)]


@pytest.fixture(autouse=True)
def _unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_PAUSE_S", 0.0)


def test_a_large_edit_is_like_a_small_one(store: Store) -> None:
    add_media(store)
    edit(store, *inserts(), edit_id="made", kind="import")
    made = current(store)
    assert store.connection().execute("SELECT count(*) FROM edit_parts").fetchone()[0] > 0
    changes = [*(SetText(n, "new") for n in range(1, N)), Delete(N), *inserts(9, first=N + 1)]
    edit(store, *changes, edit_id="changed")
    changed = current(store)
    edit(store, kind="undo", target="changed")
    assert current(store) == made
    edit(store, kind="redo", target="changed")
    assert current(store) == changed
    assert store.edits.at("m", 1)[1].segments == made[0]
    assert [line.text for line in store.edits.asr_segments("m")] == [s.text for s in made[0]]
    assert edit(store, *changes, edit_id="changed").is_duplicate
    check_consistent(store)
    assert list(store.connection().query("SELECT * FROM stagings")) == []
    assert list(store.connection().query("SELECT * FROM staged_segments")) == []


WORDS = st.lists(st.sampled_from(["one", "two,", "हिन्दी", "three"]), max_size=4)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(texts=st.lists(WORDS, min_size=1, max_size=12), incoming=st.lists(WORDS, max_size=12))
def test_the_undo_of_an_import_restores_the_very_transcript(
    store: Store, monkeypatch: pytest.MonkeyPatch, texts: list[list[str]], incoming: list[list[str]]
) -> None:
    monkeypatch.setattr(apply_edit, "SMALL_SEGMENTS", 0)  # all take the way of the large ones
    monkeypatch.setattr(staging, "SLICE_ROWS", 3)
    media_id = f"m{store.events.last_id()}"
    add_media(store, media_id)

    def made(number: int, words: list[str]) -> Segment:
        start_ms = number * 1000
        timed = tuple(
            Word(w, start_ms + n * 9, start_ms + n * 9 + 5, 0.5) for n, w in enumerate(words)
        )
        return Segment(number, start_ms, start_ms + 900, " ".join(words), words=timed)

    edit(store, *(Insert(made(n, words)) for n, words in enumerate(texts, 1)), media_id=media_id)
    before = current(store, media_id)
    ops: list[Operation] = [Delete(s.id) for s in before[0]]
    ops += [Insert(made(100 + n, words)) for n, words in enumerate(incoming)]
    imported = edit(store, *ops, media_id=media_id, kind="import")
    after = current(store, media_id)
    edit(store, media_id=media_id, kind="undo", target=imported.edit.id)
    assert current(store, media_id) == before
    edit(store, media_id=media_id, kind="redo", target=imported.edit.id)
    assert current(store, media_id) == after
    check_consistent(store, media_id)


def test_readers_see_all_of_an_edit_or_nothing_of_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every turn of the writer, in every way to read a transcript."""
    monkeypatch.setattr(staging, "SLICE_ROWS", 50)
    add_media(store)
    edit(store, *inserts())
    before = current(store)
    ops = [*(SetText(n, f"new {n}") for n in range(1, N)), Delete(N), *inserts(5, first=N + 1)]
    after = apply_batch(Transcript(before[0]), ops)[0].segments
    states: list[tuple[Segment, ...]] = []
    plain = store._writer.run

    def look(change: Callable[[object], object]) -> object:
        result = plain(change)
        seen = current(store)[0]
        assert seen in (before[0], after)
        assert store.edits.segments("m")[1] == seen
        assert store.edits.some("m", [s.id for s in seen])[0] == seen
        assert [t.text for t in store.texts.all()] == [s.text for s in seen]
        assert store.media.get("m").n_segments == len(seen)
        states.append(seen)
        return result

    monkeypatch.setattr(store._writer, "run", look)
    edit(store, *ops)
    assert states.count(before[0]) > 3
    assert states.count(after) > 3
    monkeypatch.undo()
    check_consistent(store)


def test_what_was_left_in_the_middle_is_finished_by_the_next_who_opens(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    edit(store, *inserts())
    with monkeypatch.context() as patched:
        patched.setattr(staging, "settle", lambda *_: None)  # as if killed after the commit
        edit(store, *(SetText(n, f"new {n}") for n in range(1, N + 1)))
    changed = current(store)
    assert changed[0][0].text == "new 1"
    with Store(store.folder) as other:
        assert list(other.connection().query("SELECT * FROM staged_segments")) == []
        assert current(other) == changed
        check_consistent(other)


def test_a_recording_in_the_middle_of_an_edit_can_be_removed_for_good(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    with monkeypatch.context() as patched:
        patched.setattr(staging, "settle", lambda *_: None)
        edit(store, *inserts())
    store.purge("m")
    for table in ("stagings", "staged_segments", "edit_parts", "segments", "edits"):
        assert list(store.connection().query(f"SELECT * FROM {table}")) == []


def test_others_edits_come_in_between_and_what_clashes_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    edit(store, *inserts())
    plain = staging.stage

    def stage_late(*given: object) -> int:
        staged = plain(*given)  # type: ignore[arg-type]
        edit(store, SetFlag(wanted, True))
        return staged

    monkeypatch.setattr(staging, "stage", stage_late)
    wanted = N  # not one of those that the large edit touches
    assert edit(store, *(SetText(n, "a") for n in range(1, 200))).revision == 3
    wanted = 1
    with pytest.raises(EditConflict):
        edit(store, *(SetText(n, "b") for n in range(1, 200)))
    assert current(store)[0][1].text == "a"
    check_consistent(store)
    assert list(store.connection().query("SELECT * FROM staged_segments")) == []


def test_two_large_edits_of_a_recording_at_once_are_both_there(store: Store) -> None:
    add_media(store)
    edit(store, *inserts())
    base = store.media.get("m").revision
    halves = [range(1, N // 2), range(N // 2, N)]
    threads = [
        threading.Thread(
            target=lambda ids=ids: edit(store, *(SetText(n, "new") for n in ids), base=base)
        )
        for ids in halves
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {s.text for s in current(store)[0][: N - 1]} == {"new"}
    check_consistent(store)


def test_words_of_a_segment_are_bounded_and_what_is_longer_already_can_be_edited(
    store: Store,
) -> None:
    add_media(store)
    words = tuple(Word("a", 0, 1) for _ in range(MAX_WORDS + 1))
    with pytest.raises(EditTooLarge, match="10,001 words in segment 1; at most 10,000"):
        edit(store, Insert(Segment(1, 0, 5, "a", words=words)))
    assert current(store)[0] == ()


def steps(run: Callable[[], object], connections: list[sqlite3.Connection]) -> int:
    """How many hundreds of instructions of SQLite's machine something takes."""
    n = 0

    def count() -> int:
        nonlocal n
        n += 1
        return 0

    for connection in connections:
        connection.set_progress_handler(count, 100)
    run()
    for connection in connections:
        connection.set_progress_handler(None, 0)
    return n


def test_what_an_edit_and_its_undo_cost_grows_with_their_segments(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Counted, not timed: SQLite's instructions, and the segments that operations look at."""
    monkeypatch.setattr(staging, "SLICE_S", 1e9)  # slices by rows, the same on any machine
    n_looked = 0
    plain = Transcript.__post_init__

    def look(self: Transcript) -> None:
        nonlocal n_looked
        n_looked += len(self.segments) + len(self.speakers)
        plain(self)

    monkeypatch.setattr(Transcript, "__post_init__", look)
    connections = [store.connection().conn, store._writer._db.conn]

    def cost(media_id: str, n: int) -> dict[str, tuple[int, int]]:
        nonlocal n_looked
        add_media(store, media_id)
        old = [Insert(Segment(k, k, k + 1, "subtitle")) for k in range(1, n + 1)]
        new = [Insert(Segment(n + k, k, k + 1, "text", words=(Word("text", k, k, 0.5),)))
               for k in range(1, n + 1)]  # fmt: skip
        texts = [SetText(n + k, "other text") for k in range(1, n + 1)]
        whole: list[tuple[str, list[Operation], str | None]] = [
            ("first", [*old], None), ("over", [*(Delete(k) for k in range(1, n + 1)), *new], None),
            ("all", [*texts], None), ("undo all", [], "all"), ("redo all", [], "all"),
            ("undo all again", [], "all"), ("undo over", [], "over"),
        ]  # fmt: skip
        costs = {}
        for name, ops, target in whole:
            n_looked = 0
            kind = "redo" if "redo" in name else "undo" if target else "edit"
            count = steps(
                lambda ops=ops, name=name, kind=kind, target=target: edit(  # type: ignore[misc]
                    store, *ops, media_id=media_id, edit_id=f"{media_id} {name}", kind=kind,
                    target=target and f"{media_id} {target}",
                ),
                connections,
            )  # fmt: skip
            costs[name] = count, n_looked
        return costs

    small, large = cost("small", 400), cost("large", 1600)
    for name, (n_steps, n_segments) in large.items():
        assert n_steps < 6 * small[name][0], name  # a quadratic part makes it 16
        assert n_segments < 6 * small[name][1] + 100, name
    check_consistent(store, "large")


def test_the_inverse_of_many_operations_on_a_segment_holds_it_once() -> None:
    long = Segment(1, 0, 5, "text", words=tuple(Word("text", 0, 1) for _ in range(100)))
    ops = [SetFlag(1, number % 2 == 0) for number in range(1000)]
    changed, inverse = apply_batch(Transcript((long,)), ops)
    assert len(inverse) == 1
    assert apply_all(changed, inverse)[0] == Transcript((long,))


def test_speakers_that_an_import_brought_go_with_its_undo(store: Store) -> None:
    from transcribe.document.model import Speaker
    from transcribe.document.operations import AddSpeaker

    add_media(store)
    tagged = [Insert(Segment(n, n, n + 1, "t", f"S{n % 40}")) for n in range(1, N + 1)]
    ops = [*(AddSpeaker(Speaker(f"S{n}", f"Name {n}")) for n in range(40)), *tagged]
    made = edit(store, *ops, kind="import")
    assert isinstance(made.edit.inverse[-1], RemoveSpeaker)
    edit(store, kind="undo", target=made.edit.id)
    assert current(store) == ((), ())
    check_consistent(store)
