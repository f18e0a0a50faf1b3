"""The OpenAPI document is valid and complete, and real responses match it."""

from __future__ import annotations

import io
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openapi_spec_validator import validate

from tests.conftest import REPOSITORY
from tests.speakers.job_results import keep_voices
from tests.support.invented_library import InventedLibrary
from tests.support.recordings import noise_wav
from tests.support.store_steps import edit
from transcribe.document.model import OTHER_LANGUAGE, Segment, Speaker, Word
from transcribe.document.operations import OPERATIONS, AddSpeaker, Delete, Insert
from transcribe.library.corpora import export_process
from transcribe.store import Store
from transcribe.store.integrations.watched_files import WatchedFile
from transcribe.store.integrations.webhook_deliveries import Receivers
from transcribe.store.values import ChunkPlan, Stream
from transcribe.store.work.chunk_claims import Settlement
from transcribe.store.work.notices import FoundRange
from transcribe.web.openapi.document import OLD_ROUTES, document

DOCUMENT = document()
JSON_TYPE = "application/json"


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
    job = store.jobs.enqueue(media.id, "draft", {"model": "base"})
    store.chunks.plan(job.id, [(ChunkPlan(((1500, 2400),)), 1)], planned_ms=2400, is_planned=True)
    store.watched.put(WatchedFile("/in/one.flac", 1, 1, "0" * 64, media.id))
    _deliver(store)
    return media.id


def _deliver(store: Store) -> None:
    """Queue a webhook message."""
    store.deliveries.set_receivers(Receivers(("https://example.org/hook?key=1",)))
    store.media.add(media_id="m2", title="Two", filename="two", sha256="1" * 64, size_bytes=1)
    store.media.update("m2", state="ready")
    store.jobs.enqueue("m2", "draft", {})
    job = store.jobs.claim("w")
    assert job is not None
    store.jobs.fail(job, "no")


def _closed(schema: Any, *, is_part: bool = False) -> Any:
    """The same schema, but without fields that it does not name: an answer may have no other.

    Args:
        schema: A schema, or a part of one.
        is_part: It is extended by others (`allOf`, a component), so it may not refuse their fields.
    """
    if isinstance(schema, list):
        return [_closed(one, is_part=is_part) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {name: _closed(one, is_part=name == "allOf") for name, one in schema.items()}
    names_fields = {"properties", "allOf", "$ref"} & inner.keys()
    if names_fields and "additionalProperties" not in inner and not is_part:
        return {**inner, "unevaluatedProperties": False}
    return inner


COMPONENTS = {
    kind: {name: _closed(one, is_part=True) for name, one in those.items()}
    for kind, those in DOCUMENT["components"].items()
}


def _check(answer: Any, schema: dict[str, Any]) -> None:
    jsonschema.validate(answer, {**_closed(schema), "components": COMPONENTS})


def test_the_invented_library_of_browser_tests_answers_like_the_server() -> None:
    library = InventedLibrary(60, n_tags=5)
    _check(library.page(library.rows, 0, 60), {"$ref": "#/components/schemas/LibraryPage"})


def test_the_document_is_valid_openapi(client: FlaskClient) -> None:
    served = client.get("/api/v1/openapi.json").get_json()
    assert served == DOCUMENT
    validate(served)


def test_the_document_and_the_application_have_the_same_routes(app: Flask) -> None:
    real = {
        (
            method.lower(),
            re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule.removeprefix("/api/v1")),
        )
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(("/api/v1", "/v1"))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(method, path) for path, methods in DOCUMENT["paths"].items() for method in methods}
    assert told == real


