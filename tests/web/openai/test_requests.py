"""OpenAI's formats and the limits of `/v1`, without a model or a client."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from tests.support.recordings import noise_wav
from transcribe.document.model import Segment, Transcript
from transcribe.jobs.supervisor import data_lock
from transcribe.store import Store
from transcribe.web.openai.serializers import Deltas

texts = st.text(st.sampled_from("ab 你好\n"), max_size=6)


@given(st.lists(st.lists(texts, max_size=4), max_size=4))
def test_the_pieces_concatenate_to_the_text(batches: list[list[str]]) -> None:
    deltas, pieces, segments = Deltas(), list[str](), list[Segment]()
    for batch in batches:
        segments += [
            Segment(n, n * 100, n * 100 + 50, text)
            for n, text in enumerate(batch, len(segments) + 1)
        ]
        pieces += deltas.of(Transcript(tuple(segments)))
    assert "".join(pieces) == Transcript(tuple(segments)).text.strip()


def test_a_late_segment_is_not_in_the_pieces() -> None:
    deltas = Deltas()
    late, early = Segment(1, 5000, 6000, "late"), Segment(2, 0, 1000, "early")
    assert list(deltas.of(Transcript((late,)))) == ["late"]
    assert list(deltas.of(Transcript((late, early)))) == []


def test_an_extended_segment_adds_only_the_new_text() -> None:
    """The next chunk has the end of a sentence, which is then split elsewhere."""
    deltas = Deltas()
    begun = Segment(1, 0, 1000, "We go"), Segment(2, 1000, 2000, "to the")
    whole = (
        Segment(1, 0, 1000, "We go"),
        Segment(2, 1000, 1500, "to"),
        Segment(3, 1500, 3000, "the sea."),
    )
    assert list(deltas.of(Transcript(begun))) == ["We go", " to the"]
    assert list(deltas.of(Transcript(whole))) == [" sea."]


@pytest.fixture
def worked_on(store: Store) -> Iterator[None]:
    """A process holds the workers' lock, and does nothing."""
    with data_lock(store.folder):
        yield


def _ask(client: FlaskClient, **fields: str) -> Any:
    form = {"file": (io.BytesIO(noise_wav(5)), "a.wav"), **fields}
    return client.post("/v1/audio/transcriptions", data=form)


def test_requests_beyond_the_limit_are_told_to_retry(
    app: Flask, client: FlaskClient, worked_on: None
) -> None:
    app.extensions["openai_places"] = threading.BoundedSemaphore(1)
    app.extensions["openai_places"].acquire()
    answer = _ask(client)
    assert answer.status_code == 429
    assert answer.get_json()["error"]["code"] == "rate_limit_exceeded"


def test_a_cancelled_draft_is_an_error_and_frees_its_slot(
    app: Flask, client: FlaskClient, store: Store, worked_on: None, tmp_path: Path
) -> None:
    app.extensions["openai_places"] = threading.BoundedSemaphore(1)

    def cancel() -> None:
        while not (jobs := [job for job in store.jobs.list() if job.kind == "draft"]):
            pass
        store.jobs.cancel(jobs[0].id)

    thread = threading.Thread(target=cancel)
    thread.start()
    answer = _ask(client)
    thread.join()
    assert answer.status_code == 500
    assert answer.headers["x-should-retry"] == "false"
    assert "cancelled" in answer.get_json()["error"]["message"]
    assert app.extensions["openai_places"].acquire(blocking=False)
    assert store.media.transients() == ()
    assert list((tmp_path / "media").iterdir()) == []
    assert list((tmp_path / "incoming").iterdir()) == []


def test_an_unread_stream_leaves_nothing(
    app: Flask, client: FlaskClient, store: Store, worked_on: None
) -> None:
    answer = _ask(client, stream="true")
    assert answer.status_code == 200
    assert len(store.media.transients()) == 1
    answer.close()
    assert store.media.transients() == ()
