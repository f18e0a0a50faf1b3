"""Error rates of several models on the same recordings: intervals, differences, and when nothing can be told.

The recordings are the sample: words of one recording share its speaker, room and topic, so they are not independent.
A rate is errors over words of all recordings, a ratio estimator; its standard error is the linearised one (Cochran,
Sampling Techniques, 1977, 6.13). Intervals are symmetric bootstrap-t intervals over resampled recordings (Hall, On
Symmetric Bootstrap Confidence Intervals, 1988): with few recordings and skewed lengths, percentile intervals hold the
truth in 88 to 93 % of cases instead of 95, these in 95 to 97 (tests/evaluation/test_comparison.py simulates it). With
short clips, many without any error, they still hold differences in 93 to 96 %, and rates in 90 to 94. Differences
are paired: both models have the same recordings in each sample.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_RECORDINGS = 6  # with fewer, a standard error says little
N_SAMPLES = 2_000
LEVEL = 0.95
# For a difference that is seen at the level above in 8 of 10 repetitions (normal quantiles).
QUANTILES_FOR_POWER = 1.960 + 0.842
Floats = NDArray[np.float64]
Numbers = Sequence[float] | NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A rate or a difference of rates.

    Attributes:
        value: Errors for each word of the reference.
        low, high: 95 % interval; None with fewer than `LEAST_RECORDINGS` recordings.
    """

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """How one model's error rate differs from another's on the same recordings.

    Attributes:
        estimate: Rate of the second less that of the first: negative if the second is better.
        p: Two-sided, of no difference; from the same samples as the interval. None without an interval.
        times_needed: How many times as much material would show a difference of this size in 8 of 10 cases. None if
            it shows already, or if there is no difference at all.
    """

    estimate: Estimate
    p: float | None
    times_needed: float | None

    @property
    def is_tie(self) -> bool:
        """Whether the material cannot tell the two apart."""
        return self.p is None or self.p > 1 - LEVEL


def error_rate(errors: Numbers, words: Numbers) -> Estimate:
    """Estimate a rate.

    Args:
        errors: Of each recording.
        words: Of each recording's reference.

    Raises:
        ValueError: The two are not of the same length, or there are no words.
    """
    value, half, _ = _interval(*_arrays(errors, words))
    return (
        Estimate(value) if half is None else Estimate(value, max(0.0, value - half), value + half)
    )


def compare_rates(first: Numbers, second: Numbers, words: Numbers) -> Difference:
    """Compare two models on the same recordings.

    Args:
        first, second: Errors of each recording.
        words: Of each recording's reference.

    Raises:
        ValueError: They are not of the same length, or there are no words.
    """
    (errors, n_words), (before, _) = _arrays(second, words), _arrays(first, words)
    value, half, p = _interval(errors - before, n_words)
    if half is None or p is None:
        return Difference(Estimate(value), None, None)
    needed = None
    if p > 1 - LEVEL and value:
        error = _standard_error((errors - before)[None], n_words[None])[0]
        needed = float((QUANTILES_FOR_POWER * error / abs(value)) ** 2)
    return Difference(Estimate(value, value - half, value + half), p, needed)


def _arrays(errors: Numbers, words: Numbers) -> tuple[Floats, Floats]:
    if len(errors) != len(words):
        raise ValueError(f"errors of {len(errors)} recordings and words of {len(words)}")
    if not np.any(words):
        raise ValueError("there are no words to compare")
    return np.asarray(errors, np.float64), np.asarray(words, np.float64)


def _interval(errors: Floats, words: Floats) -> tuple[float, float | None, float | None]:
    """The rate, half of its interval's width, and p of a rate of 0."""
    value = float(errors.sum() / words.sum())
    if len(words) < LEAST_RECORDINGS:
        return value, None, None
    error = float(_standard_error(errors[None], words[None])[0])
    if math.isclose(error, 0, abs_tol=1e-12):
        return value, 0.0, 1.0 if math.isclose(value, 0, abs_tol=1e-12) else 1 / (N_SAMPLES + 1)
    chosen = np.random.default_rng(1).integers(0, len(words), (N_SAMPLES, len(words)))
    sampled, weights = errors[chosen], words[chosen]
    rates = sampled.sum(1) / np.maximum(weights.sum(1), 1)
    spread = np.maximum(_standard_error(sampled, weights), 1e-9)
    distances = np.abs(rates - value) / spread
    p = (1 + np.count_nonzero(distances >= abs(value) / error)) / (N_SAMPLES + 1)
    return value, float(np.quantile(distances, LEVEL)) * error, float(p)


def _standard_error(errors: Floats, words: Floats) -> Floats:
    """Of the ratio of the sums along the last axis."""
    n, total = errors.shape[-1], np.maximum(words.sum(-1), 1)
    rest = errors - (errors.sum(-1) / total)[:, None] * words
    return np.asarray(np.sqrt(n / (n - 1) * (rest**2).sum(-1)) / total, np.float64)
