"""Responses besides the API: pages, files and metrics; and refused requests."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from email.message import Message
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.ingested import add_ingested
from tests.support.recordings import add_recording, noise_wav
from tests.support.server import Workstation
from transcribe.document.model import Segment, Speaker
from transcribe.document.operations import AddSpeaker, Insert, SetText
from transcribe.store import Store


def _ask(url: str, **headers: str) -> tuple[int, Message, bytes]:
    plain = {key.replace("_", "-"): value for key, value in headers.items()}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, None, plain), timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_a_missing_page_has_a_readable_message(shared_workstation: Workstation) -> None:
    for path in ("/media/nothing", "/nowhere"):
        status, headers, body = _ask(shared_workstation.url + path)
        assert (status, headers.get_content_type()) == (404, "text/html")
        assert b"Go to the recordings" in body
        assert b"`" not in body  # a command is no help in a browser
    status, headers, body = _ask(f"{shared_workstation.url}/api/v1/media/nothing")
    assert (status, headers.get_content_type()) == (404, "application/problem+json")
    assert "nothing" in json.loads(body)["title"]


def test_an_internal_error_is_a_page_for_people_and_a_problem_for_programs(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise ZeroDivisionError("unforeseen")

    for path in ("/broken", "/api/v1/broken"):
        app.add_url_rule(path, path, fail)
    client = app.test_client()
    page, told = client.get("/broken"), client.get("/api/v1/broken")
    assert (page.status_code, page.mimetype) == (500, "text/html")
    assert (told.status_code, told.mimetype) == (500, "application/problem+json")
    for answer in (page, told):
        assert "Try again" in answer.text
        assert "unforeseen" not in answer.text
    assert caplog.text.count("ZeroDivisionError: unforeseen") == 2
    assert client.head("/nowhere").mimetype == "text/html"
    assert client.post("/").mimetype == "application/problem+json"


@pytest.mark.parametrize("path", ["views/pages/editor.js", "vendor/preact.js", "css/base.css"])
def test_static_files_are_sent_again_only_if_they_changed(
    shared_workstation: Workstation, path: str
) -> None:
    url = f"{shared_workstation.url}/static/{path}"
    status, headers, _ = _ask(url)
    assert (status, headers["Cache-Control"]) == (200, "no-cache")
    status, _, body = _ask(url, If_None_Match=headers["ETag"])
    assert (status, body) == (304, b"")


def test_pages_allow_no_foreign_script_and_no_frame(shared_workstation: Workstation) -> None:
    _, headers, body = _ask(shared_workstation.url)
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self' 'nonce-" in policy
    assert "frame-ancestors 'none'" in policy
    assert b"http://" not in body.replace(shared_workstation.url.encode(), b"")


def test_audio_and_waveform_are_read_in_ranges(shared_workstation: Workstation) -> None:
    media_id = add_ingested(shared_workstation, "range.wav", noise_wav(1))
    base = f"{shared_workstation.url}/api/v1/media/{media_id}"
    for path in ("stream", "peaks/0"):
        whole = _ask(f"{base}/{path}")[2]
        status, headers, part = _ask(f"{base}/{path}", Range="bytes=24-123")
        assert (status, part) == (206, whole[24:124])
        assert headers["Content-Range"] == f"bytes 24-123/{len(whole)}"
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_foreign_host_and_another_sites_write_are_refused(
    shared_workstation: Workstation,
) -> None:
    assert _ask(shared_workstation.url, Host="evil.example")[0] == 403
    request = urllib.request.Request(
        f"{shared_workstation.url}/api/v1/media/x/restore",
        b"",
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "cross-site"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=30)
    with refused.value as answer:
        assert answer.code == 403


def test_events_continue_after_a_lost_connection(shared_workstation: Workstation) -> None:
    with urllib.request.urlopen(f"{shared_workstation.url}/api/v1/events", timeout=30) as stream:
        media_id = add_recording(shared_workstation)
        ids: list[int] = []
        while len(ids) < 2:
            line = stream.readline().decode()
            if line.startswith("id: "):
                ids.append(int(line[4:]))
    request = urllib.request.Request(
        f"{shared_workstation.url}/api/v1/events", headers={"Last-Event-ID": str(ids[0])}
    )
    with urllib.request.urlopen(request, timeout=30) as stream:
        seen: list[int] = []
        kinds: list[str] = []
        while "import" not in kinds:
            line = stream.readline().decode()
            if line.startswith("id: "):
                seen.append(int(line[4:]))
            if line.startswith("data: ") and media_id in line:
                kinds.append(json.loads(line[6:]).get("kind", ""))
    assert seen == list(range(ids[0] + 1, ids[0] + 1 + len(seen)))


def test_a_window_that_is_ahead_of_the_library_is_told_to_reload(client: FlaskClient) -> None:
    """As after restoring a backup: event numbers start from an earlier number."""
    with client.get("/api/v1/events?since=1000000") as answer:
        assert next(answer.iter_encoded()) == b"id: 0\nevent: reset\ndata: {}\n\n"


def test_edit_events_have_the_speakers_if_they_changed(client: FlaskClient, store: Store) -> None:
    store.media.add(media_id="m", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    insert = Insert(Segment(1, 0, 500, "Hi", "S1"))
    store.edits.apply("m", 0, (AddSpeaker(Speaker("S1", "Anna")), insert), edit_id="e1")
    store.edits.apply("m", 1, (SetText(1, "Ho"),), edit_id="e2")
    edits: list[dict[str, Any]] = []
    with client.get("/api/v1/events?since=0") as answer:
        for block in answer.iter_encoded():
            if b"event: edit\n" in block:
                edits.append(json.loads(block.split(b"data: ")[1]))
            if len(edits) == 2:
                break
    assert edits[0]["speakers"] == [{"id": "S1", "name": "Anna"}]
    assert "speakers" not in edits[1]
    assert [edit["segments"][0]["text"] for edit in edits] == ["Ho", "Ho"]  # current text


def test_metrics_are_served_for_prometheus(shared_workstation: Workstation) -> None:
    status, headers, body = _ask(f"{shared_workstation.url}/metrics")
    assert status == 200
    assert headers.get_content_type() == "text/plain"
    figures = dict(
        line.rsplit(" ", 1) for line in body.decode().splitlines() if not line.startswith("#")
    )
    assert float(figures["transcribe_memory_bytes"]) > 1e6
    assert int(figures["transcribe_media"]) == len(shared_workstation.get("/media")["media"])


def test_metrics_count_jobs_segments_edits_and_uploads(client: FlaskClient, store: Store) -> None:
    store.media.add(media_id="m", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    for _ in range(3):
        store.jobs.cancel(store.jobs.enqueue("m", "draft", {}).id)
    store.jobs.enqueue("m", "ingest", {})
    store.edits.apply("m", 0, (Insert(Segment(1, 0, 500, "Hi")),), edit_id="e")
    client.post("/api/v1/uploads", json={"filename": "a", "size": 1})
    lines = client.get("/metrics").text.splitlines()
    for line in (
        'transcribe_jobs{kind="draft",state="cancelled"} 3',
        'transcribe_jobs{kind="ingest",state="queued"} 1',
        "transcribe_segments 1", "transcribe_revisions 1", "transcribe_uploads 1",
    ):  # fmt: skip
        assert line in lines
    refused = client.get("/metrics", headers={"Host": "evil.example"})
    assert refused.status_code == 403
