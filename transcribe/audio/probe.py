"""What a file holds, found out in a child process that a hostile file may crash or stall."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transcribe.errors import MediaUnreadable, NoAudio, UnsafeMedia
from transcribe.system import child_process
from transcribe.system.child_process import Cancellation

PROBE_TIMEOUT_S = 60.0
HEAD_BYTES = 64 * 1024
SCRIPTS = (
    b"#EXTM3U",
    b"ffconcat",
    b"<MPD",
    b"v=0\n",
    b"v=0\r",
    b"<SmoothStreamingMedia",
    b"[playlist]",
)
MARKUP = (b"<?xml", b"<html", b"<!doctype", b"<svg", b"<tt ")


@dataclass(frozen=True, slots=True)
class AudioStream:
    """One audio stream of a file.

    Attributes:
        index: Counts audio streams from 0.
        start_ms: On the file's clock.
        layout: FFmpeg's name of the channel layout; None where the file gives only a number.
        channel_names: FFmpeg's names of the channels of `layout`, such as "FL".
        is_default: The file marks it as the one to play.
        decodes: Its first moment can be decoded.
    """

    index: int
    codec: str
    channels: int
    sample_rate: int
    language: str | None = None
    title: str | None = None
    start_ms: int = 0
    layout: str | None = None
    channel_names: tuple[str, ...] = ()
    is_default: bool = False
    decodes: bool = True


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file holds. A cover picture is no video.

    Attributes:
        duration_ms: What the header claims.
        video_end_ms: End of the video on the file's clock, as the header claims.
        is_variable_rate: Its frames do not all last as long, as the header claims.
        n_subtitle_tracks: Those of the container; captions inside the video are not counted.
    """

    container: str
    duration_ms: int | None
    audio: tuple[AudioStream, ...]
    has_video: bool = False
    video_codec: str | None = None
    pixel_format: str | None = None
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    video_end_ms: int | None = None
    is_variable_rate: bool = False
    n_subtitle_tracks: int = 0


def probe(
    path: Path, *, name: str, stream: int | None = 0, cancellation: Cancellation | None = None
) -> Probe:
    """Open a file and decode the first moment of its audio.

    Args:
        path: The file.
        name: Its name for messages.
        stream: The audio stream that must be decodable; None for any of them.
        cancellation: Ends the work when it is cancelled.

    Raises:
        MediaUnreadable: Empty, damaged, encrypted or not a recording at all.
        NoAudio: There is no audio stream, or not so many.
        MediaRefused: A playlist, manifest or script that points to other files.
        WorkCancelled: `cancellation` was cancelled meanwhile.
    """
    _refuse_by_content(path, name)
    plain = _ask_child(path, name, stream, cancellation)
    if "error" in plain:
        raise MediaUnreadable(name, _explain(plain["error"]))
    if not plain["audio"]:
        raise NoAudio(name, "there is no audio in it; choose a recording with sound.")
    if stream is not None and stream >= len(plain["audio"]):
        raise NoAudio(
            name, f"it has {len(plain['audio'])} audio streams; there is no number {stream}."
        )
    audio = tuple(
        AudioStream(**{**found, "channel_names": tuple(found["channel_names"])})
        for found in plain["audio"]
    )
    if not any(found.decodes for found in audio if stream in {None, found.index}):
        raise MediaUnreadable(name, _undecodable(plain, stream or 0))
    return Probe(
        plain["container"], plain["duration_ms"], audio, plain["has_video"], plain["video_codec"],
        plain["pixel_format"], plain["width"], plain["height"], plain["frame_rate"],
        plain["video_end_ms"], plain["is_variable_rate"], plain["n_subtitle_tracks"],
    )  # fmt: skip


def streams_to_try(found: Probe) -> tuple[int, ...]:
    """Audio streams that can be decoded, in the order in which they are tried.

    Those that the file marks as default come first; a file's marks on every stream say nothing.
    """
    usable = [audio for audio in found.audio if audio.decodes]
    return tuple(audio.index for audio in sorted(usable, key=lambda audio: not audio.is_default))


def _refuse_by_content(path: Path, name: str) -> None:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise MediaUnreadable(name, "the file is empty (0 bytes); was the copy interrupted?")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(SCRIPTS) or b"<MPD" in start[:2000]:
        raise UnsafeMedia(
            name,
            "this is a playlist or script that points to other files, not a recording. "
            "Download the recording itself and add that.",
        )
    if start[:9].lower().startswith(MARKUP):
        raise MediaUnreadable(
            name, "this is a text page with a media file's name, not a recording."
        )


def _ask_child(
    path: Path, name: str, stream: int | None, cancellation: Cancellation | None
) -> dict[str, Any]:
    child = [
        sys.executable,
        "-m",
        "transcribe.audio.probe_process",
        str(path.resolve()),
        "any" if stream is None else str(stream),
    ]
    try:
        done = child_process.run(
            child, timeout_s=PROBE_TIMEOUT_S, cwd=Path(__file__).resolve().parents[2],
            cancellation=cancellation,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise MediaUnreadable(
            name, "reading it took over a minute; it is probably damaged."
        ) from error
    try:
        plain: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        detail = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise MediaUnreadable(
            name,
            f"the decoder broke off while reading it ({detail[-1] if detail else done.returncode}).",
        ) from error
    return plain


def _explain(error: str) -> str:
    if "moov atom not found" in error:
        return "the recording was cut off before it was finished (its index is missing)."
    return f"it cannot be read as audio or video: damaged, or not a recording ({error})."


def _undecodable(plain: dict[str, Any], stream: int) -> str:
    codec = plain["audio"][stream]["codec"]
    if plain.get("encrypted"):
        return "it is encrypted (copy protection); a copy without protection is needed."
    return (
        f"it names an audio stream ({codec}), but nothing in it can be decoded: empty, cut off, "
        "encrypted or of an unknown kind."
    )
