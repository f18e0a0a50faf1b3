"""Statistics of a recording over HTTP."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.support.store_steps import add_media, edit, segment
from transcribe.document.operations import Insert, SetStatus, SetText
from transcribe.store import Store

URL = "/api/v1/media/m/statistics"


def test_a_recording_without_text_has_figures_of_zero(client: FlaskClient, store: Store) -> None:
    add_media(store)
    found = client.get(URL).get_json()
    assert found["total"] == {"edits": 0, "work": 0, "sound": 0, "words": 0}
    assert (found["people"], found["periods"], found["duration"]) == ([], [], None)
    assert found["segments"]["total"] == 0


def test_figures_of_two_authors(client: FlaskClient, store: Store) -> None:
    add_media(store)
    edit(store, Insert(segment(1, "helo world")), Insert(segment(2, "second one")), kind="draft")
    edit(store, SetText(1, "hello world"))
    base = store.media.get("m").revision
    store.edits.apply("m", base, [SetStatus(2, "approved")], edit_id="b", author="Ben")
    found = client.get(URL).get_json()
    assert found["segments"] == {
        "total": 2, "draft": 0, "corrected": 1, "approved": 1, "rejected": 0,
    }  # fmt: skip
    assert [(one["author"], one["words"], one["sound"]) for one in found["people"]] == [
        ("", 1, 1), ("Ben", 0, 1),
    ]  # fmt: skip
    assert found["total"]["sound"] == 2


def test_an_unknown_recording_is_not_found(client: FlaskClient) -> None:
    assert client.get("/api/v1/media/none/statistics").status_code == 404
