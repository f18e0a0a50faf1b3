"""Tags through the API: set with a recording, with an upload, and renamed for all."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.recordings import noise_wav
from tests.support.store_steps import add_media
from transcribe.store import Store


def tags_of(client: FlaskClient) -> dict[str, list[str]]:
    return {row["id"]: row["tags"] for row in client.get("/api/v1/media").get_json()["media"]}


def test_a_recording_gets_all_its_tags_at_once(client: FlaskClient, store: Store) -> None:
    add_media(store)
    answer = client.patch("/api/v1/media/m", json={"tags": ["talks", " A / b "], "title": "New"})
    assert (answer.get_json()["tags"], answer.get_json()["title"]) == (["A/b", "talks"], "New")
    assert client.patch("/api/v1/media/m", json={"title": "x"}).get_json()["tags"] == [
        "A/b", "talks",
    ]  # fmt: skip
    assert tags_of(client) == {"m": ["A/b", "talks"]}
    assert client.patch("/api/v1/media/m", json={"tags": []}).get_json()["tags"] == []


@pytest.mark.parametrize("tags", ["a", None, [None], ["x" * 101], ["a\x00"], [""], ["\ud800"]])
def test_wrong_tags_change_nothing_and_say_why(
    client: FlaskClient, store: Store, tags: Any
) -> None:
    add_media(store, title="Old")
    client.patch("/api/v1/media/m", json={"tags": ["kept"]})
    answer = client.patch("/api/v1/media/m", json={"tags": tags, "title": "New"})
    assert answer.status_code == 422
    assert "tag" in answer.get_json()["title"]
    assert client.get("/api/v1/media/m").get_json()["title"] == "Old"
    assert tags_of(client) == {"m": ["kept"]}


def test_tags_that_differ_only_in_case_are_one(client: FlaskClient, store: Store) -> None:
    for media_id, tag in (("m", "Talks"), ("n", "talks"), ("o", "TALKS")):
        add_media(store, media_id)
        client.patch(f"/api/v1/media/{media_id}", json={"tags": [tag, tag.lower()]})
    assert tags_of(client)["m"] == ["Talks"]
    assert [tag["n"] for tag in client.get("/api/v1/tags").get_json()["tags"]] == [3]
    renamed = client.post("/api/v1/tags/rename", json={"from": "tALKs", "to": "Speeches"})
    assert renamed.get_json() == {"tag": "Speeches", "n": 3}
    assert set(map(tuple, tags_of(client).values())) == {("Speeches",)}


def test_a_rename_of_what_is_not_there_is_told(client: FlaskClient) -> None:
    answer = client.post("/api/v1/tags/rename", json={"from": "none", "to": "a"})
    assert (answer.status_code, answer.get_json()["title"]) == (
        404, "There is no tag none. It may have been deleted, or its address is incomplete.",
    )  # fmt: skip


def test_files_of_one_request_get_the_tags_of_its_form(client: FlaskClient) -> None:
    form = {
        "file": [(io.BytesIO(noise_wav(n)[:99_000]), f"{n}.wav") for n in (9301, 9302)],
        "model": "none", "tags": ["interviews/anna", "To check"],
    }  # fmt: skip
    answer = client.post("/api/v1/media", data=form).get_json()
    assert [media["tags"] for media in answer["media"]] == [["interviews/anna", "To check"]] * 2
    again = {"file": (io.BytesIO(noise_wav(9301)[:99_000]), "again.wav"), "tags": ["to CHECK", "b"]}
    (known,) = client.post("/api/v1/media", data=again).get_json()["media"]
    assert (known["duplicate"], known["tags"]) == (True, ["b", "interviews/anna", "To check"])
    bad = {"file": (io.BytesIO(noise_wav(9303)[:99_000]), "bad.wav"), "tags": "x" * 101}
    refused = client.post("/api/v1/media", data=bad)
    assert refused.status_code == 422
    assert "101 characters" in refused.get_json()["title"]


def test_a_finished_upload_has_its_tags(client: FlaskClient) -> None:
    content = noise_wav(9304)
    upload = client.post("/api/v1/uploads", json={"filename": "a.wav", "size": len(content)})
    address = f"/api/v1/uploads/{upload.get_json()['id']}"
    client.patch(address, data=content, headers={"Upload-Offset": "0"})
    refused = client.post(f"{address}/finish", json={"tags": ["x" * 101], "model": "none"})
    assert refused.status_code == 422
    done = client.post(f"{address}/finish", json={"tags": ["corpus/day 1"], "model": "none"})
    assert done.get_json()["media"][0]["tags"] == ["corpus/day 1"]
