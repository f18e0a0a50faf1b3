"""Hallucinated words per hour, on audio without speech.

    python -m benchmarks.invented [--minutes 60]

The audio is generated from a fixed seed: digital silence, silence with rounding noise, white and pink
noise, mains hum, telephone tones, clicks, and music without voices (chords of decaying harmonics over
a beat). Ours is the product's path: voice activity, chunks, batches. The peers get the same: `batched`
is faster-whisper's own batched mode with its default voice activity detection.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from benchmarks.support.draft_engines import BATCH, MODELS

RATE = 16_000
BEAT_S = 0.5
Samples = NDArray[np.float32]
Rng = np.random.Generator


def _pink(n: int, rng: Rng) -> Samples:
    """Noise whose power falls with frequency, made in blocks of a minute to stay in memory."""
    blocks = []
    for start in range(0, n, 60 * RATE):
        length = min(60 * RATE, n - start)
        spectrum = np.fft.rfft(rng.standard_normal(length))
        spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
        block = np.fft.irfft(spectrum, length)
        blocks.append((0.1 * block / np.abs(block).max()).astype(np.float32))
    return np.concatenate(blocks)


def _seconds(n: int) -> NDArray[np.float64]:
    return np.arange(n) / RATE


def _hum(n: int, rng: Rng) -> Samples:
    wave = sum(np.sin(2 * np.pi * 50 * k * _seconds(n)) / k for k in (1, 2, 3, 5))
    return (0.1 * wave + 0.003 * rng.standard_normal(n)).astype(np.float32)


def _tones(n: int, _: Rng) -> Samples:
    """425 Hz, one second on and four off, as a telephone rings."""
    at_s = _seconds(n)
    return np.where(at_s % 5 < 1, 0.3 * np.sin(2 * np.pi * 425 * at_s), 0).astype(np.float32)


def _clicks(n: int, rng: Rng) -> Samples:
    wave = np.zeros(n, np.float32)
    wave[rng.integers(0, n, n // RATE)] = 0.9
    return wave


def _music(n: int, rng: Rng) -> Samples:
    """Four-note chords of eight decaying harmonics, one a beat, over a soft drum."""
    length = int(BEAT_S * RATE)
    at_s = _seconds(length)
    beats = []
    for _ in range(-(-n // length)):
        notes = 110 * 2 ** (rng.choice([0, 3, 5, 7, 10, 12, 15, 17], 4, replace=False) / 12)
        chord = sum(
            np.sin(2 * np.pi * note * k * at_s) * np.exp(-k * 2 * at_s) / k
            for note in notes
            for k in range(1, 9)
        )
        drum = rng.standard_normal(length) * np.exp(-40 * at_s)
        beats.append((0.08 * chord + 0.1 * drum).astype(np.float32))
    return np.concatenate(beats)[:n]


SOUNDS: dict[str, Callable[[int, Rng], Samples]] = {
    "silence": lambda n, _: np.zeros(n, dtype=np.float32),
    "rounding noise": lambda n, rng: rng.integers(-1, 2, n).astype(np.float32) / np.float32(32768),
    "white noise": lambda n, rng: np.float32(0.1) * rng.standard_normal(n, np.float32),
    "pink noise": _pink,
    "hum": _hum,
    "tones": _tones,
    "clicks": _clicks,
    "music": _music,
}


def _ours() -> Callable[[Samples], str]:
    from transcribe.asr.engine import DecodeOptions
    from transcribe.asr.engines import load_engine
    from transcribe.audio.chunking import iter_chunks
    from transcribe.audio.vad import iter_speech

    engine = load_engine("auto", "base", models_folder=MODELS)

    def hear(samples: Samples) -> str:
        recording = (np.clip(samples, -1, 1) * 32767).astype(np.int16)
        chunks = iter_chunks(iter_speech(recording), recording)
        words: list[str] = []
        while batch := list(islice(chunks, BATCH)):
            drafts = engine.draft([c.samples(recording) for c in batch], DecodeOptions())
            words += [word.text for draft in drafts for word in draft.words]
        return " ".join(words)

    return hear


def _batched() -> Callable[[Samples], str]:
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from transcribe.asr.models import files as models

    whisper = WhisperModel(str(models.check(MODELS, "base")), device="cpu", compute_type="int8")
    pipeline = BatchedInferencePipeline(whisper)

    def hear(samples: Samples) -> str:
        segments, _ = pipeline.transcribe(samples, language="en", batch_size=BATCH)
        return " ".join(segment.text for segment in segments)

    return hear


def main() -> None:
    """Generate each kind of audio, run all engines on it, print the words per hour and the first of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    arguments = parser.parse_args()
    hearers = {"ours": _ours(), "batched": _batched()}
    print(f"{arguments.minutes:g} minutes of each\n")
    print("| audio | " + " | ".join(f"{name}, words per hour | seconds" for name in hearers) + " |")
    print("|---" * (1 + 2 * len(hearers)) + "|")
    for name, make in SOUNDS.items():
        samples = make(int(arguments.minutes * 60 * RATE), np.random.default_rng(1))
        cells = []
        for hear in hearers.values():
            started = time.perf_counter()
            text = hear(samples)
            per_hour = len(text.split()) * 60 / arguments.minutes
            heard = f" ({text[:40]}…)" if text else ""
            cells.append(f"{per_hour:.0f}{heard} | {time.perf_counter() - started:.1f}")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
