"""The main job with real processes: file in, draft, edits, power cut, export the same everywhere."""

from __future__ import annotations

import itertools
import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Workstation
from tests.support.transcripts import is_heard, plain

JFK = Path(__file__).parent / "data" / "jfk.flac"


def _post(station: Workstation, path: str, body: Any, **headers: str) -> tuple[int, Any]:
    request = urllib.request.Request(
        f"{station.url}/api/v1{path}",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", **headers},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@pytest.mark.model
def test_a_recording_goes_in_and_its_corrected_subtitles_come_out(workstation: Workstation) -> None:
    media_id = workstation.add(JFK)
    media = workstation.wait_until(media_id)
    assert (media["language"], media["duration"]) == ("en", 11.0)
    assert workstation.add(JFK) == media_id  # the same bytes are the same recording

    shown = workstation.get(f"/media/{media_id}/segments")
    first, base = shown["segments"][0], shown["revision"]
    assert is_heard("and so my fellow americans", first["text"])
    looked_for = "+".join(plain(first["text"]).split()[-2:])
    edit = {
        "id": "e1",
        "base": base,
        "ops": [{"op": "set_text", "id": first["id"], "text": "And so,"}],
    }
    status, applied = _post(workstation, f"/media/{media_id}/edits", edit)
    assert (status, applied["duplicate"]) == (200, False)

    workstation.kill()  # every process at once, in the middle of things
    workstation.start()
    status, again = _post(workstation, f"/media/{media_id}/edits", edit)
    assert (status, again["duplicate"], again["revision"]) == (200, True, applied["revision"])

    stale = {"base": base, "ops": [{"op": "delete", "id": first["id"]}]}
    status, conflict = _post(workstation, f"/media/{media_id}/edits", stale)
    assert status == 409
    assert [segment["text"] for segment in conflict["segments"]] == ["And so,"]

    undo = {"base": again["revision"], "ops": applied["inverse"], "kind": "undo", "target": "e1"}
    assert _post(workstation, f"/media/{media_id}/edits", undo)[0] == 200
    assert workstation.get(f"/media/{media_id}/segments")["segments"][0] == first

    for format_ in ("srt", "vtt", "txt", "tsv", "json"):
        by_api = workstation.get_bytes(f"/media/{media_id}/export/{format_}")
        by_cli = workstation.run(
            "export", media_id, "--format", format_, "-o", str(workstation.data / "out")
        )
        assert by_cli.returncode == 0, by_cli.stderr
        assert (workstation.data / "out").read_bytes() == by_api
    assert workstation.get_bytes(f"/media/{media_id}/export/srt").startswith(b"1\n00:00:0")
    assert workstation.get(f"/search?q={looked_for}")["hits"][0]["media"] == media_id


def test_foreign_names_and_foreign_pages_are_refused(workstation: Workstation) -> None:
    status, problem = _post(workstation, "/media/x/edits", {}, Host="evil.example")
    assert (status, problem["status"]) == (403, 403)
    status, _ = _post(workstation, "/media/x/edits", {}, Origin="http://evil.example")
    assert status == 403
    status, problem = _post(
        workstation, "/media/x/edits", {"base": 0, "ops": [{"op": "delete", "id": 1}]}
    )
    assert status == 404
    assert "x" in problem["title"]


@pytest.mark.model
@pytest.mark.parametrize("name", ["silence_60s.flac", "pink_noise_30s.opus", "tone_20s.flac"])
def test_no_text_is_invented_where_nobody_speaks(
    workstation: Workstation, shared_data: Path, name: str
) -> None:
    media_id = workstation.add(shared_data / "media" / "made" / name)
    assert workstation.wait_until(media_id)["n_segments"] == 0
    (draft,) = (job for job in workstation.get("/jobs")["jobs"] if job["kind"] == "draft")
    assert (draft["state"], draft["message"]) == ("done", "No speech was found.")


def test_one_bad_file_does_not_stop_the_others(workstation: Workstation, tmp_path: Path) -> None:
    bad = tmp_path / "notes.mp3"
    bad.write_text("this is no sound")
    done = workstation.run("add", "--json", "--model", "none", str(bad), str(JFK))
    assert done.returncode == 1
    rows = json.loads(done.stdout)["media"]
    assert [row["state"] == "failed" for row in rows] == [True, False]
    assert "notes.mp3" in done.stderr
    folders = list((workstation.data / "media").iterdir())
    assert [folder.name for folder in folders] == [rows[1]["id"]]


@pytest.mark.model
def test_a_worker_killed_in_a_draft_loses_and_doubles_nothing(
    workstation: Workstation, shared_data: Path
) -> None:
    source = shared_data / "speech" / "assembled" / "session_en_open.opus"
    media_id = workstation.add(source)
    while workstation.get(f"/media/{media_id}")["n_segments"] == 0:
        pass
    worker = next(
        p for p in workstation.family() if "transcribe.jobs.worker.process" in p.cmdline()
    )
    worker.kill()
    workstation.wait_until(media_id)
    segments = workstation.get(f"/media/{media_id}/segments")["segments"]
    times = [(segment["start"], segment["end"]) for segment in segments]
    assert len(set(times)) == len(times) > 20
    assert all(a[1] <= b[0] + 0.001 for a, b in itertools.pairwise(times))
    assert times[-1][1] > 120
