"""Turns of the speakers on channels: cross-talk by level, copies of a channel, channels without a speaker."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.speakers.channel_voices import SPOKEN_MS, TOTAL_MS, mixed, voice
from transcribe.audio.vad import BLOCK_SAMPLES
from transcribe.speakers.channel_reading import ChannelAnalyser
from transcribe.speakers.channel_turns import ChannelFrames, ChannelTurns, turns_of_channels
from transcribe.speakers.error_rates import SpokenTurn, diarization_errors

WHOLE = [(0, TOTAL_MS)]


@cache
def analysed(leak_db: float, gains: tuple[float, ...], n_voices: int = 2) -> ChannelFrames:
    return frames_of(mixed(leak_db, gains, n_voices))


def frames_of(channels: NDArray[np.int16]) -> ChannelFrames:
    analyser = ChannelAnalyser(channels.shape[1])
    for first in range(0, len(channels), BLOCK_SAMPLES):
        analyser.add(channels[first : first + BLOCK_SAMPLES])
    return analyser.finish()


def confusion_and_alarm(found: ChannelTurns, n_voices: int = 2) -> tuple[float, float]:
    """In parts of the speech."""
    truth = [SpokenTurn(str(n), *part) for n in range(n_voices) for part in SPOKEN_MS[n]]
    heard = [SpokenTurn(f"c{t.speaker}", t.start_ms, t.end_ms) for t in found.turns]
    errors = diarization_errors(truth, heard, WHOLE, 250)
    return errors.confusion_ms / errors.speech_ms, errors.false_alarm_ms / errors.speech_ms


@pytest.mark.parametrize("leak_db", [-90.0, -30.0, -20.0, -12.0])
@pytest.mark.parametrize("gains", [(1.0, 1.0), (1.0, 0.25)])
def test_a_voice_that_leaks_is_not_counted(leak_db: float, gains: tuple[float, ...]) -> None:
    found = turns_of_channels(analysed(leak_db, gains), is_asked=False)
    assert (found.problem, {turn.speaker for turn in found.turns}) == ("", {0, 1})
    confusion, alarm = confusion_and_alarm(found)
    assert confusion < 0.01
    assert alarm < 0.05
    both = [t for t in found.turns if t.start_ms < 19_000 < t.end_ms]
    assert {turn.speaker for turn in both} == {0, 1}  # two at once stay two
    assert all(0 < turn.confidence <= 1 for turn in found.turns)


def test_any_number_of_channels() -> None:
    found = turns_of_channels(analysed(-20.0, (1.0, 0.7, 0.5), 3), is_asked=False)
    assert {turn.speaker for turn in found.turns} == {0, 1, 2}
    assert confusion_and_alarm(found, 3)[0] < 0.01


@given(gain=st.sampled_from([1.0, -1.0, 0.5, -0.2]))
@settings(max_examples=4, deadline=None)
def test_a_copy_of_a_channel_is_no_second_speaker(gain: float) -> None:
    one = voice(0)
    channels = np.stack([one, gain * one], axis=1)
    noise = np.random.default_rng(1).normal(0, 1, channels.shape)
    found = turns_of_channels(frames_of((channels + noise).astype(np.int16)), is_asked=True)
    assert not found.turns
    assert found.problem.startswith("all channels have the same sound")
    assert found.problem.endswith("inverted") == (gain < 0)


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ("digital silence", "only one channel has sound"),
        ("noise", "only one channel has speech of its own"),
        ("leak", "only one channel has speech of its own"),
    ],
)
def test_a_channel_without_a_speaker_is_told(other: str, problem: str) -> None:
    one = voice(0) + voice(1)
    noise = np.random.default_rng(2).normal(0, 20, len(one))
    second = {"digital silence": 0 * one, "noise": noise, "leak": 0.05 * np.roll(one, 80) + noise}
    channels = np.stack([one, second[other]], axis=1).astype(np.int16)
    found = turns_of_channels(frames_of(channels), is_asked=True)
    assert (found.turns, found.problem) == ((), problem)


def test_voices_on_all_channels_are_left_to_the_voices_unless_a_person_asks() -> None:
    frames = analysed(-4.0, (1.0, 1.0))
    assert turns_of_channels(frames, is_asked=False).problem == "every voice is on all channels"
    asked = turns_of_channels(frames, is_asked=True)
    assert {turn.speaker for turn in asked.turns} == {0, 1}


def test_channels_that_are_all_named_as_a_mix_are_read() -> None:
    frames = analysed(-20.0, (1.0, 1.0))
    found = turns_of_channels(frames, is_asked=False, passed_over=[0, 1])
    assert found == turns_of_channels(frames, is_asked=False)
    assert found.turns


def test_a_mix_of_the_others_is_passed_over() -> None:
    tracks = mixed(-20.0, (1.0, 1.0), 2)
    with_mix = np.concatenate([tracks.sum(axis=1, keepdims=True) // 2, tracks], axis=1)
    found = turns_of_channels(frames_of(with_mix.astype(np.int16)), is_asked=False, passed_over=[0])
    assert {turn.speaker for turn in found.turns} == {1, 2}


@pytest.mark.parametrize("n_samples", [0, 100, 40_000])
def test_nothing_has_no_speakers(n_samples: int) -> None:
    quiet = np.zeros((n_samples, 2), np.int16)
    frames = frames_of(quiet) if n_samples else ChannelAnalyser(2).finish()
    assert turns_of_channels(frames, is_asked=True).problem == "no channel has sound"
    n = max(n_samples, 2)
    tone = (2000 * np.sin(np.arange(n) / 20))[:, None] * [1, 0.5]
    hum = tone + np.random.default_rng(3).normal(0, 100, (n, 2))
    assert not turns_of_channels(frames_of(hum.astype(np.int16)), is_asked=True).turns
