"""Find where sound begins and ends, by energy: snap targets for edges, corrections of word times.

Whisper's times are steps of 20 ms and count pauses to words; the audio level shows to 10 ms where
speech rises above the background noise.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

HOP_MS = 10
MARGIN_DB = 8.0  # above the background, and below the loudest
SHARE = 0.3  # of the distance from the background to the loudest
SHORTEST_MS = 40  # shorter sounds are clicks
GAP_MS = 80  # a shorter dip is a stop consonant


@dataclass(frozen=True, slots=True)
class Sounding:
    """A range of sound; half-open."""

    start_ms: int
    end_ms: int


def levels_db(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Level per 10 ms in dB of full scale, smoothed over 30 ms.

    Args:
        samples: float32 in [-1, 1] at 16 kHz, shape (n_samples,).

    Returns:
        Shape (n_samples // 160,).
    """
    hop = HOP_MS * 16
    whole = samples[: len(samples) // hop * hop].reshape(-1, hop).astype(np.float64)
    if not len(whole):
        return np.zeros(0)
    power = np.square(whole - whole.mean(axis=1, keepdims=True)).mean(axis=1)
    smooth = np.convolve(np.pad(power, 1, mode="edge"), np.ones(3) / 3, "valid")
    return 10 * np.log10(smooth + 1e-10)


def threshold_db(levels: NDArray[np.float64]) -> float:
    """The level that separates speech from background in a range of at least a second."""
    floor, loud = np.quantile(levels, [0.1, 0.95])
    return float(min(floor + max(MARGIN_DB, SHARE * (loud - floor)), loud - MARGIN_DB))


def find_soundings(samples: NDArray[np.float32]) -> tuple[Sounding, ...]:
    """Ranges of sound in up to a minute of a recording, in ms from its first sample.

    Empty if the level hardly varies, since no edge can be told from the background.
    """
    levels = levels_db(samples)
    if not len(levels):
        return ()
    floor, loud = np.quantile(levels, [0.1, 0.95])
    if loud - floor < 2 * MARGIN_DB:
        return ()
    frames = np.flatnonzero(levels > threshold_db(levels))
    breaks = np.flatnonzero(np.diff(frames) * HOP_MS > GAP_MS) + 1
    return tuple(
        Sounding(int(run[0]) * HOP_MS, (int(run[-1]) + 1) * HOP_MS)
        for run in np.split(frames, breaks)
        if len(run) * HOP_MS >= SHORTEST_MS
    )
