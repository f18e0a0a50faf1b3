"""What a worker does with a chunk, on real weights."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from transcribe import __version__
from transcribe.audio.decode import decode, open_pcm
from transcribe.errors import WorkerRefused
from transcribe.pipeline import tasks

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
pytestmark = [pytest.mark.model, pytest.mark.filterwarnings("default")]


@pytest.fixture(autouse=True)
def let_go() -> Iterator[None]:
    """The model of this module's tests is not the other tests' business."""
    yield
    tasks._HOLDER._engine = tasks._HOLDER._key = None


def pcm(source: Path, target: Path, seconds: int) -> bytes:
    decode(source, target, name=source.name, channels=1)
    return np.array(open_pcm(target)[: seconds * 16_000]).astype("<i2").tobytes()


def header(models_folder: Path, **more: Any) -> dict[str, Any]:
    return {
        "kind": "draft", "version": __version__, "engine": "faster-whisper", "model": "base",
        "sha256": "", "models_folder": str(models_folder), "language": "en", **more,
    }  # fmt: skip


def said(result: dict[str, Any], index: int) -> str:
    return " ".join(word.text for word in tasks.words_of(result["chunks"][index])).lower()


def test_each_chunk_is_decoded_in_the_language_it_is_spoken_in(
    models_folder: Path, shared_data: Path, tmp_path: Path
) -> None:
    french = shared_data / "speech" / "assembled" / "session_fr_open.opus"
    blobs = [pcm(french, tmp_path / "fr.pcm", 20), pcm(JFK, tmp_path / "en.pcm", 11)]
    asked = {"detect_each": True, "batch_size": 8}
    result = tasks.perform(header(models_folder, options=asked), blobs)
    assert [chunk["language"] for chunk in result["chunks"]] == ["fr", "en"]
    assert {"de", "le", "la", "vous", "est"} & set(said(result, 0).split())
    assert "your country" in said(result, 1)


def test_hotwords_decide_how_a_name_is_spelled(models_folder: Path, tmp_path: Path) -> None:
    blob = pcm(JFK, tmp_path / "en.pcm", 11)
    asked = {"hotwords": ["Amerikans", "my fellow Amerikans"]}
    plain = tasks.perform(header(models_folder, options={}), [blob])
    spelled = tasks.perform(header(models_folder, options=asked), [blob])
    assert "americans" in said(plain, 0)
    assert "amerikans" in said(spelled, 0)


def test_another_version_or_other_weights_are_refused(models_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkerRefused, match=r"0\.0\.1"):
        tasks.perform({**header(models_folder), "version": "0.0.1"}, [])
    with pytest.raises(WorkerRefused, match="digest"):
        tasks.perform(header(models_folder, sha256="f" * 64), [pcm(JFK, tmp_path / "a.pcm", 3)])