class _Caller:
    """Calls the application and checks requests and responses against the document."""

    def __init__(self, client: FlaskClient) -> None:
        self._client, self.asked = client, set[tuple[str, str]]()

    def __call__(
        self, method: str, path: str, query: str = "", *, status: int | None = None,
        **sent: Any,
    ) -> Any:  # fmt: skip
        ids = {"media_id": "m1", "job_id": "1", **sent.pop("ids", {})}
        described = DOCUMENT["paths"][path][method]
        if "json" in sent:
            _check(sent["json"], described["requestBody"]["content"][JSON_TYPE]["schema"])
        response = getattr(self._client, method)(f"/api/v1{path.format(**ids)}{query}", **sent)
        told = next(int(code) for code in described["responses"] if code != "default")
        assert response.status_code == (status or told), response.get_data(as_text=True)
        content = described["responses"][str(response.status_code)].get("content", {})
        self.asked.add((method, path))
        if not content:
            return None
        assert response.content_type in content
        answer = response.get_json()
        _check(answer, content[response.content_type]["schema"])
        return answer


def test_all_responses_match_the_document(  # noqa: PLR0915
    client: FlaskClient, store: Store, media_id: str, models_folder: Path
) -> None:
    ask = _Caller(client)
    store.models_folder.symlink_to(models_folder)
    store.media.update(media_id, state="ready")
    assert store.jobs.claim("dispatcher") is not None
    for attempt in range(3):
        store.chunks.claim(1, 1, f"lease{attempt}")
        store.chunks.settle([Settlement(f"lease{attempt}", error="It ended its worker.")])
    assert ask("get", "/workers")["quarantine"][0]["error"] == "It ended its worker."
    store.places.put(media_id, 1, 500)
    page = ask("get", "/library", "?state=working&sort=title&order=down&tag=")
    assert [row["id"] for row in page["media"]] == [media_id]
    assert page["counts"]["failed"] == 1
    assert page["continue"]["place"]["segment"] == 1
    assert ask("get", "/library/ids", "?sort=title")["ids"] == ["m1", "m2"]
    assert ask("get", "/library/next", "?after=m1&sort=title")["media"]["id"] == "m2"
    assert ask("get", "/library/next", "?after=m2&sort=title")["position"] is None
    assert len(ask("get", "/media/{media_id}/quarantine")["chunks"]) == 1
    ask("get", "/jobs/throughput")
    assert ask("post", "/jobs/dismiss", json={"chunks": [1]}) == {"done": 1}
    assert ask("get", "/workers")["quarantine"] == []
    assert ask("post", "/jobs/retry", json={"jobs": [99]})["errors"][0]["job"] == 99
    ask("post", "/chunks/{chunk_id}/retry", ids={"chunk_id": "1"})
    ask("get", "/jobs/{job_id}/chunks")
    ask("post", "/jobs/{job_id}/pause")
    ask("post", "/jobs/{job_id}/resume")
    ask("post", "/media/{media_id}/jobs", json={"kind": "translate"})
    ask("get", "/media/{media_id}/translation")
    ask("post", "/media/{media_id}/jobs", json={"kind": "align", "segments": [1]})
    ask("post", "/media/{media_id}/alignment", json={"prioritise": [1], "prefetch": 1})
    ask("get", "/media/{media_id}/alignment")
    store.media_folder(media_id).mkdir(parents=True)
    (store.media_folder(media_id) / "audio.pcm").write_bytes(noise_wav(1))
    ask("get", "/media/{media_id}/onsets", "?from=0&to=5")
    ask("get", "/media/{media_id}/compare", "?with=draft")
    ask("post", "/media/{media_id}/checks/fix", json={"profile": "netflix-en", "segments": None})
    ask("get", "/media/{media_id}/checks", "?profile=netflix-en&frame_rate=25")
    redraft = {"kind": "redraft", "start": 0, "end": 2.5, "dry_run": True}
    job = ask("post", "/media/{media_id}/jobs", json=redraft)
    assert ask("get", "/jobs/{job_id}/proposal", ids={"job_id": job["id"]})["chunks"] == []
    assert ask("get", "/webhook-deliveries")["deliveries"][0]["url"] == "https://example.org/hook"
    for path in (
        "/watched-files",
        *(path for path in OLD_ROUTES if "{" not in path),
        "/formats",
        "/profiles",
        "/models",
        "/openapi.json",
        "/media",
        "/jobs",
        "/jobs/{job_id}",
    ):
        ask("get", path)
    one = "/media/{media_id}"
    for path, query in (
        ("", ""), ("/transcript", ""), ("/transcript", "?format=compact"), ("/compact", ""), ("/undo", ""),
        ("/segments", "?from=0&to=5"), ("/edits", "?since=0"),
    ):  # fmt: skip
        ask("get", one + path, query)
    spans = [{"segment": 1, "keystrokes": 3, "focus": 2.5, "play": 1}]
    report = {"window_id": "w", "sequence": 1, "author": "Anna", "spans": spans}
    ask("post", f"{one}/effort", json=report)
    with _answering(store):
        question = {"segment": 1, "first": 0, "last": 0, "terms": ["Anna"]}
        found = ask("post", f"{one}/alternatives", json=question)
    assert found == {"alternatives": [{"text": "Yellow", "probability": 0.25}]}
    for path in ("/history", "/changes", "/effort", "/statistics", "/speaker-turns"):
        ask("get", one + path)
    ask("get", f"{one}/speaker-offers", "?segment=1&was=S2")
    ask("get", f"{one}/speaker-halves", "?speaker=S1")
    ask("get", f"{one}/revisions/{{revision}}", ids={"revision": "0"})
    ask("post", f"{one}/revisions/{{revision}}/restore", json={}, ids={"revision": "1"})
    ask("patch", one, json={"title": "New", "language": None, "audio_stream": 0, "tags": ["a"]})
    ask("put", f"{one}/place", json={"segment": 1, "time": 1.5})
    for action in ({"action": "restore"}, {"action": "draft", "model": "base", "language": None}):
        bulk = ask("post", "/library/bulk", json={"ids": ["m1", "none"], **action})
        assert (bulk["done"], bulk["failed"][0]["id"]) == (1, "none")
    assert ask("get", "/tags") == {"tags": [{"tag": "a", "n": 1}]}
    assert ask("post", "/tags/rename", json={"from": "a", "to": "b"}) == {"tag": "b", "n": 1}
    ask("post", f"{one}/jobs", json={"kind": "draft", "model": "tiny", "max_seconds": 5})
    several = {"media": ["m1", "none"], "kind": "draft", "language": "fr"}
    assert ask("post", "/jobs", json=several)["errors"][0]["media"] == "none"
    _projects(ask, store)
    _videos(ask, store)
    _notices(ask, store)
    ask("delete", "/jobs/{job_id}")
    ask("delete", one)
    ask("post", f"{one}/restore")
    split = {"op": "split", "id": 1, "at_char": 5, "at": 0.5, "new_id": 2}
    ask("post", f"{one}/edits", json={"base": 1, "ops": [split], "id": "e1"})
    clash = ask(
        "post", f"{one}/edits", json={"base": 1, "ops": [{"op": "delete", "id": 1}]}, status=409
    )
    assert [segment["id"] for segment in clash["segments"]] == [1]
    ask("get", f"{one}/undo")
    _words(ask)
    assert ask("get", "/search", "?q=hello")["hits"]
    cue = b"1\n00:00:00,000 --> 00:00:01,000\nHi\n"
    assert ask("post", f"{one}/import", "?name=a.srt&preview=1", data=cue)["preview"]
    ask("post", f"{one}/import", "?name=a.srt", data=cue)
    assert ask("post", f"{one}/compare", "?name=a.srt", data=cue)["same"] == 1
    ask("post", f"{one}/merge", "?name=a.srt&mode=append&preview=1", data=cue)
    ask("post", f"{one}/merge", "?name=a.srt&mode=append&at=5", data=cue)
    ask("post", f"{one}/shift", json={"shift": 0.5, "segments": None})
    ask("post", f"{one}/shift", json={"points": [{"at": 0, "to": 1}, {"at": 1, "to": 3}]})
    ask("post", f"{one}/shift", json={"rates": {"from": "25", "to": "23.976"}})
    assert ask("post", f"{one}/import", "?name=a.txt&by=paragraph", data=b"Hi there.")["job"]
    _upload(ask)
    form = {"file": (io.BytesIO(noise_wav(31)), "b.wav"), "model": "none"}
    assert ask("post", "/media", data=form)["media"][0]["duplicate"] is False
    told = {
        (method, path)
        for path, methods in DOCUMENT["paths"].items()
        if not path.startswith("/v1/")  # tested in openai/test_routes.py
        for method, described in methods.items()
        if not {"200", "201"}.isdisjoint(described["responses"])
        and JSON_TYPE in next(iter(described["responses"].values()))["content"]
    }
    assert told - ask.asked == set()


