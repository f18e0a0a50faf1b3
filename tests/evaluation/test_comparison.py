"""Intervals of error rates hold the truth as often as they say; ties are called ties."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from transcribe.evaluation.comparison import compare_rates, error_rate

Ints = NDArray[np.int64]
N_SETS = 1_000  # their share has a standard error of 0.7 percentage points


def simulate(
    rng: np.random.Generator, n: int, mean: float = -0.05, spread: float = 0.25
) -> tuple[Ints, Ints, Ints]:
    """Words of n recordings, and errors of two models that find the same recordings difficult."""
    words = np.maximum(20, rng.lognormal(5, 0.7, n)).astype(int)
    difficulty = rng.beta(2, 14, n)
    other = np.clip(difficulty * rng.lognormal(mean, spread, n), 0, 1)
    return words, rng.binomial(words, difficulty), rng.binomial(words, other)


@pytest.mark.parametrize("n_recordings", [12, 40])
def test_intervals_hold_the_truth_in_95_of_100_sets(n_recordings: int) -> None:
    rng = np.random.default_rng(5)
    words, first, second = simulate(rng, 1_000_000)
    true_rate = first.sum() / words.sum()
    true_difference = (second.sum() - first.sum()) / words.sum()
    held = np.zeros(2)
    for _ in range(N_SETS):
        words, first, second = simulate(rng, n_recordings)
        rate = error_rate(first, words)
        difference = compare_rates(first, second, words).estimate
        assert rate.low is not None
        assert rate.high is not None
        assert difference.low is not None
        assert difference.high is not None
        held += (
            rate.low <= true_rate <= rate.high,
            difference.low <= true_difference <= difference.high,
        )
    assert np.all(np.abs(held / N_SETS - 0.95) <= 0.02 + 0.007)


def test_no_difference_is_a_tie_in_95_of_100_sets() -> None:
    rng = np.random.default_rng(6)
    n_ties = 0
    for _ in range(400):
        words, first, second = simulate(rng, 20, mean=0, spread=0)
        n_ties += compare_rates(first, second, words).is_tie
    assert n_ties >= 0.93 * 400


def test_a_better_model_is_told_from_a_worse_one() -> None:
    words = [100] * 20
    found = compare_rates([10 + i % 3 for i in range(20)], [7 + i % 2 for i in range(20)], words)
    assert not found.is_tie
    assert found.p is not None
    assert found.p < 0.01
    assert found.estimate.high is not None
    assert found.estimate.high < 0
    assert found.times_needed is None


def test_a_tie_says_how_much_more_material_would_tell() -> None:
    errors = [10, 2, 8, 3, 9, 4, 7, 6]
    found = compare_rates(
        errors, [e + d for e, d in zip(errors, [3, -2, 2, -1, -3, 2, 1, -1], strict=True)], [50] * 8
    )
    assert found.is_tie
    assert found.times_needed is not None
    assert found.times_needed > 1


def test_equal_answers_are_a_tie_that_no_material_would_change() -> None:
    found = compare_rates([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6], [10] * 6)
    assert found.is_tie
    assert found.p == 1
    assert found.times_needed is None


def test_few_recordings_have_no_interval() -> None:
    found = compare_rates([1, 2], [5, 9], [10, 10])
    assert found.is_tie
    assert found.p is None
    assert found.estimate.low is None
    assert error_rate([1, 2], [10, 10]).high is None


@pytest.mark.parametrize(("errors", "words"), [([1], [1, 2]), ([0, 0], [0, 0])])
def test_what_cannot_be_compared_is_refused(errors: list[int], words: list[int]) -> None:
    with pytest.raises(ValueError, match="words"):
        error_rate(errors, words)
