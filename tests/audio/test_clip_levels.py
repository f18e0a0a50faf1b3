"""Levels of clips against known values and against ffmpeg's own meter."""

from __future__ import annotations

import re
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from transcribe.audio.clip_levels import loudness, snr_db, to_loudness, without_silence
from transcribe.audio.ffmpeg import ffmpeg_path


def tone(rate: int, seconds: float, level_db: float, hertz: float = 997) -> NDArray[np.int16]:
    time = np.arange(round(rate * seconds)) / rate
    made: NDArray[np.int16] = np.rint(
        32767 * 10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * time)
    ).astype(np.int16)
    return made


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_a_tone_of_known_level_has_its_loudness(rate: int) -> None:
    """BS.1770-4: 997 Hz at full scale in one channel is -3.01 LUFS."""
    assert loudness(tone(rate, 3, 0), rate) == pytest.approx(-3.01, abs=0.06)
    assert loudness(tone(rate, 3, -20), rate) == pytest.approx(-23.01, abs=0.06)


def test_loudness_is_that_of_ffmpeg(tmp_path: Path) -> None:
    generator = np.random.default_rng(2)
    parts = [generator.normal(0, level, 48_000) for level in (3_000, 20, 900, 6_000, 0, 300)]
    samples = np.rint(np.concatenate(parts)).clip(-32768, 32767).astype(np.int16)
    path = tmp_path / "a.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(samples.tobytes())
    told = subprocess.run(
        [ffmpeg_path(), "-hide_banner", "-nostats", "-i", str(path), "-af", "ebur128", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    ).stderr  # fmt: skip
    (integrated,) = re.findall(r"I:\s+(-?[\d.]+) LUFS\s+Threshold", told)
    assert loudness(samples, 48_000) == pytest.approx(float(integrated), abs=0.1)


def test_clips_get_a_loudness_without_clipping() -> None:
    made = to_loudness(tone(16_000, 2, -30), 16_000, -23)
    assert loudness(made, 16_000) == pytest.approx(-23, abs=0.1)
    loud = to_loudness(tone(16_000, 2, -30), 16_000, 0)
    assert 20 * np.log10(np.abs(loud).max() / 32768) == pytest.approx(-1, abs=0.1)
    silence = np.zeros(16_000, np.int16)
    assert to_loudness(silence, 16_000, -23) is silence
    assert loudness(np.zeros(0, np.int16), 16_000) is None
    short = tone(16_000, 0.1, -20)
    assert loudness(short, 16_000) == pytest.approx(-23, abs=1)


@pytest.mark.parametrize("ratio_db", [5, 20, 40])
def test_noise_below_speech_is_told_in_decibels(ratio_db: int) -> None:
    generator = np.random.default_rng(1)
    noise = generator.normal(0, 100, 64_000)
    speech = np.where(
        np.arange(64_000) // 8_000 % 2, generator.normal(0, 100 * 10 ** (ratio_db / 20), 64_000), 0
    )
    found = snr_db(np.rint(noise + speech).astype(np.int16), 16_000)
    assert found == pytest.approx(10 * np.log10(1 + 10 ** (ratio_db / 10)), abs=2)
    assert snr_db(np.zeros(100, np.int16), 16_000) is None


def test_silence_is_trimmed_to_a_tenth_of_a_second() -> None:
    speech = tone(16_000, 1, -20)
    silence = np.zeros(16_000, np.int16)
    first, end = without_silence(np.concatenate([silence, speech, silence]), 16_000)
    assert (first, end) == (16_000 - 1_600, 32_000 + 1_600)
    assert without_silence(speech, 16_000) == (0, 16_000)
    assert without_silence(silence, 16_000) == (0, 16_000)
    assert without_silence(silence[:0], 16_000) == (0, 0)