def _videos(ask: _Caller, store: Store) -> None:
    assert ask("get", "/video-styles")["presets"][0]["name"] == "outline"
    asked = {
        "kind": "subtitled-video", "mode": "track", "container": "mkv", "style": {"preset": "box", "size": 5},
        "canvas": {"width": 640, "height": 360}, "title": "English", "profile": "netflix-en",
    }  # fmt: skip
    job = ask("post", "/media/{media_id}/jobs", json=asked)
    token = store.jobs.get(job["id"]).options["request"]
    folder = store.media_folder("m1") / "videos" / token
    (folder / "result.json").write_text('{"job": 1, "notes": ["Audio and video were copied."]}')
    (folder / "result.mkv").write_bytes(b"video")
    (video,) = ask("get", "/media/{media_id}/videos")["videos"]
    assert (video["filename"], video["bytes"], video["cues"]) == ("New.subtitled.mkv", 5, 1)
    ask("delete", "/media/{media_id}/videos/{video_id}", ids={"video_id": token})
    shots = "/media/{media_id}/shots"
    ask("put", f"{shots}/list", "?name=a.txt", data=b"0.5\n1.5\n")
    cuts = ask("patch", shots, json={"add": [2.04], "remove": [1.5]})["cuts"]
    assert cuts == [{"time": 0.5, "by_hand": True}, {"time": 2.04, "by_hand": True}]
    assert ask("get", shots)["cuts"] == cuts


