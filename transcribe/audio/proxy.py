"""What the player plays, on the same clock as the PCM.

Browsers seek by up to half a minute wrong in MP3 with a variable bit rate, and play some files
with a part silently missing. So the player never gets the original: audio becomes Opus in WebM,
video becomes H.264 with AAC in a plain MP4, both of which Chromium plays within 4 ms of the
samples (FACTS: playback and one clock).
"""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

from transcribe.audio.decode import CLOCK
from transcribe.audio.ffmpeg import command, read_source, running
from transcribe.audio.probe import Probe
from transcribe.errors import DiskFull, MediaUnreadable

MAX_HEIGHT = 720
BROWSER_PIXELS = {"yuv420p", "yuvj420p"}


def make_proxy(
    source: Path,
    folder: Path,
    *,
    name: str,
    probe: Probe,
    stream: int,
    on_progress: Callable[[int], None] | None = None,
) -> Path:
    """Write `proxy.webm` or `proxy.mp4` into a folder; it appears only when complete.

    A video whose picture cannot be decoded becomes an audio proxy.

    Args:
        on_progress: Called with the milliseconds written so far.

    Raises:
        MediaUnreadable: ffmpeg failed; the message has its reason.
        DiskFull: There is no room for it.
    """
    # One channel stays one: ffmpeg would spread it over two, each 3 dB quieter than it was.
    loudness = {"ac": min(2, max(1, probe.audio[stream].channels))}
    if probe.has_video and _shows_picture(probe):
        try:
            picture = _video(probe) | loudness
            return _write(source, folder / "proxy.mp4", name, picture, stream, on_progress)
        except MediaUnreadable:
            # A damaged picture must not cost the sound; the page then shows an audio player.
            pass
    sound = {"acodec": "libopus", "audio_bitrate": "64k", "vn": None, "format": "webm"} | loudness
    return _write(source, folder / "proxy.webm", name, sound, stream, on_progress)


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
    stream: int,
    on_progress: Callable[[int], None] | None,
) -> Path:
    partial = target.with_name(f"partial-{target.name}")
    maps = [f"0:a:{stream}"] if "vn" in options else ["0:V:0", f"0:a:{stream}"]
    graph = read_source(source).output(
        str(partial), af=CLOCK, ar=48_000, sn=None, dn=None, map_metadata=-1, **options
    )
    arguments = command(graph)
    at = arguments.index("-map_metadata")
    mapping = [part for wanted in maps for part in ("-map", wanted)]
    arguments[at:at] = [*mapping, "-progress", "pipe:1", "-stats_period", "0.5"]
    try:
        with running(arguments, name) as (blocks, error_text):
            for block in blocks:
                written_ms = _written_ms(block)
                if on_progress is not None and written_ms is not None:
                    on_progress(written_ms)
            errors = error_text()
        if "No space left" in errors:
            raise DiskFull(str(target.parent))
        if not partial.is_file() or partial.stat().st_size < 100:
            raise MediaUnreadable(
                name, f"no player copy could be made of it ({errors[-200:].strip()})"
            )
        partial.replace(target)
        return target
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.parent)) from error
        raise
    finally:
        partial.unlink(missing_ok=True)


def _written_ms(block: bytes) -> int | None:
    """The newest `out_time_us=` of ffmpeg's progress lines."""
    for line in reversed(block.decode("ascii", "replace").splitlines()):
        key, _, value = line.partition("=")
        if key == "out_time_us" and value.strip().lstrip("-").isdigit():
            return max(0, int(value) // 1000)
    return None
