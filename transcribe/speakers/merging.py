"""From many clusters of windows to one, join by join, and how likely each join is one of two speakers.

Clusters are joined by Ward's criterion (J. H. Ward, "Hierarchical grouping to optimize an objective function", Journal of the
American Statistical Association 58, 1963) and settle after each join: every window goes to the nearest mean (spherical k-means,
Dhillon and Modha 2001). The odds of a join are logistic in what tells two speakers from one; the weights are those of
`benchmarks/support/speaker_joins.py`, estimated from conversations of one half of its voices.

A recording is its own scale, so that a telephone or noise does not change the count: cosines between two clusters are compared with
those within one turn and with those of any two clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage

from transcribe.speakers.directions import Floats, means, unit

MOST = 25  # clusters to begin with
MIN_WINDOWS = 3  # of a cluster
BLOCK, BLOCK_CLUSTERS = (
    2_000,
    60,
)  # windows whose distances are computed at once, 16 MB, and what they are cut into
ROUNDS = 10  # of settling; it ends earlier when no window moves
STEP_MS = 750  # from one window to the next in a turn
SMOOTHED = ((1, 0.5), (2, 0.25))  # windows away in the same turn, and their weight
SAME_TURN = 0.5  # cosine, at least, of windows that are smoothed with each other
WITHIN = 0.58  # cosine of two windows of one turn that have no audio in common, before any is known
LARGE = 40  # windows: larger clusters of a long recording are no better evidence
LOW, HIGH = 0.45, 0.72  # cosines of two speakers lie between
Labels = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells whether two clusters are two speakers; all cosines are of single windows or free of the windows' own noise.

    Attributes:
        across: Mean cosine of their windows, relative to windows of one turn.
        likeness: Cosine of their means.
        size: Logarithm of the windows of the smaller one.
        background: Cosine of the means of any two clusters, within bounds.
        over: How much it is over `HIGH`: then all clusters may be one speaker.
    """

    across: float
    likeness: float
    size: float
    background: float
    over: float


@dataclass(frozen=True)
class Partition:
    """Some clusters.

    Attributes:
        labels: A cluster from 0 for each window.
        n: How many there are.
        next_pair: The two that are joined next.
        evidence: Of these two; None for one cluster.
    """

    labels: Labels
    n: int
    next_pair: tuple[int, int] = (0, 0)
    evidence: Evidence | None = None


WEIGHTS = Evidence(across=-13.0, likeness=-7.2, size=0.9, background=16.2, over=-9.2)
BIAS = 4.2


