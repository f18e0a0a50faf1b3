"""The player's copy is read through once before it takes its place.

All of its sound is decoded and must be as long as the samples that the engine hears. Of its picture
every packet is read and must be as many as were written; its key frames are decoded. Decoding every
frame would cost a third of the encoding, and ten times as much as a picture that is only copied.
"""

from __future__ import annotations

from pathlib import Path

import ffmpeg

from transcribe.audio.ffmpeg import SAMPLE_RATE, command, read_source, running
from transcribe.errors import MediaUnreadable
from transcribe.system.child_process import Cancellation

TOLERANCE_MS = 250  # a codec's last frame and what it needs to get going are below 100 ms
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
    """See that a player's copy can be read to its end and is as long as promised.

    Args:
        path: The copy, in a folder of its own try.
        name: The recording's name for messages.
        duration_ms: Length of the decoded samples.
        n_frames: Packets that were written of the picture; None where there is none.
        picture_of: The file whose picture was copied as it was: errors that it has, too, are no
            fault of the copy.
        cancellation: Ends the check when it is cancelled.

    Raises:
        MediaUnreadable: It cannot be read through, or something is missing from it.
        WorkCancelled: `cancellation` was.
    """
    sound_ms, errors = _hear(path, name, cancellation)
    if errors:
        raise _broken(name, f"its sound has errors ({errors[-200:].strip()})")
    if abs(sound_ms - duration_ms) > TOLERANCE_MS:
        raise _broken(
            name, f"it has {sound_ms / 1000:.2f} s of sound instead of {duration_ms / 1000:.2f} s"
        )
    if n_frames is None:
        return
    n_found, errors = _look(path, path.parent, name, cancellation)
    if n_found != n_frames:
        raise _broken(name, f"it has {n_found:,} frames of the picture instead of {n_frames:,}")
    if errors and (picture_of is None or not _look(picture_of, path.parent, name, cancellation)[1]):
        raise _broken(name, f"its picture has errors ({errors[-200:].strip()})")


def _broken(name: str, reason: str) -> MediaUnreadable:
    return MediaUnreadable(name, f"the player's copy of it is not whole: {reason}. Try again.")


def _hear(path: Path, name: str, cancellation: Cancellation | None) -> tuple[int, str]:
    """Decode all sound; its length in milliseconds, and what ffmpeg says of it."""
    node = read_source(path).output("pipe:", map="0:a:0", ac=1, ar=SAMPLE_RATE, format="s16le")
    with running(command(node), name, cancellation) as (blocks, error_text):
        n_bytes = sum(len(block) for block in blocks)
        errors = error_text()
    return n_bytes * 1000 // (BYTES_A_SAMPLE * SAMPLE_RATE), errors


def _look(
    path: Path, folder: Path, name: str, cancellation: Cancellation | None
) -> tuple[int, str]:
    """Read every packet of the picture and decode the key frames; packets, and ffmpeg's errors."""
    counts = folder / COUNTS
    source = read_source(path, skip_frame="nokey")
    packets = source.output("pipe:", map="0:V:0", vcodec="copy", format="null")
    key_frames = source.output("pipe:", map="0:V:0", fps_mode="passthrough", format="null")
    arguments = command(ffmpeg.merge_outputs(packets, key_frames))
    at = arguments.index("-i")
    arguments[at:at] = ["-progress", f"file:{counts}"]
    try:
        with running(arguments, name, cancellation) as (blocks, error_text):
            for _ in blocks:  # nothing is written there; it ends with ffmpeg
                pass
            errors = error_text()
        return last_count(counts.read_text("ascii", "replace"), "frame") or 0, errors
    finally:
        counts.unlink(missing_ok=True)


def last_count(progress: str, key: str) -> int | None:
    """The newest whole number of a key in ffmpeg's progress lines; None where there is none."""
    for line in reversed(progress.splitlines()):
        found, _, value = line.partition("=")
        if found == key and value.strip().lstrip("-").isdigit():
            return int(value)
    return None
