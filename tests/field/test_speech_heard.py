"""Every voice is heard or marked, each in its language: the field cases, through the whole product."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import Workstation
from tests.support.transcripts import plain

DRAFT_S = 300
pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]


def draft(station: Workstation, path: Path, **fields: str) -> tuple[str, Any]:
    """Add a file and wait for its draft; returns the id and the exported document."""
    media_id = station.upload(path.name, path.read_bytes(), **fields)
    return media_id, drafted(station, media_id)


def drafted(station: Workstation, media_id: str) -> Any:
    station.wait_until(media_id, timeout_s=DRAFT_S)
    document = json.loads(station.get_bytes(f"/media/{media_id}/export/json"))
    _check_words(document)
    return document


def _check_words(document: Any) -> None:
    """What must be so in any draft."""
    words = [word for segment in document["segments"] for word in segment["words"]]
    assert all(word["end"] > word["start"] for word in words)
    assert "\ufffd" not in document["text"]
    assert not re.search(r"([^\W\d_])\1{3}", document["text"])


def text_between(document: Any, start_s: float, end_s: float) -> str:
    words = [word for segment in document["segments"] for word in segment["words"]]
    return plain(" ".join(w["word"] for w in words if start_s <= w["start"] < end_s))


def test_a_sentence_said_six_times_is_there_six_times(
    shared_workstation: Workstation, shared_data: Path
) -> None:
    _, document = draft(shared_workstation, shared_data / "field" / "same_six_times.opus")
    assert plain(document["text"]).count("almost hurt the small dog") == 6
    assert document["lost"] == []


def test_the_soft_partner_of_a_loud_speaker_is_heard_or_marked(
    shared_workstation: Workstation, shared_data: Path
) -> None:
    """Today's draft left out 6 s in the first minute."""
    _, document = draft(shared_workstation, shared_data / "field" / "quiet_partner-34.opus")
    words = [word for segment in document["segments"] for word in segment["words"]]
    edges = [0.0, *(edge for word in words for edge in (word["start"], word["end"])), 40.0]
    lost = [(one["start"], one["end"]) for one in document["lost"]]
    for end, start in zip(edges[::2], edges[1::2], strict=True):
        assert start - end < 3.5 or any(a < start and b > end for a, b in lost)


@pytest.mark.parametrize(
    ("name", "change_s", "french"),
    [("en_then_fr.opus", 20.7, "after"), ("fr_greeting_then_en.opus", 6.4, "before")],
)
def test_each_part_is_drafted_in_its_language(
    shared_workstation: Workstation, shared_data: Path, name: str, change_s: float, french: str
) -> None:
    _, document = draft(shared_workstation, shared_data / "field" / name)
    parts = text_between(document, 0, change_s), text_between(document, change_s, 1e9)
    in_french, in_english = parts[::-1] if french == "after" else parts
    assert {"pour", "activer", "appuyer", "mode"} & set(in_french.split())
    assert not {"to", "activate", "press", "the"} & set(in_french.split())
    assert "printing" in in_english
    assert not {"pour", "appuyez", "le", "la"} & set(in_english.split())


def test_french_in_a_recording_said_to_be_english_is_told_and_redrafted(
    shared_workstation: Workstation, shared_data: Path
) -> None:
    station = shared_workstation
    path = shared_data / "field" / "en_then_fr.opus"
    copy = path.read_bytes() + b"\0"  # other bytes are another recording
    media_id = station.upload("named.opus", copy, language="en")
    document = drafted(station, media_id)
    (warning,) = document["warnings"]
    assert (warning["language"], warning["reason"]) == ("fr", "sounds like another language")
    assert warning["start"] == pytest.approx(20.9, abs=1.5)
    assert warning["end"] > 60
    (notice,) = station.get(f"/media/{media_id}/notices")["notices"]
    assert re.fullmatch(r"From 0:2\d this sounds like French\.", notice["text"])
    assert notice["text"] in station.get(f"/media/{media_id}")["warnings"]
    assert notice["text"] in station.run("show", media_id).stdout

    asked = {"kind": "redraft", "start": notice["start"], "end": notice["end"], "language": "fr"}
    body = json.dumps(asked).encode()
    job = station.post(f"/media/{media_id}/jobs", body, "application/json")
    station.wait_for_job(job["id"], DRAFT_S)
    again = drafted(station, media_id)
    assert again["warnings"] == []
    assert "pour activer ou" in plain(again["text"])
    assert "activate" not in plain(again["text"])


def test_clips_of_one_upload_have_one_language(
    shared_workstation: Workstation, shared_data: Path
) -> None:
    """Alone, one of them sounds like Portuguese (0.83) and one like Catalan (0.57)."""
    station, spanish = shared_workstation, shared_data / "speech" / "asterisk-es"
    names = ["vm-unknown-caller", "conf-otherinparty", "agent-newlocation", "vm-review",
             "conf-unlockednow", "agent-user"]  # fmt: skip
    paths = [spanish / f"{name}.flac" for name in names]
    ids = [
        station.upload(path.name, path.read_bytes(), batch="spanish clips")
        for path in paths
        if path.is_file()
    ]
    assert len(ids) >= 4
    for media_id in ids:
        station.wait_until(media_id, timeout_s=DRAFT_S)
    for media_id in ids:  # again: the first may be drafted a second time
        assert station.wait_until(media_id, timeout_s=DRAFT_S)["language"] == "es"


def test_the_language_of_many_recordings_is_set_at_once(
    shared_workstation: Workstation, shared_data: Path
) -> None:
    station, italian = shared_workstation, shared_data / "speech" / "asterisk-it"
    paths = sorted(italian.glob("*.flac"))[:2]
    ids = [station.upload(path.name, path.read_bytes(), model="none") for path in paths]
    for media_id in ids:
        station.wait_until(media_id)
    body = json.dumps({"media": ids, "kind": "draft", "language": "it"}).encode()
    answer = station.post("/jobs", body, "application/json")
    assert [job["media"] for job in answer["jobs"]] == ids
    for media_id in ids:
        assert station.wait_until(media_id, timeout_s=DRAFT_S)["language"] == "it"
    done = station.run("draft", *ids, "--language", "fr", "--wait", "--json")
    assert done.returncode == 0, done.stderr
    assert {station.get(f"/media/{media_id}")["language"] for media_id in ids} == {"fr"}


def test_a_model_that_knows_english_only_says_so(shared_workstation: Workstation) -> None:
    station = shared_workstation
    refused = station.run("add", "missing.wav", "--model", "tiny.en", "--language", "fr")
    assert refused.returncode == 2
    assert "tiny.en knows English only; choose a model such as base for French" in refused.stderr
    body = json.dumps({"kind": "draft", "model": "tiny.en", "language": "de"}).encode()
    media_id = station.get("/media")["media"][0]["id"]
    request = urllib.request.Request(
        f"{station.url}/api/v1/media/{media_id}/jobs", body, {"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(request, timeout=30)
    with caught.value as answer:
        assert "tiny.en knows English only" in json.load(answer)["title"]
