"""How times are shown is kept with the recording, if its frames can be counted so."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.support.store_steps import add_media
from transcribe.errors import TranscribeError
from transcribe.library.subtitles.timecode_choice import timecode_choice
from transcribe.store import Store
from transcribe.store.values import TimecodeChoice
from transcribe.web import create_app


@pytest.fixture
def store(tmp_path: Any) -> Any:
    with Store(tmp_path / "library") as made:
        add_media(made)
        made.media.update("m", has_video=True, frame_rate=30000 / 1001)
        yield made


@pytest.mark.parametrize(
    "plain",
    [
        [], "yes", {"shown": 1}, {"drop": "no"}, {"start": 5}, {"start": "soon"},
        {"start": "00:01:00;00"}, {"start": "10:00:00:30"}, {"shown": None},
    ],
)  # fmt: skip
def test_what_is_no_choice_is_refused(store: Store, plain: Any) -> None:
    with pytest.raises(TranscribeError):
        timecode_choice(store.media.get("m"), plain)


def test_a_recording_without_frames_shows_no_timecodes(store: Store) -> None:
    store.media.update("m", has_video=False)
    with pytest.raises(TranscribeError, match="no video"):
        timecode_choice(store.media.get("m"), {"shown": True})
    with pytest.raises(TranscribeError, match="no video"):
        timecode_choice(store.media.get("m"), {"start": "x" * 1_000})
    assert timecode_choice(store.media.get("m"), {"shown": False}) == TimecodeChoice()


def test_it_is_kept_by_the_server_and_can_be_taken_back(store: Store) -> None:
    app: Flask = create_app(store)
    client = app.test_client()
    chosen = {"shown": True, "drop": False, "start": "10:00:00:00"}
    answer = client.patch("/api/v1/media/m", json={"timecode": chosen})
    assert answer.get_json()["timecode"] == chosen
    assert client.get("/api/v1/media/m").get_json()["timecode"] == chosen
    assert client.patch("/api/v1/media/m", json={"title": "Other"}).get_json()["timecode"] == chosen
    assert client.patch("/api/v1/media/m", json={"timecode": None}).get_json()["timecode"] is None
    assert client.patch("/api/v1/media/m", json={"timecode": {"start": "x"}}).status_code == 422
