"""Copy a file whose audio changes its rate or channels into one whose audio does not.

Broadcasts change between two channels and six, recordings are joined from files of different kinds.
"""

from __future__ import annotations

from pathlib import Path

from transcribe.audio.clock import SOUND, SoundFormat, shape
from transcribe.audio.ffmpeg import command, read_source, running
from transcribe.audio.probe import Probe
from transcribe.errors import DiskFull, MediaUnreadable
from transcribe.system.child_process import Cancellation

EVEN_RATE = 48_000  # Hz
BYTES_PER_MS = 2 * EVEN_RATE // 1000


def bytes_of_even(found: Probe, stream: int, n_bytes: int, duration_ms: int) -> int:
    """How much space the copy takes at most, for a file of `n_bytes`."""
    return n_bytes + duration_ms * BYTES_PER_MS * max(1, found.audio[stream].channels)


def copy_evenly(
    source: Path,
    folder: Path,
    *,
    name: str,
    found: Probe,
    stream: int,
    sound: SoundFormat,
    cancellation: Cancellation | None = None,
) -> Path:
    """Write `even.mkv` or `even.w64` with one audio stream, and the video unchanged.

    Time stamps stay as they are; where the container has none, the samples are joined.

    Raises:
        MediaUnreadable: ffmpeg cannot.
        DiskFull: There is not enough disk space.
        WorkCancelled: `cancellation` was cancelled.
    """
    channels = max(1, found.audio[stream].channels)
    graph = f"[0:a:{stream}]{shape(sound, EVEN_RATE, channels)}{SOUND}"
    target = folder / ("even.mkv" if sound.has_timestamps else "even.w64")
    kind = "matroska" if sound.has_timestamps else "w64"
    made = read_source(source).output(
        str(target), map=SOUND, acodec="pcm_s16le", vcodec="copy", format=kind
    )
    arguments = command(made, graph)
    if found.has_video and sound.has_timestamps:
        at = arguments.index("-map")
        arguments[at:at] = ["-map", "0:V:0"]
    with running(arguments, name, cancellation) as (blocks, error_text):
        for _ in blocks:  # no output is expected; ends with ffmpeg
            pass
        errors = error_text()
    if "No space left" in errors:
        raise DiskFull(str(folder))
    if not target.is_file() or target.stat().st_size < BYTES_PER_MS:
        raise MediaUnreadable(name, f"its audio cannot be copied ({errors[-200:].strip()})")
    return target
