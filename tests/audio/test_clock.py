"""One clock: what the player plays and what is drawn lie where the samples are."""

from __future__ import annotations

import itertools
import struct
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from transcribe.audio.chunking import DRAFT_CHUNK_MS, iter_chunks
from transcribe.audio.decode import decode, open_pcm
from transcribe.audio.peaks import compute_peaks, write_peaks
from transcribe.audio.probe import probe
from transcribe.audio.proxy import make_proxy
from transcribe.audio.vad import Speech, iter_speech

JFK = Path(__file__).parents[1] / "data" / "jfk.flac"


def _pcm(path: Path, folder: Path, name: str = "audio.pcm") -> NDArray[np.int16]:
    found = probe(path, name=path.name)
    decode(path, folder / name, name=path.name, channels=found.audio[0].channels)
    return open_pcm(folder / name)


def _lag_ms(a: NDArray[np.int16], b: NDArray[np.int16]) -> float:
    """How much later b is than a, by cross-correlation."""
    size = 1 << (len(a) + len(b)).bit_length()
    spectrum = np.fft.rfft(b.astype(float), size) * np.conj(np.fft.rfft(a.astype(float), size))
    best = int(np.argmax(np.fft.irfft(spectrum, size)))
    return (best - size if best > size // 2 else best) / 16


@pytest.mark.parametrize(
    "name",
    ["made/vbr_noxing.mp3", "made/audio_late.mp4", "made/audio_late.mkv", "made/mp2.ts", "made/vfr.mp4", "made/aac_adts.aac", "made/opus.webm"],
)  # fmt: skip
def test_the_players_copy_has_the_clock_of_the_samples(
    shared_data: Path, tmp_path: Path, name: str
) -> None:
    source = shared_data / "media" / name
    samples = _pcm(source, tmp_path)
    found = probe(source, name=name)
    proxy = make_proxy(
        source, tmp_path, name=name, probe=found, stream=0, duration_ms=len(samples) // 16
    )
    played = _pcm(proxy, tmp_path, "played.pcm")
    assert abs(_lag_ms(samples, played)) <= 10


def test_sound_that_starts_late_in_a_video_is_padded(shared_data: Path, tmp_path: Path) -> None:
    samples = _pcm(shared_data / "media" / "made" / "audio_late.mp4", tmp_path)
    assert np.abs(samples[: 3 * 16_000]).max() < 50
    assert np.abs(samples[4 * 16_000 :]).max() > 1000


def test_channels_that_cancel_are_noticed(shared_data: Path, tmp_path: Path) -> None:
    source = shared_data / "media" / "made" / "antiphase.wav"
    decoded = decode(source, tmp_path / "a.pcm", name="antiphase.wav", channels=2)
    assert "cancel" in decoded.warnings[0]
    assert np.abs(open_pcm(tmp_path / "a.pcm")).max() > 1000


def test_peaks_are_the_extremes_of_their_buckets(tmp_path: Path) -> None:
    samples = _pcm(JFK, tmp_path)
    levels = write_peaks(tmp_path / "audio.pcm", tmp_path)
    content = (tmp_path / "peaks-0.dat").read_bytes()
    version, flags, rate, per_peak, count, channels = struct.unpack("<iIiiIi", content[:24])
    assert (version, flags, rate, per_peak, channels) == (2, 1, 16_000, 160, 1)
    assert count == levels[0].n_peaks == -(-len(samples) // 160)
    drawn = np.frombuffer(content[24:], np.int8).reshape(-1, 2)
    for index in (0, 7, count // 2, count - 1):
        bucket = samples[index * 160 : (index + 1) * 160]
        assert tuple(drawn[index]) == (bucket.min() >> 8, bucket.max() >> 8)


def test_peaks_of_nothing_are_none() -> None:
    assert compute_peaks(np.zeros(0, np.int16), 160).shape == (0, 2)


def test_chunks_hold_all_speech_and_are_short_enough(tmp_path: Path) -> None:
    samples = np.tile(_pcm(JFK, tmp_path), 6)
    speech = list(iter_speech(samples))
    chunks = list(iter_chunks(speech, samples))
    assert all(0 < chunk.audio_ms <= DRAFT_CHUNK_MS for chunk in chunks)
    assert chunks[0].audio_ms <= 10_000
    heard = sum(chunk.audio_ms for chunk in chunks)
    assert heard >= sum(part.end_ms - part.start_ms for part in speech)
    pieces = [piece for chunk in chunks for piece in chunk.pieces]
    assert pieces == sorted(pieces, key=lambda piece: piece.start_ms)
    assert all(a.end_ms <= b.start_ms for a, b in itertools.pairwise(pieces))


def test_speech_without_a_pause_is_cut_all_the_same() -> None:
    samples = np.random.default_rng(1).integers(-9000, 9000, 100 * 16_000).astype(np.int16)
    chunks = list(iter_chunks([Speech(0, 100_000)], samples))
    assert max(chunk.audio_ms for chunk in chunks) <= DRAFT_CHUNK_MS
    assert sum(chunk.audio_ms for chunk in chunks) == 100_000
