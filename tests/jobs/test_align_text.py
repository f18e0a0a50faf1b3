"""A plain text that comes in is found in the audio by a job, with the real model."""

from __future__ import annotations

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
