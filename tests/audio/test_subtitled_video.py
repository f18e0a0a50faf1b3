"""Subtitles in a video: on exactly their frames, in the shape in which it plays, and as a track."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from benchmarks.support.burned_edges import (
    SIZE,
    burn,
    frames_with_text,
    make_black,
    random_spans,
    stored_cues,
    wrong_edges,
)
from tests.support.made_media import run_ffmpeg, write_wav
from transcribe.audio.copy_check import audio_length
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.audio.probe import probe
from transcribe.audio.video.subtitled_video import SCRIPT, Canvas, draw_frame
from transcribe.audio.video.video_frames import VideoShape, look_at
from transcribe.document.model import Segment
from transcribe.errors import MediaUnreadable
from transcribe.formats.subtitles.styled_ass import Screen, styled_script
from transcribe.jobs.kinds.subtitled_video import look_into
from transcribe.jobs.kinds.video_work import VideoSettings, VideoWork, make_video
from transcribe.subtitles.frame_rates import MILLISECONDS, FrameRate, frame_rate
from transcribe.subtitles.video_style import VideoStyle

CUE = Segment(1, 200, 800, "Hello\nworld")


def make(path: Path, settings: VideoSettings, rate: FrameRate = MILLISECONDS) -> tuple[Path, str]:
    work = VideoWork(look_into(path, path.name), settings, (CUE,), rate, path.parent)
    made, notes = make_video(work, lambda *_: None)
    return made, " ".join(notes)


def described(path: Path) -> str:
    return subprocess.run(
        [ffmpeg_path(), "-i", str(path)], capture_output=True, text=True, check=False
    ).stderr


@pytest.mark.parametrize("name", ["23.976", "29.97", "60"])
def test_a_cue_shows_on_exactly_its_frames(tmp_path: Path, name: str) -> None:
    rate, spans = frame_rate(name), random_spans(120, 1)
    clip = make_black(tmp_path / "black.mp4", rate, 120)
    seen = frames_with_text(burn(clip, stored_cues(spans, rate), rate, tmp_path))
    assert len(seen) == 120
    assert wrong_edges(spans, seen) == 0


@pytest.mark.parametrize("name", ["120"])
def test_frames_shorter_than_hundredths_have_their_cues(tmp_path: Path, name: str) -> None:
    rate, spans = frame_rate(name), random_spans(120, 2)
    clip = make_black(tmp_path / "black.mp4", rate, 120)
    assert (
        wrong_edges(spans, frames_with_text(burn(clip, stored_cues(spans, rate), rate, tmp_path)))
        == 0
    )


def test_a_variable_frame_rate_stays_one(tmp_path: Path) -> None:
    clip = make_black(tmp_path / "even.mkv", frame_rate(50), 100)
    varying = tmp_path / "varying.mp4"  # 50 frames a second, then 12.5
    run_ffmpeg("-i", clip, "-vf", "select='lt(n,50)+not(mod(n,4))'", "-fps_mode", "passthrough",
               "-c:v", "mpeg4", varying)  # fmt: skip
    assert probe(varying, name="v").is_variable_rate
    cue = Segment(1, 985, 1395, "HHHH")
    seen = frames_with_text(burn(varying, [cue], frame_rate(31.25), tmp_path, "mkv"))
    at = [n * 20 for n in range(50)] + [n * 20 for n in range(52, 100, 4)]
    assert [985 <= ms < 1395 for ms in at] == seen[: len(at)]


@pytest.mark.parametrize(
    ("filters", "shape"),
    [
        ("setsar=64/45", VideoShape(80, 64, Fraction(64, 45))),
        ("format=yuv444p,crop=61:33", VideoShape(62, 34)),  # H.264 needs even sides: a line of black is added
        ("setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc,format=yuv420p10le",
         VideoShape(80, 64, pixel_format="yuv420p10le", transfer="smpte2084")),
    ],
)  # fmt: skip
def test_the_video_keeps_its_shape(tmp_path: Path, filters: str, shape: VideoShape) -> None:
    path = tmp_path / "source.mkv"
    run_ffmpeg("-f", "lavfi", "-i", "testsrc2=s=80x64:r=25:d=0.4", "-f", "lavfi", "-i", "sine=d=0.4",
               "-vf", filters, "-c:v", "ffv1", "-c:a", "pcm_s16le", path)  # fmt: skip
    made, notes = make(path, VideoSettings())
    found = look_at(made, name="made")
    assert (found.width, found.height, found.pixel_aspect) == (
        shape.width,
        shape.height,
        shape.pixel_aspect,
    )
    assert found.transfer == shape.transfer
    assert found.is_deep == shape.is_deep
    assert ("HDR kept" in notes) == shape.is_hdr
    assert "audio track 1 (pcm_s16le)" in notes


def test_a_turned_video_is_written_as_it_is_shown(tmp_path: Path) -> None:
    clip = make_black(tmp_path / "black.mp4", frame_rate(25), 10)
    turned = tmp_path / "turned.mp4"
    run_ffmpeg("-display_rotation", "90", "-i", clip, "-c", "copy", turned)
    made, _ = make(turned, VideoSettings())
    assert (look_at(made, name="m").width, look_at(made, name="m").height) == (36, 64)
    assert "rotation" not in described(made)


@pytest.mark.parametrize("aspect", [Fraction(64, 45), Fraction(4, 3), Fraction(8, 9)])
def test_letters_are_as_wide_as_with_square_pixels(tmp_path: Path, aspect: Fraction) -> None:
    def width_of_text(shape: VideoShape) -> float:
        script = styled_script(
            [replace(CUE, end_ms=9000, start_ms=0, text="OOOO")],
            VideoStyle(edge="none"),
            Screen(shape.aspect),
        )
        (tmp_path / SCRIPT).write_text(script)
        path = tmp_path / "plain.mkv"
        run_ffmpeg("-f", "lavfi", "-i", f"color=black:s={shape.width}x{shape.height}:d=0.1,setsar={shape.pixel_aspect}",
                   "-f", "lavfi", "-i", "sine=d=0.1", "-c:v", "ffv1", path)  # fmt: skip
        png = draw_frame(
            replace(look_into(path, ""), shape=shape), VideoSettings().canvas, tmp_path, 0
        )
        (tmp_path / "frame.png").write_bytes(png)
        raw = subprocess.run([ffmpeg_path(), "-v", "error", "-i", str(tmp_path / "frame.png"), "-f", "rawvideo", "-pix_fmt", "gray", "-"],
                             capture_output=True, check=True).stdout  # fmt: skip
        frame = np.frombuffer(raw, np.uint8).reshape(shape.height, -1)
        return float(np.ptp(np.nonzero(frame.max(axis=0) > 60)[0])) / shape.height

    square = width_of_text(VideoShape(1024, 576))
    assert width_of_text(VideoShape(720, 576, aspect)) == pytest.approx(square, rel=0.05)


@pytest.mark.parametrize("codec", ["pcm_s16le", "aac", "libmp3lame"])
@pytest.mark.parametrize(("n_ms", "container"), [(410, "mp4"), (479, "mkv")])
def test_a_background_lasts_as_long_as_the_audio(
    tmp_path: Path, codec: str, n_ms: int, container: str
) -> None:
    path = tmp_path / {"pcm_s16le": "a.wav", "aac": "a.aac", "libmp3lame": "a.mp3"}[codec]
    run_ffmpeg("-f", "lavfi", "-i", f"sine=d={n_ms / 1000}:r=48000", "-c:a", codec, path)
    source = look_into(path, path.name)
    made, _ = make(path, VideoSettings(container=container, canvas=Canvas(*SIZE, "#000000")))  # type: ignore[arg-type]
    n_frames = len(frames_with_text(made))
    assert n_frames == -(-source.duration_ms // 40)
    assert abs(source.duration_ms - n_ms) <= 60  # a coder's last frame
    assert abs(look_into(path, "").duration_ms - audio_length(made, "made")[0]) <= 60


@pytest.mark.parametrize(("container", "codec"), [("mp4", "mov_text"), ("mkv", "subrip")])
def test_a_track_has_the_text_its_times_and_its_language(
    tmp_path: Path, container: str, codec: str
) -> None:
    clip = make_black(tmp_path / "black.mp4", frame_rate(25), 25)
    settings = VideoSettings(mode="track", container=container, language="de", title="Untertitel")  # type: ignore[arg-type]
    made, notes = make(clip, settings, frame_rate(25))
    said = described(made)
    assert f"(deu): Subtitle: {codec}" in said or f"(ger): Subtitle: {codec}" in said
    assert "Untertitel" in said
    assert "mpeg4" in said  # copied
    assert "copied" in notes
    out = tmp_path / "out.srt"
    run_ffmpeg("-i", made, "-map", "0:s:0", out)
    assert out.read_text().startswith("1\n00:00:00,199 --> 00:00:00,799\nHello\nworld\n")


def test_mp4_says_what_it_cannot_hold(tmp_path: Path) -> None:
    path = tmp_path / "a.webm"
    run_ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "color=s=64x36:d=0.4",
        "-f",
        "lavfi",
        "-i",
        "sine=d=0.4",
        "-c:v",
        "libvpx",
        path,
    )
    with pytest.raises(MediaUnreadable, match="MP4 cannot hold its video"):
        make(path, VideoSettings(mode="track"))
    assert "subrip" in described(make(path, VideoSettings(mode="track", container="mkv"))[0])


@pytest.mark.parametrize("mode", ["burn-in", "track"])
def test_audio_gets_a_plain_background_or_a_track(tmp_path: Path, mode: str) -> None:
    path = write_wav(tmp_path / "a.wav", np.zeros(48_000, np.float32))
    made, _ = make(path, VideoSettings(mode=mode))  # type: ignore[arg-type]
    found = probe(made, name="made")
    assert found.has_video == (mode == "burn-in")
    assert found.duration_ms == pytest.approx(1000, abs=60)
    if mode == "track":
        assert "mov_text" in described(made)


def test_nothing_is_left_of_a_video_that_fails(tmp_path: Path) -> None:
    clip = make_black(tmp_path / "black.mp4", frame_rate(25), 10)
    work = VideoWork(look_into(clip, "c"), VideoSettings(), (CUE,), MILLISECONDS, tmp_path)

    def fail(share: float, step: str) -> None:
        if step == "Drawing the subtitles":
            raise RuntimeError(json.dumps(share))

    with pytest.raises(RuntimeError):
        make_video(work, fail)
    assert not list(tmp_path.glob("part-*"))


@pytest.mark.parametrize("container", ["mp4", "mkv"])
def test_a_track_shows_text_that_looks_like_markup(tmp_path: Path, container: str) -> None:
    clip = make_black(tmp_path / "black.mp4", frame_rate(25), 25)
    text = "<i>so</i> <laughs> < b > I <3 it <Al>, C:\\New\\names {\\an8} {x} & <font"
    settings = VideoSettings(mode="track", container=container)  # type: ignore[arg-type]
    work = VideoWork(
        look_into(clip, ""), settings, (replace(CUE, text=text),), frame_rate(25), tmp_path
    )
    made, _ = make_video(work, lambda *_: None)
    out = tmp_path / "out.srt"
    run_ffmpeg("-i", made, "-map", "0:s:0", out)
    assert out.read_text().replace("\u2060", "").splitlines()[2] == text


@pytest.mark.parametrize("mode", ["burn-in", "track"])
@pytest.mark.parametrize("n_tracks", [0, 1, 2])
def test_subtitle_tracks_that_are_left_out_are_counted(
    tmp_path: Path, n_tracks: int, mode: str
) -> None:
    clip, subtitles = make_black(tmp_path / "black.mp4", frame_rate(25), 25), tmp_path / "cues.srt"
    subtitles.write_text("1\n00:00:00,000 --> 00:00:00,500\nOriginal\n")
    source = tmp_path / "source.mkv"
    tracks = [part for n in range(n_tracks) for part in ("-map", f"{n + 1}:0")]
    run_ffmpeg(
        "-i", clip, *["-i", subtitles] * n_tracks, "-map", "0", *tracks, "-c", "copy", source
    )
    made, notes = make(source, VideoSettings(mode=mode))  # type: ignore[arg-type]
    assert described(made).count("Subtitle:") == (mode == "track")
    assert re.findall(r"(\d) subtitle tracks? of the original", notes) == [str(n_tracks)] * (
        n_tracks > 0
    )


@pytest.mark.parametrize("first_field", ["tff", "bff"])
def test_an_interlaced_video_stays_interlaced(tmp_path: Path, first_field: str) -> None:
    source = tmp_path / "source.mkv"
    weave = f"tinterlace=interleave_{'top' if first_field == 'tff' else 'bottom'},setfield={first_field}"
    run_ffmpeg("-f", "lavfi", "-i", f"testsrc2=s=128x96:r=50:d=1,{weave}", "-f", "lavfi", "-i", "sine=d=1",
               "-c:v", "mpeg2video", "-flags", "+ilme+ildct", "-r", "25", source)  # fmt: skip
    made, _ = make(source, VideoSettings(), frame_rate(25))
    fields = subprocess.run(
        [ffmpeg_path(), "-i", str(made), "-vf", "showinfo", "-f", "null", "-"], capture_output=True, text=True, check=True
    )  # fmt: skip
    shown = re.findall(r" i:(\S)", fields.stderr)
    assert set(shown) == {"T" if first_field == "tff" else "B"}
    assert len(shown) == 25
