"""Video with subtitles, by ffmpeg: drawn into the frames, or as a track that players can turn off.

Subtitles are drawn by libass, after the frames were turned as the file asks. Frames keep their times, so a
variable frame rate stays one; nothing is scaled. A burned-in video is encoded again: H.264, or H.265 with 10 bits for HDR.
Audio is copied where the container holds it.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import ffmpeg

from transcribe.audio.copy_check import last_count
from transcribe.audio.ffmpeg import command, read_source, running
from transcribe.audio.probe import AudioStream, Probe
from transcribe.audio.video.video_frames import VideoShape, run_short
from transcribe.errors import DiskFull, MediaUnreadable
from transcribe.system.child_process import Cancellation

Container = Literal["mp4", "mkv"]
Quality = Literal["small", "normal", "high"]
SCRIPT = "cues.ass"  # in the working folder: a path in a filter would need escapes
AUDIO_IN_MP4 = frozenset(["aac", "ac3", "alac", "eac3", "mp3", "mp3float"])
VIDEO_IN_MP4 = frozenset(["av1", "h264", "hevc", "libdav1d", "mpeg4", "vp9"])
CANVAS_RATE = 25
_CRF = {"small": (26, 28), "normal": (20, 23), "high": (16, 18)}  # H.264, H.265
_PROGRESS_CHARS = 2000
_AAC = "192k"


@dataclass(frozen=True, slots=True)
class Canvas:
    """A plain background for a recording without video; the colour is `#rrggbb`."""

    width: int
    height: int
    colour: str

    @property
    def shape(self) -> VideoShape:
        """Its frames."""
        return VideoShape(self.width, self.height)


@dataclass(frozen=True, slots=True)
class VideoSource:
    """The file that gets subtitles.

    Attributes:
        shape: Of its video; None if it has none.
        duration_ms: For progress, and the length of a canvas.
    """

    path: Path
    name: str
    found: Probe
    duration_ms: int
    shape: VideoShape | None = None


@dataclass(frozen=True, slots=True)
class Track:
    """A subtitle track: the file with its text, SubRip or ASS.

    Attributes:
        language: ISO 639-2, three letters; "und" where it is not known.
    """

    path: Path
    language: str = "und"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The file to write, in an existing folder; `report` gets the milliseconds done."""

    path: Path
    container: Container
    report: Callable[[int], None] | None = None
    cancellation: Cancellation | None = None


def burn_in(
    source: VideoSource, target: Target, quality: Quality, canvas: Canvas | None = None,
    *, slowness: int = 1,
) -> tuple[str, ...]:  # fmt: skip
    """Draw the script `SCRIPT`, which lies in the target's folder, into the frames.

    Args:
        source: The file.
        target: What to write.
        quality: Of the encoding.
        canvas: The background where the source has no video.
        slowness: As the script was written with.

    Returns:
        What was encoded again, as sentences.

    Raises:
        MediaUnreadable: ffmpeg failed; the message has its last line.
        DiskFull: There is not enough disk space.
        WorkCancelled: The work was cancelled.
    """
    shape = source.shape or (canvas or Canvas(1280, 720, "#000000")).shape
    node = read_source(source.path)
    video = node["V:0"] if source.shape else _canvas(canvas, source.duration_ms)
    audio, audio_options, told = _audio(source.found.audio, target.container)
    encoder, name = _encoder(shape, quality)
    options = {
        "vf": filters(shape, slowness), **encoder, **audio_options, "fps_mode": "passthrough",
        "enc_time_base:v": "filter", "sn": None, "dn": None,
    }  # fmt: skip
    streams = [video, *(node[f"a:{index}"] for index in audio)]
    notes = _write(streams, options, source, target)
    first = f"The video was encoded again ({name})." if source.shape else f"The video is {name}."
    return (first, *told, *_left_out(source.found), *notes)


