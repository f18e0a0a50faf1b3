"""Voices on channels, for tests: three real ones, each on a track of its own, with leaks and gains."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.decode import decode, open_pcm

SAMPLE = Path(__file__).parents[1] / "data" / "three-speakers.opus"
TAKEN_MS = ((200, 9_500), (11_800, 21_500), (23_700, 35_700))  # where the sample's three speak
# Where they speak here: the second begins before the first ends.
STARTS_MS = (500, 12_000, 24_000), (9_900 + 8_000, 34_000), (44_500,)
LENGTH_MS = 9_000
SPOKEN_MS = tuple(tuple((at, at + LENGTH_MS) for at in starts) for starts in STARTS_MS)
TOTAL_MS = 55_000
RATE = 16  # samples a millisecond


@cache
def sample() -> NDArray[np.float64]:
    """Three voices one after another, mono at 16 kHz."""
    with TemporaryDirectory() as folder:
        pcm = Path(folder) / "audio.pcm"
        decode(SAMPLE, pcm, name=SAMPLE.name, channels=1)
        return np.array(open_pcm(pcm), np.float64)


@cache
def voice(number: int) -> NDArray[np.float64]:
    """A voice alone, at the places of `SPOKEN_MS`."""
    made = np.zeros(TOTAL_MS * RATE)
    first_ms = TAKEN_MS[number][0]
    said = sample()[first_ms * RATE : (first_ms + LENGTH_MS) * RATE]
    for start_ms in STARTS_MS[number]:
        made[start_ms * RATE : start_ms * RATE + len(said)] += said
    return made


def mixed(leak_db: float, gains: tuple[float, ...], n_voices: int = 2) -> NDArray[np.int16]:
    """Channels with a voice each, shape (n_samples, n_voices); others leak into it a few ms later."""
    leak = 10 ** (leak_db / 20)
    noise = np.random.default_rng(7).normal(0, 8, (TOTAL_MS * RATE, n_voices))
    tracks = [
        gains[row]
        * sum(
            voice(n) if n == row else leak * np.roll(voice(n), 48 + 16 * n) for n in range(n_voices)
        )
        for row in range(n_voices)
    ]
    return np.clip(np.stack(tracks, axis=1) + noise, -32768, 32767).astype(np.int16)
