"""Comparing and merging over HTTP."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from transcribe.store import Store

SRT = b"1\n00:00:00,000 --> 00:00:01,000\nHi\n"


@pytest.fixture(autouse=True)
def recording(client: FlaskClient, store: Store) -> None:
    store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    client.post("/api/v1/media/m1/import?name=a.srt", data=SRT)


def test_a_file_and_an_earlier_state_are_compared(client: FlaskClient) -> None:
    found = client.post("/api/v1/media/m1/compare?name=b.srt", data=SRT.replace(b"Hi", b"Ho"))
    (one,) = found.get_json()["differences"]
    assert (one["kinds"], one["there"][0]["text"]) == (["text"], "Ho")
    assert client.get("/api/v1/media/m1/compare?with=m1@1").get_json()["same"] == 1
    assert client.get("/api/v1/media/m1/compare?with=draft").get_json()["same"] == 1


def test_a_merge_is_shown_first_and_then_done(client: FlaskClient, store: Store) -> None:
    later = SRT.replace(b"00:00:00", b"00:00:05").replace(b":01,", b":06,")
    path = "/api/v1/media/m1/merge?name=b.srt&mode=interleave&speaker=Ben"
    shown = client.post(f"{path}&preview=1", data=later).get_json()
    assert (shown["edit"], shown["added"], shown["preview"][0]["speaker"]) == (None, 1, "Ben")
    assert len(store.edits.transcript("m1")[1].segments) == 1
    done = client.post(path, data=later).get_json()
    assert done["edit"]
    assert len(store.edits.transcript("m1")[1].segments) == 2


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "compare", 422), ("get", "compare?with=nobody", 404), ("get", "compare?with=m1@99", 404),
        ("post", "merge?name=b.srt&mode=both", 422), ("post", "merge?name=b.srt&at=soon", 422),
        ("post", "merge?name=b.srt&at=-1", 422), ("post", "merge?name=b.srt&keep_lines=maybe", 422),
        ("post", "merge?name=b.srt&at=nan", 422), ("post", "merge?with=m1", 422),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(f"/api/v1/media/m1/{path}", method=method.upper(), data=SRT)
    assert answer.status_code == status
    assert answer.get_json()["title"]
