from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.store_steps import add_media, edit, put
from transcribe.document.operations import Delete
from transcribe.library.import_export import import_file
from transcribe.store import Store

SRT = b"1\n00:00:01,000 --> 00:00:02,000\nimported\n\n2\n00:00:03,000 --> 00:00:04,000\nlast\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "library") as made:
        add_media(made)
        yield made


def texts(store: Store) -> dict[int, str]:
    return {segment.id: segment.text for segment in store.edits.transcript("m")[1].segments}


def newest(store: Store) -> str:
    return store.edits.since("m", 0)[-1].id


def test_an_import_gives_no_id_of_a_removed_segment(store: Store) -> None:
    put(store, "first", "second")
    removed = edit(store, Delete(2))
    import_file(store, "m", SRT, "talk.srt")
    assert texts(store) == {3: "imported", 4: "last"}
    edit(store, kind="undo", target=newest(store))
    assert texts(store) == {1: "first"}
    edit(store, kind="undo", target=removed.edit.id)
    assert texts(store) == {1: "first", 2: "second"}


def test_a_second_import_gives_no_id_of_an_undone_one(store: Store) -> None:
    import_file(store, "m", SRT, "talk.srt")
    undone = newest(store)
    edit(store, kind="undo", target=undone)
    import_file(store, "m", SRT, "talk.srt")
    assert texts(store) == {3: "imported", 4: "last"}