def partitions(
    directions: Floats, starts_ms: NDArray[np.integer], most: int = MOST
) -> list[Partition]:
    """Clusters from many to one.

    Args:
        directions: Embeddings of length 1 in the order of time, at least one.
        starts_ms: Where their windows start.
        most: Clusters to begin with.
    """
    smooth = _smoothed(directions, starts_ms)
    labels = _settled(smooth, ward(smooth, min(most, max(1, len(smooth) // MIN_WINDOWS))))
    within = _within_turns(directions, starts_ms)
    found = []
    while (n := int(labels.max()) + 1) > 1:
        pair = _nearest_pair(smooth, labels)
        evidence = _evidence(directions, labels, starts_ms, pair, within)
        found.append(Partition(labels, n, pair, evidence))
        labels = _settled(smooth, _joined(labels, pair))
    return [*found, Partition(labels, 1)]


def log_probabilities(found: Sequence[Partition]) -> Floats:
    """Logarithm of the probability of each partition: all joins before it are of one speaker, all after it of two."""
    odds = np.array([_odds(one.evidence) for one in found if one.evidence])
    of_two, of_one = -np.logaddexp(0, -odds), -np.logaddexp(0, odds)
    scores = np.r_[0, np.cumsum(of_one)] + np.r_[np.cumsum(of_two[::-1])[::-1], 0]
    return np.asarray(scores - np.logaddexp.reduce(scores))


def _odds(evidence: Evidence) -> float:
    """Logarithm of the odds that two clusters are two speakers."""
    parts = (getattr(WEIGHTS, f.name) * getattr(evidence, f.name) for f in fields(Evidence))
    return BIAS + float(sum(parts))


def ward(directions: Floats, n: int) -> Labels:
    """`n` clusters by Ward's criterion; long recordings in blocks whose clusters are then joined."""
    labels = np.zeros(len(directions), np.int64)
    first_of_block = 0
    for first in range(0, len(directions), BLOCK):
        part = directions[first : first + BLOCK]
        if len(part) > 1:
            tree = linkage(part, "ward")
            cut = fcluster(tree, max(n, BLOCK_CLUSTERS), "maxclust") - 1
        else:
            cut = np.zeros(1, np.int64)
        labels[first : first + BLOCK] = cut + first_of_block
        first_of_block += int(cut.max()) + 1
    return joined_to(directions, labels, n)


def joined_to(points: Floats, labels: Labels, n: int) -> Labels:
    """Join clusters by Ward's criterion until `n` are left."""
    labels = np.asarray(np.unique(labels, return_inverse=True)[1], np.int64)
    centres, sizes = means(points, labels), np.bincount(labels).astype(float)
    costs = _ward_costs(centres, sizes)
    target = np.arange(len(sizes))
    for _ in range(len(sizes) - n):
        a, b = sorted(divmod(int(costs.argmin()), len(costs)))
        centres[a] = (sizes[a] * centres[a] + sizes[b] * centres[b]) / (sizes[a] + sizes[b])
        sizes[a] += sizes[b]
        target[target == b] = a
        costs[b], costs[:, b] = np.inf, np.inf
        row = np.square(centres - centres[a]).sum(axis=1) * sizes * sizes[a] / (sizes + sizes[a])
        open_ = np.isfinite(costs[a])
        costs[a, open_] = costs[open_, a] = row[open_]
    return np.asarray(np.unique(target[labels], return_inverse=True)[1], np.int64)


def _ward_costs(centres: Floats, sizes: Floats) -> Floats:
    squares = np.square(centres).sum(axis=1)
    apart = np.maximum(0, squares[:, None] + squares - 2 * centres @ centres.T)
    costs = apart * sizes[:, None] * sizes / (sizes[:, None] + sizes)
    np.fill_diagonal(costs, np.inf)
    return np.asarray(costs)


def _nearest_pair(points: Floats, labels: Labels) -> tuple[int, int]:
    costs = _ward_costs(means(points, labels), np.bincount(labels).astype(float))
    a, b = sorted(divmod(int(costs.argmin()), len(costs)))
    return a, b


def _joined(labels: Labels, pair: tuple[int, int]) -> Labels:
    a, b = pair
    return np.where(labels == b, a, labels)


def _settled(points: Floats, labels: Labels) -> Labels:
    """Windows move to the nearest mean; clusters with too few windows are given up."""
    labels = np.asarray(np.unique(labels, return_inverse=True)[1], np.int64)
    for _ in range(ROUNDS):
        sizes = np.bincount(labels)
        kept = sizes >= min(MIN_WINDOWS, int(sizes.max()))
        nearest = (points @ unit(means(points, labels))[kept].T).argmax(axis=1)
        moved = np.asarray(np.unique(nearest, return_inverse=True)[1], np.int64)
        if kept.all() and (moved == labels).all():
            break
        labels = moved
    return labels


def _smoothed(directions: Floats, starts_ms: NDArray[np.integer]) -> Floats:
    """Each window with its neighbours in the same turn: what is said matters less then."""
    sums = directions.copy()
    for away, weight in SMOOTHED:
        a, b = directions[:-away], directions[away:]
        is_near = starts_ms[away:] - starts_ms[:-away] <= away * STEP_MS
        is_same = is_near & (np.einsum("ij,ij->i", a, b) > SAME_TURN)
        shares = np.where(is_same, weight, 0)[:, None]
        sums[away:] += shares * a
        sums[:-away] += shares * b
    return unit(sums)


def _within_turns(directions: Floats, starts_ms: NDArray[np.integer]) -> float:
    """Cosine of windows of one turn that have no audio in common; the lowest fifth may be of two turns."""
    is_next = starts_ms[2:] - starts_ms[:-2] == 2 * STEP_MS
    cosines = np.sort(np.einsum("ij,ij->i", directions[2:], directions[:-2])[is_next])
    kept = cosines[len(cosines) // 5 :]
    return float((kept.sum() + 10 * WITHIN) / (len(kept) + 10))


def _evidence(
    directions: Floats, labels: Labels, starts_ms: NDArray[np.integer], pair: tuple[int, int], within: float
) -> Evidence:  # fmt: skip
    centres, sizes = means(directions, labels), np.bincount(labels)
    across = centres @ centres.T
    lengths = np.sqrt(_own_cosines(directions, labels, starts_ms))
    likeness = across / lengths[:, None] / lengths
    typical = float(np.median(likeness[~np.eye(len(sizes), dtype=bool)]))
    return Evidence(
        across=float(across[pair]) / within,
        likeness=float(likeness[pair]),
        size=float(np.log(min(LARGE, *sizes[list(pair)]))),
        background=float(np.clip(typical, LOW, HIGH)),
        over=max(0.0, typical - HIGH),
    )


def _own_cosines(directions: Floats, labels: Labels, starts_ms: NDArray[np.integer]) -> Floats:
    """Mean cosine of the windows of each cluster that have no audio in common; few pairs tell little."""
    sizes = np.bincount(labels)
    sums = means(directions, labels) * sizes[:, None]
    is_near = (starts_ms[1:] - starts_ms[:-1] < 2 * STEP_MS) & (labels[1:] == labels[:-1])
    near = np.einsum("ij,ij->i", directions[1:], directions[:-1])[is_near]
    n = len(sizes)
    left_out = sizes + 2 * np.bincount(labels[1:][is_near], near, n)
    n_pairs = sizes * sizes - sizes - 2 * np.bincount(labels[1:][is_near], minlength=n)
    of_pairs = np.square(sums).sum(axis=1) - left_out
    total = n_pairs.sum()
    typical = of_pairs.sum() / total if total else 0.6
    return np.asarray((of_pairs + 20 * typical) / (n_pairs + 20))
