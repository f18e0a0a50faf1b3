"""Exports over HTTP."""

from __future__ import annotations

import json
import urllib.request
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from tests.support.recordings import add_recording
from tests.support.server import Workstation
from transcribe.store import Store


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("séance", "séance"),
        ("会议 “一”", "会议 “一”"),
        ('a "b" \\ c; d', "a -b- - c; d"),
        ("CON", "_CON"),
    ],
)
def test_a_file_has_its_recordings_title_in_any_script(
    shared_workstation: Workstation, title: str, name: str
) -> None:
    media_id = add_recording(shared_workstation)
    url = f"{shared_workstation.url}/api/v1/media/{media_id}"
    rename = urllib.request.Request(
        url, json.dumps({"title": title}).encode(), {"Content-Type": "application/json"},
        method="PATCH",
    )  # fmt: skip
    urllib.request.urlopen(rename, timeout=30).close()
    with urllib.request.urlopen(f"{url}/export/srt", timeout=30) as answer:
        told = answer.headers["Content-Disposition"]
    assert told.isascii()
    assert unquote(told.partition("filename*=UTF-8''")[2]) == f"{name}.srt"
    assert told.count('"') == 2


def test_only_transcript_or_translation_can_be_exported(client: FlaskClient, store: Store) -> None:
    store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    assert client.get("/api/v1/media/m1/export/srt?of=summary").status_code == 422
    missing = client.get("/api/v1/media/m1/export/srt?of=translation")
    assert missing.status_code == 404
    assert "translation" in missing.get_json()["title"]


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
def test_a_file_to_import_is_read_whatever_type_its_sender_names(
    client: FlaskClient, store: Store, kind: str
) -> None:
    """`curl --data-binary` sends every body as a form's."""
    store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    body = b"1\n00:00:00,000 --> 00:00:01,000\nHi\n"
    answer = client.post("/api/v1/media/m1/import?name=a.srt", data=body, content_type=kind)
    assert answer.get_json().get("segments") == 1


def test_a_profile_in_the_address_builds_cues(client: FlaskClient, store: Store) -> None:
    store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    text = "a line that is much too long for one line of subtitles, as anybody can see"
    body = f"1\n00:00:00,000 --> 00:00:06,000\n{text}\n".encode()
    client.post("/api/v1/media/m1/import?name=a.srt", data=body)
    path = "/api/v1/media/m1/export"
    made = client.get(f"{path}/srt?profile=netflix-en&frame_rate=25").text
    assert text not in made
    assert " ".join(made.split("\n")[2:]).split() == text.split()
    assert client.get(f"{path}/srt").text.split("\n")[2] == text
    assert client.get(f"{path}/srt?profile=nobody").status_code == 422
    assert client.get(f"{path}/tsv?profile=bbc").status_code == 422
    assert client.get(f"{path}/srt?profile=bbc&frame_rate=fast").status_code == 422
    names = [profile["name"] for profile in client.get("/api/v1/profiles").get_json()["profiles"]]
    assert "netflix-en" in names


def test_what_a_file_does_not_keep_is_in_a_header(client: FlaskClient, store: Store) -> None:
    store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    body = (
        '{"language": "fr", "segments": [{"start": 0, "end": 1, "text": "Où", "speaker": "Zoë"}]}'
    )
    client.post("/api/v1/media/m1/import?name=a.json", data=body.encode())
    answer = client.get("/api/v1/media/m1/export/srt")
    told = json.loads(answer.headers["Transcribe-Warnings"])
    assert "not kept: the speaker of 1 segment (the option “speakers” keeps this)" in told
    with_names = client.get("/api/v1/media/m1/export/srt?speakers=1")
    assert not any(
        "speaker" in one for one in json.loads(with_names.headers["Transcribe-Warnings"])
    )
    assert (
        json.loads(client.get("/api/v1/media/m1/export/json").headers["Transcribe-Warnings"]) == []
    )


def test_the_cues_of_a_profile_are_checked(client: FlaskClient, store: Store) -> None:
    store.media.add(media_id="m1", title="One", filename="one", sha256="0" * 64, size_bytes=1)
    body = f"1\n00:00:01,000 --> 00:00:02,000\n{'incomprehensible ' * 5}\n".encode()
    client.post("/api/v1/media/m1/import?name=a.srt", data=body)
    found = client.get("/api/v1/media/m1/checks?profile=netflix-en&frame_rate=25").get_json()
    fast = [one for one in found["findings"] if one["name"] == "cps"]
    assert found["frame_rate"] == 25
    assert found["errors"] >= len(fast) > 0
    assert fast[0]["segments"] == [1]
    assert client.get("/api/v1/media/m1/checks").status_code == 422
    assert client.get("/api/v1/media/none/checks?profile=bbc").status_code == 404
