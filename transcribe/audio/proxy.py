"""Make the playback copy, on the same clock as the PCM.

Browsers seek up to half a minute wrong in MP3 with a variable bit rate, and play some files with
a part silently missing. Therefore the player never gets the original: audio becomes Opus in WebM,
video becomes H.264 with AAC in a plain MP4. Chromium plays both within 4 ms of the samples (FACTS:
playback and one clock).
"""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from transcribe.audio.clock import SOUND, SoundFormat, format_of, sound_graph, with_late_video
from transcribe.audio.copy_check import check_copy, last_count
from transcribe.audio.decode import errors_of_audio
from transcribe.audio.ffmpeg import command, read_source, running
from transcribe.audio.mixing import Gains
from transcribe.audio.probe import Probe
from transcribe.errors import DecoderEnded, DiskFull, MediaUnreadable
from transcribe.system.child_process import Cancellation

MAX_HEIGHT = 720
BROWSER_PIXELS = {"yuv420p", "yuvj420p"}
COPY_RATE = 48_000  # Hz
PROGRESS_CHARS = 2000  # more than one report of ffmpeg

_PLAIN = {"sn": None, "dn": None, "map_metadata": -1}
log = logging.getLogger("transcribe.proxy")


def make_proxy(
    source: Path,
    folder: Path,
    *,
    name: str,
    probe: Probe,
    stream: int,
    duration_ms: int,
    sound: SoundFormat | None = None,
    gains: Gains | None = None,
    on_progress: Callable[[int], None] | None = None,
    cancellation: Cancellation | None = None,
) -> Path:
    """Write `proxy.webm` or `proxy.mp4` to a folder; it appears only when complete and checked.

    If the video stream cannot be decoded, the copy has audio only.

    Args:
        source: The recording's file.
        folder: Target folder.
        name: The file's name for messages.
        probe: Streams and properties of the file.
        stream: Index of the audio stream.
        duration_ms: Length of the decoded samples, which the copy must match.
        sound: How the stream was decoded; None for how it is decoded today.
        gains: How more than two channels are mixed to two (`Decoded.stereo_gains`).
        on_progress: Called with the milliseconds written so far.
        cancellation: Ends the work when it is cancelled.

    Raises:
        MediaUnreadable: ffmpeg failed, or its copy is incomplete; the message has the reason.
        DiskFull: There is not enough disk space.
        WorkCancelled: `cancellation` was cancelled.
    """
    sound = sound or format_of(probe, stream)
    # Keep mono as mono: ffmpeg would spread it over two channels, each 3 dB quieter.
    channels = min(2, max(1, probe.audio[stream].channels))
    graph = sound_graph(sound, stream, rate=COPY_RATE, channels=channels, gains=gains)

    def make(target: str, options: dict[str, Any]) -> Path:
        path = folder / target
        n_frames = _write(source, path, name, options, graph, sound, on_progress, cancellation)
        try:
            check_copy(
                path, name=name, duration_ms=duration_ms,
                n_frames=None if "vn" in options else n_frames,
                picture_of=source if options.get("vcodec") == "copy" else None,
                cancellation=cancellation,
            )  # fmt: skip
        except BaseException:
            path.unlink()
            raise
        return path

    if probe.has_video and _shows_picture(probe):
        try:
            return make("proxy.mp4", _video(probe))
        except DecoderEnded:
            raise
        except MediaUnreadable as error:
            log.warning("no video: %s", error)
            # Keep the audio if the video is damaged; the page then shows an audio player.
            pass
    opus = {"acodec": "libopus", "audio_bitrate": "64k", "vn": None, "format": "webm"}
    return make("proxy.webm", opus)


def _shows_picture(probe: Probe) -> bool:
    return bool(probe.width and probe.height and probe.width * probe.height <= 8192 * 8192)


def _video(probe: Probe) -> dict[str, Any]:
    sound = {"acodec": "aac", "audio_bitrate": "128k", "format": "mp4", "movflags": "+faststart"}
    if probe.video_codec == "h264" and probe.pixel_format in BROWSER_PIXELS:
        return {**sound, "vcodec": "copy"}
    return {
        **sound,
        "vcodec": "libx264", "preset": "veryfast", "crf": 26, "pix_fmt": "yuv420p",
        "fps_mode": "vfr", "vf": f"scale=-2:'min({MAX_HEIGHT},trunc(ih/2)*2)'",
    }  # fmt: skip


def _write(
    source: Path,
    target: Path,
    name: str,
    options: dict[str, Any],
    graph: str,
    sound: SoundFormat,
    on_progress: Callable[[int], None] | None,
    cancellation: Cancellation | None,
) -> int:
    """Write a copy with ffmpeg; returns the number of video frames that it reports."""
    partial = target.with_name(f"partial-{target.name}")
    node = read_source(source)
    copy = node.output(str(partial), map=SOUND, **(_PLAIN | options))
    if "vn" in options:
        arguments = command(with_late_video(node, copy, sound), graph)
    else:
        arguments = command(copy, graph)
        at = arguments.index("-map")
        arguments[at:at] = ["-map", "0:V:0"]
    at = arguments.index("-map_metadata")
    arguments[at:at] = ["-progress", "pipe:1", "-stats_period", "0.5"]
    try:
        progress = ""
        with running(arguments, name, cancellation) as (blocks, error_text):
            for block in blocks:
                progress = progress[-PROGRESS_CHARS:] + block.decode("ascii", "replace")
                written_us = last_count(progress, "out_time_us")
                if on_progress is not None and written_us is not None:
                    on_progress(max(0, written_us // 1000))
            errors = errors_of_audio(error_text())
        if "No space left" in errors:
            raise DiskFull(str(target.parent))
        if not partial.is_file() or partial.stat().st_size < 100:
            raise MediaUnreadable(name, f"no playback copy could be made ({errors[-200:].strip()})")
        partial.replace(target)
        return last_count(progress, "frame") or 0
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.parent)) from error
        raise
    finally:
        partial.unlink(missing_ok=True)
