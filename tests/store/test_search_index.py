"""The search index of a library that an older program wrote."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.support.store_steps import edit
from transcribe.document.operations import SetText
from transcribe.store import Store
from transcribe.store.database import immediate, migrate, open_db
from transcribe.store.migrations import MIGRATIONS
from transcribe.store.transcripts import search

TEXTS = ["यह हिन्दी है", "यह होन्दो है", "مُحَمَّد هنا", "שָׁלוֹם עולם", "อยู่ที่นี่", "ทานา"] * 5
HINDI = [n for n, text in enumerate(TEXTS, 1) if "हिन्दी" in text]
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def old_library(tmp_path: Path) -> Path:
    """A data folder as the program before migration 12 left it."""
    db = open_db(tmp_path / "transcribe.db")
    MIGRATIONS.apply(db, stop_before="m012_search_in_any_script")
    db.execute(
        "INSERT INTO media (id, title, filename, sha256, state, revision, n_segments) "
        "VALUES ('m', 'Talk', 'talk.mp3', 'x', 'ready', 1, ?)",
        [len(TEXTS)],
    )
    for number, text in enumerate(TEXTS, 1):
        db.execute(
            "INSERT INTO segments (key, media_id, id, start_ms, end_ms, text, status, words, revision) "
            "VALUES (?, 'm', ?, ?, ?, ?, 'draft', '[]', 1)",
            [number * 3, number, number * 1000, number * 1000 + 900, text],
        )
        db.execute("INSERT INTO segments_fts (rowid, text) VALUES (?, ?)", [number * 3, text])
    db.close()
    return tmp_path


def found(store: Store, query: str) -> list[int]:
    return sorted(hit.segment_id or 0 for hit in store.search.search(query))


def check_whole(store: Store) -> None:
    """Every segment is in the index once, and nothing is left to do."""
    db = store.connection()
    rows = db.query("SELECT segments.text, segments_fts.text AS indexed FROM segments "
                    "LEFT JOIN segments_fts ON segments_fts.rowid = segments.key")  # fmt: skip
    assert all(row["indexed"] == search.index_text(row["text"]) for row in rows)
    assert next(db.query("SELECT count(*) AS n FROM segments_fts"))["n"] == len(TEXTS)
    db.execute("INSERT INTO segments_fts (segments_fts) VALUES ('integrity-check')")
    assert list(db.query("SELECT * FROM unindexed")) == []


@pytest.mark.parametrize("at_once", [1, 7, len(TEXTS), 1000])
def test_an_old_library_finds_at_once(
    old_library: Path, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FILL_AT_ONCE", at_once)
    with Store(old_library) as store:
        assert found(store, "हिन्दी") == HINDI
        assert len(found(store, "محمد")) == len(found(store, "שלום")) == len(found(store, "ที่")) == 5
        check_whole(store)


def test_a_new_library_has_nothing_to_index(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        assert list(store.connection().query("SELECT * FROM unindexed")) == []


def _open_and_die(folder: Path, turns: int) -> None:
    search.FILL_AT_ONCE = 4
    left = turns

    @contextmanager
    def dying(db: Database) -> Iterator[Database]:
        nonlocal left
        with immediate(db):
            yield db
            left -= 1
            if left == 0:  # before the commit
                os.kill(os.getpid(), signal.SIGKILL)

    vars(search)["immediate"] = dying
    Store(folder)


@pytest.mark.parametrize("turns", [1, 3])
def test_an_index_whose_making_was_killed_is_finished_at_the_next_start(
    old_library: Path, turns: int
) -> None:
    process = SPAWN.Process(target=_open_and_die, args=(old_library, turns))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with Store(old_library) as store:
        assert found(store, "हिन्दी") == HINDI
        check_whole(store)


def test_edits_get_in_between_the_turns_and_are_found(
    old_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_library / "transcribe.db"
    monkeypatch.setattr(search, "FILL_AT_ONCE", 4)
    db = open_db(path)
    migrate(db, path)
    texts = {2: "needle", 29: "needle"}  # one in a turn that is over, one in a turn to come

    @contextmanager
    def edited_after(db: Database) -> Iterator[Database]:
        with immediate(db):
            yield db
        other = open_db(path)  # waits for no turn: none is open
        for number, text in list(texts.items()):
            other.execute("UPDATE segments SET text = ? WHERE id = ?", [text, number])
            search.index(other, number * 3, text)
        texts.clear()
        other.close()

    monkeypatch.setattr(search, "immediate", edited_after)
    search.fill_index(db, path)
    db.close()
    with Store(old_library) as store:
        assert found(store, "needle") == [2, 29]
        check_whole(store)
        edit(store, SetText(3, "हिन्दी"))
        assert found(store, "हिन्दी") == sorted([*HINDI, 3])


def _open(folder: Path) -> None:
    search.FILL_AT_ONCE = 1
    Store(folder).close()


def test_processes_that_open_an_old_library_at_once_share_the_work(old_library: Path) -> None:
    processes = [SPAWN.Process(target=_open, args=(old_library,)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with Store(old_library) as store:
        check_whole(store)
