"""Divide the segments of one speaker into two halves by voice, where two people got one name.

Spherical k-means with two centres (Dhillon and Modha 2001, "Concept decompositions for large sparse text data"), the best of several
starts. Nothing is random, so the same segments give the same halves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.speakers.directions import Floats, unit
from transcribe.speakers.propagation import Voice

ROUNDS = 30  # it ends earlier when no segment changes sides
SEEDS = 8  # starts besides the one along the largest spread: it ends in local optima
Sides = NDArray[np.bool_]  # whether each segment is in the second half


@dataclass(frozen=True, slots=True)
class Halves:
    """Segments by id, in the order in which they were given.

    Attributes:
        first: The half with more speech; of equal ones, that with the first segment.
        likeness: Cosine between the mean embeddings of both halves.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    likeness: float


def two_halves(voices: Sequence[Voice]) -> Halves | None:
    """Divide segments by voice; None if there are fewer than two, or all sound the same."""
    if len(voices) < 2:
        return None
    directions = np.stack([voice.direction for voice in voices])
    weights = np.array([voice.weight for voice in voices])
    divided = [_settled(directions, weights, start) for start in _starts(directions, weights)]
    found = [sides for sides in divided if sides.any() and not sides.all()]
    if not found:
        return None
    is_second = max(found, key=lambda sides: sum(_lengths(directions, weights, sides)))
    if (weights[is_second].sum(), is_second[0]) > (weights[~is_second].sum(), not is_second[0]):
        is_second = ~is_second
    ids = np.array([voice.id for voice in voices], np.int64)
    first, second = _centres(directions, weights, is_second)
    likeness = round(float(first @ second), 4)
    return Halves(tuple(ids[~is_second].tolist()), tuple(ids[is_second].tolist()), likeness)


def _starts(directions: Floats, weights: Floats) -> list[Sides]:
    """Along the direction of the largest spread, and around the segments that are least like the others."""
    mean = (weights @ directions) / weights.sum()
    rest = directions - mean
    axis = np.linalg.svd(rest * np.sqrt(weights)[:, None], full_matrices=False)[2][0]
    to_mean = directions @ unit(mean)
    seeds = np.argsort(to_mean)[:SEEDS]
    return [rest @ axis > 0, *(directions @ directions[n] > to_mean for n in seeds)]


def _settled(directions: Floats, weights: Floats, is_second: Sides) -> Sides:
    """Move segments to the nearer half until none changes sides."""
    for _ in range(ROUNDS):
        if is_second.all() or not is_second.any():
            break
        first, second = _centres(directions, weights, is_second)
        nearer: Sides = directions @ second > directions @ first
        if (nearer == is_second).all():
            break
        is_second = nearer
    return is_second


def _centres(directions: Floats, weights: Floats, is_second: Sides) -> tuple[Floats, Floats]:
    first, second = (unit(weights[side] @ directions[side]) for side in (~is_second, is_second))
    return first, second


def _lengths(directions: Floats, weights: Floats, is_second: Sides) -> list[float]:
    """The lengths of both sums: what spherical k-means makes as large as possible."""
    return [
        float(np.linalg.norm(weights[side] @ directions[side])) for side in (~is_second, is_second)
    ]
