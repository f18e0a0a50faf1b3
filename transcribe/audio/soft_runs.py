"""Runs of sound that are far softer than the loud speech around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.onsets import HOP_MS, levels_db

REACH_MS = 300  # speech is as loud as the loudest syllable this near
SOFT_DB = 12.0  # so far below the loud speech is soft; one voice varies less
MEMBER_DB = 8.0  # the loudest syllables of a soft run stay so far below
LEFT_DB = 6.0  # of the difference stays after a lift
MAX_GAIN_DB = 40.0
SOFTEST_DB = -75.0  # of full scale; below lies the rounding noise of 16 bits
JOINED_MS = 500  # soft sound with shorter pauses is one run
SHORTEST_MS = 500  # shorter runs are breaths and the ends of words
MIN_SPEECH_MS = 600  # with less speech, a run is not a voice
LOUD = 0.95  # quantile of levels that is the loud speech
SAMPLES_PER_HOP = HOP_MS * 16


@dataclass(frozen=True, slots=True)
class SoftRun:
    """A range of samples, half-open, and the gain that brings it near the loud speech."""

    start: int
    end: int
    gain: float

    def lift(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """The run, lifted; samples in [-1, 1] of which it is a part."""
        lifted: NDArray[np.float32] = np.clip(
            samples[self.start : self.end] * np.float32(self.gain), -1.0, 1.0
        )
        return lifted


def find_soft_runs(samples: NDArray[np.float32]) -> Iterator[SoftRun]:
    """Runs that are softer than the loud speech of the same samples, and not silent, in order.

    Args:
        samples: float32 in [-1, 1] at 16 kHz, shape (n,); up to half a minute.
    """
    levels = levels_db(samples)
    if not len(levels):
        return
    loud = float(np.quantile(levels, LOUD))
    for begin, end in _ranges(levels, loud):
        missing = loud - float(np.quantile(levels[begin:end], LOUD))
        if missing >= SOFT_DB:
            gain_db = min(missing - LEFT_DB, MAX_GAIN_DB)
            yield SoftRun(begin * SAMPLES_PER_HOP, end * SAMPLES_PER_HOP, 10 ** (gain_db / 20))


def _ranges(levels: NDArray[np.float64], loud: float) -> Iterator[tuple[int, int]]:
    """Ranges of hops, half-open; loud speech always lies between two of them."""
    near = _greatest_near(levels, REACH_MS // HOP_MS)
    is_below = near < loud - MEMBER_DB
    hops = np.flatnonzero(is_below & (near > SOFTEST_DB))
    n_loud = np.concatenate([[0], np.cumsum(~is_below)])
    breaks = (np.diff(hops) > JOINED_MS // HOP_MS) | (np.diff(n_loud[hops]) > 0)
    for run in np.split(hops, np.flatnonzero(breaks) + 1):
        if len(run) and (run[-1] + 1 - run[0]) * HOP_MS >= SHORTEST_MS:
            yield int(run[0]), int(run[-1]) + 1


def _greatest_near(levels: NDArray[np.float64], reach: int) -> NDArray[np.float64]:
    """The greatest level within `reach` places."""
    padded = np.pad(levels, reach, constant_values=-200.0)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1)
    greatest: NDArray[np.float64] = windows.max(axis=1)
    return greatest
