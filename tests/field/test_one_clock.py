"""One clock: samples, playback copy and waveform have the source's own time stamps.

Zero is the start of the earliest stream that a player shows.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from tests.support.made_media import (
    CONTAINERS,
    ONSET_S,
    Ingested,
    burst,
    ingest,
    make_late,
    onsets_s,
    run_ffmpeg,
    write_wav,
)
from tests.support.store_steps import edit
from transcribe.audio.clock import FIRST_CLOCK
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.errors import MediaUnreadable
from transcribe.jobs.ingest import run_ingest
from transcribe.store import Store

NEAR_S = 0.03
LOOK_AHEAD = {"probesize": "50000000", "analyzeduration": "60000000"}
NO_START = ("avi",)  # ffmpeg writes no late start into it
OFFSETS = [(0.0, 0.0), (1.2, 0.0), (3.5, 0.0), (0.0, 2.0), (20.0, 0.0)]  # of audio, of video
# Each container with every other offset, each offset with every other container; TRANSCRIBE_ALL=1 takes all.
PAIRS = [
    (container, offsets)
    for n, container in enumerate(CONTAINERS)
    for k, offsets in enumerate(OFFSETS)
    if os.environ.get("TRANSCRIBE_ALL") or (n + k) % 2 == 0
]


def _onset_by_time_stamps(path: Path) -> float:
    """The burst's onset by an independent reader, from the start of the earliest stream."""
    starts: dict[int, float] = {}
    onset = None
    with av.open(str(path), options=LOOK_AHEAD) as container:
        for packet in container.demux():
            if packet.pts is None or packet.stream.type not in {"audio", "video"}:
                continue
            at = float(packet.pts * packet.time_base)
            starts[packet.stream_index] = min(starts.get(packet.stream_index, at), at)
            if packet.stream.type == "audio" and onset is None:
                onset = next(filter(None, map(_loud_at, packet.decode())), None)
    assert onset is not None
    return onset - min(starts.values())


def _loud_at(frame: Any) -> float | None:
    samples = np.abs(frame.to_ndarray().astype(float))
    if frame.format.is_planar:
        samples = samples.max(axis=0)
    else:
        samples = samples.reshape(-1, frame.layout.nb_channels).max(axis=1)
    full = 1.0 if frame.format.name.startswith("flt") else 32768.0
    loud = np.flatnonzero(samples > 0.05 * full)
    return frame.time + loud[0] / frame.sample_rate if len(loud) else None


def _drawn_onset_s(made: Ingested) -> float:
    height = made.drawn[:, 1].astype(int) - made.drawn[:, 0]
    return float(np.flatnonzero(height > 0.2 * height.max())[0]) / 100


@pytest.mark.parametrize(("container", "offsets"), PAIRS, ids=str)
def test_audio_lies_where_the_time_stamps_are(
    tmp_path: Path, store: Store, container: tuple[str, ...], offsets: tuple[float, float]
) -> None:
    source = make_late(tmp_path, container, *offsets)
    made = ingest(store, source)
    [onset] = onsets_s(made.samples)
    assert abs(onset - _onset_by_time_stamps(source)) <= NEAR_S
    [played] = onsets_s(made.played)
    assert abs(onset - played) <= NEAR_S
    assert abs(onset - _drawn_onset_s(made)) <= NEAR_S
    if container[0] not in NO_START:
        wanted = ONSET_S + offsets[0] - min(offsets)
        assert abs(onset - wanted) <= 0.06  # a codec's first frame may count
    assert made.media.warnings == ()


FORMATS = {1: "mono|c0=c0", 2: "stereo|c0=c0|c1=c0", 6: "5.1|c0=c0|c1=c0|c2=c0|c3=0*c0|c4=c0|c5=c0"}
CHANGES = [
    ((48_000, 1), (48_000, 2)), ((48_000, 2), (48_000, 1)), ((48_000, 1), (44_100, 1)),
    ((44_100, 2), (48_000, 2)), ((48_000, 6), (48_000, 2)), ((48_000, 2), (48_000, 6)),
]  # fmt: skip
CHANGING = [("mpegts", "aac"), ("mpegts", "ac3"), ("mpegts", "mp2"), ("adts", "aac"), ("ac3", "ac3"), ("vob", "ac3")]  # fmt: skip


