"""Pieces: the same at every place, nothing in silence, and JSON that comes back equal."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from transcribe.audio.decode import decode, open_pcm, to_float
from transcribe.speakers import analysis
from transcribe.speakers.analysis import Piece, analyse, frame_at, ms_at, needed_ms, window_places
from transcribe.speakers.networks import OnnxNetworks

SAMPLE = Path(__file__).parents[1] / "data" / "three-speakers.opus"
Samples = NDArray[np.float32]


@pytest.fixture(scope="module")
def networks(speaker_models: Path) -> OnnxNetworks:
    return OnnxNetworks(speaker_models.parent)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    path = tmp_path_factory.mktemp("sample") / "audio.pcm"
    decode(SAMPLE, path, name=SAMPLE.name, channels=1)
    return to_float(np.array(open_pcm(path)))


def piece(networks: OnnxNetworks, samples: Samples, start_ms: int, end_ms: int) -> Piece:
    a, b = needed_ms(start_ms, end_ms)
    made = analyse(networks, samples[a * 16 : b * 16], a * 16, (start_ms, end_ms))
    assert made is not None
    return made


def test_a_piece_has_the_speech_that_the_whole_has(networks: OnnxNetworks, sample: Samples) -> None:
    whole = piece(networks, sample, 0, 36_000)
    parts = [piece(networks, sample, a, a + 12_000) for a in (0, 12_000, 24_000)]
    flags = np.zeros(whole.frames[1], bool)
    for part in parts:
        for a, b in part.speech:
            flags[a:b] = True
    assert [p.frames[0] for p in parts[1:]] == [p.frames[1] for p in parts[:-1]]
    assert analysis.runs_of(flags) == whole.speech


def test_its_json_comes_back_equal(networks: OnnxNetworks, sample: Samples) -> None:
    made = piece(networks, sample, 10_000, 20_000)
    again = Piece.from_plain(json.loads(json.dumps(made.to_plain())))
    assert (again.frames, again.speech, again.overlap) == (made.frames, made.speech, made.overlap)
    assert np.array_equal(again.windows_ms, made.windows_ms)
    assert np.array_equal(again.embeddings, made.embeddings)
    assert len(made.embeddings) > 5


@pytest.mark.parametrize("kind", ["silence", "noise", "tone", "clicks", "hum"])
def test_what_is_no_speech_has_none(networks: OnnxNetworks, kind: str) -> None:
    at = np.arange(6 * 16_000)
    rng = np.random.default_rng(1)
    audio = {
        "silence": np.zeros(len(at)),
        "noise": rng.normal(0, 0.1, len(at)),
        "tone": np.sin(at * 2 * np.pi * 440 / 16_000) * 0.5,
        "clicks": (at % 8_000 == 0) * 0.9,
        "hum": np.sin(at * 2 * np.pi * 50 / 16_000) * 0.3 + rng.normal(0, 0.01, len(at)),
    }[kind]
    made = piece(networks, audio.astype(np.float32), 0, 6_000)
    assert (made.speech, len(made.embeddings)) == ((), 0)


def test_a_stopped_analysis_has_no_result(networks: OnnxNetworks, sample: Samples) -> None:
    assert analyse(networks, sample[:160_000], 0, (0, 9_000), lambda: True) is None


@pytest.mark.parametrize("n_frames", [0, 1, 149, 150, 151, 224, 225, 226, 1000])
def test_windows_cover_all_frames(n_frames: int) -> None:
    places = window_places(n_frames)
    covered = {frame for at in places for frame in range(at, min(at + 150, n_frames))}
    assert covered == set(range(n_frames))
    assert len(places) == len(set(places))


@pytest.mark.parametrize("frame", [1, 2, 100, 7112, 2_000_000])
def test_frames_and_times_agree(frame: int) -> None:
    assert frame_at(ms_at(frame) + 4) == frame
    assert abs(ms_at(frame + 1) - ms_at(frame) - 16.875) < 1
