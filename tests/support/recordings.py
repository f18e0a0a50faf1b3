"""A short recording with a known transcript, for tests of editing."""

from __future__ import annotations

import io
import itertools
import json
import wave
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from tests.support.ingested import add_ingested
from tests.support.server import Workstation

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
SENTENCES = (
    "And so my fellow Americans,",
    "ask not what your country can do for you,",
    "ask what you can do",
    "for your country.",
)
WORD_MS, PAUSE_MS = 300, 500
_numbers = itertools.count(1)


def add_recording(station: Workstation) -> str:
    """Add twelve seconds of quiet noise, each time as another recording, with `SENTENCES` as its text.

    Words last `WORD_MS`, sentences are `PAUSE_MS` apart; the first word of the second sentence is
    low-confidence.
    """
    media_id = add_ingested(station, f"recording-{next(_numbers)}.wav", noise_wav(1))
    transcript = {"segments": [_segment(n) for n in range(len(SENTENCES))]}
    station.post(
        f"/media/{media_id}/import?format=json", json.dumps(transcript).encode(), "text/plain"
    )
    return media_id


def add_misheard(station: Workstation, text: str, *before: dict[str, Any], **more: object) -> str:
    """Add eleven seconds of speech; one segment with this text covers the first eight.

    Its words are half a second apart and have high confidence.

    Args:
        before: Operations applied first.
        more: Other fields of the segment.
    """
    media_id = add_ingested(station, "jfk.flac", JFK.read_bytes(), "en")
    words = [
        {"word": word, "start": 0.3 + 0.5 * n, "end": 0.7 + 0.5 * n, "probability": 0.9}
        for n, word in enumerate(text.split())
    ]
    segment = {
        "id": 1, "start": 0.2, "end": 7.8, "text": text, "status": "draft", "words": words, **more,
    }  # fmt: skip
    station.edit(media_id, 0, *before, {"op": "insert", "segment": segment})
    return media_id


@cache
def noise_wav(seed: int) -> bytes:
    """Twelve seconds of quiet noise that differ with the seed."""
    return to_wav(np.random.default_rng(seed).normal(0, 300, 12 * 16_000))


def to_wav(samples: np.ndarray) -> bytes:
    """16 kHz samples, shape (n,) or (n, n_channels), as a WAV file."""
    with io.BytesIO() as buffer:
        with wave.open(buffer, "wb") as file:
            file.setnchannels(1 if samples.ndim == 1 else samples.shape[1])
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(samples.astype("<i2").tobytes())
        return buffer.getvalue()


def _segment(n: int) -> dict[str, object]:
    before = sum(len(sentence.split()) * WORD_MS + PAUSE_MS for sentence in SENTENCES[:n])
    words = [
        {
            "word": word,
            "start": (before + i * WORD_MS) / 1000,
            "end": (before + (i + 1) * WORD_MS) / 1000,
            "probability": 0.2 if (n, i) == (1, 0) else 0.9,
        }
        for i, word in enumerate(SENTENCES[n].split())
    ]
    return {
        "id": n + 1, "start": words[0]["start"], "end": words[-1]["end"], "text": SENTENCES[n],
        "words": words,
    }  # fmt: skip
