"""The OpenAPI document is valid, complete, and true of real answers."""

from __future__ import annotations

import re
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from transcribe.document.model import Segment, Speaker, Word
from transcribe.document.operations import AddSpeaker, Insert
from transcribe.store import Store
from transcribe.store.values import Stream
from transcribe.web.openapi import document

DOCUMENT = document()


@pytest.fixture
def media_id(store: Store) -> str:
    stream = Stream(0, "flac", 1, 16_000, "eng", None)
    media = store.media.add(
        media_id="m1", title="One", filename="one.flac", sha256="0" * 64, size_bytes=1,
        streams=(stream,),
    )  # fmt: skip
    segment = Segment(1, 0, 1000, "Hello world", "S1", "draft", (Word("Hello", 0, 500, 0.5),))
    ops = (AddSpeaker(Speaker("S1", "Anna")), Insert(segment))
    store.edits.apply(media.id, 0, ops, edit_id="e0")
    store.jobs.enqueue(media.id, "draft", {"model": "base"})
    return media.id


def _check(answer: Any, schema: dict[str, Any]) -> None:
    jsonschema.validate(answer, {**schema, "components": DOCUMENT["components"]})


def _answer_schema(method: str, path: str) -> dict[str, Any]:
    responses = DOCUMENT["paths"][path][method]["responses"]
    status = next(code for code in responses if code != "default")
    schema: dict[str, Any] = responses[status]["content"]["application/json"]["schema"]
    return schema


def test_the_document_is_valid_openapi(client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json").get_json()
    assert served == DOCUMENT
    validate(served)


def test_the_document_and_the_application_have_the_same_routes(app: Flask) -> None:
    real = {
        (
            method.lower(),
            re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule[len("/api/v1") :]),
        )
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert told == real


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/media", ""),
        ("/media/{media_id}", ""),
        ("/media/{media_id}/transcript", ""),
        ("/media/{media_id}/compact", ""),
        ("/media/{media_id}/segments", "?from=0&to=5"),
        ("/media/{media_id}/edits", "?since=0"),
        ("/media/{media_id}/undo", ""),
        ("/jobs", ""),
        ("/jobs/{job_id}", ""),
        ("/search", "?q=hello"),
        ("/formats", ""),
        ("/models", ""),
    ],
)
def test_answers_have_the_shape_that_the_document_tells(
    client: FlaskClient, media_id: str, path: str, query: str
) -> None:
    url = path.replace("{media_id}", media_id).replace("{job_id}", "1")
    response = client.get(f"/api/v1{url}{query}")
    assert response.status_code == 200
    _check(response.get_json(), _answer_schema("get", path))


def test_edits_have_the_shape_that_the_document_tells(client: FlaskClient, media_id: str) -> None:
    split = {"op": "split", "id": 1, "at_char": 5, "at": 0.5, "new_id": 2}
    path = "/media/{media_id}/edits"
    body = {"base": 1, "ops": [split], "id": "e1"}
    request = DOCUMENT["paths"][path]["post"]["requestBody"]["content"]["application/json"]
    _check(body, request["schema"])
    response = client.post(f"/api/v1/media/{media_id}/edits", json=body)
    _check(response.get_json(), _answer_schema("post", path))
    _check(
        client.get(f"/api/v1/media/{media_id}/undo").get_json(),
        _answer_schema("get", "/media/{media_id}/undo"),
    )


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("get", "/media/none", None),
        ("post", "/media/none/edits", {"base": 0, "ops": [{"op": "delete", "id": 1}]}),
        ("post", "/media/m1/edits", {"base": 0, "ops": [{"op": "no"}]}),
        ("post", "/media/m1/edits", {"base": 0, "ops": []}),
        ("post", "/media/m1/edits", [1]),
        ("post", "/media/m1/jobs", {"kind": "draft", "model": "enormous"}),
        ("post", "/media/m1/jobs", {"kind": "dance"}),
        ("post", "/media/m1/jobs", {"kind": "draft", "max_seconds": 0}),
        ("post", "/media/m1/jobs", {"kind": "draft", "max_chars": "many"}),
        ("patch", "/media/m1", {"audio_stream": 7}),
        ("patch", "/media/m1", {"language": "klingon"}),
        ("get", "/media/m1/export/docx", None),
        ("get", "/media/m1/stream", None),
        ("get", "/media/m1/peaks/99", None),
        ("delete", "/jobs/99", None),
        ("get", "/media/m1/segments?from=nan", None),
        ("get", "/media/m1/segments?to=1e999", None),
        ("get", "/media/m1/edits?since=-1", None),
        ("get", "/media/m1/edits?limit=9999999999999999999999", None),
        ("get", "/media/m1/undo?offset=two", None),
        ("get", "/search?q=a&limit=-1", None),
        ("get", "/events?since=²", None),
        ("get", "/jobs/99999999999999999999999", None),
        ("patch", "/media/m1", {"language": ["en"]}),
        ("patch", "/media/m1", {"audio_stream": 10**30}),
        ("post", "/media/m1/jobs", {"kind": "draft", "model": {"name": "base"}}),
        ("post", "/media/m1/jobs", {"kind": "draft", "model": "none"}),
        ("post", "/media/m1/jobs", {"kind": "draft", "initial_prompt": 3}),
        ("get", "/nowhere", None),
        ("put", "/media", None),
    ],
)
def test_what_cannot_be_done_is_a_problem_that_says_why(
    client: FlaskClient, media_id: str, method: str, path: str, body: Any
) -> None:
    response = getattr(client, method)(f"/api/v1{path}", json=body)
    assert 400 <= response.status_code < 500
    assert response.content_type == "application/problem+json"
    _check(response.get_json(), DOCUMENT["components"]["schemas"]["Problem"])