def filters(shape: VideoShape, slowness: int = 1) -> str:
    """The filters that draw `SCRIPT`; the preview has the same."""
    w, h = shape.width, shape.height
    even = [] if w % 2 == h % 2 == 0 else ["pad=ceil(iw/2)*2:ceil(ih/2)*2"]
    par = shape.pixel_aspect
    # `original_size` is what the script was made for: libass then draws letters narrower where pixels are wide.
    size = f":original_size={round(w * 100 * par)}x{h * 100}" if par != 1 else ""
    draw = [f"ass={SCRIPT}{size}:shaping=complex"]
    if slowness != 1:
        draw = [f"setpts=PTS*{slowness}", *draw, f"setpts=PTS/{slowness}"]
    return ",".join([*even, *draw])


def add_track(source: VideoSource, track: Track, target: Target) -> tuple[str, ...]:
    """Add subtitles as a track; audio and video are copied as they are.

    Raises:
        MediaUnreadable: ffmpeg failed, or the container cannot hold the video.
        DiskFull: There is not enough disk space.
        WorkCancelled: The work was cancelled.
    """
    codec = source.found.video_codec or ""
    if source.found.has_video and target.container == "mp4" and codec not in VIDEO_IN_MP4:
        raise MediaUnreadable(
            source.name,
            f"MP4 cannot hold its video ({codec}). Choose MKV, or burn the subtitles in",
        )
    node = read_source(source.path)
    audio, audio_options, told = _audio(source.found.audio, target.container)
    kind = track.path.suffix.lstrip(".")
    subtitles = ffmpeg.input(str(track.path.resolve()), f=kind)
    streams = [*([node["V:0"]] if source.found.has_video else []),
               *(node[f"a:{index}"] for index in audio), subtitles["s:0"]]  # fmt: skip
    named = [f"language={track.language}"]
    if track.title:
        named += [f"title={track.title}", f"handler_name={track.title}"]
    options = {
        "c:v": "copy", **audio_options, "c:s": "mov_text" if target.container == "mp4" else "copy",
        "disposition:s:0": "default", "dn": None,
    }  # fmt: skip
    if codec == "hevc" and target.container == "mp4":
        options["tag:v"] = "hvc1"
    more = [part for value in named for part in ("-metadata:s:s:0", value)]
    notes = _write(streams, options, source, target, more)
    copied = "Audio and video were copied." if source.found.has_video else "The audio was copied."
    return (*(told or (copied,)), *_left_out(source.found), *notes)


def _left_out(found: Probe) -> tuple[str, ...]:
    """What is said of the subtitle tracks that the source has."""
    n = found.n_subtitle_tracks
    tracks = (
        "subtitle track of the original was" if n == 1 else "subtitle tracks of the original were"
    )
    return (f"{n} {tracks} left out.",) if n else ()


def draw_frame(
    source: VideoSource | None, canvas: Canvas, folder: Path, at_ms: int, cancellation: Cancellation | None = None
) -> bytes:  # fmt: skip
    """One frame with the script `SCRIPT` of `folder`, as PNG, in the shape in which it is displayed.

    The script shows its cue at any time: the frame's own is lost when ffmpeg seeks.

    Raises:
        MediaUnreadable: ffmpeg failed.
    """
    shape = source.shape if source and source.shape else canvas.shape
    if source and source.shape:
        node = read_source(source.path)
        node.node.kwargs["ss"] = f"{at_ms / 1000:.3f}"
        video = node["V:0"]
    else:
        video = _canvas(canvas, 1000)
    square = f"scale={_even(shape.height * shape.aspect)}:{shape.height},setsar=1"
    smaller = "scale='min(1280,iw)':'min(1280,ih)':force_original_aspect_ratio=decrease"
    output = video.output(
        "pipe:", vf=",".join([filters(shape), square, smaller]), vframes=1, format="image2pipe",
        vcodec="png",
    )  # fmt: skip
    done = run_short(
        output, source.name if source else "", cwd=folder.resolve(), cancellation=cancellation
    )
    if not done.stdout:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise MediaUnreadable(
            source.name if source else "", said[-1] if said else "there is no frame at this time"
        )
    return done.stdout


