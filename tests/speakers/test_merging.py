"""Joins of clusters, and the count of speakers that they make likely."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from transcribe.speakers.directions import means, unit
from transcribe.speakers.merging import joined_to, log_probabilities, partitions, ward

RNG = np.random.default_rng(7)


def directions(n_voices: int, n_windows: int, spread: float = 0.05) -> np.ndarray:
    voices = RNG.normal(0, 1, (n_voices, 192)) / np.sqrt(192)
    turns = voices[np.arange(n_windows) // 4 % n_voices]
    return unit(turns + RNG.normal(0, spread, (n_windows, 192)))


def test_joins_are_those_of_ward_from_any_finer_cut() -> None:
    points = directions(5, 80, spread=0.2)
    tree = linkage(points, "ward")
    for n in (1, 2, 7, 20):
        expected = fcluster(tree, n, "maxclust")
        found = joined_to(points, fcluster(tree, 40, "maxclust") - 1, n)
        assert len(set(zip(expected, found, strict=True))) == len(set(found)) == n


def test_blocks_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    points = directions(4, 203)
    monkeypatch.setattr("transcribe.speakers.merging.BLOCK", 50)
    labels = ward(points, 4)
    assert [len(set(labels[np.arange(203) // 4 % 4 == k])) for k in range(4)] == [1, 1, 1, 1]
    assert (np.linalg.norm(means(points, labels), axis=1) > 0.5).all()


@pytest.mark.parametrize(("n_voices", "n_windows"), [(1, 1), (1, 2), (1, 60), (3, 60), (6, 120)])
def test_partitions_go_from_many_to_one(n_voices: int, n_windows: int) -> None:
    found = partitions(directions(n_voices, n_windows), np.arange(n_windows) * 750)
    counts = [one.n for one in found]
    assert counts == sorted(set(counts), reverse=True)
    assert counts[-1] == 1
    assert all(set(one.labels) == set(range(one.n)) for one in found)
    probabilities = np.exp(log_probabilities(found))
    assert probabilities.sum() == pytest.approx(1)
    assert found[int(probabilities.argmax())].n == n_voices
