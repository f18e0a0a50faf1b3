"""Black clips with subtitles burned in, and the frames on which text is seen in the result."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import numpy as np

from tests.support.made_media import run_ffmpeg
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.document.model import Segment
from transcribe.jobs.kinds.subtitled_video import look_into
from transcribe.jobs.kinds.video_work import VideoSettings, VideoWork, make_video
from transcribe.subtitles.frame_rates import FrameRate
from transcribe.subtitles.video_style import VideoStyle

SIZE = (64, 36)
STYLE = VideoStyle(size=15, edge="none", is_bold=True)
LEAST_BRIGHTNESS = 40  # of 255, of the brightest part of a frame


def make_black(path: Path, rate: FrameRate, n_frames: int, *more: object) -> Path:
    """A black clip with a tone."""
    width, height = SIZE
    seconds = float(n_frames / rate.fps)
    run_ffmpeg(
        "-f", "lavfi", "-i", f"color=black:s={width}x{height}:r={rate.fps}",
        "-f", "lavfi", "-i", f"sine=d={seconds}", "-frames:v", n_frames, "-c:v", "mpeg4",
        "-c:a", "aac", *more, path,
    )  # fmt: skip
    return path


def random_spans(n_frames: int, seed: int) -> list[tuple[int, int]]:
    """First frames, and frames after the last, of cues that fill a clip, one frame or more apart."""
    chance, spans, at = random.Random(seed), [], 1
    while (end := at + chance.randint(1, 6)) < n_frames:
        spans.append((at, end))
        at = end + chance.randint(1, 4)
    return spans


def burn(
    path: Path, cues: list[Segment], rate: FrameRate, folder: Path, container: str = "mp4"
) -> Path:
    """Burn cues into a clip with the product's own job."""
    settings = VideoSettings(style=STYLE, container=container)  # type: ignore[arg-type]
    work = VideoWork(look_into(path, path.name), settings, tuple(cues), rate, folder)
    return make_video(work, lambda *_: None)[0]


def frames_with_text(path: Path) -> list[bool]:
    """For each frame of a black clip, whether there is text in it."""
    width, height = SIZE
    done = subprocess.run(
        [ffmpeg_path(), "-v", "error", "-i", str(path), "-f", "rawvideo", "-pix_fmt", "gray",
         "-fps_mode", "passthrough", "-"],
        capture_output=True, check=True,
    )  # fmt: skip
    frames = np.frombuffer(done.stdout, np.uint8).reshape(-1, height * width)
    return [bool(brightest > LEAST_BRIGHTNESS) for brightest in frames.max(axis=1)]


def wrong_edges(spans: list[tuple[int, int]], seen: list[bool]) -> int:
    """How many edges of cues are not on their frames."""
    wrong = 0
    for first, end in spans:
        wrong += seen[first - 1] or not seen[first]
        wrong += not seen[end - 1] or seen[end]
    return wrong


def stored_cues(spans: list[tuple[int, int]], rate: FrameRate) -> list[Segment]:
    """A cue for each span; its times are those of the frames, rounded to the nearest ms as programs store them."""
    times = [
        (round(rate.time_of(first) * 1000), round(rate.time_of(end) * 1000)) for first, end in spans
    ]
    return [Segment(n, start, end, "HHHH") for n, (start, end) in enumerate(times, 1)]
