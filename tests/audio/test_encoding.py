"""Encoded clips have the samples' length and start at every rate, and the same bytes each time."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from transcribe.audio.encoding import AUDIO_FORMATS, encode
from transcribe.errors import InvalidOperation

RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
HELD = [
    (name, rate)
    for name, form in AUDIO_FORMATS.items()
    for rate in RATES
    if not form.rates or rate in form.rates
]


def speech_like(rate: int, n_samples: int, seed: int = 1) -> NDArray[np.int16]:
    """Noise below 2 kHz, in bursts."""
    noise = np.fft.rfft(np.random.default_rng(seed).normal(0, 1, n_samples))
    noise[np.fft.rfftfreq(n_samples, 1 / rate) > 2_000] = 0
    wave = np.fft.irfft(noise, n_samples)
    bursts = np.sin(np.arange(n_samples) / rate * 7) > 0
    made: NDArray[np.int16] = np.rint(wave / np.abs(wave).max() * 20_000 * bursts).astype(np.int16)
    return made


def decoded(content: bytes) -> tuple[NDArray[np.int16], int]:
    samples, rate = soundfile.read(io.BytesIO(content), dtype="int16")
    return samples, rate


@pytest.mark.parametrize(("name", "rate"), HELD)
def test_length_start_and_bytes_are_kept(name: str, rate: int) -> None:
    samples = speech_like(rate, rate * 2 + 37)
    content = encode(samples, rate, AUDIO_FORMATS[name])
    assert content == encode(samples, rate, AUDIO_FORMATS[name])
    back, back_rate = decoded(content)
    assert back_rate == rate
    assert len(back) == len(samples)
    if AUDIO_FORMATS[name].is_lossless:
        assert (back == samples).all()
    else:
        spectrum = np.fft.rfft(back.astype(float)) * np.conj(np.fft.rfft(samples.astype(float)))
        lag = int(np.argmax(np.fft.irfft(spectrum, len(samples))))
        # Opus counts its start in samples of 48 kHz, so at 24 kHz it may be half a sample early.
        allowed = {0, len(samples) - 1} if (name, rate) == ("opus", 24_000) else {0}
        assert lag in allowed


@pytest.mark.parametrize("n_samples", [1, 255, 8192, 8193])
@pytest.mark.parametrize("name", AUDIO_FORMATS)
def test_any_length_is_kept(name: str, n_samples: int) -> None:
    samples = speech_like(16_000, 16_000)[:n_samples]
    assert len(decoded(encode(samples, 16_000, AUDIO_FORMATS[name]))[0]) == n_samples


@pytest.mark.parametrize("rate", [11_025, 22_050, 44_100])
def test_a_rate_that_opus_cannot_hold_is_refused_with_what_to_do(rate: int) -> None:
    with pytest.raises(InvalidOperation, match="use flac"):
        encode(np.zeros(100, np.int16), rate, AUDIO_FORMATS["opus"])
