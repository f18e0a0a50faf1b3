"""Soft speech beside loud speech is heard and lifted; other audio stays as it is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from transcribe.audio.decode import decode, open_pcm
from transcribe.audio.evening import even_out
from transcribe.audio.vad import iter_speech

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"
RATE = 16_000


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.int16]:
    """Five seconds of speech with a pause."""
    target = tmp_path_factory.mktemp("pcm") / "audio.pcm"
    decode(JFK, target, name="jfk.flac", channels=1)
    return np.array(open_pcm(target))[: 5 * RATE]


def _level_db(samples: NDArray[np.int16]) -> float:
    return float(10 * np.log10(np.square(samples.astype(float)).mean() / 32768**2 + 1e-12))


def _in_turn(speech: NDArray[np.int16], softer_db: float) -> NDArray[np.int16]:
    soft = np.rint(speech * 10 ** (-softer_db / 20)).astype(np.int16)
    pause = np.zeros(RATE // 2, np.int16)
    return np.concatenate([speech, pause, soft, pause, speech])


@pytest.mark.parametrize("softer_db", [16, 24, 30, 34, 38])
def test_a_softer_partner_is_lifted_to_the_loud_one(
    speech: NDArray[np.int16], softer_db: float
) -> None:
    together = _in_turn(speech, softer_db)
    evened = even_out(together)
    begin, end = len(speech) + RATE // 2, 2 * len(speech) + RATE // 2
    assert _level_db(evened[begin:end]) > _level_db(speech) - 14
    for untouched in (slice(0, begin - RATE // 4), slice(end + RATE // 4, None)):
        assert np.array_equal(evened[untouched], together[untouched])


@pytest.mark.parametrize("softer_db", [0, 20, 30, 34, 38])
def test_voice_activity_hears_the_softer_partner(
    speech: NDArray[np.int16], softer_db: float
) -> None:
    together = _in_turn(speech, softer_db)
    heard = np.zeros(len(together) // 16 + 1, bool)
    for span in iter_speech(together):
        heard[span.start_ms : span.end_ms] = True
    alone = np.zeros(len(speech) // 16 + 1, bool)
    for span in iter_speech(speech):
        alone[span.start_ms : span.end_ms] = True
    begin_ms = (len(speech) + RATE // 2) // 16
    assert heard[begin_ms : begin_ms + len(alone)].sum() > 0.85 * alone.sum()


def test_speech_of_one_level_comes_back_unchanged(speech: NDArray[np.int16]) -> None:
    assert even_out(speech) is speech


@pytest.mark.parametrize("level", [0, 1, 20, 150])
def test_background_between_speech_is_not_lifted(speech: NDArray[np.int16], level: float) -> None:
    noise = np.rint(np.random.default_rng(3).normal(0, level, 3 * RATE)).astype(np.int16)
    together = np.concatenate([speech, noise, speech])
    assert np.array_equal(even_out(together), together)


@pytest.mark.parametrize("n", [0, 1, 159, 160, 4000])
def test_a_few_samples_come_back(n: int) -> None:
    samples = np.arange(n, dtype=np.int16)
    assert np.array_equal(even_out(samples), samples)
