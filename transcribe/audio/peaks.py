"""The waveform as a pyramid: one audiowaveform `.dat` file (version 2, 8 bit) a level.

https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md - the header has 24 bytes, then
two signed bytes (minimum, maximum) a pixel, so pixel i lies at `24 + 2 * i` and the browser reads
just what it shows by HTTP Range.
"""

from __future__ import annotations

import secrets
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.decode import forget_pages, open_pcm
from transcribe.audio.ffmpeg import SAMPLE_RATE

FINEST_SAMPLES_PER_PEAK = 160  # 100 px/s
LEVEL_FACTOR = 4
COARSEST_PEAKS = 2000  # about a screen's width: no coarser level is needed
BLOCK_PEAKS = 60_000  # ten minutes of the finest level at a time
HEADER = struct.Struct("<iIiiIi")


@dataclass(frozen=True, slots=True)
class PeakLevel:
    """One level of the pyramid."""

    level: int
    samples_per_peak: int
    n_peaks: int


def compute_peaks(samples: NDArray[np.int16], samples_per_peak: int) -> NDArray[np.int8]:
    """Reduce a waveform to one minimum and one maximum per bucket.

    Args:
        samples: Mono PCM, int16, shape (n_samples,).
        samples_per_peak: Bucket length in samples, at least 1. The last bucket may be short.

    Returns:
        int8, shape (n_peaks, 2): minimum and maximum, full scale at -128 and 127.
    """
    n_whole = len(samples) // samples_per_peak
    whole = samples[: n_whole * samples_per_peak].reshape(n_whole, samples_per_peak)
    peaks = (
        np.stack([whole.min(axis=1), whole.max(axis=1)], axis=1)
        if n_whole
        else np.zeros((0, 2), np.int16)
    )
    rest = samples[n_whole * samples_per_peak :]
    if len(rest):
        peaks = np.concatenate([peaks, [[rest.min(), rest.max()]]])
    return (peaks >> 8).astype(np.int8)


def coarsen(peaks: NDArray[np.int8], factor: int = LEVEL_FACTOR) -> NDArray[np.int8]:
    """Join each `factor` peaks into one; shape (n, 2) to (ceil(n / factor), 2)."""
    edges = np.arange(0, len(peaks), factor)
    return np.stack(
        [np.minimum.reduceat(peaks[:, 0], edges), np.maximum.reduceat(peaks[:, 1], edges)], axis=1
    )


def write_peaks(pcm: Path, folder: Path) -> tuple[PeakLevel, ...]:
    """Write `peaks-<level>.dat` for every level, finest first, reading the PCM once in blocks."""
    samples = open_pcm(pcm)
    step = BLOCK_PEAKS * FINEST_SAMPLES_PER_PEAK
    blocks = []
    for start in range(0, len(samples), step):
        blocks.append(compute_peaks(samples[start : start + step], FINEST_SAMPLES_PER_PEAK))
        forget_pages(samples)
    peaks = np.concatenate(blocks) if blocks else np.zeros((0, 2), np.int8)
    levels: list[PeakLevel] = []
    while True:
        level = PeakLevel(
            len(levels), FINEST_SAMPLES_PER_PEAK * LEVEL_FACTOR ** len(levels), len(peaks)
        )
        _write_level(folder, level, peaks)
        levels.append(level)
        if len(peaks) <= COARSEST_PEAKS:
            return tuple(levels)
        peaks = coarsen(peaks)


def _write_level(folder: Path, level: PeakLevel, peaks: NDArray[np.int8]) -> None:
    header = HEADER.pack(2, 1, SAMPLE_RATE, level.samples_per_peak, len(peaks), 1)
    target = folder / f"peaks-{level.level}.dat"
    partial = target.with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        partial.write_bytes(header + peaks.tobytes())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
