"""The player's copy is as loud as the recording."""

from __future__ import annotations

import logging
import subprocess
from pathlib import Path

import numpy as np
import pytest

from transcribe.audio.copy_check import check_copy
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.audio.probe import probe
from transcribe.audio.proxy import make_proxy
from transcribe.errors import MediaUnreadable


def rms(path: Path) -> float:
    """Of the left channel, half a second in."""
    raw = subprocess.run(
        [ffmpeg_path(), "-v", "error", "-ss", "0.5", "-i", str(path), "-af", "pan=mono|c0=c0",
         "-f", "f32le", "-"],
        check=True, capture_output=True,
    ).stdout  # fmt: skip
    return float(np.sqrt(np.square(np.frombuffer(raw, np.float32)).mean()))


@pytest.mark.parametrize("layout", ["mono", "stereo"])
@pytest.mark.parametrize("suffix", [".wav", ".mkv"])
def test_a_players_copy_is_as_loud_as_the_recording(
    tmp_path: Path, layout: str, suffix: str
) -> None:
    picture = ["-f", "lavfi", "-i", "testsrc2=size=160x90:rate=25", "-c:v", "mpeg4"]
    source = tmp_path / f"source{suffix}"
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", "sine=frequency=440",
         *(picture if suffix == ".mkv" else []), "-ac", "1" if layout == "mono" else "2",
         "-c:a", "pcm_s16le", "-t", "2", str(source)],
        check=True,
    )  # fmt: skip
    found = probe(source, name="source")
    proxy = make_proxy(source, tmp_path, name="source", probe=found, stream=0, duration_ms=2000)
    assert rms(proxy) == pytest.approx(rms(source), rel=0.03)


SECONDS = 20


def make_video(folder: Path, codec: str) -> Path:
    path = folder / f"{codec}.mkv"
    subprocess.run(
        [ffmpeg_path(), "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25",
         "-f", "lavfi", "-i", "sine=frequency=440", "-c:v", codec, "-pix_fmt", "yuv420p",
         "-g", "25", "-c:a", "pcm_s16le", "-t", str(SECONDS), str(path)],
        check=True,
    )  # fmt: skip
    return path


def make_copy(source: Path, folder: Path) -> Path:
    found = probe(source, name=source.name)
    return make_proxy(
        source, folder, name=source.name, probe=found, stream=0, duration_ms=SECONDS * 1000
    )


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
def test_a_copy_that_is_not_whole_is_told(tmp_path: Path, codec: str) -> None:
    """MPEG-4 is encoded again, H.264 is copied."""
    copy = make_copy(make_video(tmp_path, codec), tmp_path)
    n_frames = 25 * SECONDS

    def check(n_frames: int = n_frames, duration_ms: int = SECONDS * 1000) -> None:
        check_copy(copy, name="video", duration_ms=duration_ms, n_frames=n_frames)

    check()
    with pytest.raises(MediaUnreadable, match="500 video frames instead of 516"):
        check(n_frames=516)
    with pytest.raises(MediaUnreadable, match=r"20\.0\d s of audio instead of 21\.00 s"):
        check(duration_ms=21_000)
    whole = bytearray(copy.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + len(whole) // 10] = bytes(len(whole) // 10)
    copy.write_bytes(whole)
    with pytest.raises(MediaUnreadable, match="has errors"):
        check()
    copy.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(MediaUnreadable, match=r"has errors|instead of"):
        check()


def test_errors_that_a_copied_picture_had_before_are_no_fault_of_the_copy(tmp_path: Path) -> None:
    source = make_video(tmp_path, "libx264")
    content = bytearray(source.read_bytes())
    for at in range(len(content) // 4, len(content) // 2, 4001):
        content[at : at + 40] = b"\x55" * 40
    source.write_bytes(content)
    assert make_copy(source, tmp_path).suffix == ".mp4"


def test_a_copy_that_fails_its_check_does_not_stay(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    source = make_video(tmp_path, "mpeg4")
    found = probe(source, name=source.name)
    with (
        caplog.at_level(logging.WARNING),
        pytest.raises(MediaUnreadable, match=r"20\.0\d s of audio instead of 22\.00 s"),
    ):
        make_proxy(source, tmp_path, name="video", probe=found, stream=0, duration_ms=22_000)
    assert {path.name for path in tmp_path.iterdir()} == {source.name}
