"""From embeddings of windows to speakers: first clusters by distance, then the VBx model decides.

Distance alone breaks when its limit moves a little (docs/develop/benchmarks.md); VBx starts from too many clusters and
drops those that explain nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from transcribe.speakers.vbx import Floats, Plda, infer, load_plda, unit

START_DISTANCE = 0.4  # cosine, average linkage
MIN_WINDOWS = 3  # of a speaker
BLOCK = 2_000  # windows whose distances are computed at once: 16 MB
MAX_START = 60  # clusters that VBx begins with
SHARPNESS = 30.0  # of the final choice: probabilities are exp(SHARPNESS * cosine), normalised
OTHER_FB = (3.0, 7.0)  # if the count changes with these, it is not sure
Labels = NDArray[np.int64]


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
        is_stable: The count stays the same when the model's prior is changed.
    """

    gamma: Floats
    is_stable: bool

    @property
    def n_speakers(self) -> int:
        """How many there are."""
        return int(self.gamma.shape[1])


def cluster(
    embeddings: NDArray[np.floating], allowed: CountRange, plda: Plda | None = None
) -> Clusters:
    """Find the speakers of windows in the order of time."""
    if not len(embeddings):
        return Clusters(np.zeros((0, 0)), is_stable=True)
    plda = plda or load_plda()
    points = plda.project(embeddings)
    start = start_clusters(unit(embeddings))
    gamma = _kept(points, plda, infer(points, plda.between, start).gamma)
    is_stable = _is_stable(points, plda, start, gamma.shape[1])
    if not allowed.allows(gamma.shape[1]):
        least, most = allowed.least, allowed.most or len(points)
        n = min(max(gamma.shape[1], least), most, len(points))
        gamma = _with_count(points, plda, embeddings, gamma, n)
    return Clusters(nearest(unit(embeddings), gamma), is_stable)


def nearest(directions: Floats, gamma: Floats) -> Floats:
    """Each window by its own voice: by its cosine to the mean of each speaker.

    The model decides how many speakers there are. It also prefers that a speaker goes on, which takes turns of
    one or two seconds from their speakers; this does not.
    """
    labels = gamma.argmax(axis=1)
    near = SHARPNESS * directions @ unit(_means(directions, labels)).T
    near[:, np.bincount(labels, minlength=near.shape[1]) == 0] = -np.inf
    shares = np.exp(near - near.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def start_clusters(directions: Floats, distance: float = START_DISTANCE) -> Labels:
    """Average-linkage clusters; long recordings in blocks whose clusters are then joined."""
    if len(directions) == 1:
        return np.zeros(1, np.int64)
    labels = np.empty(len(directions), np.int64)
    n = 0
    for first in range(0, len(directions), BLOCK):
        part = directions[first : first + BLOCK]
        labels[first : first + BLOCK] = _linked(part, distance) + n
        n = int(labels[first : first + BLOCK].max()) + 1
    if len(directions) > BLOCK:
        labels = _linked(unit(_means(directions, labels)), distance)[labels]
    return _largest(labels, MAX_START)


def _linked(directions: Floats, distance: float) -> Labels:
    if len(directions) == 1:
        return np.zeros(1, np.int64)
    tree = linkage(directions, "average", metric="cosine")
    return np.asarray(fcluster(tree, distance, "distance") - 1, np.int64)


def _means(points: Floats, labels: Labels) -> Floats:
    counts = np.bincount(labels)
    sums = np.zeros((len(counts), points.shape[1]))
    np.add.at(sums, labels, points)
    return np.asarray(sums / np.maximum(counts, 1)[:, None])


def _largest(labels: Labels, most: int) -> Labels:
    """The largest clusters; windows of the others count as of the last one, and VBx moves them."""
    order = np.argsort(-np.bincount(labels), kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return np.minimum(rank[labels], most - 1)


def _kept(points: Floats, plda: Plda, gamma: Floats) -> Floats:
    """Without the speakers that have fewer than `MIN_WINDOWS`; their windows go to the others."""
    while True:
        counts = np.bincount(gamma.argmax(axis=1), minlength=gamma.shape[1])
        kept = counts >= min(MIN_WINDOWS, counts.max())
        if kept.all():
            return gamma
        labels = gamma[:, kept].argmax(axis=1)
        lost = gamma[:, kept].sum(axis=1) < 0.5
        if lost.any():
            centres = _means(points[~lost], labels[~lost])
            near = np.square(points[lost][:, None] - centres[None]).sum(axis=2)
            labels[lost] = near.argmin(axis=1)
        gamma = infer(points, plda.between, labels, learns_pi=False).gamma


def _is_stable(points: Floats, plda: Plda, start: Labels, n: int) -> bool:
    return all(
        _kept(points, plda, infer(points, plda.between, start, fb=fb).gamma).shape[1] == n
        for fb in OTHER_FB
    )


def _with_count(
    points: Floats, plda: Plda, embeddings: NDArray[np.floating], gamma: Floats, n: int
) -> Floats:
    """Exactly `n` speakers: the nearest are joined, or the start is cut finer."""
    if gamma.shape[1] < n:
        labels = _at_least(unit(embeddings), n)
    else:
        labels = gamma.argmax(axis=1)
    labels = _joined_to(points, labels, n)
    inferred = infer(points, plda.between, labels, learns_pi=False).gamma
    if len(np.unique(inferred.argmax(axis=1))) == inferred.shape[1]:
        return inferred
    return np.eye(int(labels.max()) + 1)[
        labels
    ]  # the model would drop some of those that are asked for


def _at_least(directions: Floats, n: int) -> Labels:
    """The coarsest clusters of which `n` have `MIN_WINDOWS` windows, or simply `n` clusters."""
    step = max(1, len(directions) // BLOCK)
    used = directions[::step]
    tree = linkage(used, "average", metric="cosine")
    for n_clusters in range(n, min(len(used), 8 * n + 8) + 1):
        labels = fcluster(tree, n_clusters, "maxclust") - 1
        large = np.flatnonzero(np.bincount(labels) >= MIN_WINDOWS)
        if len(large) >= n:
            centres = np.stack([used[labels == one].mean(axis=0) for one in large])
            return np.asarray((directions @ unit(centres).T).argmax(axis=1), np.int64)
    centres = _means(used, fcluster(tree, n, "maxclust") - 1)
    return np.asarray((directions @ unit(centres).T).argmax(axis=1), np.int64)


def _joined_to(points: Floats, labels: Labels, n: int) -> Labels:
    """Join the two clusters whose means are nearest, weighted by size (Ward), until `n` are left."""
    labels = np.asarray(np.unique(labels, return_inverse=True)[1], np.int64)
    while (k := int(labels.max()) + 1) > n:
        means, counts = _means(points, labels), np.bincount(labels)
        apart = np.square(means[:, None] - means[None]).sum(axis=2)
        apart *= counts[:, None] * counts / (counts[:, None] + counts)
        apart[np.diag_indices(k)] = np.inf
        a, b = sorted(divmod(int(apart.argmin()), k))
        labels[labels == b] = a
        labels[labels > b] -= 1
    return labels
