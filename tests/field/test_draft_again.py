"""A recording drafted again with the real engine: corrections stay, the rest is new, one undo."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Workstation
from tests.support.transcripts import is_heard

SAMPLE = Path(__file__).parents[1] / "data" / "two-voices.opus"
pytestmark = pytest.mark.model


def segments_of(station: Workstation, media_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = station.get(f"/media/{media_id}/transcript")["segments"]
    return found


def send(station: Workstation, path: str, body: dict[str, Any]) -> Any:
    return station.post(path, json.dumps(body).encode(), "application/json")


def shown(segment: dict[str, Any]) -> dict[str, Any]:
    """Without word times, which an alignment may set after a correction."""
    return {**segment, "words": [word["word"] for word in segment["words"]]}


@pytest.mark.parametrize("way", ["draft", "redraft"])
def test_corrections_stay_and_one_undo_takes_the_new_draft_back(
    workstation: Workstation, way: str
) -> None:
    media_id = workstation.upload(SAMPLE.name, SAMPLE.read_bytes(), model="base", language="en")
    (first,) = (j for j in workstation.get("/jobs")["jobs"] if j["kind"] == "draft")
    workstation.wait_for_job(first["id"])
    drafted = segments_of(workstation, media_id)
    assert len(drafted) > 4
    revision = workstation.get(f"/media/{media_id}/transcript")["revision"]
    end = drafted[2]["end"] + 0.2
    ops = [
        {"op": "set_text", "id": drafted[0]["id"], "text": f"Well, {drafted[0]['text']}"},
        {"op": "set_flag", "id": drafted[1]["id"], "flagged": True},
        {"op": "set_times", "id": drafted[2]["id"], "start": drafted[2]["start"], "end": end},
    ]
    workstation.edit(media_id, revision, *ops)
    before = segments_of(workstation, media_id)

    total = workstation.get(f"/media/{media_id}")["duration"]
    body = {"kind": way, "model": "base", "language": "en", "start": 0, "end": total}
    job = send(workstation, f"/media/{media_id}/jobs", body)
    workstation.wait_for_job(job["id"])
    after = segments_of(workstation, media_id)
    by_id = {segment["id"]: shown(segment) for segment in after}
    assert [by_id.get(s["id"]) for s in before[:3]] == [shown(s) for s in before[:3]]
    assert is_heard(" ".join(s["text"] for s in drafted), " ".join(s["text"] for s in after))
    assert {s["id"] for s in after} != {s["id"] for s in before}

    step = workstation.get(f"/media/{media_id}/undo?limit=1")["undo"][0]
    assert step["job"] == job["id"]
    now = workstation.get(f"/media/{media_id}/transcript")["revision"]
    undo = {"base": now, "kind": "undo", "target": step["id"], "ops": []}
    send(workstation, f"/media/{media_id}/edits", undo)
    assert list(map(shown, segments_of(workstation, media_id))) == list(map(shown, before))
