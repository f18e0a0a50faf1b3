"""Levels of clips: signal-to-noise ratio, loudness by BS.1770, and where silence ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]

FULL_SCALE = 32768.0
FRAME_S = 0.02
SPEECH_PERCENTILE, NOISE_PERCENTILE = 95, 10  # of the frames' levels
MIN_FRAMES = 10
FLOOR_DB = -96.0  # one step of 16 bits; digital silence has this level
TRIM_DB = 40.0  # below the loudest frame is silence
TRIM_KEPT_FRAMES = 5  # 100 ms stay before and after: stops and breaths are quiet
BLOCK_S, HOP_S = 0.4, 0.1
ABSOLUTE_GATE, RELATIVE_GATE = -70.0, -10.0  # LUFS, LU (BS.1770-4)
PEAK_DB = -1.0  # a clip is not made louder than this sample peak


def frame_levels(samples: Samples, rate: int) -> NDArray[np.float64]:
    """The level of each whole frame of 20 ms, in dB below full scale."""
    size = max(1, round(rate * FRAME_S))
    n_frames = len(samples) // size
    whole = samples[: n_frames * size].reshape(n_frames, size).astype(np.float32)
    power = np.einsum("ij,ij->i", whole, whole, dtype=np.float64) / size / FULL_SCALE**2
    levels: NDArray[np.float64] = np.maximum(10 * np.log10(np.maximum(power, 1e-12)), FLOOR_DB)
    return levels


def snr_db(samples: Samples, rate: int) -> float | None:
    """An estimate of the signal-to-noise ratio in dB; None for less than 0.2 s.

    The level of speech is the 95th percentile of the frames' levels, that of noise the 10th, as in the quick method
    of NIST's `stnr`. It needs pauses: a clip of speech without one seems noisier than it is.
    """
    levels = frame_levels(samples, rate)
    if len(levels) < MIN_FRAMES:
        return None
    noise, speech = np.percentile(levels, (NOISE_PERCENTILE, SPEECH_PERCENTILE))
    return round(float(speech - noise), 1)


def without_silence(samples: Samples, rate: int) -> tuple[int, int]:
    """The first sample and the end of what is not silence, with 100 ms on both sides.

    Silence is what lies 40 dB below the loudest frame. All samples, if that is all.
    """
    levels = frame_levels(samples, rate)
    if not len(levels) or levels.max() <= FLOOR_DB:
        return 0, len(samples)
    loud = np.flatnonzero(levels > levels.max() - TRIM_DB)
    size = max(1, round(rate * FRAME_S))
    first = max(0, int(loud[0]) - TRIM_KEPT_FRAMES) * size
    end = (int(loud[-1]) + 1 + TRIM_KEPT_FRAMES) * size
    return first, min(end, len(samples))


def loudness(samples: Samples, rate: int) -> float | None:
    """Integrated loudness in LUFS by ITU-R BS.1770-4; None where all is below the gate of -70 LUFS.

    A clip shorter than a block of 0.4 s is one block.
    """
    weighted = _k_weighted(samples / FULL_SCALE, rate)
    size, hop = min(len(weighted), round(BLOCK_S * rate)), round(HOP_S * rate)
    if not size:
        return None
    sums = np.concatenate([[0.0], np.cumsum(weighted**2)])
    starts = np.arange(0, len(weighted) - size + 1, hop)
    power = (sums[starts + size] - sums[starts]) / size
    for gate in (ABSOLUTE_GATE, None):
        limit = _lufs(power.mean()) + RELATIVE_GATE if gate is None else gate
        power = power[_lufs(power) > limit]
        if not len(power):
            return None
    return round(float(_lufs(power.mean())), 2)


def _lufs(power: NDArray[np.float64]) -> NDArray[np.float64]:
    levels: NDArray[np.float64] = -0.691 + 10 * np.log10(np.maximum(power, 1e-12))
    return levels


def _k_weighted(wave: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """The two filters of BS.1770, for any rate (De Man: "Evaluation of implementations of the EBU R 128 loudness measurement", 2018)."""
    from scipy.signal import lfilter  # noqa: PLC0415 - slow to import, and rarely needed

    treble, high_pass = _treble_gain(rate), _high_pass(rate)
    filtered: NDArray[np.float64] = lfilter(*high_pass, lfilter(*treble, wave))
    return filtered


def _treble_gain(rate: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    gain, q, f0 = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = np.tan(np.pi * f0 / rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    norm = 1 + k / q + k * k
    b = np.array([high + band * k / q + k * k, 2 * (k * k - high), high - band * k / q + k * k])
    return b / norm, np.array([1, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm])


def _high_pass(rate: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    q, f0 = 0.5003270373238773, 38.13547087602444
    k = np.tan(np.pi * f0 / rate)
    norm = 1 + k / q + k * k
    a = np.array([1, 2 * (k * k - 1) / norm, (1 - k / q + k * k) / norm])
    return np.array([1.0, -2.0, 1.0]), a


def to_loudness(samples: Samples, rate: int, target_lufs: float) -> Samples:
    """The samples with a loudness, or as near to it as a peak of -1 dB allows; silence as it is."""
    found = loudness(samples, rate)
    if found is None:
        return samples
    peak = float(np.abs(samples.astype(np.int32)).max()) / FULL_SCALE
    gain = min(10 ** ((target_lufs - found) / 20), 10 ** (PEAK_DB / 20) / peak)
    changed: Samples = np.rint(samples * gain).astype(np.int16)
    return changed