def _even(length: Fraction) -> int:
    return max(2, round(length / 2) * 2)


def _canvas(canvas: Canvas | None, duration_ms: int) -> Any:
    """A background that lasts until the audio has ended: whole frames, the last one too."""
    one = canvas or Canvas(1280, 720, "#000000")
    n_frames = max(1, -(-duration_ms * CANVAS_RATE // 1000))
    colour = f"color=c=0x{one.colour[1:]}:s={one.width}x{one.height}:r={CANVAS_RATE}"
    return ffmpeg.input(f"{colour}:d={n_frames / CANVAS_RATE}", f="lavfi")["v:0"]


def _audio(
    streams: Sequence[AudioStream], container: Container
) -> tuple[list[int], dict[str, Any], tuple[str, ...]]:
    """The streams to keep, how each is written, and what there is to say of them."""
    kept: list[int] = []
    options: dict[str, Any] = {}
    again: list[str] = []
    lost: list[int] = []
    for stream in streams:
        is_copied = container == "mkv" or stream.codec in AUDIO_IN_MP4
        if not is_copied and not stream.decodes:
            lost.append(stream.index + 1)
            continue
        at = len(kept)
        options[f"c:a:{at}"] = "copy" if is_copied else "aac"
        if not is_copied:
            options[f"b:a:{at}"] = _AAC
            again.append(f"audio track {stream.index + 1} ({stream.codec})")
        kept.append(stream.index)
    told = [f"MP4 cannot hold {', '.join(again)}: encoded again as AAC."] if again else []
    told += [f"Audio track {number} cannot be decoded and was left out." for number in lost]
    return kept, options, tuple(told)


def _encoder(shape: VideoShape, quality: Quality) -> tuple[dict[str, Any], str]:
    h264, h265 = _CRF[quality]
    if shape.is_hdr:
        return {
            "c:v": "libx265", "preset": "fast", "crf": h265, "pix_fmt": "yuv420p10le",
            "tag:v": "hvc1", "x265-params": "log-level=error",
        }, "H.265 with 10 bits, HDR kept"  # fmt: skip
    fields = {"flags": "+ilme+ildct"} if shape.is_interlaced else {}
    deep = ", 8 bits instead of more" if shape.is_deep else ""
    return {
        "c:v": "libx264",
        "preset": "fast",
        "crf": h264,
        "pix_fmt": "yuv420p",
        **fields,
    }, f"H.264{deep}"


def _write(
    streams: Sequence[Any],
    options: dict[str, Any],
    source: VideoSource,
    target: Target,
    more: Sequence[str] = (),
) -> tuple[str, ...]:
    """Run ffmpeg; returns what it said of the source while it went on."""
    container = {"mp4": {"format": "mp4", "movflags": "+faststart"}, "mkv": {"format": "matroska"}}
    path = str(target.path.resolve())
    arguments = command(ffmpeg.output(*streams, path, **(options | container[target.container])))
    at = arguments.index(path)
    arguments[at:at] = more
    arguments[1:1] = ["-progress", "pipe:1", "-stats_period", "0.5"]
    try:
        progress = ""
        with running(
            arguments, source.name, target.cancellation, cwd=target.path.parent.resolve(),
            must_succeed=True,
        ) as (blocks, errors):  # fmt: skip
            for block in blocks:
                progress = progress[-_PROGRESS_CHARS:] + block.decode("ascii", "replace")
                done_us = last_count(progress, "out_time_us")
                if target.report is not None and done_us is not None:
                    target.report(max(0, done_us // 1000))
            said = errors().strip()
    except MediaUnreadable as error:
        if "No space left" in error.reason:
            raise DiskFull(str(target.path.parent)) from error
        raise
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.path.parent)) from error
        raise
    if not target.path.is_file() or not target.path.stat().st_size:
        raise MediaUnreadable(source.name, "ffmpeg wrote nothing")
    return (f"ffmpeg said: {said.splitlines()[-1][:300]}",) if said else ()
