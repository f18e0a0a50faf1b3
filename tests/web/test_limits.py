"""What is too large is refused with its limit, before it costs anybody anything."""

from __future__ import annotations

import http.client
import io
import json
import re
import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.support.store_steps import add_media, put
from transcribe.document.serialization import MAX_WORDS
from transcribe.store import Store
from transcribe.web import bodies
from transcribe.web.openapi import document
from transcribe.web.openapi.schemas import MAX_OPERATIONS, MAX_SPEAKER_OPERATIONS

EDITS = "/api/v1/media/m/edits"


class Endless(io.RawIOBase):
    """A body that never ends; counts what is read of it."""

    def __init__(self) -> None:
        self.n_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.n_read += len(buffer)
        buffer[:] = b" " * len(buffer)
        return len(buffer)


def json_routes(app: Flask) -> list[tuple[str, str]]:
    """Every route that takes JSON, by the API's own description, with an id for each parameter."""
    found = []
    for path, methods in document.document()["paths"].items():
        for method, described in methods.items():
            if document.JSON_TYPE in described.get("requestBody", {}).get("content", {}):
                found.append((method.upper(), re.sub(r"{\w+}", "1", f"/api/v1{path}")))
    return found


def test_no_route_reads_a_long_body_of_json(app: Flask, client: FlaskClient) -> None:
    routes = json_routes(app)
    n_refused = 0
    for method, path in routes:
        for sent in (
            {"CONTENT_LENGTH": str(1 << 40)},
            {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True},
        ):
            body = Endless()
            answer = client.open(
                path, method=method, content_type="application/json",
                environ_overrides={"wsgi.input": body, **sent},
            )  # fmt: skip
            if answer.status_code == 404 and "CONTENT_LENGTH" not in sent:
                assert body.n_read == 0  # of something that is not there nothing is read
                continue
            n_refused += 1
            assert answer.status_code == 413, (method, path, sent)
            assert answer.content_type == "application/problem+json"
            limit = (
                bodies.MAX_EDIT_BYTES
                if path.endswith(("/edits", "/replace"))
                else bodies.MAX_JSON_BYTES
            )
            assert f"longer than {limit >> 20} MB" in answer.get_json()["title"]
            assert body.n_read <= limit + (1 << 20)
    assert n_refused > 24


@pytest.mark.parametrize(("n_bytes", "status"), [(900, 200), (5_000, 413)])
def test_chunks_without_a_length_are_counted_while_they_come_in(
    app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch, n_bytes: int, status: int
) -> None:
    """Through a real connection."""
    monkeypatch.setitem(bodies.LIMITS, "edits.post_edit", 1_000)
    add_media(store)
    ops = [{"op": "add_speaker", "speaker": {"id": "S1", "name": "A"}}]
    body = json.dumps({"base": 0, "ops": ops}).ljust(n_bytes).encode()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=60)
        pieces = [body[at : at + 100] for at in range(0, len(body), 100)]
        connection.request(
            "POST", EDITS, iter(pieces), {"Content-Type": "application/json"}, encode_chunked=True
        )
        assert connection.getresponse().status == status
        connection.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_exceptions_are_routes(app: Flask) -> None:
    assert set(bodies.LIMITS) <= set(app.view_functions)


def test_compressed_bodies_are_refused(client: FlaskClient) -> None:
    answer = client.post(
        EDITS,
        data=b"\x1f\x8b",
        headers={"Content-Encoding": "gzip"},
        content_type="application/json",
    )
    assert answer.status_code == 415
    assert "compressed" in answer.get_json()["title"]


@pytest.mark.parametrize(
    "nest", [lambda n: b"[" * n + b"]" * n, lambda n: b'{"a":' * n + b"1" + b"}" * n]
)
@pytest.mark.parametrize("depth", [bodies.MAX_DEPTH + 1, 5_000, 1_000_000])
def test_nested_bodies_are_refused_by_every_route(
    app: Flask, client: FlaskClient, nest: Callable[[int], bytes], depth: int
) -> None:
    n_refused = 0
    for method, path in json_routes(app):
        answer = client.open(path, method=method, data=nest(depth), content_type="application/json")
        if answer.status_code == 404:
            continue  # of something that is not there nothing is read
        n_refused += 1
        assert answer.status_code == 422, (method, path)
        assert f"deeper than {bodies.MAX_DEPTH} levels" in answer.get_json()["title"]
    assert n_refused > 10


def test_brackets_in_texts_nest_nothing(client: FlaskClient, store: Store) -> None:
    add_media(store)
    base = put(store, "text").revision
    text = "[{" * 50 + '"\\' + "[" * 50
    ops = [{"op": "set_text", "id": 1, "text": text}]
    answer = client.post(EDITS, json={"base": base, "ops": ops})
    assert answer.status_code == 200
    assert answer.get_json()["segments"][0]["text"] == text


def word(number: int) -> dict[str, Any]:
    return {"word": "a", "start": number, "end": number}


@pytest.mark.parametrize(
    ("ops", "limit"),
    [
        ([{"op": "set_flag", "id": 1, "flagged": True}] * (MAX_OPERATIONS + 1), MAX_OPERATIONS),
        ([{"op": "replace", "put": [], "remove": [1] * MAX_OPERATIONS}], MAX_OPERATIONS),
        ([{"op": "rename_speaker", "id": "S1", "name": "A"}] * 201, MAX_SPEAKER_OPERATIONS),
        ([{"op": "set_words", "id": 1, "words": [word(0)] * (MAX_WORDS + 1)}], MAX_WORDS),
    ],
)
def test_an_edit_that_holds_too_much_is_refused_with_the_limit(
    client: FlaskClient, store: Store, ops: list[Any], limit: int
) -> None:
    add_media(store)
    base = put(store, "text").revision
    answer = client.post(EDITS, json={"base": base, "ops": ops})
    assert answer.status_code == 422
    assert f"at most {limit:,} are allowed" in answer.get_json()["title"]
    assert store.media.get("m").revision == base


def test_windows_are_told_of_a_large_edit_without_its_segments(
    client: FlaskClient, store: Store
) -> None:
    add_media(store)
    put(store, *(f"text {n}" for n in range(1_001)))
    answer = client.get("/api/v1/events?since=0")
    events = answer.iter_encoded()
    shown = next(event for event in events if b"event: edit" in event)
    answer.close()
    told = json.loads(shown.split(b"data: ")[1])
    assert told["large"] is True
    assert told["segments"] == []
