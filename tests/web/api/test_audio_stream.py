"""Switching a recording's audio stream: decoded and drafted again without losing corrections."""

from __future__ import annotations

import json
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import REPOSITORY
from tests.support.server import Workstation
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.store import Store
from transcribe.store.values import Stream

JFK = REPOSITORY / "tests" / "data" / "jfk.flac"
READER = REPOSITORY / "tests" / "data" / "two-voices.opus"  # after 12 s


def _send(station: Workstation, method: str, path: str, plain: Any) -> Any:
    request = urllib.request.Request(
        f"{station.url}/api/v1{path}", json.dumps(plain).encode(),
        {"Content-Type": "application/json"}, method=method,
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.load(response)


def _film(folder: Path) -> Path:
    """Kennedy on the first stream, twenty seconds of a reader on the second."""
    film = folder / "film.mka"
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-i", str(JFK), "-ss", "12", "-t", "20", "-i", str(READER),
         "-map", "0:a", "-map", "1:a", "-c:a", "libopus", "-ac", "1", str(film)],
        check=True,
    )  # fmt: skip
    return film


@pytest.mark.model
def test_selecting_another_stream_redrafts_and_keeps_corrections(
    workstation: Workstation, tmp_path: Path
) -> None:
    media_id = workstation.add(_film(tmp_path))
    before = workstation.wait_until(media_id)
    shown = workstation.get(f"/media/{media_id}/segments")
    first = shown["segments"][0]
    edit = {
        "base": shown["revision"],
        "ops": [{"op": "set_text", "id": first["id"], "text": "By hand."}],
    }
    _send(workstation, "POST", f"/media/{media_id}/edits", edit)
    sound = workstation.get_bytes(f"/media/{media_id}/stream")
    peaks = workstation.get_bytes(f"/media/{media_id}/peaks/0")

    _send(workstation, "PATCH", f"/media/{media_id}", {"audio_stream": 1})
    after = workstation.wait_until(media_id)

    assert (before["audio_stream"], after["audio_stream"]) == (0, 1)
    assert (before["duration"], round(after["duration"])) == (11.0, 20)
    assert workstation.get_bytes(f"/media/{media_id}/stream") != sound
    assert workstation.get_bytes(f"/media/{media_id}/peaks/0") != peaks
    segments = workstation.get(f"/media/{media_id}/segments")["segments"]
    by_hand = next(segment for segment in segments if segment["id"] == first["id"])
    assert (by_hand["text"], by_hand["end"]) == ("By hand.", first["end"])
    rest = " ".join(segment["text"] for segment in segments if segment is not by_hand)
    assert rest
    assert "country" not in rest
    drafts = [job for job in workstation.get("/jobs")["jobs"] if job["kind"] == "draft"]
    assert [job["state"] for job in drafts] == ["done", "done"]


def test_a_stream_can_only_be_chosen_after_ingest(client: FlaskClient, store: Store) -> None:
    streams = tuple(Stream(n, "aac", 1, 48_000, language, None) for n, language in enumerate("ab"))
    store.media.add(
        media_id="m", title="Film", filename="film.mkv", sha256="0" * 64, size_bytes=1,
        streams=streams,
    )  # fmt: skip
    ingest = store.jobs.enqueue("m", "ingest", {})
    draft = store.jobs.enqueue("m", "draft", {"model": "tiny", "language": "de"})
    for wrong, word in ((1, "wait"), (2, "2 of them"), (-1, "whole number"), ("1", "whole number")):
        answer = client.patch("/api/v1/media/m", json={"audio_stream": wrong, "title": "New"})
        assert answer.status_code == 422
        assert answer.json is not None
        assert word in answer.json["title"]
    assert store.media.get("m").title == "Film"  # all or nothing

    store.jobs.cancel(ingest.id)
    answer = client.patch("/api/v1/media/m", json={"audio_stream": 1})
    assert answer.status_code == 200
    waiting = [(job.kind, dict(job.options)) for job in store.jobs.list("m", ["queued"])]
    assert waiting == [("draft", {"model": "tiny", "language": "de"}), ("ingest", {})]
    assert store.jobs.get(draft.id).state == "cancelled"
