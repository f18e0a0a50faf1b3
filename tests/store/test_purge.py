"""A purged recording leaves no row in any table, also in tables that are added later."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from tests.store.test_migrations import make_earlier, registered
from tests.support.store_steps import add_media, check_consistent, edit, put, segment
from transcribe.document.model import Speaker
from transcribe.document.operations import AddSpeaker, Delete, Insert, SetText
from transcribe.errors import NotFound
from transcribe.library.transient_media import TransientMedia
from transcribe.store import Store, purge, writer
from transcribe.store.bakeoff_files import bakeoff_folder, note_recordings
from transcribe.store.database import open_db
from transcribe.store.projects import ProjectFields
from transcribe.store.transcripts import staging

GONE, KEPT = "gonegonego", "keptkeptke"


@pytest.fixture(autouse=True)
def _unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "MAX_PAUSE_S", 0.0)


def tables(db: Database) -> list[str]:
    rows = db.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [row["name"] for row in rows]


def tables_of_media(db: Database) -> list[str]:
    return [name for name in tables(db) if "media_id" in db.table(name).columns_dict]


def rows_with(db: Database, text: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of all tables that have this text in any column, the search index included.

    Pages of the index are left out: SQLite overwrites words of removed rows when it merges pages.
    """
    found = {}
    for name in set(tables(db)) - {"segments_fts_data", "segments_fts_idx"}:
        columns = [column.name for column in db.table(name).columns]
        where = " OR ".join(f'instr(CAST("{column}" AS TEXT), :text)' for column in columns)
        rows = list(db.query(f'SELECT * FROM "{name}" WHERE {where}', {"text": text}))
        if rows:
            found[name] = rows
    return found


def add_dummy(db: Database, table: str, media_id: str) -> None:
    """Add a row of this recording to a table that no step below fills."""
    values = {"INTEGER": 987_654, "REAL": 0.5, "TEXT": f"dummy of {media_id}", "BLOB": b"dummy"}
    row = {column.name: values[column.type] for column in db.table(table).columns}
    if db.table(table).pks == ["id"] and row["id"] == values["INTEGER"]:
        del row["id"]
    db.table(table).insert({**row, "media_id": media_id})


def fill(store: Store, media_id: str) -> None:
    """Give a recording at least one row in every table that can name it."""
    add_media(store, media_id, title=f"Title {media_id}")
    put(store, "first", "second", media_id=media_id)
    edit(store, Delete(2), AddSpeaker(Speaker("S1", "A")), media_id=media_id)
    large = [Insert(segment(n, f"word{media_id} {n}")) for n in range(10, 90)]
    edit(store, *large, media_id=media_id)
    settle, staging.settle = staging.settle, lambda *_: None  # as after a kill
    try:
        edit(store, *(SetText(op.segment.id, f"new {media_id}") for op in large), media_id=media_id)
    finally:
        staging.settle = settle
    job = store.jobs.enqueue(media_id, "draft", {})
    db = store.connection()
    db.execute(
        "INSERT INTO chunks (job_id, start_ms, end_ms, plan, state, result) "
        "VALUES (?, 0, 9, '[[], null, null]', 'done', ?)",
        [job.id, f'"{media_id}"'],
    )
    db.execute("INSERT INTO watched (path, media_id) VALUES (?, ?)", [f"/{job.id}", media_id])
    db.execute("INSERT INTO watch_exports VALUES (?, ?, 'ff')", [f"/{job.id}", f"{media_id} srt"])
    project = store.projects.add(ProjectFields(f"of {media_id[:4]}")).id
    store.projects.put(media_id, project)
    store.known_voices.turn_on(project)
    store.known_voices.keep(
        project, "Anna", media_id=media_id, range_ms=(0, 900), model="m", embedding=b"voice"
    )
    for table in tables_of_media(db):
        if not list(db.query(f"SELECT 1 FROM {table} WHERE media_id = ?", [media_id])):
            add_dummy(db, table, media_id)


