"""Compute spectrogram tiles of grey values with librosa. Takes over a second to import: workers only."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

import numpy as np
from librosa.core.spectrum import stft
from librosa.filters import mel
from numpy.typing import NDArray

from transcribe.audio.ffmpeg import SAMPLE_RATE
from transcribe.audio.spectrogram_tiles import (
    COLUMNS,
    FLOOR_DB,
    MAX_HZ,
    ROWS,
    Scale,
    Tile,
    samples_per_column,
)

N_FFT = 1024  # samples; bins 15.6 Hz apart, so that no mel band is empty
WINDOW = 512  # samples, 32 ms
FINEST_WINDOW = 256  # samples, 16 ms: at 2.5 ms per column time resolution matters more
MAX_FRAMES_PER_COLUMN = 24  # spread evenly; covers all audio up to 0.64 s per column
COLUMNS_AT_ONCE = 64

Power = NDArray[np.float32]


def compute_tile(samples: NDArray[np.int16], tile: Tile) -> NDArray[np.uint8]:
    """Compute one tile, an image with the highest frequency in its first row.

    A value is the mean power in its column and band: 0 at `FLOOR_DB` or less against a full-scale
    sine, 255 at 0 dB. Row r from the bottom of a linear tile is centred on (r + 0.5) * 31.25 Hz;
    rows of a mel tile are Slaney's bands. Beyond the end of the recording is silence.

    Args:
        samples: The whole recording, int16, shape (n_samples,); may be a memory map.
        tile: The tile to compute.

    Returns:
        uint8, shape (rows of the scale, `COLUMNS`).
    """
    per_column = samples_per_column(tile.level)
    n_frames = min(MAX_FRAMES_PER_COLUMN, max(1, per_column * 4 // WINDOW))
    window = WINDOW if tile.level else FINEST_WINDOW
    picture = np.empty((ROWS[tile.scale], COLUMNS), np.float32)
    for first in range(0, COLUMNS, COLUMNS_AT_ONCE):
        columns = tile.index * COLUMNS + first + np.arange(COLUMNS_AT_ONCE)
        centres = ((np.arange(n_frames) + 0.5) / n_frames + columns[:, None]) * per_column
        power = _power(samples, centres.astype(np.int64).reshape(-1), window)
        per_bin = power.reshape(-1, COLUMNS_AT_ONCE, n_frames).mean(axis=2)
        picture[:, first : first + COLUMNS_AT_ONCE] = _to_rows(per_bin, tile.scale)
    return _to_grey(picture)[::-1]


def _power(samples: NDArray[np.int16], centres: NDArray[np.int64], window: int) -> Power:
    """Power spectra around some samples, 1 for a full-scale sine; shape (bins, n_centres)."""
    at = centres[:, None] + np.arange(-N_FFT // 2, N_FFT // 2)
    is_inside = (at >= 0) & (at < len(samples))
    # Frames do not share samples in memory, so hops of any length cost the same.
    frames = samples[np.clip(at, 0, len(samples) - 1)] * is_inside / np.float32(32768)
    spectrum = stft(
        frames.reshape(-1).astype(np.float32), n_fft=N_FFT, hop_length=N_FFT, win_length=window,
        center=False,
    )  # fmt: skip
    full_scale = window / 4  # a Hann window's sum is half its length, a sine is two exponentials
    return cast(Power, (spectrum.real**2 + spectrum.imag**2) / np.float32(full_scale**2))


def _to_rows(power: Power, scale: Scale) -> Power:
    """Join bins to bands, lowest first; the mean of a band, so that noise is as bright in both."""
    if scale == "mel":
        return cast(Power, _mel_bands() @ power)
    # Bins 2r, 2r+1 and 2r+2 by 1, 2, 1: centred on the odd one, (r + 0.5) * 31.25 Hz.
    return cast(Power, (power[0:-1:2] + 2 * power[1::2] + power[2::2]) / 4)


@cache
def _mel_bands() -> NDArray[Any]:
    bands = mel(sr=SAMPLE_RATE, n_fft=N_FFT, n_mels=ROWS["mel"], fmin=0, fmax=MAX_HZ)
    return cast(NDArray[Any], bands / bands.sum(axis=1, keepdims=True))


def _to_grey(power: Power) -> NDArray[np.uint8]:
    decibels = 10 * np.log10(np.maximum(power, 1e-12))
    return np.clip(np.rint((decibels / -FLOOR_DB + 1) * 255), 0, 255).astype(np.uint8)