def _notices(ask: _Caller, store: Store) -> None:
    found = FoundRange(2000, 9000, 6000, OTHER_LANGUAGE, "fr")
    store.notices.replace(store.jobs.get(1), (0, 9000), [found])
    (notice,) = ask("get", "/media/{media_id}/notices")["notices"]
    assert notice["text"] == "From 0:02 this sounds like French."
    ids = {"notice_id": str(notice["id"])}
    change = "/media/{media_id}/notices/{notice_id}"
    assert ask("patch", change, json={"dismissed": True}, ids=ids)["notices"] == []


def _corpora(ask: _Caller, store: Store, ids: dict[str, str]) -> None:
    one = "/projects/{project_id}"
    (store.media_folder("m1") / "audio.pcm").write_bytes(bytes(320_000))
    store.media.update("m1", duration_ms=10_000)
    body = {
        "format": "nemo", "statuses": ["draft", "corrected", "approved"], "min_seconds": 0.1,
        "splits": "train=1", "tags": [], "overlap": True, "padding_ms": 100, "version": "1.0.0",
    }  # fmt: skip
    assert ask("get", "/formats/corpora")["formats"][0]["name"] == "parquet"
    planned = ask("post", f"{one}/corpora/preview", json=body, ids=ids)
    assert planned["clips"] >= 1
    job = ask("post", f"{one}/corpora", json={**body, "owner": "anna"}, ids=ids)
    assert (job["media"], job["project"], job["folder"]) == (
        None, ids["project_id"], planned["folder"],
    )  # fmt: skip
    assert ask("get", "/jobs", f"?project={ids['project_id']}")["jobs"] == [job]
    assert job["id"] in {one["id"] for one in ask("get", "/workers")["jobs"]}
    export_process.run(store, store.jobs.get(job["id"]))
    (release,) = ask("get", f"{one}/releases", ids=ids)["releases"]
    assert (release["clips"], release["has_archive"]) == (planned["clips"], True)
    named = {**ids, "release_id": str(release["id"])}
    place = f"{one}/releases/{{release_id}}"
    same = ask("get", f"{place}/difference", f"?from={release['id']}", ids=named)
    assert {found["n"] for found in same.values()} == {0}
    asked = {"models": ["base"], "split": "train", "normaliser": "none"}
    compared = ask("post", f"{place}/bakeoffs", json=asked, ids=named)
    found = {"job": compared, "report": None}
    assert ask("get", f"{place}/bakeoffs", ids=named)["bakeoffs"] == [found]
    for done in (job, compared):
        ask("delete", "/jobs/{job_id}", ids={"job_id": str(done["id"])})


