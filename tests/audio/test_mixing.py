"""Mixing: no channel is dropped, a film's layout is mixed as a film, channels do not cancel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from transcribe.audio.mixing import Mixer, film_gains

RATE = 16_000
FIVE_ONE = ("FL", "FR", "FC", "LFE", "BL", "BR")


def _voice(seconds: float, level: float = 3000.0) -> NDArray[np.float64]:
    """Noise with the spectrum and the syllables of speech, roughly."""
    noise = np.random.default_rng(1).normal(0, 1, round(seconds * RATE))
    smooth = np.convolve(noise, np.ones(8) / 8, "same")
    syllables = 0.6 + 0.4 * np.sin(2 * np.pi * 4 * np.arange(len(noise)) / RATE)
    shaped = smooth * syllables
    scaled: NDArray[np.float64] = shaped * level / np.sqrt(np.square(shaped).mean())
    return scaled


def _mixed(frames: NDArray[np.float64], mixer: Mixer, block: int = 5000) -> NDArray[np.int16]:
    whole = np.rint(np.clip(frames, -32768, 32767)).astype(np.int16)
    parts = [mixer.mix(whole[at : at + block]) for at in range(0, len(whole), block)]
    return np.concatenate([*parts, mixer.finish()])


def _level(samples: NDArray[np.int16]) -> float:
    return float(np.sqrt(np.square(samples.astype(float)).mean()))


@given(data=st.data(), n=st.integers(3, 24))
@settings(max_examples=40)
def test_a_voice_on_any_track_is_heard(data: st.DataObject, n: int) -> None:
    """About as loud as alone, over the noise of all the other tracks."""
    k = data.draw(st.integers(0, n - 1))
    voice = _voice(1.0)
    frames = np.random.default_rng(n).normal(0, 20, (len(voice), n))
    frames[:, k] += voice
    mixed = _mixed(frames, Mixer(n))
    assert len(mixed) == len(voice)
    assert _level(mixed) > 0.7 * 3000
    assert np.corrcoef(mixed, voice)[0, 1] > 0.95


@given(
    n=st.sampled_from([3, 6, 8, 16]), block=st.integers(1, 40_000), n_frames=st.integers(0, 9000)
)
@settings(max_examples=25)
def test_the_size_of_blocks_changes_nothing(n: int, block: int, n_frames: int) -> None:
    frames = np.random.default_rng(n_frames).normal(0, 900, (n_frames, n))
    whole = _mixed(frames, Mixer(n), block=max(1, n_frames))
    if n_frames // block < 500:
        assert np.array_equal(_mixed(frames, Mixer(n), block=block), whole)
    assert len(whole) == n_frames


@pytest.mark.parametrize("k", range(6))
def test_a_voice_on_any_channel_of_a_named_layout_is_heard(k: int) -> None:
    """Many recorders write tracks under a film's name; a voice on its bass channel shows it."""
    frames = np.zeros((2 * RATE, 6))
    frames[:, k] = _voice(2.0)
    mixer = Mixer(6, "5.1", FIVE_ONE)
    assert _level(_mixed(frames, mixer)) > 0.08 * 3000
    gains = mixer.stereo_gains()
    assert gains is not None
    assert max(row[k] for row in gains) > 0.1


def test_the_bass_of_a_film_stays_out() -> None:
    frames = np.zeros((2 * RATE, 6))
    frames[:, 3] = 8000 * np.sin(2 * np.pi * 60 * np.arange(2 * RATE) / RATE)
    frames[:, 2] = _voice(2.0)
    mixer = Mixer(6, "5.1", FIVE_ONE)
    mixed = _mixed(frames, mixer)
    expected = frames[:, 2] * np.mean(film_gains(FIVE_ONE), axis=0)[2]
    assert np.abs(mixed - expected).max() <= 1
    assert mixer.stereo_gains() == film_gains(FIVE_ONE)


@given(names=st.lists(st.sampled_from(["FL", "FR", "FC", "BL", "SR", "TFL", "WR", "BC", "TBC"]),
                      min_size=3, max_size=9, unique=True))  # fmt: skip
def test_a_film_mix_drops_no_channel_and_does_not_clip(names: list[str]) -> None:
    gains = np.array(film_gains(names))
    assert (gains.sum(axis=0) > 0).all()
    assert (gains.sum(axis=1) <= 1 + 1e-9).all()


@pytest.mark.parametrize("swap", [1, -1])
def test_channels_that_cancel_for_a_while_are_found_there(swap: int) -> None:
    voice = _voice(6.0)
    right = voice.copy()
    right[3 * RATE :] *= -1
    frames = np.stack([voice, right][::swap], axis=1)
    mixer = Mixer(2)
    mixed = _mixed(frames, mixer)
    for second in range(6):
        assert _level(mixed[second * RATE : (second + 1) * RATE]) > 0.7 * 3000
    found = mixer.cancelling_ms()
    assert found is not None
    assert np.abs(np.subtract(found, 3000)).max() <= 100


@pytest.mark.parametrize("gain", [0.7, 0.85, 1.0, 1.2])
def test_channels_need_not_be_equally_loud_to_cancel(gain: float) -> None:
    voice = _voice(3.0)
    mixer = Mixer(2)
    mixed = _mixed(np.stack([voice, -gain * voice], axis=1), mixer)
    assert _level(mixed) > 0.7 * 3000
    assert mixer.cancelling_ms() is not None


@pytest.mark.parametrize("kind", ["one side", "apart", "same", "hum"])
def test_other_stereo_is_plainly_averaged(kind: str) -> None:
    left, noise = _voice(3.0), np.random.default_rng(5).normal(0, 2000, 3 * RATE)
    hum = 60 * np.sin(2 * np.pi * 50 * np.arange(3 * RATE) / RATE)
    frames = {
        "one side": np.stack([left, 0 * left], axis=1), "apart": np.stack([left, noise], axis=1),
        "same": np.stack([left, left], axis=1), "hum": np.stack([left + hum, left - hum], axis=1),
    }[kind]  # fmt: skip
    whole = np.rint(np.clip(frames, -32768, 32767))
    mixer = Mixer(2)
    assert np.abs(_mixed(frames, mixer) - whole.mean(axis=1)).max() <= 1
    assert mixer.cancelling_ms() is None


def test_an_inverted_pair_among_tracks_is_heard() -> None:
    voice = _voice(3.0)
    frames = np.zeros((len(voice), 4))
    frames[:, 1], frames[:, 2] = voice, -voice
    mixer = Mixer(4)
    assert _level(_mixed(frames, mixer)) > 0.7 * 3000
    assert mixer.cancelling_ms() is not None
