"""Turns of speakers over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.speakers.job_results import find_speakers, keep_voices
from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment, Speaker
from transcribe.document.operations import (
    AddSpeaker,
    Insert,
    RemoveSpeaker,
    RenameSpeaker,
    SetSpeaker,
)
from transcribe.store import Store

TURNS = "/api/v1/media/m/speaker-turns"


@pytest.fixture
def drafted(store: Store) -> Store:
    """Four segments of one second."""
    add_media(store)
    made = (Insert(Segment(n, n * 1000, n * 1000 + 1000, f"text {n}")) for n in range(1, 5))
    edit(store, *made, kind="draft", origin="draft")
    return store


def turns(client: FlaskClient) -> Any:
    return client.get(TURNS).get_json()


def confidence(client: FlaskClient) -> dict[int, float]:
    return {one["id"]: one["confidence"] for one in turns(client)["segments"]}


def test_turns_have_the_speakers_of_the_transcript(client: FlaskClient, drafted: Store) -> None:
    assert (turns(client)["turns"], turns(client)["job"]) == ([], None)
    found = [(1000, 2000, 0, 0.9), (2000, 3500, 1, 0.8), (3500, 5000, 0, 0.6)]
    job = find_speakers(drafted, found)
    told = turns(client)
    assert told["job"] == job.id
    assert [(t["start"], t["end"], t["speaker"], t["confidence"]) for t in told["turns"]] == [
        (1, 2, "S1", 0.9), (2, 3.5, "S2", 0.8), (3.5, 5, "S1", 0.6),
    ]  # fmt: skip
    assert confidence(client) == {1: 0.9, 2: 0.8, 3: 0.4, 4: 0.6}  # half of 3 is the other's


def test_speakers_that_a_person_joined_stay_joined(client: FlaskClient, drafted: Store) -> None:
    find_speakers(drafted, [(1000, 3000, 0, 0.9), (3000, 5000, 1, 0.8)])
    edit(
        drafted, RenameSpeaker("S1", "Ann"), SetSpeaker(3, "S1"), SetSpeaker(4, "S1"),
        RemoveSpeaker("S2"),
    )  # fmt: skip
    assert {turn["speaker"] for turn in turns(client)["turns"]} == {"S1"}
    assert confidence(client) == {1: 0.9, 2: 0.9}  # a person chose the others


def test_an_undone_run_leaves_nothing(client: FlaskClient, drafted: Store) -> None:
    find_speakers(drafted, [(1000, 5000, 0, 0.9)])
    (entry,) = drafted.edits.undo_stack("m")
    edit(drafted, kind="undo", target=entry.id)
    assert (turns(client)["turns"], turns(client)["segments"]) == ([], [])


def test_an_unknown_recording_is_not_found(client: FlaskClient) -> None:
    assert client.get("/api/v1/media/none/speaker-turns").status_code == 404


OFFERS = "/api/v1/media/m/speaker-offers"


WINDOWS = [(n * 1000, n * 1000 + 1000) for n in range(1, 5)]


def offered(client: FlaskClient, segment: int, was: str = "") -> Any:
    return client.get(f"{OFFERS}?segment={segment}&was={was}").get_json()


def test_a_correction_offers_what_sounds_alike(client: FlaskClient, drafted: Store) -> None:
    assert offered(client, 1)["state"] == "none"
    keep_voices(drafted, WINDOWS, [0, 1, 1, 0])
    find_speakers(drafted, [(1000, 5000, 0, 0.9)])
    edit(drafted, AddSpeaker(Speaker("S2", "Ann")), SetSpeaker(2, "S2"))
    told = offered(client, 2, "S1")
    assert (told["state"], told["speaker"]) == ("ready", "S2")
    assert [one["id"] for one in told["offers"]] == [3]
    edit(drafted, SetSpeaker(3, "S1"))
    assert offered(client, 2, "S1")["offers"] == []  # a person has tagged it since


@pytest.mark.parametrize("key", [10**12, 2**53 - 2])
def test_a_segment_that_a_browser_made_gets_offers(
    client: FlaskClient, store: Store, key: int
) -> None:
    add_media(store)
    segments = (Segment(n, at, at + 1000, "text") for at, n in ((1000, key), (2000, key + 1)))
    edit(store, *map(Insert, segments), AddSpeaker(Speaker("S1", "Ann")), SetSpeaker(key, "S1"))
    keep_voices(store, WINDOWS[:2], [0, 0])
    told = offered(client, key)
    assert (told["state"], told["speaker"]) == ("ready", "S1")
    assert [one["id"] for one in told["offers"]] == [key + 1]


def test_voices_of_other_networks_offer_nothing(client: FlaskClient, drafted: Store) -> None:
    keep_voices(drafted, WINDOWS, [0, 0, 0, 0], model="another")
    assert offered(client, 1) == {
        "revision": 1, "state": "outdated", "speaker": None, "offers": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "query", ["", "?segment=x", "?segment=-1", f"?segment={2**53}", "?segment=²"]
)
def test_a_wrong_segment_is_refused(client: FlaskClient, drafted: Store, query: str) -> None:
    assert client.get(OFFERS + query).status_code == 422
    assert client.get(f"{OFFERS}?segment=99").status_code in {404, 422}


HALVES = "/api/v1/media/m/speaker-halves?speaker=S1"


def test_a_speaker_is_divided_by_voice_and_a_persons_tags_stay(
    client: FlaskClient, drafted: Store
) -> None:
    assert client.get(HALVES).get_json()["state"] == "none"
    keep_voices(drafted, WINDOWS, [0, 1, 0, 0])
    find_speakers(drafted, [(1000, 5000, 0, 0.9)])
    told = client.get(HALVES).get_json()
    assert (told["state"], told["first"], told["second"]) == ("ready", [1, 3, 4], [2])
    assert abs(told["likeness"]) < 0.4
    edit(drafted, SetSpeaker(2, "S1"))
    assert client.get(HALVES).get_json()["second"] == []
    assert client.get(HALVES.replace("S1", "nobody")).get_json()["first"] == []
