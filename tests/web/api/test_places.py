"""The place of a recording through the API."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.store_steps import add_media
from transcribe.store import Store


def shown_place(client: FlaskClient) -> Any:
    """The place in the editor page."""
    page = client.get("/media/m").get_data(as_text=True)
    (plain,) = re.findall(r'id="page"[^>]*>(.*?)</script>', page)
    return json.loads(plain)["place"]


def test_a_reported_place_is_in_the_page_and_raises_no_revision(
    client: FlaskClient, store: Store
) -> None:
    add_media(store)
    assert shown_place(client) is None
    for segment, time_s in ((None, 0), (7, 3600.1234)):
        answer = client.put("/api/v1/media/m/place", json={"segment": segment, "time": time_s})
        assert (answer.status_code, answer.data) == (204, b"")
    place = shown_place(client)
    assert (place["segment"], place["time"], place["at"][:2]) == (7, 3600.123, "20")
    assert store.media.get("m").revision == 0


@pytest.mark.parametrize(
    "body",
    [
        {}, {"segment": 1}, {"time": "1"}, {"time": None}, {"time": -1}, {"time": 1e300},
        {"time": True}, {"time": 1, "segment": "a"}, {"time": 1, "segment": -1},
        {"time": 1, "segment": 1.5}, [1],
    ],
)  # fmt: skip
def test_what_is_no_place_is_refused(client: FlaskClient, store: Store, body: Any) -> None:
    add_media(store)
    answer = client.put("/api/v1/media/m/place", json=body)
    assert answer.status_code == 422
    assert shown_place(client) is None


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(client: FlaskClient, store: Store, number: str) -> None:
    add_media(store)
    answer = client.put(
        "/api/v1/media/m/place", data=f'{{"time": {number}}}', content_type="application/json"
    )
    assert answer.status_code == 422


def test_a_recording_that_was_deleted_meanwhile(client: FlaskClient, store: Store) -> None:
    add_media(store)
    client.delete("/api/v1/media/m")
    assert client.put("/api/v1/media/m/place", json={"time": 1}).status_code == 204
    store.purge("m")
    assert client.put("/api/v1/media/m/place", json={"time": 1}).status_code == 404
