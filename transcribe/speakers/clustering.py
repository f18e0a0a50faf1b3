"""From embeddings of windows to speakers: the most probable partition of `merging.py` that a person allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.directions import Floats, means, unit
from transcribe.speakers.merging import (
    MOST,
    Labels,
    Partition,
    joined_to,
    log_probabilities,
    partitions,
    ward,
)

SHARPNESS = 30.0  # of the final choice: probabilities are exp(SHARPNESS * cosine), normalised
SURE_OVER = 0.7  # probability of the count
LITTLE = 80  # windows, a minute of speech: with less, the fewest speakers that are at least
NEARLY = 0.5  # times as probable as the most probable count


@dataclass(frozen=True)
class CountRange:
    """How many speakers there may be; `least == most` if a person said so."""

    least: int = 1
    most: int | None = None

    def allows(self, n: int) -> bool:
        """Whether a count is in the range."""
        return self.least <= n <= (self.most or n)


@dataclass(frozen=True)
class Clusters:
    """The speakers of windows.

    Attributes:
        gamma: Probability of each speaker in each window, shape (n_windows, n_speakers).
        is_stable: No other count is about as probable.
    """

    gamma: Floats
    is_stable: bool

    @property
    def n_speakers(self) -> int:
        """How many there are."""
        return int(self.gamma.shape[1])


def cluster(
    embeddings: NDArray[np.floating], starts_ms: NDArray[np.integer], allowed: CountRange
) -> Clusters:
    """Find the speakers of windows in the order of time."""
    if not len(embeddings):
        return Clusters(np.zeros((0, 0)), is_stable=True)
    directions = unit(embeddings)
    found = partitions(directions, starts_ms, max(MOST, allowed.least))
    scores = log_probabilities(found)
    is_stable = bool(scores.max() > np.log(SURE_OVER))
    fitting = np.array([allowed.allows(one.n) for one in found])
    if fitting.any():
        labels = found[_chosen(np.where(fitting, scores, -np.inf), len(directions))].labels
    else:
        n = min(allowed.most or allowed.least, max(1, len(directions)))
        labels = _with_count(directions, found, n)
    return Clusters(nearest(directions, labels), is_stable)


def _chosen(scores: Floats, n_windows: int) -> int:
    """The most probable partition; with little speech the coarsest of those that are nearly as probable."""
    share = NEARLY if n_windows < LITTLE else 1.0
    return int(np.flatnonzero(scores >= scores.max() + np.log(share))[-1])


def nearest(directions: Floats, labels: Labels) -> Floats:
    """Probabilities of the speakers of each window, by its cosine to the mean of each."""
    near = SHARPNESS * directions @ unit(means(directions, labels)).T
    shares = np.exp(near - near.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def _with_count(directions: Floats, found: Sequence[Partition], n: int) -> Labels:
    """Exactly `n` clusters: those of the next finer partition are joined, or there are smaller ones than else."""
    finer = [one for one in found if one.n >= n]
    if finer:
        return joined_to(directions, finer[-1].labels, n)
    return ward(directions, n)
