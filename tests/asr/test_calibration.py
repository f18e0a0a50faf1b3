"""The map from the model's probability to the chance that a word is right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.asr.calibration import calibrated

PROBABILITIES = st.floats(0, 1)


@given(PROBABILITIES, PROBABILITIES)
def test_calibration_is_monotonic_and_a_probability(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= calibrated(low) <= calibrated(high) <= 1


def test_calibration_gives_the_measured_shares() -> None:
    """Shares of right words by the model's probability, of 2,872 words."""
    counted = {0.3: 0.636, 0.5: 0.709, 0.7: 0.819, 0.85: 0.858, 0.925: 0.917, 0.99: 0.982}
    for said, share in counted.items():
        assert calibrated(said) == pytest.approx(share, abs=0.07)
