"""Names of earlier versions: requests are read, answers have them too, and the document says what is new."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.recordings import noise_wav
from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment, Word
from transcribe.document.operations import Insert
from transcribe.library import old_names
from transcribe.library.old_names import read_old_names, with_old_names
from transcribe.store import Store
from transcribe.web.openapi.document import OLD_ROUTES, document

API = "/api/v1"
ONE = f"{API}/media/m"
TABLES = {
    name: table for name, table in vars(old_names).items() if name.isupper() and table
}  # fmt: skip


@pytest.fixture
def media(store: Store) -> Store:
    add_media(store)
    store.media.update("m", state="ready", duration_ms=60_000)
    words = (Word("Ask", 1000, 1200, 0.9), Word("not", 1250, 1500, 0.8))
    edit(store, Insert(Segment(1, 1000, 2000, "Ask not", words=words)), kind="draft")
    return store


@pytest.mark.parametrize(("old", "new"), OLD_ROUTES.items())
def test_an_old_address_answers_as_the_new_one(
    client: FlaskClient, media: Store, old: str, new: str
) -> None:
    before, now = (client.get(API + path.format(media_id="m")) for path in (old, new))
    assert (before.status_code, before.get_json()) == (200, now.get_json())


def test_an_unknown_form_of_the_transcript_is_refused(client: FlaskClient, media: Store) -> None:
    assert client.get(f"{ONE}/transcript?format=short").status_code == 422


def _schemas(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for part in value if isinstance(value, list) else ():
        yield from _schemas(part)


def test_the_document_calls_old_names_deprecated_and_tells_the_new_ones() -> None:
    told = document()
    for path, methods in told["paths"].items():
        for described in methods.values():
            assert described.get("deprecated", False) == (path in OLD_ROUTES)
            if path in OLD_ROUTES:
                assert described["summary"] == f"Old address of {OLD_ROUTES[path]}"
    found = set[tuple[str, str]]()
    for schema in _schemas(told):
        for name, field in schema.get("properties", {}).items():
            if isinstance(field, dict) and field.get("deprecated"):
                new = field["description"].removeprefix("old name of ")
                assert new in schema["properties"]
                found.add((name, new))
    assert found == {pair for table in TABLES.values() for pair in table.items()}


def test_a_present_name_wins_over_an_old_one() -> None:
    names = {"eta": "eta_s"}
    for body in ({"eta": 1, "eta_s": 2}, {"eta_s": 2, "eta": 1}):
        assert read_old_names(body, names) == {"eta_s": 2}
    assert with_old_names({"eta_s": 2}, names) == {"eta_s": 2, "eta": 2}


def test_options_of_jobs(client: FlaskClient, media: Store) -> None:
    body = {"kind": "redraft", "start": 0, "end": 2}
    for old, new in old_names.JOB_OPTIONS.items():
        job = client.post(f"{ONE}/jobs", json={**body, old: True}).get_json()
        assert (job[new], job[old]) == (True, True)
        assert media.jobs.get(job["id"]).options[new] is True
        assert client.post(f"{ONE}/jobs", json={**body, old: "yes"}).status_code == 422
    listed = client.get(f"{API}/jobs").get_json()["jobs"][0]
    assert listed["eta"] == listed["eta_s"]
    shown = client.get(ONE).get_json()
    assert shown["eta"] == shown["eta_s"]


def test_options_of_an_upload(client: FlaskClient, store: Store) -> None:
    form = {"file": (io.BytesIO(noise_wav(3)), "a.wav"), "detect_each": "1"}
    assert client.post(f"{API}/media", data=form).status_code == 201
    assert {job.options.get("multilingual") for job in store.jobs.list()} == {None, True}


def test_an_edit(client: FlaskClient, media: Store) -> None:
    op = {"op": "set_text", "id": 1, "text": "Ask now"}
    body = {"base": 1, "ops": [op], "id": "e", "align": False}
    first, again = (client.post(f"{ONE}/edits", json=body).get_json() for _ in range(2))
    assert (first["already"], first["duplicate"]) == (False, False)
    assert (again["already"], again["duplicate"]) == (True, True)
    assert client.get(f"{ONE}/alignment").get_json() == {"waiting": []}


def test_hints_for_the_alignment(client: FlaskClient, media: Store) -> None:
    op = {"op": "set_text", "id": 1, "text": "Ask me"}
    client.post(f"{ONE}/edits", json={"base": 1, "ops": [op]})
    assert media.realignments.due() == ()
    client.post(f"{ONE}/alignment", json={"hurry": [1]})
    assert [one.segment_id for one in media.realignments.due()] == [1]
    edit(media, Insert(Segment(2, 3000, 4000, "Two")), kind="draft")
    client.post(f"{ONE}/alignment", json={"listen": 2})
    assert [one.needs_alignment for one in media.realignments.due()] == [True, False]


def test_a_term(client: FlaskClient, store: Store) -> None:
    body = {"term": "Kubernetes", "wrong": ["cuban eddies"]}
    term = client.post(f"{API}/glossary", json=body).get_json()
    assert term["wrong"] == term["misrecognitions"] == ["cuban eddies"]
    body = {"term": "Kubernetes", "wrong": ["kubernet"]}
    client.patch(f"{API}/glossary/{term['id']}", json=body)
    (term,) = client.get(f"{API}/glossary").get_json()["terms"]
    assert term["wrong"] == term["misrecognitions"] == ["kubernet"]


def test_a_report_of_effort_counts_once_under_either_name(
    client: FlaskClient, media: Store
) -> None:
    spans = [{"segment": 1, "keystrokes": 3}]
    old = {"client": "w", "number": 1, "spans": spans}
    new = {"window_id": "w", "sequence": 1, "spans": spans}
    told = [client.post(f"{ONE}/effort", json=body).get_json() for body in (old, new, old)]
    assert told == [{"counted": True}, {"counted": False}, {"counted": False}]
