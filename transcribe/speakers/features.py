"""Log mel filter bank, as CAM++ was trained on: Kaldi's defaults with 80 mels, no dither.

Definition: Kaldi, `feat/feature-fbank.cc` and `feat/feature-window.cc`; the tests compare with torchaudio's.
Audio is in [-1, 1], so the floor is float32's epsilon: with Kaldi's integer scale digital silence would look
like a voice.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import scipy.fft
from numpy.typing import NDArray

RATE = 16_000  # Hz
FRAME, HOP = 400, 160  # samples: 25 and 10 ms
N_FFT, N_MELS = 512, 80
LOW_HZ = 20.0
PREEMPHASIS = 0.97
FLOOR = np.float32(1.1920929e-7)
Samples = NDArray[np.float32]
Features = NDArray[np.float32]


def fbank(samples: Samples) -> Features:
    """Log mel energies.

    Args:
        samples: float32 in [-1, 1], 16 kHz.

    Returns:
        Shape (1 + (n_samples - 400) // 160, 80); no row for less than 400 samples.
    """
    if len(samples) < FRAME:
        return np.zeros((0, N_MELS), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    frames = frames - frames.mean(axis=1, keepdims=True, dtype=np.float32)
    before = np.concatenate([frames[:, :1], frames[:, :-1]], axis=1)
    shaped = (frames - np.float32(PREEMPHASIS) * before) * _window()
    spectrum = scipy.fft.rfft(shaped, N_FFT, axis=1)
    power = np.square(np.abs(spectrum[:, : N_FFT // 2]))
    return np.asarray(np.log(np.maximum(power @ _mel_filters(), FLOOR)), np.float32)


@cache
def _window() -> NDArray[np.float32]:
    """Povey's window: Hann's to the power of 0.85."""
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(FRAME) / (FRAME - 1))
    return np.asarray(hann**0.85, np.float32)


@cache
def _mel_filters() -> NDArray[np.float32]:
    """Triangles, evenly spaced on the mel scale, shape (256, 80)."""
    edges = np.linspace(_mel(LOW_HZ), _mel(RATE / 2), N_MELS + 2)
    mels = _mel(np.arange(N_FFT // 2) * RATE / N_FFT)[:, None]
    rising = (mels - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - mels) / (edges[2:] - edges[1:-1])
    return np.asarray(np.clip(np.minimum(rising, falling), 0, None), np.float32)


def _mel(hz: float | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1127 * np.log1p(np.asarray(hz) / 700))
