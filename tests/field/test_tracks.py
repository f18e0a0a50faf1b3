"""Every voice is heard: tracks of recorders, channels that cancel, and the choice of an audio stream."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tests.support.made_media import RATE, burst, ingest, onsets_s, run_ffmpeg, write_wav
from transcribe.cli.main import main
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.library.watch_folders import is_recording
from transcribe.store import Store

NEAR_S = 0.03


@pytest.mark.parametrize("suffix", ["wav", "flac", "mka"])
@pytest.mark.parametrize("n", [3, 6, 8, 16])
def test_a_sound_on_any_of_a_recorders_tracks_is_heard_and_played(
    tmp_path: Path, store: Store, suffix: str, n: int
) -> None:
    """Also where the container makes a film's layout of the number of tracks."""
    if suffix == "flac" and n == 16:
        pytest.skip("at most eight channels")
    for k in sorted({0, 2, n // 2, n - 1}):
        frames = np.random.default_rng(k).normal(0, 1e-4, (3 * RATE, n))
        frames[:, k] += burst(1, 2, 3, seed=n + k)
        plain = write_wav(tmp_path / f"{n}-{k}.wav", frames)
        source = tmp_path / f"{n}-{k}.{suffix}"
        if suffix != "wav":
            run_ffmpeg("-i", plain, "-c:a", "flac" if n <= 8 else "pcm_s16le", source)
        made = ingest(store, source)
        for samples in (made.samples, made.played):
            loud = samples[RATE // 3 + 3200 : RATE // 3 + 12_800].astype(float)
            assert np.sqrt(np.square(loud).mean()) > 250, (k, suffix)
            assert abs(onsets_s(samples)[0] - 1) <= NEAR_S


@pytest.mark.parametrize(("name", "n_sounds"), [("3ch_third.wav", 2), ("8ch_fourth.wav", 1)])
def test_recorder_tracks_of_the_field_cases(
    field: Path, store: Store, name: str, n_sounds: int
) -> None:
    made = ingest(store, field / name)
    wanted = [1.0, 4.2][:n_sounds]  # where the loud parts of the sentences begin, in seconds
    found = onsets_s(made.samples, share=0.15)
    assert all(min(abs(at - onset) for onset in found) < 0.1 for at in wanted), found
    assert np.abs(made.samples.astype(int)).max() > 3000
    assert np.abs(made.played.astype(int)).max() > 3000


def test_a_voice_that_is_inverted_in_one_channel_is_kept(field: Path, store: Store) -> None:
    made = ingest(store, field / "second_voice_inverted.flac")
    second = made.samples[int(3.9 * 16_000) : int(6.8 * 16_000)].astype(float)
    assert np.sqrt(np.square(second).mean()) > 500
    [warning] = made.media.warnings
    assert warning.startswith("Its two channels cancel each other for ")
    assert "first at 0:0" in warning


def test_the_stream_that_is_marked_as_default_is_taken_and_said(field: Path, store: Store) -> None:
    media = ingest(store, field / "first_track_silent.mkv").media
    assert media.audio_stream == 1
    assert media.warnings == ("Audio track 2 of 2 is used: the file marks it as default.",)


def test_a_stream_that_cannot_be_decoded_is_passed_over_and_said(field: Path, store: Store) -> None:
    media = ingest(store, field / "undecodable_first_track.mov").media
    assert media.audio_stream == 1
    assert media.streams[0].problem == "undecodable"
    assert media.warnings == ("Audio track 2 of 2 is used: track 1 cannot be decoded.",)


def _two_streams(folder: Path, first: float, second: float, default: int) -> Path:
    """Two streams of noise with these levels."""
    sounds = [
        write_wav(folder / f"{n}.wav", level * burst(0, 3, 3, seed=n))
        for n, level in enumerate((first, second))
    ]
    target = folder / f"{first}-{second}-{default}.mkv"
    run_ffmpeg(
        "-i", sounds[0], "-i", sounds[1], "-map", "0", "-map", "1", "-c:a", "flac",
        "-disposition:a", "0", f"-disposition:a:{default}", "default", target,
    )  # fmt: skip
    return target


@pytest.mark.parametrize(
    ("levels", "default", "taken", "told"),
    [
        ((1, 1), 0, 0, ()),
        ((1, 1), 1, 1, ("Audio track 2 of 2 is used: the file marks it as default.",)),
        ((0, 1), 0, 1, ("Audio track 2 of 2 is used: track 1 has no sound.",)),
        ((1, 0), 1, 0, ("Audio track 1 of 2 is used: track 2 has no sound.",)),
        ((0, 0), 0, 0, ("Audio track 1 of 2 is used: no track has sound.",)),
    ],
)
def test_the_default_stream_with_sound_is_taken(
    tmp_path: Path,
    store: Store,
    levels: tuple[float, float],
    default: int,
    taken: int,
    told: tuple[str, ...],
) -> None:
    source = _two_streams(tmp_path, *levels, default)
    made = ingest(store, source)
    assert made.media.audio_stream == taken
    assert made.media.warnings == told
    assert made.samples.any() == any(levels)
    again = add_recording(store, source, AddOptions(source.name, model=None))
    assert (again.is_duplicate, again.media.id) == (True, made.media.id)


def test_a_stream_that_is_named_is_taken_whatever_it_holds(tmp_path: Path, store: Store) -> None:
    made = ingest(store, _two_streams(tmp_path, 0, 1, 1), stream=0)
    assert (made.media.audio_stream, made.media.stream_choice) == (0, "named")
    assert not made.samples.any()


def test_the_command_line_names_a_stream_and_reports_it(tmp_path: Path) -> None:
    source = _two_streams(tmp_path, 1, 1, 0)
    arguments = ["--data", str(tmp_path / "data"), "add", "--model", "none", "--json"]
    for stream in (1, 0):
        done = CliRunner().invoke(main, [*arguments, "--stream", str(stream), str(source)])
        assert done.exit_code == 0, done.output
        [media] = json.loads(done.stdout)["media"]
        assert media["audio_stream"] == stream


@pytest.mark.parametrize("name", ["memo.qta", "DICTATION.DSS", "a.wav"])
def test_recordings_are_known_by_their_suffix(name: str) -> None:
    assert is_recording(name)


def test_a_dictation_is_taken_in(field: Path, store: Store) -> None:
    made = ingest(store, field / "dictation.dss")
    assert made.media.duration_ms == pytest.approx(5_900, abs=100)