def _projects(ask: _Caller, store: Store) -> None:
    made = ask("post", "/projects", json={"name": "Talks", "language": None})
    ids, one = {"project_id": made["id"]}, "/projects/{project_id}"
    bulk = {"ids": ["m1", "none"], "action": "project", "project": made["id"]}
    assert ask("post", "/library/bulk", json=bulk)["done"] == 1
    assert ask("get", "/library", f"?project={made['id']}")["total"] == 1
    others = ask("get", "/library", "?project=none")["media"]
    assert "m1" not in {row["id"] for row in others}
    ask("patch", one, json={"licence": "CC0-1.0", "consent": "yes"}, ids=ids)
    assert ask("get", "/projects")["projects"] == [ask("get", one, ids=ids)]
    _corpora(ask, store, ids)
    _voices(ask, store, ids)
    assert ask("delete", one, ids=ids)["n_media"] == 1


def _voices(ask: _Caller, store: Store, ids: dict[str, str]) -> None:
    spoken = [Segment(900 + n, n * 9_000, n * 9_000 + 8_000, "a", f"S9{n}") for n in (1, 2)]
    speakers = [AddSpeaker(Speaker("S91", "Anna")), AddSpeaker(Speaker("S92", "Speaker 9"))]
    edit(store, *speakers, *map(Insert, spoken), media_id="m1")
    windows = [(n * 1_000, n * 1_000 + 1_000) for n in range(9, 26)]
    keep_voices(store, windows, [1] * 17, media_id="m1")
    one = "/projects/{project_id}/voices"
    assert ask("put", one, json={"is_on": True}, ids=ids)["is_on"]
    kept = ask("post", "/media/{media_id}/voices", json={"speaker": "S91"})
    assert ask("get", "/media/{media_id}/speaker-names")["state"] == "ready"
    of_voice = {**ids, "voice_id": str(kept["id"])}
    ask("patch", f"{one}/{{voice_id}}", json={"name": "Anna Berg"}, ids=of_voice)
    (suggested,) = ask("get", "/media/{media_id}/speaker-names")["names"]
    assert (suggested["speaker"], suggested["voice"]["name"]) == ("S92", "Anna Berg")
    assert ask("get", one, ids=ids)["voices"][0]["name"] == "Anna Berg"
    ask("delete", f"{one}/{{voice_id}}", ids=of_voice)
    edit(store, *(Delete(segment.id) for segment in spoken), media_id="m1")


def _words(ask: _Caller) -> None:
    term = ask(
        "post", "/glossary", json={"term": "Kubernetes", "misrecognitions": ["cuban eddies"]}
    )
    ids = {"term_id": str(term["id"])}
    ask("patch", "/glossary/{term_id}", json={"term": "Kubernetes", "language": "en"}, ids=ids)
    ask("post", "/glossary/import", data="Zoë\n")
    ask("get", "/glossary")
    found = ask("post", "/find", json={"text": "Hello", "replacement": "Hi"})
    (hit,) = found["hits"]
    places = [{"id": hit["segment"], "hits": [[hit["from"], hit["to"]]]}]
    wanted = {"media": hit["media"], "revision": found["recordings"][0]["revision"]}
    replacing = {
        "text": "Hello",
        "replacement": "Hi",
        "recordings": [{**wanted, "segments": places}],
    }
    (done,) = ask("post", "/replace", json=replacing)["recordings"]
    edits = [{"media": done["media"], "edit": done["edit"]}]
    assert ask("post", "/replace/undo", json={"edits": edits}) == {"undone": 1, "left": []}
    ask("delete", "/glossary/{term_id}", ids=ids)


