"""Check a playback copy completely before it is published.

All of its audio is decoded; its length must match the samples for the engine. Every video packet is
read, and their number must match the number written; the key frames are decoded. Decoding every
frame would cost a third of the encoding time, and ten times the time of a video that is only copied.
"""

from __future__ import annotations

from pathlib import Path

import ffmpeg

from transcribe.audio.ffmpeg import SAMPLE_RATE, command, read_source, running
from transcribe.errors import MediaUnreadable
from transcribe.system.child_process import Cancellation

TOLERANCE_MS = 250  # a codec's last frame and its priming are below 100 ms
BYTES_A_SAMPLE = 2
COUNTS = "counts.txt"


def check_copy(
    path: Path,
    *,
    name: str,
    duration_ms: int,
    n_frames: int | None,
    picture_of: Path | None = None,
    cancellation: Cancellation | None = None,
) -> None:
    """Check that a playback copy can be read to its end and has the expected length.

    Args:
        path: The copy, in the folder of its attempt.
        name: The recording's name for messages.
        duration_ms: Length of the decoded samples.
        n_frames: Number of video packets written; None without video.
        picture_of: The file from which the video stream was copied unchanged. Errors that it also
            has are accepted.
        cancellation: Ends the check when it is cancelled.

    Raises:
        MediaUnreadable: The copy cannot be read to its end, or something is missing.
        WorkCancelled: `cancellation` was cancelled.
    """
    sound_ms, errors = audio_length(path, name, cancellation)
    if errors:
        raise _broken(name, f"its audio has errors ({errors[-200:].strip()})")
    if abs(sound_ms - duration_ms) > TOLERANCE_MS:
        raise _broken(
            name, f"it has {sound_ms / 1000:.2f} s of audio instead of {duration_ms / 1000:.2f} s"
        )
    if n_frames is None:
        return
    n_found, errors = _look(path, path.parent, name, cancellation)
    if n_found != n_frames:
        raise _broken(name, f"it has {n_found:,} video frames instead of {n_frames:,}")
    if errors and (picture_of is None or not _look(picture_of, path.parent, name, cancellation)[1]):
        raise _broken(name, f"its video has errors ({errors[-200:].strip()})")


def _broken(name: str, reason: str) -> MediaUnreadable:
    return MediaUnreadable(name, f"its playback copy is incomplete: {reason}. Try again.")


def audio_length(
    path: Path, name: str, cancellation: Cancellation | None = None
) -> tuple[int, str]:
    """Decode all audio; returns its length in milliseconds and ffmpeg's errors."""
    node = read_source(path).output("pipe:", map="0:a:0", ac=1, ar=SAMPLE_RATE, format="s16le")
    with running(command(node), name, cancellation) as (blocks, error_text):
        n_bytes = sum(len(block) for block in blocks)
        errors = error_text()
    return n_bytes * 1000 // (BYTES_A_SAMPLE * SAMPLE_RATE), errors


def _look(
    path: Path, folder: Path, name: str, cancellation: Cancellation | None
) -> tuple[int, str]:
    """Read every video packet and decode the key frames; returns the count and ffmpeg's errors."""
    counts = folder / COUNTS
    source = read_source(path, skip_frame="nokey")
    packets = source.output("pipe:", map="0:V:0", vcodec="copy", format="null")
    key_frames = source.output("pipe:", map="0:V:0", fps_mode="passthrough", format="null")
    arguments = command(ffmpeg.merge_outputs(packets, key_frames))
    at = arguments.index("-i")
    arguments[at:at] = ["-progress", f"file:{counts}"]
    try:
        with running(arguments, name, cancellation) as (blocks, error_text):
            for _ in blocks:  # no output is expected; ends with ffmpeg
                pass
            errors = error_text()
        return last_count(counts.read_text("ascii", "replace"), "frame") or 0, errors
    finally:
        counts.unlink(missing_ok=True)


def last_count(progress: str, key: str) -> int | None:
    """The latest integer of a key in ffmpeg's progress lines; None if there is none."""
    for line in reversed(progress.splitlines()):
        found, _, value = line.partition("=")
        if found == key and value.strip().lstrip("-").isdigit():
            return int(value)
    return None