def test_a_purge_leaves_no_row_in_any_table(store: Store) -> None:
    for media_id in (GONE, KEPT):
        fill(store, media_id)
    db = store.connection()
    kept = rows_with(db, KEPT)
    assert set(rows_with(db, GONE)) == set(kept) > {*tables_of_media(db), "chunks", "edit_parts"}
    store.purge(GONE)
    (announced,) = rows_with(db, GONE).pop("events")
    assert announced["payload"] == '{"deleted":true}'
    assert set(rows_with(db, GONE)) == {"events"}
    assert rows_with(db, KEPT) == kept
    assert list(db.query("PRAGMA foreign_key_check")) == []
    assert [hit.media_id for hit in store.search.search("first")] == [KEPT]
    assert list(db.query("SELECT count(*) AS n FROM segments_fts")) == list(
        db.query("SELECT count(*) AS n FROM segments")
    )
    store.edits.settle()
    check_consistent(store, KEPT)


def test_deleting_the_row_of_a_recording_is_enough(store: Store) -> None:
    """What the slices of a purge do not know goes with the row."""
    fill(store, GONE)
    store.connection().execute("DELETE FROM media WHERE id = ?", [GONE])
    assert set(rows_with(store.connection(), GONE)) == {"events"}
    assert list(store.connection().query("SELECT * FROM segments_fts")) == []


def test_a_file_of_a_watched_folder_stays_known_without_its_recording(store: Store) -> None:
    fill(store, GONE)
    store.purge(GONE)
    (known,) = store.watched.list()
    assert known.media_id is None