@contextmanager
def _answering(store: Store) -> Iterator[None]:
    """A fake engine process: it answers the first waiting request."""

    def answer() -> None:
        while not (waiting := store.questions.waiting()):
            time.sleep(0.01)
        store.questions.answer(waiting[0].id, {"alternatives": [["Yellow", 0.25]]})

    thread = threading.Thread(target=answer)
    thread.start()
    yield
    thread.join()


def _upload(ask: _Caller) -> None:
    content = noise_wav(30)
    upload = ask("post", "/uploads", json={"filename": "a.wav", "size": len(content)})
    ids: dict[str, Any] = {"ids": {"upload_id": upload["id"]}}
    path = "/uploads/{upload_id}"
    half: dict[str, Any] = {"data": content[:9000], "headers": {"Upload-Offset": "0"}}
    assert ask("patch", path, **half, **ids)["offset"] == 9000
    assert ask("patch", path, status=409, **half, **ids)["offset"] == 9000
    ask("post", f"{path}/finish", json={}, status=409, **ids)
    ask("patch", path, data=content[9000:], headers={"Upload-Offset": "9000"}, **ids)
    ask("get", path, **ids)
    taken = ask("post", f"{path}/finish", json={"title": "A", "model": "none"}, **ids)
    assert taken["media"][0]["title"] == "A"
    spare = ask("post", "/uploads", json={"filename": "a.wav", "size": 1})
    ask("delete", path, ids={"upload_id": spare["id"]})


