"""Tiles are right in time, frequency and level: compared with scipy and with known sounds."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

scipy_signal = pytest.importorskip("scipy.signal")

from transcribe.audio.spectrogram import compute_tile  # noqa: E402
from transcribe.audio.spectrogram_tiles import (  # noqa: E402
    COLUMNS,
    FLOOR_DB,
    ROWS,
    Scale,
    Tile,
    count_levels,
    count_tiles,
    samples_per_column,
)

RATE = 16_000
SCALES: tuple[Scale, ...] = ("linear", "mel")


def _burst(at_s: float, hz: float, length_s: float, total_s: float) -> NDArray[np.int16]:
    samples = np.zeros(int(total_s * RATE), np.int16)
    time = np.arange(int(length_s * RATE)) / RATE
    start = int(at_s * RATE)
    samples[start : start + len(time)] = 16_000 * np.sin(2 * np.pi * hz * time)
    return samples


def _mel(hz: float) -> float:
    """Slaney's scale: linear below 1 kHz, logarithmic above."""
    return hz * 3 / 200 if hz < 1000 else 15 + np.log(hz / 1000) * 27 / np.log(6.4)


def _row_of(hz: float, scale: Scale) -> float:
    """The row of a frequency, counted from the top, with its fraction."""
    rows = ROWS[scale]
    if scale == "linear":
        return rows - 0.5 - hz / 31.25
    return rows - 1 - (_mel(hz) / _mel(8000) * (rows + 1) - 1)  # centres of rows + 2 points


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("hz", [140.0, 1000.0, 3300.0, 7000.0])
def test_a_tone_is_in_its_row(scale: Scale, hz: float) -> None:
    tile = compute_tile(_burst(0, hz, 6, 6), Tile(scale, 1, 0))
    assert tile.shape == (ROWS[scale], COLUMNS)
    loudest = tile[:, 100:400].argmax(axis=0)
    assert np.abs(loudest - _row_of(hz, scale)).max() <= 1


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("level", [0, 1, 2, 3])
def test_a_burst_is_in_its_columns(scale: Scale, level: int) -> None:
    start_s, length_s = 7.3, 0.8
    samples = _burst(start_s, 2000, length_s, 10)
    column_s = samples_per_column(level) / RATE
    columns = np.concatenate(
        [compute_tile(samples, Tile(scale, level, i)) for i in range(count_tiles(len(samples), level))],
        axis=1,
    )  # fmt: skip
    row = columns[round(_row_of(2000, scale))].astype(float)
    is_loud = np.flatnonzero(row >= row.max() - 6 / -FLOOR_DB * 255)  # within 6 dB
    assert abs(is_loud[0] - start_s / column_s) <= 1
    assert abs(is_loud[-1] + 1 - (start_s + length_s) / column_s) <= 1


def test_a_click_is_one_column_at_every_complete_level() -> None:
    samples = np.zeros(RATE * 60, np.int16)
    at = 37 * RATE + 80
    samples[at] = 30_000
    for level in range(1, 4):
        index, column = divmod(at // samples_per_column(level), COLUMNS)
        tile = compute_tile(samples, Tile("linear", level, index))
        assert tile.sum(axis=0).argmax() == column


def test_values_equal_those_of_scipy() -> None:
    samples = np.random.default_rng(3).normal(0, 4000, RATE * 6).astype(np.int16)
    tile = compute_tile(samples, Tile("linear", 1, 0))
    # The spectrum around the middle of column 40, with the same window, independently.
    middle = 40 * 160 + 80
    window = scipy_signal.get_window("hann", 512)
    frame = samples[middle - 256 : middle + 256] / 32768 * window
    power = np.abs(np.fft.rfft(frame, 1024)) ** 2 / 128**2
    bands = (power[0:-1:2] + 2 * power[1::2] + power[2::2]) / 4
    expected = (10 * np.log10(bands) / -FLOOR_DB + 1) * 255
    assert np.abs(tile[::-1, 40] - expected).max() <= 1


def test_a_full_scale_sine_is_near_0_db_and_silence_is_0() -> None:
    loud = np.round(32767 * np.sin(2 * np.pi * 1015.625 * np.arange(RATE * 6) / RATE))
    assert compute_tile(loud.astype(np.int16), Tile("linear", 1, 0)).max() >= 250
    assert compute_tile(np.zeros(100, np.int16), Tile("mel", 1, 0)).max() == 0


def test_coarse_levels_are_as_bright_as_fine_ones() -> None:
    samples = np.random.default_rng(5).normal(0, 2000, RATE * 400).astype(np.int16)
    means = [compute_tile(samples, Tile("linear", level, 0)).mean() for level in (1, 2, 3, 4)]
    assert max(means) - min(means) < 2.5 / -FLOOR_DB * 255


def test_the_last_level_has_a_single_tile() -> None:
    assert count_levels(0) == 0
    assert count_levels(1) == 1
    assert count_levels(512 * 40) == 1
    assert count_levels(512 * 40 + 1) == 2
    ten_hours = 10 * 3600 * RATE
    assert count_tiles(ten_hours, count_levels(ten_hours) - 1) == 1
    assert count_tiles(ten_hours, count_levels(ten_hours) - 2) > 1


@pytest.mark.parametrize("broken", [("colour", 0, 0), ("mel", -1, 0), ("mel", 0, -1)])
def test_an_invalid_tile_is_refused(broken: tuple[Scale, int, int]) -> None:
    with pytest.raises(ValueError, match="not a tile"):
        Tile(*broken)