@pytest.mark.parametrize("kind", CHANGING, ids="-".join)
@pytest.mark.parametrize("change", CHANGES, ids=str)
def test_a_change_of_format_inserts_nothing(
    tmp_path: Path, store: Store, kind: tuple[str, str], change: tuple[tuple[int, int], ...]
) -> None:
    name, codec = kind
    if codec == "mp2" and 6 in {channels for _, channels in change}:
        pytest.skip("MPEG audio layer 2 has no six channels")
    sound = write_wav(tmp_path / "sound.wav", burst(ONSET_S, 2, 10))
    content = b""
    for rate, channels in change:
        part = tmp_path / "part"
        run_ffmpeg(
            "-i", sound, "-af", f"pan={FORMATS[channels]}", "-ar", rate, "-c:a", codec,
            "-f", name, part,
        )  # fmt: skip
        content += part.read_bytes()
    source = tmp_path / f"changing.{name}"
    source.write_bytes(content)
    made = ingest(store, source)
    first, second = onsets_s(made.samples, share=0.1)
    # A join of two files adds a codec's first and last frames.
    assert abs(first - ONSET_S) <= 0.06
    assert abs(second - (10 + ONSET_S)) <= 0.1
    played = onsets_s(made.played, share=0.1)
    assert np.abs(np.subtract(played, [first, second])).max() <= NEAR_S
    assert made.media.warnings == ()


@pytest.mark.parametrize(
    ("name", "onset"), [("late_audio.ts", 4.51), ("late_audio_1200ms.m2ts", 2.21)]
)
def test_audio_that_starts_after_the_video(
    field: Path, store: Store, name: str, onset: float
) -> None:
    made = ingest(store, field / name)
    assert abs(onsets_s(made.samples, share=0.1)[0] - onset) <= NEAR_S
    assert abs(onsets_s(made.played, share=0.1)[0] - onset) <= NEAR_S


@pytest.mark.parametrize(("name", "gap"), [("mono_to_stereo.ts", 1.9), ("rate_change.aac", 1.9)])
def test_a_change_inside_a_stream_of_the_field_cases(
    field: Path, store: Store, name: str, gap: float
) -> None:
    made = ingest(store, field / name)
    sounds = np.flatnonzero(np.abs(made.samples) > 300) / 16_000
    assert max(np.diff(sounds)) <= gap
    assert made.media.duration_ms is not None
    assert made.media.duration_ms < 8_100
    assert made.media.warnings == ()


def test_the_timeline_is_as_long_as_the_video(field: Path, store: Store) -> None:
    made = ingest(store, field / "picture_longer_than_sound.mp4")
    assert made.media.duration_ms == 20_000
    assert len(made.samples) == 320_000
    assert len(made.drawn) == 2_000
    assert not made.samples[8 * 16_000 :].any()


@pytest.mark.parametrize("suffix", ["ts", "mkv", "ogv", "mp4", "webm", "flv"])
def test_the_longer_of_video_and_audio_counts(tmp_path: Path, store: Store, suffix: str) -> None:
    container = next(known for known in CONTAINERS if known[0] == suffix)
    sound = write_wav(tmp_path / "sound.wav", burst(1, 2, 3))
    for seconds in (1, 12):
        source = tmp_path / f"{seconds}.{suffix}"
        run_ffmpeg(
            "-f", "lavfi", "-i", f"testsrc=s=96x64:r=25:d={seconds}", "-i", sound, "-c:v",
            container[2], "-c:a", container[3], "-pix_fmt", "yuv420p", "-f", container[1], source,
        )  # fmt: skip
        made = ingest(store, source)
        assert made.media.duration_ms == pytest.approx(1000 * max(3, seconds), abs=150)
        assert len(made.samples) == 16 * (made.media.duration_ms or 0)


def test_a_recording_with_a_transcript_keeps_its_clock(field: Path, store: Store) -> None:
    """Its times were written on the first clock; a new preparation must not move them."""
    made = ingest(store, field / "late_audio.ts")
    media = made.media
    store.media.update(media.id, clock=FIRST_CLOCK)
    edit(store, Insert(Segment(1, 1030, 2800, "in being")), media_id=media.id)
    made = _prepared_again(store, media.id)
    assert made.media.clock == FIRST_CLOCK
    assert abs(onsets_s(made.samples, share=0.1)[0] - 1.03) <= NEAR_S