def test_real_operations_match_their_schemas() -> None:
    schema = DOCUMENT["components"]["schemas"]["Operation"]
    assert list(schema["discriminator"]["mapping"]) == list(OPERATIONS)
    vectors = json.loads((REPOSITORY / "tests/data/operation_vectors.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator({**schema, "components": DOCUMENT["components"]})
    newest: dict[str, Any] = {}
    for vector in vectors:
        for op in (*vector["ops"], *vector["inverse"]):
            newest[op["op"]] = op
    assert set(newest) <= set(OPERATIONS)
    for op in newest.values():
        assert list(validator.iter_errors(op)) == []
        assert not validator.is_valid({**op, "op": "dance"})
        assert not validator.is_valid({"op": op["op"]})


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
        ("post", "/media/m1/jobs", {"kind": "draft", "webhook": "http://169.254.169.254/"}),
        ("post", "/media/m1/jobs", {"kind": "draft", "webhook": "file:///etc/passwd"}),
        ("post", "/media/m1/jobs", {"kind": "draft", "webhook": 7}),
        ("post", "/media/m1/jobs", {"kind": "draft", "max_seconds": 0}),
        ("post", "/media/m1/jobs", {"kind": "draft", "max_chars": "many"}),
        ("patch", "/media/m1", {"audio_stream": 7}),
        ("patch", "/media/m1", {"language": "klingon"}),
        ("patch", "/media/m1", {"tags": "a"}),
        ("patch", "/media/m1", {"tags": [1]}),
        ("patch", "/media/m1", {"tags": ["x" * 101]}),
        ("patch", "/media/m1", {"tags": ["a\nb"]}),
        ("patch", "/media/m1", {"tags": [f"t{n}" for n in range(51)]}),
        ("post", "/tags/rename", {"from": "none", "to": "other"}),
        ("post", "/projects", {"name": " "}),
        ("post", "/projects", {"name": 3}),
        ("post", "/projects", {"name": "a", "language": "klingon"}),
        ("patch", "/projects/none", {"name": "a"}),
        ("delete", "/projects/none", None),
        ("get", "/projects/none/releases", None),
        ("post", "/projects/none/corpora", {}),
        ("post", "/projects/none/corpora/preview", {}),
        ("get", "/projects/none/releases/1/archive", None),
        ("get", "/projects/none/releases/1/bakeoffs", None),
        ("post", "/projects/none/releases/1/bakeoffs", {"models": ["base"]}),
        ("get", "/projects/none/releases/1/bakeoffs/1/page", None),
        ("get", "/projects/none/releases/1/card", None),
        ("get", "/projects/none/releases/1/difference?from=2", None),
        ("post", "/library/bulk", {"ids": ["m1"], "action": "project", "project": 3}),
        ("post", "/library/bulk", {"ids": ["m1"], "action": "project", "project": "none"}),
        ("put", "/media/none/place", {"segment": None, "time": 0}),
        ("put", "/media/m1/place", {"segment": 1}),
        ("put", "/media/m1/place", {"segment": "1", "time": 0}),
        ("put", "/media/m1/place", {"time": -0.1}),
        ("put", "/media/m1/place", {"time": 1e30}),
        ("put", "/media/m1/place", {"time": True}),
        ("post", "/tags/rename", {"from": "none"}),
        ("post", "/tags/rename", {"from": "", "to": "b"}),
        ("get", "/media/m1/export/xyz", None),
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
        ("post", "/media/m1/jobs", {"kind": "redraft"}),
        ("post", "/media/m1/jobs", {"kind": "redraft", "start": 5, "end": 5}),
        ("post", "/media/m1/jobs", {"kind": "align", "segments": []}),
        ("post", "/media/m1/jobs", {"kind": "align", "segments": ["1"]}),
        ("post", "/media/m1/jobs", {"kind": "draft", "hotwords": "Anna"}),
        ("post", "/media/m1/jobs", {"kind": "draft", "multilingual": "yes"}),
        ("get", "/media/m1/revisions/99", None),
        ("post", "/media/m1/alternatives", {"segment": 99, "first": 0}),
        ("post", "/media/m1/alternatives", {"segment": 1, "first": 7}),
        ("post", "/media/m1/alternatives", {"segment": 1, "first": 0, "terms": "Anna"}),
        ("post", "/media/m1/revisions/99/restore", {}),
        ("get", "/media/none/history", None),
        ("get", "/media/m1/changes?since_revision=-1", None),
        ("post", "/media/m1/effort", {"window_id": "", "sequence": 1, "spans": []}),
        ("post", "/media/m1/effort", {"window_id": "w", "sequence": 1, "spans": [{"segment": -1}]}),
        (
            "post",
            "/media/m1/effort",
            {"window_id": "w", "sequence": 1, "spans": [{"segment": 1, "focus": 1e9}]},
        ),
        ("post", "/find", {"text": ""}),
        ("post", "/find", {"text": "(", "is_regex": True}),
        ("post", "/find", {"text": "a", "is_regex": 1}),
        ("post", "/find", {"text": "a", "media": "m1"}),
        ("post", "/replace", {"text": "a"}),
        ("post", "/replace", {"text": "a", "recordings": [{"media": "m1", "segments": [1]}]}),
        ("post", "/replace/undo", {"edits": [1]}),
        ("get", "/media/m1/export/txt?view=dirty", None),
        ("post", "/glossary", {"term": "…"}),
        ("post", "/glossary", {"term": "a", "misrecognitions": "b"}),
        ("post", "/glossary", {"term": "a", "project": 3}),
        ("post", "/glossary", {"term": "a", "project": "unknown"}),
        ("get", "/glossary?project=unknown", None),
        ("post", "/glossary", {"term": "a", "language": "klingon"}),
        ("patch", "/glossary/9", {"term": "a"}),
        ("delete", "/glossary/9", None),
        ("post", "/glossary/import", None),
        ("get", "/glossary/export?format=xyz", None),
        ("post", "/jobs/1/resume", None),
        ("post", "/chunks/99/retry", None),
        ("get", "/media/m1/translation", None),
        ("get", "/jobs/99/chunks", None),
        ("get", "/nowhere", None),
        ("put", "/media", None),
    ],
)
def test_a_refused_request_is_a_problem_with_a_reason(
    client: FlaskClient, media_id: str, method: str, path: str, body: Any
) -> None:
    response = getattr(client, method)(f"/api/v1{path}", json=body)
    assert 400 <= response.status_code < 500
    assert response.content_type == "application/problem+json"
    _check(response.get_json(), DOCUMENT["components"]["schemas"]["Problem"])
