"""Variational Bayes HMM over embeddings: which window is of which speaker, and how many speakers there are.

After F. Landini, J. Profant, M. Diez, L. Burget, "Bayesian HMM clustering of x-vector sequences (VBx) in speaker
diarization" (Computer Speech & Language 71, 2022), equations 15 to 26. Embeddings are in a space where the variance
within a speaker is 1 and between speakers is known (PLDA), so speakers that explain nothing lose their probability.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.directions import Floats, unit

FA, FB = 0.3, 4.5  # weights of the statistics and of the speakers' prior
LOOP = 0.6  # probability of staying with the speaker from one window to the next
MAX_ITERATIONS = 40
MIN_GAIN = 1e-4  # of the bound, per window, to go on


@dataclass(frozen=True)
class Plda:
    """A model of voices; see `plda-camplusplus.md`.

    Attributes:
        mean: Of embeddings of length 1, shape (192,).
        transform: Shape (192, 30).
        between: Variance between speakers, shape (30,).
    """

    mean: Floats
    transform: Floats
    between: Floats

    def project(self, embeddings: NDArray[np.floating]) -> Floats:
        """Embeddings of any length, shape (n, 192), to shape (n, 30)."""
        return np.asarray((unit(embeddings) - self.mean) @ self.transform)


@cache
def load_plda() -> Plda:
    """The model of the file next to this one."""
    with np.load(Path(__file__).parent / "plda-camplusplus.npz") as file:
        parts = (file[name].astype(np.float64) for name in ("mean", "transform", "between"))
        return Plda(*parts)


def infer(points: Floats, between: Floats, labels: NDArray[np.int64]) -> Floats:
    """Infer speakers, from clusters to begin with.

    Args:
        points: Projected embeddings in the order of time, shape (n_windows, n_dims).
        between: Variances between speakers.
        labels: A cluster from 0 for each window.

    Returns:
        Probability of each speaker in each window, shape (n_windows, n_speakers).
    """
    n_speakers = int(labels.max()) + 1
    gamma = np.full((len(points), n_speakers), 0.1 / n_speakers)
    gamma[np.arange(len(points)), labels] += 0.9
    pi = np.full(n_speakers, 1 / n_speakers)
    scaled = points * np.sqrt(between)
    constant = -0.5 * (np.square(points).sum(axis=1) + points.shape[1] * np.log(2 * np.pi))
    bound = -np.inf
    for _ in range(MAX_ITERATIONS):
        variance = 1 / (1 + FA / FB * gamma.sum(axis=0)[:, None] * between)
        mean = FA / FB * variance * (gamma.T @ scaled)
        spread = (variance + np.square(mean)) @ between
        likelihood = FA * (scaled @ mean.T - 0.5 * spread + constant[:, None])
        gamma, total, moved = forward_backward(likelihood, pi)
        before, bound = (
            bound,
            total + FB * 0.5 * float(np.sum(np.log(variance) - variance - np.square(mean) + 1)),
        )
        pi = moved / moved.sum()
        if bound - before < MIN_GAIN * len(points):
            break
    return gamma


def forward_backward(likelihood: Floats, pi: Floats) -> tuple[Floats, float, Floats]:
    """Posteriors of an HMM whose speaker stays with probability `LOOP`, else is drawn from `pi`.

    Args:
        likelihood: Logarithms, shape (n_windows, n_speakers).

    Returns:
        Posteriors, the logarithm of the whole likelihood, and how often each speaker was drawn.
    """
    peak = likelihood.max(axis=1)
    local = np.exp(likelihood - peak[:, None])
    n, k = local.shape
    forward, backward, scale = np.empty((n, k)), np.empty((n, k)), np.empty(n)
    drawn = (1 - LOOP) * pi
    state = pi * local[0]
    for t in range(n):
        if t:
            state = (LOOP * state + drawn) * local[t]  # the state before sums to 1
        scale[t] = state.sum()
        state = state / scale[t]
        forward[t] = state
    state = np.ones(k)
    backward[-1] = state
    for t in range(n - 1, 0, -1):
        weighted = local[t] * state
        state = (LOOP * weighted + drawn @ weighted) / scale[t]
        backward[t - 1] = state
    gamma = forward * backward
    gamma /= gamma.sum(axis=1, keepdims=True)
    entered = (drawn * local[1:] * backward[1:] / scale[1:, None]).sum(axis=0)
    return gamma, float(np.log(scale).sum() + peak.sum()), gamma[0] + entered
