"""Hard cuts are found on their exact frames."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.made_media import run_ffmpeg, write_wav
from transcribe.audio.shot_cuts import find_cuts
from transcribe.errors import MediaUnreadable
from transcribe.subtitles.frame_rates import frame_rate

SHOTS = ("testsrc", "color=blue", "smptebars", "color=white", "mandelbrot")


@pytest.mark.parametrize("name", ["23.976", "25", "29.97"])
def test_cuts_are_on_their_frames(tmp_path: Path, name: str) -> None:
    rate, path = frame_rate(name), tmp_path / "shots.mp4"
    lengths = [25, 31, 12, 40, 20]
    inputs = [
        part
        for shot, n in zip(SHOTS, lengths, strict=True)
        for part in ("-f", "lavfi", "-i", f"{shot}{'=' if '=' not in shot else ':'}r={rate.fps}:s=160x90,trim=end_frame={n}")
    ]  # fmt: skip
    joined = "".join(f"[{n}]" for n in range(len(SHOTS))) + f"concat=n={len(SHOTS)}:v=1"
    run_ffmpeg(*inputs, "-filter_complex", joined, "-c:v", "mpeg4", "-q:v", "3", path)
    frames = [rate.nearest(ms) for ms in find_cuts(path, name="shots.mp4")]
    assert frames == [25, 56, 68, 108]


def test_a_recording_without_video_is_refused(tmp_path: Path) -> None:
    import numpy as np

    path = write_wav(tmp_path / "a.wav", np.zeros(16_000, np.int16))
    with pytest.raises(MediaUnreadable, match="no video"):
        find_cuts(path, name="a.wav")
