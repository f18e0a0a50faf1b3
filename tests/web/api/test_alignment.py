"""Alignment over HTTP: the queue, priorities, and starts and ends of sounds."""

from __future__ import annotations

import numpy as np
import pytest
from flask.testing import FlaskClient

from tests.support.store_steps import add_media, edit
from transcribe.audio.onsets import find_soundings
from transcribe.document.model import Segment, Word
from transcribe.document.operations import Insert
from transcribe.store import Store

URL = "/api/v1/media/m/alignment"


@pytest.fixture
def drafted(store: Store) -> Store:
    add_media(store)
    words = (Word("Ask", 1000, 1200, 0.9), Word("not", 1250, 1500, 0.8))
    edit(store, Insert(Segment(1, 1000, 2000, "Ask not", words=words)), kind="draft")
    return store


def _type(client: FlaskClient, store: Store, text: str, **more: object) -> None:
    ops = [{"op": "set_text", "id": 1, "text": text}]
    body = {"base": store.media.get("m").revision, "ops": ops, **more}
    assert client.post("/api/v1/media/m/edits", json=body).status_code == 200


def test_api_edits_are_queued_for_alignment_unless_declined(
    drafted: Store, client: FlaskClient
) -> None:
    _type(client, drafted, "Ask now", realign=False)
    assert client.get(URL).get_json() == {"waiting": []}
    _type(client, drafted, "Ask me")
    assert client.get(URL).get_json() == {"waiting": [1]}


def test_leaving_a_segment_prioritises_it(drafted: Store, client: FlaskClient) -> None:
    _type(client, drafted, "Ask me")
    assert drafted.realignments.due() == ()
    assert client.post(URL, json={"prioritise": [1]}).get_json() == {"waiting": [1]}
    assert [one.segment_id for one in drafted.realignments.due()] == [1]


def test_entering_a_segment_prefetches_it(drafted: Store, client: FlaskClient) -> None:
    assert client.post(URL, json={"prefetch": 1}).get_json() == {"waiting": []}
    (wanted,) = drafted.realignments.due()
    assert (wanted.segment_id, wanted.needs_alignment) == (1, False)


@pytest.mark.parametrize(
    "body",
    [{"prioritise": "1"}, {"prioritise": [0.5]}, {"prefetch": "x"}, {"prioritise": [1] * 101}],
)
def test_invalid_requests_are_refused(
    drafted: Store, client: FlaskClient, body: dict[str, object]
) -> None:
    assert client.post(URL, json=body).status_code in {400, 422}


def _speech(n_ms: int, bursts: list[tuple[int, int]], noise: float) -> np.ndarray:
    random = np.random.default_rng(1)
    sound = random.normal(0, noise, n_ms * 16)
    for start, end in bursts:
        sound[start * 16 : end * 16] += random.normal(0, 0.1, (end - start) * 16)
    return sound.astype(np.float32)


BURSTS = [(1000, 1600), (2200, 2900), (3000, 3400)]


@pytest.mark.parametrize("noise", [0.0001, 0.01])
def test_onsets_are_found_within_one_frame_in_quiet_and_in_noise(noise: float) -> None:
    found = [(one.start_ms, one.end_ms) for one in find_soundings(_speech(5000, BURSTS, noise))]
    assert len(found) == 3
    assert np.abs(np.array(found) - BURSTS).max() <= 20


def test_uniform_audio_has_no_edges() -> None:
    assert find_soundings(_speech(5000, [], 0.05)) == ()
    assert find_soundings(np.zeros(16_000, np.float32)) == ()
    assert find_soundings(np.zeros(0, np.float32)) == ()


def test_onsets_use_the_recordings_time(drafted: Store, client: FlaskClient) -> None:
    sound = _speech(100_000, [(61_000, 62_000), (64_000, 65_000)], 0.0001)
    folder = drafted.media_folder("m")
    folder.mkdir(parents=True)
    (folder / "audio.pcm").write_bytes((sound * 32767).clip(-32768, 32767).astype("<i2").tobytes())
    near = client.get("/api/v1/media/m/onsets?from=60&to=63").get_json()["sounds"]
    assert [[one["start"], one["end"]] for one in near] == [
        [pytest.approx(61, abs=0.02), pytest.approx(62, abs=0.02)]
    ]
    assert client.get("/api/v1/media/m/onsets?from=1000").get_json() == {"sounds": []}
    assert client.get("/api/v1/media/none/onsets").status_code == 404
