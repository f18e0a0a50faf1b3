"""Child process of `probe`: opens the file with PyAV under limits and prints JSON."""

from __future__ import annotations

import json
import re
import resource
import sys
from fractions import Fraction
from typing import Any

import av

from transcribe.audio.ffmpeg import DEMUXERS, LOOK_AHEAD

MEMORY_LIMIT = 3 << 30  # address space, bytes
CPU_LIMIT_S = 45
MAX_PACKETS = 3000
MAX_FRAME_BYTES = 1 << 26
MAX_TRIED = 32  # audio streams
MAX_RATE_ERROR = 0.002  # of the rate that a short file's average has


def main() -> None:
    """Print the contents of the file named in the arguments."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_S, CPU_LIMIT_S))
    path, wanted = sys.argv[1], sys.argv[2]
    sys.stdout.write(json.dumps(_describe(path, None if wanted == "any" else int(wanted))))


def _open(path: str) -> Any:
    options = {"protocol_whitelist": "file", "format_whitelist": DEMUXERS, **LOOK_AHEAD}
    return av.open(f"file:{path}", options=options, metadata_errors="replace")


def _describe(path: str, stream: int | None) -> dict[str, Any]:
    try:
        with _open(path) as container:
            audio = list(container.streams.audio)
            video = [s for s in container.streams.video if not _is_cover(s)]
            first = video[0] if video else None
            return {
                "container": container.format.name,
                "duration_ms": None if container.duration is None else container.duration // 1000,
                "audio": [
                    _audio(index, s, container)
                    | {"decodes": stream in {None, index} and _decodes(path, index)}
                    for index, s in enumerate(audio)
                ],
                "has_video": first is not None,
                **_video(first),
                "video_end_ms": None if first is None else _end_ms(first, container),
                "encrypted": "enca" in _tags(audio),
                "n_subtitle_tracks": len(container.streams.subtitles),
            }
    except (av.error.FFmpegError, ValueError, OSError, MemoryError) as error:
        return {"error": getattr(error, "strerror", None) or str(error) or type(error).__name__}


def _is_cover(stream: Any) -> bool:
    disposition = stream.disposition
    cover = getattr(type(disposition), "attached_pic", 1024)
    return bool(disposition & cover)


def _start_s(stream: Any, container: Any) -> float:
    """Start of a stream on the file's clock."""
    origin = (container.start_time or 0) / 1_000_000
    return float((stream.start_time or 0) * (stream.time_base or Fraction(0))) - origin


def _end_ms(stream: Any, container: Any) -> int | None:
    if stream.duration is None or stream.time_base is None:
        return None
    length_s = float(stream.duration * stream.time_base)
    return max(0, round((_start_s(stream, container) + length_s) * 1000))


def _layout(context: Any) -> dict[str, Any]:
    """The channel layout if the file names one, rather than a number of channels."""
    layout = getattr(context, "layout", None)
    if layout is None or re.fullmatch(r"[a-z0-9.()-]+", layout.name) is None:
        return {"layout": None, "channel_names": []}
    return {"layout": layout.name, "channel_names": [c.name for c in layout.channels]}


def _audio(index: int, stream: Any, container: Any) -> dict[str, Any]:
    context = stream.codec_context
    return {
        "index": index,
        "codec": context.name if context else "unknown",
        "channels": (getattr(context, "channels", 0) or 0) if context else 0,
        "sample_rate": (getattr(context, "sample_rate", 0) or 0) if context else 0,
        "language": _known_language(stream.metadata.get("language")),
        "title": stream.metadata.get("title") or None,
        "start_ms": max(0, round(_start_s(stream, container) * 1000)),
        "is_default": bool(stream.disposition & type(stream.disposition).default),
        **_layout(context),
    }


def _known_language(code: str | None) -> str | None:
    return None if code in {None, "", "und"} else code


def _video(stream: Any) -> dict[str, Any]:
    context = stream.codec_context if stream is not None else None
    if context is None:
        names = ("video_codec", "pixel_format", "width", "height", "frame_rate")
        return {**dict.fromkeys(names), "is_variable_rate": False}
    rate = stream.average_rate
    return {
        "video_codec": context.name,
        "pixel_format": context.pix_fmt,
        "width": context.width,
        "height": context.height,
        "frame_rate": float(rate) if rate else None,
        "is_variable_rate": _is_variable(rate, stream.base_rate),
    }


def _is_variable(average: Fraction | None, base: Fraction | None) -> bool:
    """Whether frames come at other times than at the average rate; of interlaced video the base rate is twice that."""
    if not average or not base:
        return False
    return min(abs(base / average - 1), abs(base / average - 2)) > MAX_RATE_ERROR


def _tags(streams: list[Any]) -> list[str]:
    tags = []
    for stream in streams:
        try:
            tags.append(stream.codec_context.codec_tag if stream.codec_context else "")
        except UnicodeDecodeError:  # PyAV reads the tag as ASCII; in MPEG-TS it is a number
            tags.append("")
    return tags


def _decodes(path: str, index: int) -> bool:
    """Whether any audio of a stream can be decoded; damaged packets are skipped, as in ffmpeg."""
    if index >= MAX_TRIED:
        return False
    with _open(path) as container:
        stream = container.streams.audio[index]
        if stream.codec_context is None:
            return False
        for count, packet in enumerate(container.demux(stream)):
            if count > MAX_PACKETS:
                break
            try:
                if any(frame.samples > 0 for frame in packet.decode()):
                    return True
            except (av.error.FFmpegError, ValueError):
                continue
    return False


if __name__ == "__main__":
    main()
