"""The filter bank against Kaldi's definition, computed slowly in another way."""

from __future__ import annotations

import numpy as np
import pytest

from transcribe.speakers.features import FLOOR, fbank


def reference(samples: np.ndarray) -> np.ndarray:
    """Frame by frame and filter by filter in float64, with a plain Fourier sum."""
    rows = []
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 399)) ** 0.85
    turns = np.exp(-2j * np.pi * np.outer(np.arange(257), np.arange(400)) / 512)
    edges = np.linspace(1127 * np.log(1 + 20 / 700), 1127 * np.log(1 + 8000 / 700), 82)
    for start in range(0, len(samples) - 399, 160):
        frame = samples[start : start + 400].astype(np.float64)
        frame = frame - frame.mean()
        frame = np.array([frame[i] - 0.97 * frame[max(0, i - 1)] for i in range(400)]) * window
        power = np.abs(turns @ frame) ** 2
        row = []
        for low, middle, high in zip(edges, edges[1:], edges[2:], strict=False):
            mel = [1127 * np.log(1 + k * 16000 / 512 / 700) for k in range(256)]
            weights = [
                max(0.0, min((m - low) / (middle - low), (high - m) / (high - middle))) for m in mel
            ]
            row.append(np.log(max(float(np.dot(weights, power[:256])), float(FLOOR))))
        rows.append(row)
    return np.array(rows)


def test_the_filter_bank_is_kaldis() -> None:
    rng = np.random.default_rng(3)
    tone = np.sin(np.arange(2_000) * 0.3) * 0.3
    samples = (tone + rng.normal(0, 0.01, 2_000) + 0.1).astype(np.float32)
    made = fbank(samples)
    assert made.shape == (11, 80)
    assert np.abs(made - reference(samples)).max() < 2e-3


@pytest.mark.parametrize(
    ("n_samples", "n_frames"), [(0, 0), (399, 0), (400, 1), (719, 2), (720, 3)]
)
def test_silence_is_the_floor(n_samples: int, n_frames: int) -> None:
    made = fbank(np.zeros(n_samples, np.float32))
    assert made.shape == (n_frames, 80)
    assert np.allclose(made, np.log(FLOOR))