def test_no_turn_of_a_purge_removes_much(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add_media(store)
    edit(store, *(Insert(segment(n, f"text {n}")) for n in range(1, 601)))
    edit(store, *(Delete(n) for n in range(1, 301)))
    job = store.jobs.enqueue("m", "draft", {})
    with store.connection().atomic() as db:
        for n in range(600):
            db.execute(
                "INSERT INTO chunks (job_id, start_ms, end_ms, plan, state) "
                "VALUES (?, ?, 9, '', 'done')",
                [job.id, n],
            )
            db.execute("INSERT INTO effort VALUES ('m', '', ?, 1, 1, 1)", [n])
    run, removed = store._writer.run, []

    def counted(change: Any) -> Any:
        def count(db: Database) -> Any:
            before = db.conn.total_changes
            result = change(db)
            removed.append(db.conn.total_changes - before)
            return result

        return run(count)

    monkeypatch.setattr(purge, "SLICE_S", 0.0)  # one step a turn, the same on any machine
    monkeypatch.setattr(store._writer, "run", counted)
    store.purge("m")
    assert len(removed) > 40
    assert max(removed) < 6 * purge.ROWS_AT_ONCE  # a segment has four rows in the search index


def test_an_interrupted_purge_is_hidden_and_finished_by_the_next_server(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    edit(store, *(Insert(segment(n, f"text {n}")) for n in range(1, 201)))
    store.jobs.enqueue("m", "draft", {})
    store.media_folder("m").mkdir(parents=True)

    def interrupt(*_: object, **__: object) -> int:
        raise RuntimeError("interrupted")

    with monkeypatch.context() as patched:
        patched.setattr(purge, "_remove", interrupt)
        with pytest.raises(RuntimeError):
            store.purge("m")
    assert store.media.list(include_deleted=True) == ()
    assert store.search.search("text") == ()
    assert [job.state for job in store.jobs.list("m")] == ["cancelled"]
    with Store(store.folder) as other:
        assert TransientMedia(other).remove_orphans() == 1
        with pytest.raises(NotFound):
            other.media.get("m")
        assert set(rows_with(other.connection(), '"m"')) == set()
        assert list(other.connection().query("SELECT * FROM segments")) == []
        assert not other.media_folder("m").exists()
        assert other.events.since(0)[-1].payload == {"deleted": True}


def test_known_voices_of_an_interrupted_purge_are_nowhere_after_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    project = store.projects.add(ProjectFields("Talks")).id
    store.known_voices.turn_on(project)
    voice = b"a voice that nobody may find again"
    store.known_voices.keep(
        project, "Anna", media_id="m", range_ms=(0, 900), model="networks", embedding=voice
    )

    def interrupt(*_: object, **__: object) -> int:
        raise RuntimeError("interrupted")

    with monkeypatch.context() as patched:
        patched.setattr(purge, "_remove", interrupt)
        with pytest.raises(RuntimeError):
            store.purge("m")
    assert store.known_voices.list(project) == ()
    store.purge("m")
    files = [path for path in store.folder.rglob("*") if path.is_file()]
    assert [path.name for path in files if voice in path.read_bytes()] == []


def test_a_comparison_goes_where_the_files_of_its_recording_cannot_be_removed(store: Store) -> None:
    add_media(store)
    comparison = bakeoff_folder(store.folder, "0123456789abcdef")
    note_recordings(comparison, ["m"])
    store.media_folder("m").parent.mkdir(exist_ok=True)
    store.media_folder("m").write_bytes(b"no folder, so it cannot be removed as one")
    with pytest.raises(OSError, match="m"):
        store.purge("m")
    with pytest.raises(NotFound):
        store.media.get("m")
    assert not comparison.exists()


def test_a_comparison_that_goes_on_during_a_purge_goes_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    comparison, remove = bakeoff_folder(store.folder, "0123456789abcdef"), purge._remove

    def meanwhile(*arguments: Any, **named: Any) -> int:
        note_recordings(comparison, ["m"])
        return remove(*arguments, **named)

    monkeypatch.setattr(purge, "_remove", meanwhile)
    store.purge("m")
    assert not comparison.exists()


def test_a_large_edit_of_a_recording_that_is_purged_meanwhile_leaves_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_media(store)
    plain = staging._parts

    def parts(texts: Sequence[str]) -> Iterator[str]:
        if list(store.connection().query("SELECT 1 FROM media")):
            store.purge("m")
        return plain(texts)

    monkeypatch.setattr(staging, "_parts", parts)
    with pytest.raises(NotFound):
        edit(store, *(Insert(segment(n, f"text {n}")) for n in range(1, 201)))
    for table in ("stagings", "staged_segments", "edit_parts"):
        assert list(store.connection().query(f"SELECT * FROM {table}")) == []


def test_what_purged_recordings_left_in_an_earlier_version_goes(tmp_path: Path) -> None:
    n = len([name for name in registered() if name < "m014"])
    make_earlier(tmp_path / "transcribe.db", n)
    db = open_db(tmp_path / "transcribe.db")
    for media_id in ("m", GONE):
        db.execute(
            "INSERT INTO deliveries (event_id, type, url, job_id, media_id, state) "
            "VALUES ('e', 'draft.done', 'http://a', 1, ?, 'pending')",
            [media_id],
        )
        db.execute("INSERT INTO watched (path, media_id) VALUES (?, ?)", [media_id, media_id])
        db.execute(
            "INSERT INTO questions (id, media_id, asked_at, body) VALUES (?, ?, 0.0, '')",
            [media_id, media_id],
        )
    db.execute("INSERT INTO jobs (id, media_id, kind, state) VALUES (41, 'm', 'draft', 'done')")
    db.execute("DELETE FROM jobs")
    db.close()
    with Store(tmp_path) as store:
        db = store.connection()
        assert {name: len(rows) for name, rows in rows_with(db, GONE).items()} == {"watched": 1}
        assert [file.media_id for file in store.watched.list()] == [None, "m"]
        assert [delivery.media_id for delivery in store.deliveries.list()] == ["m"]
        assert store.jobs.enqueue("m", "draft", {}).id == 42  # ids of removed jobs are not reused
