"""A plain text is found in the audio by a job, and a file that is off is moved to it, with the real model."""

from __future__ import annotations

from typing import Any

from tests.support.recordings import JFK
from tests.support.server import Workstation

TEXT = (
    "And so, my fellow Americans: ask not what your country can do for you.\n"
    "Ask what you can do for your country.\n"
)


def test_a_plain_text_is_found_in_the_sound(shared_workstation: Workstation) -> None:
    station = shared_workstation
    media_id = station.upload("jfk.flac", JFK.read_bytes(), model="none", language="en")
    station.wait_until(media_id)
    done = station.post(f"/media/{media_id}/import?name=speech.txt", TEXT.encode(), "text/plain")
    assert done["job"]["kind"] == "align-text"
    station.wait_for_job(done["job"]["id"])
    first, second = station.get(f"/media/{media_id}/transcript")["segments"]
    assert (first["text"], second["text"]) == tuple(TEXT.strip().split("\n"))
    assert abs(first["start"] - 0.3) < 0.4
    assert abs(first["end"] - 7.7) < 0.5
    assert abs(second["start"] - 8.2) < 0.5
    assert abs(second["end"] - 10.6) < 0.5
    assert [word["word"] for word in second["words"]] == TEXT.split("\n")[1].split()


CUES = (
    (320, 2_100, "And so, my fellow Americans:"), (3_300, 4_700, "ask not"), (5_400, 6_500, "what your country"),
    (6_600, 7_700, "can do for you."), (8_200, 9_400, "Ask what you"), (9_400, 10_600, "can do for your country."),
)  # fmt: skip

ASKED = b'{"kind": "resync"}'


def stamp(ms: int) -> str:
    return f"00:00:{ms // 1000:02},{ms % 1000:03}"


def srt(cues: Any, by_ms: int) -> bytes:
    return "\n".join(
        f"{n}\n{stamp(start + by_ms)} --> {stamp(end + by_ms)}\n{text}\n"
        for n, (start, end, text) in enumerate(cues, 1)
    ).encode()


def test_a_file_that_is_off_is_moved_and_can_be_undone(shared_workstation: Workstation) -> None:
    station = shared_workstation
    media_id = station.upload("jfk-off.flac", JFK.read_bytes(), model="none", language="en")
    station.wait_until(media_id)
    station.post(f"/media/{media_id}/import?name=a.srt", srt(CUES, 31_000), "text/plain")
    before = station.get(f"/media/{media_id}/transcript")["segments"]
    job = station.post(f"/media/{media_id}/jobs", ASKED, "application/json")
    done = station.wait_for_job(job["id"])
    assert "6 of 6 cues were found" in done["message"]
    after = station.get(f"/media/{media_id}/transcript")["segments"]
    for cue, one in zip(CUES, after, strict=True):
        assert one["text"] == cue[2]
        assert abs(one["start"] * 1000 - cue[0]) < 400
        assert abs((one["end"] - one["start"]) * 1000 - (cue[1] - cue[0])) <= 1
    undo = station.get(f"/media/{media_id}/undo")
    assert undo["undo"], undo
    again = station.post(f"/media/{media_id}/import?name=a.srt", srt([(0, 900, f"Nothing like it {n}") for n in range(8)], 0), "text/plain")  # fmt: skip
    assert again["segments"] == 8
    job = station.post(f"/media/{media_id}/jobs", ASKED, "application/json")
    assert "does not match the audio" in station.wait_for_job(job["id"])["message"]
    assert len(before) == len(after)
