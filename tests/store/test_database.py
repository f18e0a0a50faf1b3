"""The connection, the schema and the writer thread, in normal and error cases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.support.store_steps import add_media, check_consistent, current, edit, put, segment
from transcribe.document.operations import Insert, Replace, SetText
from transcribe.errors import DatabaseDamaged, DatabaseUnusable, InvalidOperation, SegmentMissing
from transcribe.store import Store
from transcribe.store.database import BUSY_TIMEOUT_MS, immediate, open_db


def pragma(db: Database, name: str) -> int | str:
    value: int | str = next(iter(next(iter(db.query(f"PRAGMA {name}"))).values()))
    return value


def limit_pages(store: Store, spare: int) -> None:
    """Limit the growth of the writer's file in pages: SQLite reports a full disk beyond them."""
    pages = int(store._writer.run(lambda db: pragma(db, "page_count")))
    store._writer.run(lambda db: db.execute(f"PRAGMA max_page_count={pages + spare}"))


def test_the_writers_own_connection_syncs_every_commit(store: Store) -> None:
    """This setting decides what survives a power cut, and killing processes cannot test it."""
    expected: list[tuple[str, int | str]] = [
        ("synchronous", 2),
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("busy_timeout", BUSY_TIMEOUT_MS),
    ]
    names = [name for name, _ in expected]
    assert store._writer.run(lambda db: [(n, pragma(db, n)) for n in names]) == expected
    assert [(name, pragma(store.connection(), name)) for name in names] == expected


def test_all_tables_are_strict(store: Store) -> None:
    tables = {table.name: table for table in store.connection().tables}
    for name in ("media", "segments", "tombstones", "speakers", "edits", "jobs", "events"):
        assert tables[name].strict, name


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.connection().table("_sqlite_migrations").insert(
            {"migration_set": "transcribe", "name": "m999_future", "applied_at": "2099-01-01"}
        )
    with pytest.raises(DatabaseUnusable, match=r"newer version.*m999_future"):
        Store(tmp_path)


def test_a_file_that_is_not_a_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "transcribe.db").write_bytes(b"this is a text file, not a database" * 100)
    with pytest.raises(DatabaseDamaged, match=r"not a database.*Restore the last backup"):
        Store(tmp_path)


def test_a_damaged_page_is_told_with_the_way_out(tmp_path: Path) -> None:
    """Not that the disk may be full or that rights are missing: neither helps."""
    with Store(tmp_path) as store:
        add_media(store)
        put(store, *("word " * 200 for _ in range(200)))
    file = tmp_path / "transcribe.db"
    content = bytearray(file.read_bytes())
    for page in range(4, len(content) // 4096):
        content[page * 4096 : page * 4096 + 200] = b"\xff" * 200
    file.write_bytes(content)
    with pytest.raises(DatabaseDamaged, match=r"malformed.*Restore the last backup") as caught:
        Store(tmp_path).close()
    assert str(tmp_path) in str(caught.value)
    assert "free space" not in str(caught.value)


def test_an_unusable_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseUnusable, match="file"):
        Store(tmp_path / "file" / "library")
    (tmp_path / "library" / "transcribe.db").mkdir(parents=True)
    with pytest.raises(DatabaseUnusable, match="unable to open"):
        Store(tmp_path / "library")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_read_only_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "library"
    with Store(folder) as store:
        add_media(store)
    (folder / "transcribe.db").chmod(0o444)
    folder.chmod(0o555)
    try:
        with pytest.raises(DatabaseUnusable), Store(folder) as store:
            edit(store, Insert(segment(1, "x")))
    finally:
        folder.chmod(0o755)


def test_a_full_disk_refuses_the_edit_and_keeps_the_data(store: Store) -> None:
    add_media(store)
    put(store, "first")
    limit_pages(store, 0)
    large = Replace(put=tuple(segment(n, "word " * 2000) for n in range(2, 20)))
    with pytest.raises(DatabaseUnusable, match="full"):
        edit(store, large, edit_id="large")
    assert [s.text for s in current(store)[0]] == ["first"]
    limit_pages(store, 100_000)
    assert not edit(store, large, edit_id="large").is_duplicate
    check_consistent(store)


def test_a_change_too_large_for_the_disk_does_not_affect_its_group(store: Store) -> None:
    add_media(store)
    base = put(store, "first", "second").revision
    limit_pages(store, 3)
    large = Replace(put=tuple(segment(n, "word " * 2000) for n in range(3, 20)))
    outcomes = grouped(
        store,
        lambda: edit(store, large, base=base),
        lambda: edit(store, SetText(1, "small"), base=base),
    )
    assert isinstance(outcomes[0], DatabaseUnusable)
    assert outcomes[1] is None
    assert [s.text for s in current(store)[0]] == ["small", "second"]
    check_consistent(store)


