"""One action on many recordings."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.store_steps import add_media
from transcribe.library.channels import ChannelReader
from transcribe.store import Store
from transcribe.store.values import Job

MANY = 1_000


def ask(client: FlaskClient, action: str, ids: list[str], **more: Any) -> dict[str, Any]:
    answer = client.post("/api/v1/library/bulk", json={"ids": ids, "action": action, **more})
    assert answer.status_code == 200, answer.get_json()
    plain: dict[str, Any] = answer.get_json()
    return plain


def fill(store: Store, n: int) -> list[str]:
    """Many recordings, written at once."""
    row = {
        "filename": "a.wav",
        "sha256": "0",
        "size_bytes": 1,
        "state": "ready",
        "created_at": "2026",
    }
    ids = [f"m{number:09}" for number in range(n)]
    with store.connection().atomic() as db:
        db.table("media").insert_all({"id": one, "title": f"Talk {one}", **row} for one in ids)
    return ids


def test_a_thousand_recordings_are_tagged_drafted_deleted_and_restored(
    client: FlaskClient, store: Store
) -> None:
    ids = fill(store, MANY)
    all_done = {"done": MANY, "failed": []}
    assert ask(client, "tags", ids, add=["Talks", "new"], remove=["old"]) == all_done
    assert [count.n for count in store.tags.counts()] == [MANY, MANY]
    assert ask(client, "language", ids, language="de") == all_done
    assert ask(client, "draft", ids, model="tiny", hotwords=["Zoë"]) == all_done
    jobs = store.jobs.list(states=("queued",))
    assert {job.media_id for job in jobs} == set(ids)
    assert {(job.kind, job.options["model"]) for job in jobs} == {("draft", "tiny")}
    assert ask(client, "delete", ids) == all_done
    assert store.media.list() == ()
    assert store.jobs.list(states=("queued",)) == ()
    assert ask(client, "restore", ids) == all_done
    assert {media.language for media in store.media.list()} == {"de"}
    assert len(store.media.list()) == len(store.jobs.list(states=("queued",))) == MANY


def test_a_draft_of_many_is_the_same_job_as_a_draft_of_one(
    client: FlaskClient, store: Store
) -> None:
    fill(store, 2)
    options = {
        "model": "tiny",
        "language": "fr",
        "max_chars": 40,
        "multilingual": True,
        "owner": "A",
    }
    client.post("/api/v1/media/m000000000/jobs", json={"kind": "draft", **options})
    ask(client, "draft", ["m000000001"], **options)
    one, other = (store.jobs.list(media_id)[0] for media_id in ("m000000000", "m000000001"))

    def told(job: Job) -> tuple[Any, ...]:
        return job.kind, job.options, job.owner, job.priority, job.state

    assert told(one) == told(other)


def test_what_fails_is_named_and_stops_no_other(client: FlaskClient, store: Store) -> None:
    for media_id in ("full", "gone", "kept"):
        add_media(store, media_id)
    store.tags.set("full", [f"t{n}" for n in range(50)])
    store.media.delete("gone")
    answer = ask(client, "tags", ["full", "gone", "kept", "never", "kept"], add=["a"])
    assert answer["done"] == 1
    assert [one["id"] for one in answer["failed"]] == ["full", "gone", "never"]
    assert "50 tags" in answer["failed"][0]["title"]
    assert "There is no recording never" in answer["failed"][2]["title"]
    assert store.tags.of("kept") == ("a",)
    for action in ("draft", "language"):
        answer = ask(client, action, ["gone", "kept"], language="en")
        assert (answer["done"], [one["id"] for one in answer["failed"]]) == (1, ["gone"])
    assert ask(client, "delete", ["gone", "kept", "\ud800"])["done"] == 2


def test_a_deletion_ends_what_a_page_waits_for(
    app: Flask, client: FlaskClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = fill(store, 3)
    reader: ChannelReader = app.extensions["channels"]
    cancelled: list[str] = []
    monkeypatch.setattr(reader, "cancel", cancelled.append)
    ask(client, "delete", ids)
    assert sorted(cancelled) == ids


@pytest.mark.parametrize(
    "body",
    [
        {}, {"ids": []}, {"ids": ["m"]}, {"ids": "m", "action": "delete"},
        {"ids": [1], "action": "delete"}, {"ids": ["m"], "action": "dance"},
        {"ids": ["m"], "action": ["delete"]}, {"ids": ["m"], "action": "tags"},
        {"ids": ["m"], "action": "tags", "add": ["x" * 101]},
        {"ids": ["m"], "action": "tags", "add": ["a\nb"]},
        {"ids": ["m"], "action": "tags", "add": "a"}, {"ids": ["m"], "action": "language"},
        {"ids": ["m"], "action": "language", "language": "klingon"},
        {"ids": ["m"], "action": "draft", "model": "enormous"},
        {"ids": ["m"], "action": "draft", "max_chars": "many"},
        {"ids": [f"m{n}" for n in range(5_001)], "action": "delete"},
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_request_changes_nothing(
    client: FlaskClient, store: Store, body: dict[str, Any]
) -> None:
    add_media(store)
    store.media.update("m", language="en")
    before = store.media.overview("m")
    answer = client.post("/api/v1/library/bulk", json=body)
    assert (answer.status_code, bool(answer.get_json()["title"])) == (422, True)
    assert store.media.overview("m") == before
    assert store.jobs.list() == ()
