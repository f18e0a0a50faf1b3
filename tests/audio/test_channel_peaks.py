"""Peaks of two channels: right in value, on the clock of the mix, and only if they differ."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from transcribe.audio.channel_peaks import (
    ChannelPeaks,
    count_written,
    read_channels,
    write_channels,
)
from transcribe.audio.decode import decode
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.audio.peaks import HEADER, write_peaks

RATE = 16_000


def _write_wav(path: Path, frames: NDArray[np.int16]) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(frames.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(frames.astype("<i2").tobytes())
    return path


def _interview(seconds: int = 30) -> NDArray[np.int16]:
    """Two speakers in turns, one per channel; a click on the left at 7.005 s."""
    chance = np.random.default_rng(1)
    frames = chance.normal(0, 4000, (seconds * RATE, 2))
    turn = (np.arange(len(frames)) // (3 * RATE)) % 2
    frames[turn == 0, 1] = 0
    frames[turn == 1, 0] = 0
    frames[int(7.005 * RATE) : int(7.005 * RATE) + 1, 0] = 32_000
    return frames.astype(np.int16)


def _read(path: Path) -> tuple[tuple[int, ...], NDArray[np.int8]]:
    content = path.read_bytes()
    header = HEADER.unpack(content[: HEADER.size])
    values = np.frombuffer(content[HEADER.size :], np.int8)
    return header, values.reshape(header[4], header[5], 2)


@given(st.lists(st.integers(0, 700), min_size=1, max_size=8), st.integers(0, 2**31))
def test_peaks_do_not_depend_on_frame_sizes(sizes: list[int], seed: int) -> None:
    frames = np.random.default_rng(seed).integers(-32768, 32767, (sum(sizes) + 1, 2), np.int16)
    pieces, whole = ChannelPeaks(), ChannelPeaks()
    whole.add(frames)
    at = 0
    for size in [*sizes, 1]:
        pieces.add(frames[at : at + size])
        at += size
    ours, other = pieces.finish(), whole.finish()
    assert ours is not None
    assert other is not None
    assert np.array_equal(ours, other)
    for n, bucket in enumerate(np.split(frames, range(160, len(frames), 160))):
        expected = [bucket[:, 0].min(), bucket[:, 0].max(), bucket[:, 1].min(), bucket[:, 1].max()]
        assert ours[n].tolist() == [value >> 8 for value in expected]


def test_each_channel_has_its_own_peaks_on_the_clock_of_the_mix(tmp_path: Path) -> None:
    source = _write_wav(tmp_path / "interview.wav", _interview())
    channels = ChannelPeaks()
    decoded = decode(
        source, tmp_path / "audio.pcm", name="interview", channels=2, on_frames=channels.add
    )
    n_levels = len(write_peaks(tmp_path / "audio.pcm", tmp_path))
    write_channels(tmp_path, channels.finish())
    assert count_written(tmp_path) == 2
    assert len(list(tmp_path.glob("channels-*.dat"))) == n_levels
    for level in range(n_levels):
        header, peaks = _read(tmp_path / f"channels-{level}.dat")
        mixed_header, mixed = _read(tmp_path / f"peaks-{level}.dat")
        assert header[5] == 2
        assert header[:5] == mixed_header[:5]
        # The mix has half the amplitude of one speaker; in each turn the other speaker is silent.
        louder = np.abs(peaks.astype(int)).max(axis=(1, 2))
        assert np.abs(louder / 2 - np.abs(mixed.astype(int)).max(axis=(1, 2))).max() <= 2
    _, finest = _read(tmp_path / "channels-0.dat")
    assert decoded.n_samples == 30 * RATE
    assert finest[700, :, 1].tolist() == [125, 0]  # the click, in the bucket of 7.00 s
    assert finest[0:300, 1].any() == finest[300:600, 0].any() == False  # noqa: E712


def test_equal_channels_are_one(tmp_path: Path) -> None:
    one = np.random.default_rng(0).normal(0, 3000, (2 * RATE, 1)).astype(np.int16)
    nearly = np.repeat(one, 2, axis=1)
    nearly[:, 1] += np.random.default_rng(1).integers(-2, 3, len(one), np.int16)
    peaks = read_channels(_write_wav(tmp_path / "twice.wav", nearly), name="twice", stream=0)
    write_channels(tmp_path, peaks)
    assert count_written(tmp_path) == 1
    silence = ChannelPeaks()
    silence.add(np.zeros((1000, 2), np.int16))
    assert silence.finish() is None


@pytest.mark.parametrize("late", [False, True])
def test_channels_read_later_equal_those_of_the_ingest(tmp_path: Path, late: bool) -> None:
    source = _write_wav(tmp_path / "a.wav", _interview(5))
    if late:  # the video begins 1.5 s before the audio: both are padded to the file's clock
        moved = tmp_path / "late.mkv"
        subprocess.run(
            [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", "color=s=32x32:r=5:d=6.5",
             "-itsoffset", "1.5", "-i", str(source), "-map", "0", "-map", "1",
             "-c:v", "mpeg4", "-c:a", "flac", str(moved)],
            check=True,
        )  # fmt: skip
        source = moved
    channels = ChannelPeaks()
    decode(source, tmp_path / "audio.pcm", name="a", channels=2, on_frames=channels.add)
    again = read_channels(source, name="a", stream=0)
    taken_in = channels.finish()
    assert taken_in is not None
    assert again is not None
    assert np.array_equal(taken_in, again)
    assert len(again) == (650 if late else 500)


def test_old_recordings_have_no_channel_peaks_yet(tmp_path: Path) -> None:
    assert count_written(tmp_path) is None
    assert count_written(tmp_path / "none") is None
