"""Resampling shifts nothing, and clips have the samples that their times name."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from transcribe.audio.decode import open_pcm
from transcribe.audio.resampling import (
    blocks_of,
    clip_samples,
    resample,
    sample_of,
    write_blocks,
)


@given(st.integers(0, 43_200_000))
def test_at_16_and_8_khz_no_time_is_rounded(time_ms: int) -> None:
    assert sample_of(time_ms, 16_000) == 16 * time_ms
    assert sample_of(time_ms, 8_000) == 8 * time_ms


@given(
    st.integers(0, 20_000), st.integers(0, 3_000), st.sampled_from([8_000, 11_025, 16_000, 22_050])
)
def test_a_clip_is_the_difference_of_its_ends(start_ms: int, length_ms: int, rate: int) -> None:
    samples = np.arange(rate * 5, dtype=np.int16)
    found = clip_samples(samples, start_ms, start_ms + length_ms, rate)
    start, end = round(start_ms * rate / 1000), round((start_ms + length_ms) * rate / 1000)
    assert len(found) == end - start
    inside = samples[start:end]
    assert (found[: len(inside)] == inside).all()
    assert not found[len(inside) :].any()


@settings(max_examples=15)
@given(
    st.sampled_from([(16_000, 8_000), (44_100, 22_050), (48_000, 22_050), (44_100, 48_000)]),
    st.lists(st.integers(1, 30_000), min_size=1, max_size=5),
)
def test_resampling_in_blocks_is_resampling_at_once(
    rates: tuple[int, int], lengths: list[int]
) -> None:
    rng = np.random.default_rng(sum(lengths))
    parts = [rng.integers(-9_000, 9_000, n).astype(np.int16) for n in lengths]
    in_blocks = np.concatenate(list(resample(parts, *rates)))
    at_once = np.concatenate(list(resample([np.concatenate(parts)], *rates)))
    assert (in_blocks == at_once).all()
    assert abs(len(at_once) - sum(lengths) * rates[1] / rates[0]) <= 1


@pytest.mark.parametrize("target", [8_000, 22_050, 44_100, 48_000])
def test_a_tone_keeps_its_phase(target: int, tmp_path: Path) -> None:
    def tone(rate: int) -> NDArray[np.int16]:
        wave = np.sin(2 * np.pi * 440 * np.arange(rate * 2) / rate)
        made: NDArray[np.int16] = np.rint(20_000 * wave).astype(np.int16)
        return made

    n_samples = write_blocks(resample(blocks_of(tone(16_000)), 16_000, target), tmp_path / "a.pcm")
    made = open_pcm(tmp_path / "a.pcm")
    assert n_samples == len(made) == 2 * target
    inside = slice(target // 4, -target // 4)
    assert np.abs(made[inside].astype(int) - tone(target)[inside]).max() <= 2