def test_an_invalid_edit_does_not_affect_its_group(store: Store) -> None:
    add_media(store)
    base = put(store, "first", "second").revision
    statements: list[str] = []

    def fail(db: Database) -> None:
        db.execute("UPDATE segments SET text = 'lost'")
        raise InvalidOperation("change", "it does not fit")

    with store._writer._db.tracer(lambda sql, _: statements.append(sql)):
        outcomes = grouped(
            store,
            lambda: edit(store, SetText(1, "a"), base=base),
            lambda: store._writer.run(fail),
            lambda: edit(store, SetText(2, "lost"), SetText(77, "b"), base=base),
            lambda: edit(store, SetText(2, "ahead of time"), base=base + 50),
            lambda: edit(store, SetText(2, "c"), base=base),
        )
    assert isinstance(outcomes[1], InvalidOperation)
    assert isinstance(outcomes[2], SegmentMissing)
    assert isinstance(outcomes[3], InvalidOperation)
    assert (outcomes[0], outcomes[4]) == (None, None)
    assert [s.text for s in current(store)[0]] == ["a", "c"]
    assert statements.count("COMMIT") == 2  # the change that blocked the writer, and the group
    check_consistent(store)


def grouped(store: Store, *calls: Callable[[], object]) -> list[BaseException | None]:
    """Run calls so that their changes are all queued, in order, before the writer goes on.

    A call that is refused before it comes to the writer queues nothing.
    """
    gate, is_held = threading.Event(), threading.Event()

    def hold(_: Database) -> None:
        is_held.set()
        gate.wait()

    with ThreadPoolExecutor(len(calls) + 1) as pool:
        holding = pool.submit(store._writer.run, hold)
        is_held.wait()
        futures: list[Future[object]] = []
        for call in calls:
            n_queued = store._writer._queue.qsize()
            futures.append(pool.submit(call))
            while store._writer._queue.qsize() == n_queued and not futures[-1].done():
                time.sleep(0.001)
        gate.set()
        holding.result()
        return [future.exception() for future in futures]


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.close()
    store.close()
    with pytest.raises(RuntimeError, match="closed"):
        store.media.list()
    with pytest.raises(RuntimeError, match="closed"):
        store.events.append("media", None, {})


def test_closing_finishes_queued_changes(tmp_path: Path) -> None:
    store = Store(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        futures = [pool.submit(store.events.append, "media", None, {"n": n}) for n in range(50)]
        futures[0].result()
        store.close()
    n_done = sum(1 for future in futures if future.exception() is None)
    with Store(tmp_path) as again:
        assert len(again.events.since(0)) == n_done


def test_each_thread_has_its_own_connection_and_all_are_closed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    barrier = threading.Barrier(4)

    def connect(_: int) -> Database:
        barrier.wait()
        return store.connection()

    with ThreadPoolExecutor(4) as pool:
        connections = list(pool.map(connect, range(4)))
        assert len({id(db) for db in [*connections, store.connection()]}) == 5
        store.close()
    for db in connections:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            db.execute("SELECT 1")


def test_connections_of_ended_threads_are_closed(store: Store) -> None:
    seen: list[Database] = []
    for _ in range(5):
        thread = threading.Thread(target=lambda: seen.append(store.connection()))
        thread.start()
        thread.join()
    assert len(store._connections) <= 2
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        seen[0].execute("SELECT 1")


def test_a_change_may_not_wait_for_another(store: Store) -> None:
    with pytest.raises(RuntimeError, match="another change"):
        store._writer.run(lambda _: store._writer.run(lambda _: None))


def test_a_failed_transaction_is_rolled_back(tmp_path: Path) -> None:
    db = open_db(tmp_path / "x.db")
    db.table("t").create({"a": int}, strict=True)

    def fail() -> None:
        with immediate(db):
            db.execute("INSERT INTO t VALUES (1)")
            raise InvalidOperation("t", "no")

    with pytest.raises(InvalidOperation):
        fail()
    assert db.table("t").count == 0
    db.close()


def test_processes_can_open_a_new_folder_concurrently(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from transcribe.store import Store\n"
        "with Store(Path(sys.argv[1])) as store: store.events.append('media', None, {})"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stderr=subprocess.PIPE)
        for _ in range(5)
    ]
    errors = [child.communicate()[1].decode() for child in children]
    assert errors == [""] * 5
    with Store(tmp_path) as store:
        assert len(store.events.since(0)) == 5
