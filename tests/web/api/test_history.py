"""The history over HTTP: edits, earlier states, changes since the draft, effort."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.store_steps import add_media, edit, segment
from transcribe.document.model import Speaker
from transcribe.document.operations import (
    AddSpeaker,
    Delete,
    Insert,
    Operation,
    SetSpeaker,
    SetText,
    Split,
)
from transcribe.store import Store

URL = "/api/v1/media/m"


@pytest.fixture
def media(store: Store) -> Store:
    """A draft of two segments; one is corrected, split and given a speaker."""
    add_media(store)
    edit(store, Insert(segment(1, "helo world")), Insert(segment(2, "second one")), kind="draft")
    edit(store, SetText(1, "hello world"))
    edit(store, Split(2, 6, 2500, 2**33))
    edit(store, AddSpeaker(Speaker("S1", "Anna")), SetSpeaker(1, "S1"))
    return store


def texts(store: Store) -> list[str]:
    return [one.text for one in store.edits.transcript("m")[1].segments]


def test_the_history_lists_the_newest_first(client: FlaskClient, media: Store) -> None:
    entries = client.get(f"{URL}/history").get_json()["history"]
    assert [entry["operations"] for entry in entries] == [
        {"add_speaker": 1, "set_speaker": 1}, {"split": 1}, {"set_text": 1}, {"insert": 2},
    ]  # fmt: skip
    assert (entries[2]["before"], entries[2]["after"]) == ("helo world", "hello world")
    assert (entries[2]["segment"], entries[2]["start"], entries[2]["segments"]) == (1, 1.0, 1)
    (older,) = client.get(f"{URL}/history?before=2&limit=5").get_json()["history"]
    assert (older["revision"], older["kind"]) == (1, "draft")


def test_undone_edits_are_marked(client: FlaskClient, media: Store) -> None:
    edit(media, SetText(1, "x"), edit_id="e")
    edit(media, kind="undo", target="e")
    entries = client.get(f"{URL}/history?limit=2").get_json()["history"]
    assert [(entry["kind"], entry["undone"]) for entry in entries] == [
        ("undo", False), ("edit", True),
    ]  # fmt: skip


def test_each_revision_can_be_restored_and_that_undone(client: FlaskClient, media: Store) -> None:
    last = media.edits.transcript("m")[1]
    shown = client.get(f"{URL}/revisions/1").get_json()
    assert [one["text"] for one in shown["segments"]] == ["helo world", "second one"]
    answer = client.post(f"{URL}/revisions/1/restore", json={"author": "Ben"}).get_json()
    assert texts(media) == ["helo world", "second one"]
    revision, now = media.edits.transcript("m")
    assert (answer["revision"], now.speakers) == (revision, ())
    edit(media, kind="undo", target=answer["id"])
    assert media.edits.transcript("m")[1].segments == last.segments
    same = client.post(f"{URL}/revisions/{revision + 1}/restore", json={}).get_json()
    assert same == {"revision": revision + 1, "id": None}


def test_changes_since_the_draft_are_words(client: FlaskClient, media: Store) -> None:
    changes = client.get(f"{URL}/changes").get_json()
    assert (changes["changed"], changes["words_after"]) == (1, 4)
    assert changes["changes"] == [
        {
            "start": 1.0, "end": 2.0, "segment": 1,
            "pieces": [{"kind": "delete", "text": "helo"}, {"kind": "insert", "text": "hello"},
                       {"kind": "equal", "text": "world second one"}],
        }
    ]  # fmt: skip
    since_then = client.get(f"{URL}/changes?since_revision=2").get_json()
    assert (since_then["changed"], since_then["changes"]) == (0, [])


def _redraft(store: Store, *ops: Operation) -> None:
    edit(store, *ops, edit_id="redraft-9-0", origin="redraft")


def test_a_redrafted_range_counts_as_recognition_output(client: FlaskClient, media: Store) -> None:
    _redraft(media, Delete(1), Insert(segment(3, "drafted again")))
    assert client.get(f"{URL}/changes").get_json()["changed"] == 0
    edit(media, kind="undo", target="redraft-9-0")
    assert client.get(f"{URL}/changes").get_json()["changed"] == 1


def test_an_id_or_a_name_does_not_make_a_users_edit_one_of_recognition(
    client: FlaskClient, media: Store
) -> None:
    ops = [{"op": "delete", "id": 1}]
    body = {"base": 4, "ops": ops, "id": "redraft-9-0", "author": "redraft 9"}
    assert client.post(f"{URL}/edits", json=body).status_code == 200
    assert client.get(f"{URL}/changes").get_json()["changed"] > 1
    newest = client.get(f"{URL}/history").get_json()["history"][0]
    assert (newest["id"], newest["origin"], newest["job"]) == ("redraft-9-0", "person", None)


def _report(client: FlaskClient, number: int, **more: Any) -> Any:
    spans = [{"segment": 1, "keystrokes": 5, "focus": 2.0, "play": 1.5}]
    body = {"window_id": "window", "sequence": number, "author": "Anna", "spans": spans, **more}
    return client.post(f"{URL}/effort", json=body).get_json()


def test_a_repeated_report_counts_once(client: FlaskClient, media: Store) -> None:
    assert _report(client, 1) == {"counted": True}
    assert _report(client, 1) == {"counted": False}
    assert _report(client, 2, author="Ben") == {"counted": True}
    effort = client.get(f"{URL}/effort").get_json()
    assert effort["total"] == {
        "keystrokes": 10, "focus": 4.0, "play": 3.0, "segments": 1, "sound": 1.0,
        "real_time_factor": 4.0,
    }  # fmt: skip
    assert [one["author"] for one in effort["people"]] == ["Anna", "Ben"]


def test_effort_is_removed_with_its_recording(client: FlaskClient, media: Store) -> None:
    _report(client, 1)
    media.purge("m")
    assert media.effort.list("m") == ()
