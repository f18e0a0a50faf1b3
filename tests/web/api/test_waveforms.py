"""Spectrogram tiles over HTTP."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from transcribe.audio.spectrogram_tiles import COLUMNS, ROWS
from transcribe.store import Store

URL = "/api/v1/media/m1/spectrogram/1/0"


@pytest.fixture
def recording(store: Store, app: Flask) -> Iterator[Store]:
    """Twelve seconds of noise."""
    store.media.add(media_id="m1", title="T", filename="t.wav", sha256="0" * 64, size_bytes=1)
    store.media_folder("m1").mkdir(parents=True)
    noise = np.random.default_rng(0).normal(0, 3000, 16_000 * 12).astype("<i2")
    (store.media_folder("m1") / "audio.pcm").write_bytes(noise.tobytes())
    store.media.update("m1", state="ready", duration_ms=12_000)
    yield store
    app.extensions["spectrograms"].close()


def test_a_tile_is_compressed_or_plain_and_cacheable(recording: Store, client: FlaskClient) -> None:
    packed = client.get(f"{URL}?scale=mel&v=0", headers={"Accept-Encoding": "gzip, br"})
    assert packed.status_code == 200
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "immutable" in packed.headers["Cache-Control"]
    plain = client.get(f"{URL}?scale=mel")
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Cache-Control"] == "no-cache"
    assert gzip.decompress(packed.data) == plain.data
    assert len(plain.data) == ROWS["mel"] * COLUMNS
    told = client.get("/api/v1/media/m1").get_json()["spectrogram"]
    assert told["samples_per_column"] == [40, 160, 640]
    assert told["rows"]["mel"] * told["columns"] == len(plain.data)


def test_a_missing_tile_is_not_found(recording: Store, client: FlaskClient) -> None:
    assert client.get("/api/v1/media/m1/spectrogram/7/0").status_code == 404
    assert client.get("/api/v1/media/nobody/spectrogram/0/0").status_code == 404
    refused = client.get(f"{URL}?scale=bark")
    assert refused.status_code == 422
    assert "linear, mel" in refused.get_json()["title"]
    (recording.media_folder("m1") / "audio.pcm").unlink()
    assert "sound yet" in client.get(URL).get_json()["title"]
