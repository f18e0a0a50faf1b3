"""Clips above 16 kHz come from the original, on the clock of the recording's PCM."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.support.made_media import CONTAINERS, ingest, make_late, run_ffmpeg, write_wav
from transcribe.audio.resampling import clip_samples, resample
from transcribe.errors import MediaUnreadable
from transcribe.jobs.corpus_audio import check_source, samples_at
from transcribe.store import Store

RATE = 48_000


def speech_like(seconds: float, rate: int = RATE) -> NDArray[np.float64]:
    """Noise in bursts, with sound up to 20 kHz."""
    n_samples = round(seconds * rate)
    noise = np.random.default_rng(3).normal(0, 0.1, n_samples)
    return noise * (np.sin(np.arange(n_samples) / rate * 9) > 0)


def lag(a: NDArray[np.int16], b: NDArray[np.int16]) -> int:
    """How many samples b is later than a."""
    size = 1 << (len(a) + len(b)).bit_length()
    spectrum = np.fft.rfft(b.astype(float), size) * np.conj(np.fft.rfft(a.astype(float), size))
    best = int(np.argmax(np.fft.irfft(spectrum, size)))
    return best - size if best > size // 2 else best


def at_16_khz(samples: NDArray[np.int16], rate: int) -> NDArray[np.int16]:
    return np.concatenate(list(resample([samples], rate, 16_000)))


def test_above_16_khz_the_sound_above_8_khz_is_there(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "talk.wav", speech_like(3))
    with Store(tmp_path / "data") as store:
        made = ingest(store, source)
        samples = samples_at(store, made.media, 22_050, tmp_path)
    power = np.abs(np.fft.rfft(samples.astype(float))) ** 2
    above = np.fft.rfftfreq(len(samples), 1 / 22_050) > 9_000
    assert power[above].sum() > 0.1 * power.sum()


def test_at_its_own_rate_the_samples_are_the_originals(tmp_path: Path) -> None:
    frames = np.rint(np.clip(speech_like(2) * 32767, -32768, 32767)).astype(np.int16)
    source = write_wav(tmp_path / "talk.wav", frames / 32767)
    with Store(tmp_path / "data") as store:
        made = ingest(store, source)
        samples = samples_at(store, made.media, RATE, tmp_path)
    assert np.abs(samples[: len(frames)].astype(int) - frames).max() <= 1
    clip = clip_samples(samples, 333, 1_001, RATE)
    assert np.abs(clip.astype(int) - frames[15_984:48_048]).max() <= 1


@pytest.mark.parametrize("container", [CONTAINERS[0], CONTAINERS[7], CONTAINERS[10]])
@pytest.mark.parametrize("offsets", [(1.2, 0.0), (0.0, 2.0)])
def test_a_late_start_is_padded_as_in_the_pcm(
    tmp_path: Path, container: tuple[str, ...], offsets: tuple[float, float]
) -> None:
    source = make_late(tmp_path, container, *offsets)
    with Store(tmp_path / "data") as store:
        made = ingest(store, source)
        for rate in (22_050, 44_100):
            samples = samples_at(store, made.media, rate, tmp_path)
            assert lag(made.samples, at_16_khz(samples, rate)) == 0


def test_audio_that_changes_its_rate_inside_is_on_the_clock(tmp_path: Path) -> None:
    parts = []
    for n, rate in enumerate((48_000, 32_000)):
        wav = write_wav(tmp_path / f"{n}.wav", speech_like(2, rate), rate)
        run_ffmpeg("-i", wav, "-c:a", "mp2", "-f", "mp2", tmp_path / f"{n}.mp2")
        parts.append((tmp_path / f"{n}.mp2").read_bytes())
    source = tmp_path / "talk.mp2"
    source.write_bytes(b"".join(parts))
    with Store(tmp_path / "data") as store:
        made = ingest(store, source)
        samples = samples_at(store, made.media, 22_050, tmp_path)
        assert lag(made.samples, at_16_khz(samples, 22_050)) == 0
        assert abs(len(samples) / 22_050 - len(made.samples) / 16_000) < 0.01


def test_up_to_16_khz_the_pcm_is_used_and_8_khz_has_every_second_of_its_times(
    tmp_path: Path,
) -> None:
    source = write_wav(tmp_path / "talk.wav", speech_like(2))
    with Store(tmp_path / "data") as store:
        made = ingest(store, source)
        assert (samples_at(store, made.media, 16_000, tmp_path) == made.samples).all()
        halved = samples_at(store, made.media, 8_000, tmp_path)
        assert abs(len(halved) - len(made.samples) / 2) <= 1
        assert lag(made.samples, np.concatenate(list(resample([halved], 8_000, 16_000)))) == 0


def test_a_linked_file_that_is_gone_or_another_is_told_before_anything_is_written(
    tmp_path: Path,
) -> None:
    source = write_wav(tmp_path / "talk.wav", speech_like(1))
    with Store(tmp_path / "data") as store:
        media = ingest(store, source, keep="link").media
        check_source(store, media, 22_050)
        source.write_bytes(source.read_bytes() + b"more")
        with pytest.raises(MediaUnreadable, match="changed"):
            check_source(store, media, 22_050)
        source.unlink()
        with pytest.raises(MediaUnreadable, match="missing"):
            check_source(store, media, 22_050)
        check_source(store, media, 16_000)
