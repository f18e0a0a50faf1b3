"""Embeddings as directions: only the angle between two of them says how alike they sound."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def unit(embeddings: NDArray[np.floating]) -> Floats:
    """Rows brought to length 1."""
    plain = np.asarray(embeddings, np.float64)
    return np.asarray(plain / np.maximum(np.linalg.norm(plain, axis=-1, keepdims=True), 1e-9))


def means(points: Floats, labels: NDArray[np.int64]) -> Floats:
    """The mean of each cluster, shape (n_clusters, n_dims); 0 for a cluster without points."""
    sizes = np.bincount(labels)
    sums = np.zeros((len(sizes), points.shape[1]))
    np.add.at(sums, labels, points)
    return np.asarray(sums / np.maximum(sizes, 1)[:, None])


@cache
def mean_voice() -> Floats:
    """The mean embedding over many voices, shape (192,); see `mean-camplusplus.md`."""
    return np.asarray(np.load(Path(__file__).parent / "mean-camplusplus.npy"), np.float64)