def test_a_recording_without_a_transcript_gets_the_new_clock(field: Path, store: Store) -> None:
    media = ingest(store, field / "late_audio.ts").media
    store.media.update(media.id, clock=FIRST_CLOCK)
    made = _prepared_again(store, media.id)
    assert made.media.clock > FIRST_CLOCK
    assert abs(onsets_s(made.samples, share=0.1)[0] - 4.51) <= NEAR_S


def _prepared_again(store: Store, media_id: str) -> Ingested:
    run_ingest(store, media_id, lambda *_: None)
    return Ingested(store.media.get(media_id), store.media_folder(media_id))


def test_two_recordings_in_one_webm_are_joined(field: Path, store: Store) -> None:
    made = ingest(store, field / "two_recordings.webm")
    assert made.media.duration_ms == pytest.approx(7_900, abs=30)
    assert made.media.warnings == (
        "The file has 2 recordings one after another; they were joined.",
    )
    assert onsets_s(made.samples, share=0.1)[-1] > 4.5
    assert sorted(path.name for path in made.folder.glob("*.mkv")) == []


RESUMED = [("wav", "pcm_s16le"), ("aiff", "pcm_s16be"), ("mp4", "aac"), ("mov", "pcm_s16le"), ("mka", "flac"), ("flac", "flac")]  # fmt: skip


@pytest.mark.parametrize(("suffix", "codec"), RESUMED)
def test_audio_stopped_and_resumed_is_joined(
    tmp_path: Path, store: Store, suffix: str, codec: str
) -> None:
    sound = write_wav(tmp_path / "sound.wav", burst(1, 2, 3))
    part, source = tmp_path / f"part.{suffix}", tmp_path / f"two.{suffix}"
    run_ffmpeg("-i", sound, "-c:a", codec, part)
    source.write_bytes(part.read_bytes() * 3)
    made = ingest(store, source)
    assert np.abs(np.subtract(onsets_s(made.samples), [1, 4, 7])).max() <= 0.06
    assert made.media.duration_ms == pytest.approx(9_000, abs=150)


def test_parts_of_two_formats_are_not_mixed(tmp_path: Path, store: Store) -> None:
    source = tmp_path / "two.wav"
    sound = write_wav(tmp_path / "sound.wav", burst(1, 2, 3))
    other = tmp_path / "other.wav"
    run_ffmpeg("-i", sound, "-ar", 8_000, other)
    source.write_bytes(sound.read_bytes() + other.read_bytes())
    made = ingest(store, source)
    assert made.media.duration_ms == 3_000
    assert made.media.warnings == (
        "The file has 2 recordings one after another, which could not be joined "
        "(their formats differ). Only the first is here; 3.0 s are missing.",
    )
    assert sorted(path.name for path in made.folder.glob("part*")) == []


def test_a_video_stopped_and_resumed_keeps_both_parts_in_time(tmp_path: Path, store: Store) -> None:
    sound = write_wav(tmp_path / "sound.wav", burst(1, 2, 3))
    part = tmp_path / "part.webm"
    run_ffmpeg(
        "-f", "lavfi", "-i", "testsrc=s=96x64:r=10:d=5", "-i", sound, "-c:v", "libvpx",
        "-c:a", "libopus", "-f", "webm", "-live", 1, part,
    )  # fmt: skip
    source = tmp_path / "two.webm"
    source.write_bytes(part.read_bytes() * 2)
    made = ingest(store, source)
    assert np.abs(np.subtract(onsets_s(made.samples), [1, 6])).max() <= 0.06
    assert made.media.duration_ms == pytest.approx(10_000, abs=150)
    assert made.media.has_video


def test_parts_that_cannot_be_joined_are_named_with_their_length(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, field: Path
) -> None:
    def refuse(*_: object, **more: object) -> None:
        raise MediaUnreadable(str(more["name"]), "their codecs differ")

    monkeypatch.setattr("transcribe.jobs.ingest_files.join_parts", refuse)
    made = ingest(store, field / "two_recordings.webm")
    assert "Only the first is here; 4.5 s are missing." in made.media.warnings[0]
    assert sorted(path.name for path in made.folder.glob("part*")) == []
