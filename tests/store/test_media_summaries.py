"""Counts that the library's list shows: kept with every change, equal to counts of the rows."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database

from tests.store.test_migrations import make_earlier, registered
from tests.support.store_steps import add_media, check_counts, edit
from tests.support.strategies import operations, segments
from transcribe.document.model import STATUSES, Segment, Word
from transcribe.document.operations import Delete, Insert, Replace, SetStatus, SetText
from transcribe.errors import EditConflict
from transcribe.store import Store, writer
from transcribe.store.database import open_db
from transcribe.store.transcripts import apply_edit, staging
from transcribe.store.values import EditKind
from transcribe.store.writer import Writer

KINDS: tuple[EditKind, ...] = ("import", "draft", "edit")
ACTIONS = ("edit", "import", "undo", "redo", "delete", "restore", "purge", "rename")


@pytest.fixture(autouse=True)
def _in_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Edits of more than three segments are written in slices, and every slice is checked."""
    monkeypatch.setattr(writer, "MAX_PAUSE_S", 0.0)
    monkeypatch.setattr(apply_edit, "SMALL_SEGMENTS", 3)
    monkeypatch.setattr(staging, "SLICE_ROWS", 2)


def check_each_slice(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Writer.run

    def run_and_check(self: Writer, change: Callable[[Database], object]) -> object:
        result = run(self, change)
        check_counts(store)
        return result

    monkeypatch.setattr(Writer, "run", run_and_check)


@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_stored_counts_are_those_of_the_rows(
    store: Store, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    ids = [add_media(store, f"m{store.events.last_id()}x{n}").id for n in range(2)]
    with monkeypatch.context() as patched:
        check_each_slice(store, patched)
        for action in data.draw(st.lists(st.sampled_from(ACTIONS), min_size=1, max_size=10)):
            take(store, data, action, data.draw(st.sampled_from(ids)))


def exists(store: Store, media_id: str) -> bool:
    return any(media.id == media_id for media in store.media.list(include_deleted=True))


def take(store: Store, data: st.DataObject, action: str, media_id: str) -> None:
    """Take one step with a recording, if it is still there."""
    if not exists(store, media_id):
        return
    _, transcript = store.edits.transcript(media_id)
    if action == "edit":
        edit(store, data.draw(operations(transcript)), media_id=media_id)
    elif action == "import":
        speakers = [speaker.id for speaker in transcript.speakers]
        wanted = data.draw(st.lists(st.integers(1, 20), max_size=9, unique=True))
        put = tuple(data.draw(segments(number, speakers)) for number in wanted)
        removed = tuple(s.id for s in transcript.segments if s.id not in wanted)
        kind = data.draw(st.sampled_from(KINDS))
        edit(store, Replace(put, removed), media_id=media_id, kind=kind)
    elif action == "undo":
        for entry in store.edits.undo_stack(media_id, 1):
            with suppress(EditConflict):
                edit(store, media_id=media_id, kind="undo", target=entry.id)
    elif action == "redo":
        for entry in store.edits.redo_stack(media_id, 1):
            with suppress(EditConflict):  # its segments were changed since
                edit(store, media_id=media_id, kind="redo", target=entry.id)
    elif action == "rename":
        store.media.update(media_id, title=data.draw(st.text(max_size=4)))
    else:
        {"delete": store.media.delete, "restore": store.media.restore, "purge": store.purge}[
            action
        ](media_id)


def rated(number: int, status: str = "draft") -> Segment:
    words = (Word("a", 0, 5, 0.25), Word("b", 5, 9, None), Word("c", 9, 10, 0.75))
    return Segment(number, 0, 10, "a b c", None, status, words)  # type: ignore[arg-type]


def counts(store: Store, media_id: str = "m") -> list[int]:
    row = next(
        store.connection().query("SELECT * FROM media_summaries WHERE media_id = ?", [media_id])
    )
    return [row[name] for name in ("n_corrected", "n_approved", "n_rejected", "n_rated", "rating")]


def test_a_large_edit_counts_before_its_segments_are_moved(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    edit(store, *(Insert(rated(n, STATUSES[n % 4])) for n in range(1, 9)))
    assert counts(store) == [2, 2, 2, 16, 80_000]
    monkeypatch.setattr(staging, "settle", lambda *_: None)  # as after a kill
    edit(store, *(SetStatus(n, "approved") for n in range(1, 8)), Delete(8))
    assert counts(store) == [0, 7, 0, 14, 70_000]
    check_counts(store)
    monkeypatch.undo()
    store.edits.settle()
    assert counts(store) == [0, 7, 0, 14, 70_000]
    check_counts(store)


def test_edits_of_two_threads_are_counted_once(store: Store) -> None:
    add_media(store)
    edit(store, *(Insert(rated(n)) for n in range(1, 21)))

    def approve(first: int) -> None:
        for number in range(first, 21, 2):
            edit(store, SetStatus(number, "approved"), base=1)

    threads = [threading.Thread(target=approve, args=[first]) for first in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(store)[:3] == [0, 20, 0]
    check_counts(store)


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_an_earlier_library_is_counted_whatever_its_last_edit_was_doing(
    tmp_path: Path, moved: int
) -> None:
    """Segments that a large edit has staged, or moved in part, or is only preparing, are counted."""
    make_earlier(tmp_path / "transcribe.db", registered().index("m021_media_summaries"))
    db = open_db(tmp_path / "transcribe.db")
    for number in (2, 3):
        db.execute(
            "INSERT INTO segments (media_id, id, start_ms, end_ms, text, status, words, revision) "
            "VALUES ('m', ?, 0, 9, 'a', 'corrected', '[[\"a\",0,5,0.5],[\"b\",5,9]]', 1)",
            [number],
        )
    db.execute(
        "INSERT INTO stagings (id, media_id, begun_at, revision, clashes, realigns) "
        "VALUES (7, 'm', 0, ?, 1, 0)",
        [None if moved == 2 else 2],
    )
    db.execute("UPDATE media SET n_segments = 3")
    for number in (2, 3)[: 2 - moved % 2]:
        db.execute(
            "INSERT INTO staged_segments VALUES (7, 'm', ?, ?, 0, NULL, 0, 0, 9, 'a', NULL, "
            "'approved', '[[\"a\",0,5,1]]', 1)",
            [number, int(number == 3)],
        )
    db.close()
    with Store(tmp_path) as store:
        check_counts(store)
        if moved == 2:
            store.connection().execute("UPDATE stagings SET revision = 2 WHERE id = 7")
            check_counts(store)
            store.edits.settle()
            check_counts(store)
        assert (
            list(store.connection().query("SELECT 1 FROM media_summaries WHERE title_key IS NULL"))
            == []
        )


def test_a_title_is_sorted_and_found_by_its_new_words(store: Store) -> None:
    add_media(store, title="Folge 10")
    row = store.connection().query("SELECT title_key, names FROM media_summaries")
    before = next(row)
    store.media.update("m", title="Folge 9", filename="Ä.mp3")
    after = next(store.connection().query("SELECT title_key, names FROM media_summaries"))
    assert after["title_key"] < before["title_key"]
    assert after["names"] == "folge 9\na.mp3"


def test_words_that_are_typed_anew_lose_their_rating(store: Store) -> None:
    add_media(store)
    edit(store, Insert(rated(1)))
    edit(store, SetText(1, "other text"))
    check_counts(store)
