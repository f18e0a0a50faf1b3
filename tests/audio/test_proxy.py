"""The player's copy is as loud as the recording."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.audio.probe import probe
from transcribe.audio.proxy import make_proxy


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
    proxy = make_proxy(source, tmp_path, name="source", probe=found, stream=0)
    assert rms(proxy) == pytest.approx(rms(source), rel=0.03)
