"""Decode any recording to 16 kHz mono PCM, streamed: sample 0 is time 0 of the file's own clock."""

from __future__ import annotations

import errno
import json
import mmap
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.ffmpeg import (
    SAMPLE_RATE,
    command,
    ffmpeg_version,
    read_source,
    running,
)
from transcribe.errors import DiskFull, MediaTooLong, MediaUnreadable
from transcribe.system.child_process import Cancellation

DEFAULT_MAX_MS = int(float(os.environ.get("TRANSCRIBE_MAX_HOURS", "12")) * 3_600_000)
SAMPLES_PER_MS = SAMPLE_RATE // 1000
CANCELLING = 0.01  # below this ratio of mix power to channel power, the channels cancel each other
CLOCK = "aresample=async=1:first_pts=0"  # pads a late start, fills gaps: the file's clock is kept


@dataclass(frozen=True, slots=True)
class Decoded:
    """The outcome of a decode.

    Attributes:
        n_samples: Length of the PCM, 16 per millisecond.
        warnings: Problems of the audio that the user should know, as sentences.
    """

    n_samples: int
    warnings: tuple[str, ...]

    @property
    def duration_ms(self) -> int:
        """Length, rounded up to a whole millisecond."""
        return -(-self.n_samples // SAMPLES_PER_MS)


@dataclass
class _Power:
    """Running power of the mix and of the louder channel."""

    mix: float = 0.0
    left: float = 0.0
    right: float = 0.0

    def cancels(self) -> bool:
        louder = max(self.left, self.right)
        return louder > 0 and self.mix < CANCELLING * louder


def decode(
    source: Path,
    target: Path,
    *,
    name: str,
    channels: int = 2,
    stream: int = 0,
    max_ms: int = DEFAULT_MAX_MS,
    on_progress: Callable[[int], None] | None = None,
    on_frames: Callable[[NDArray[np.int16]], None] | None = None,
    cancellation: Cancellation | None = None,
) -> Decoded:
    """Decode one audio stream to raw little-endian 16-bit mono at 16 kHz.

    Args:
        source: Any file that ffmpeg reads.
        target: File for the samples; appears only when the decode is complete.
        name: The file's name for messages.
        channels: The stream's channels; two or more are mixed, unless they cancel each other.
        stream: Index of the audio stream, from 0.
        max_ms: Longer recordings are refused.
        on_progress: Called with the milliseconds decoded so far.
        on_frames: Called with the frames of two channels before they are mixed, int16, shape
            (n, 2), if there are two.
        cancellation: Ends the decode when it is cancelled.

    Raises:
        MediaUnreadable: No audio can be decoded.
        MediaTooLong: It is longer than `max_ms`; the decode stops there.
        DiskFull: The samples do not fit on the disk.
        WorkCancelled: `cancellation` was cancelled.
    """
    partial = target.with_suffix(".part")
    try:
        n_samples, errors, power = _run(
            source, partial, name, stream, channels, max_ms, on_progress,
            on_frames=on_frames, cancellation=cancellation,
        )  # fmt: skip
        warnings = []
        if channels > 1 and power.cancels():
            n_samples, errors, _ = _run(
                source, partial, name, stream, 1, max_ms, on_progress, "c0",
                cancellation=cancellation,
            )  # fmt: skip
            warnings.append("Its two channels cancel each other; only the left one is used.")
        if n_samples == 0:
            raise MediaUnreadable(
                name, "nothing in its audio can be decoded; it is empty or damaged."
            )
        if errors:
            warnings.append(f"Parts of it could not be decoded and are missing ({_first(errors)}).")
        partial.replace(target)
        return Decoded(n_samples, tuple(warnings))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise DiskFull(str(target.parent)) from error
        raise
    finally:
        partial.unlink(missing_ok=True)


def write_origin(pcm: Path, decoded: Decoded) -> None:
    """Write the version of ffmpeg beside decoded samples: versions differ by up to 21 ms.

    The file has the samples' name and the suffix `.json`.

    Raises:
        OSError: ffmpeg cannot be started, or the file cannot be written.
        SubprocessError: ffmpeg failed.
        ValueError: ffmpeg's version cannot be read.
    """
    plain = {
        "ffmpeg": ffmpeg_version(), "sample_rate": SAMPLE_RATE, "n_samples": decoded.n_samples,
    }  # fmt: skip
    pcm.with_suffix(".json").write_text(json.dumps(plain), "utf-8")


def read_origin(pcm: Path) -> str | None:
    """The version of the ffmpeg that decoded the samples; None if it is unknown."""
    try:
        plain = json.loads(pcm.with_suffix(".json").read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    version = plain.get("ffmpeg") if isinstance(plain, dict) else None
    return version if isinstance(version, str) else None


def _run(
    source: Path,
    target: Path,
    name: str,
    stream: int,
    channels: int,
    max_ms: int,
    on_progress: Callable[[int], None] | None,
    only_channel: str | None = None,
    on_frames: Callable[[NDArray[np.int16]], None] | None = None,
    cancellation: Cancellation | None = None,
) -> tuple[int, str, _Power]:
    wide = channels > 1
    filters = CLOCK if only_channel is None else f"pan=mono|c0={only_channel},{CLOCK}"
    node = read_source(source).output(
        "pipe:", map=f"0:a:{stream}", af=filters, ac=2 if wide else 1, ar=SAMPLE_RATE,
        format="s16le", vn=None, sn=None, dn=None,
    )  # fmt: skip
    power = _Power()
    n_samples = 0
    with (
        running(command(node), name, cancellation) as (blocks, error_text),
        target.open("wb") as file,
    ):
        rest = b""
        for block in blocks:
            rest, frames = _whole_frames(rest + block, wide)
            if on_frames is not None and wide:
                on_frames(frames)
            written = _write_mono(file, frames, power)
            n_samples += written
            if n_samples > max_ms * SAMPLES_PER_MS:
                raise MediaTooLong(
                    name,
                    f"it is longer than {max_ms / 3_600_000:g} h. Cut it, or raise the limit with "
                    "TRANSCRIBE_MAX_HOURS.",
                )
            if on_progress is not None:
                on_progress(n_samples // SAMPLES_PER_MS)
        file.truncate(2 * n_samples)  # the file may end in a hole, without its last zeros
        return n_samples, error_text(), power


def _whole_frames(block: bytes, wide: bool) -> tuple[bytes, NDArray[np.int16]]:
    """The remaining bytes, and the complete frames, shape (n,), or (n, 2) for two channels."""
    frame = 4 if wide else 2
    whole = len(block) - len(block) % frame
    samples = np.frombuffer(block[:whole], dtype="<i2")
    return block[whole:], samples.reshape(-1, 2) if wide else samples


def _write_mono(file: BinaryIO, frames: NDArray[np.int16], power: _Power) -> int:
    """Mix and write; returns the number of samples written.

    Digital silence is skipped with a seek: a hole in the file, which uses no disk space on most systems.
    """
    samples = frames
    if frames.ndim == 2:
        pairs = frames.astype(np.int32)
        mix = (pairs[:, 0] + pairs[:, 1]) // 2
        power.mix += float(np.square(mix, dtype=np.float64).sum())
        power.left += float(np.square(pairs[:, 0], dtype=np.float64).sum())
        power.right += float(np.square(pairs[:, 1], dtype=np.float64).sum())
        samples = mix.astype("<i2")
    if samples.any():
        file.write(samples.tobytes())
    else:
        file.seek(2 * len(samples), os.SEEK_CUR)
    return len(samples)


def _first(errors: str) -> str:
    line = next((line for line in errors.splitlines() if line.strip()), "")
    return line.split("] ", 1)[-1].strip()[:160]


def open_pcm(path: Path) -> NDArray[np.int16]:
    """Map decoded samples into memory: int16, shape (n_samples,), read-only."""
    if path.stat().st_size == 0:
        return np.zeros(0, np.int16)
    return np.memmap(path, dtype="<i2", mode="r")


def forget_pages(samples: NDArray[np.int16]) -> None:
    """Release the pages of a mapped recording that were read; they are read again when needed.

    The system reclaims them later, but until then a long recording counts as this process's memory.
    """
    base: object = samples
    while isinstance(base, np.ndarray) and not isinstance(base.base, mmap.mmap):
        base = base.base
    if isinstance(base, np.ndarray) and isinstance(base.base, mmap.mmap):
        mapped = base.base
        if hasattr(mapped, "madvise") and hasattr(mmap, "MADV_DONTNEED"):
            mapped.madvise(mmap.MADV_DONTNEED)


def to_float(samples: NDArray[np.int16]) -> NDArray[np.float32]:
    """int16 to float32 in [-1, 1)."""
    return samples.astype(np.float32) / 32768.0


def slice_ms(samples: NDArray[np.int16], start_ms: int, end_ms: int) -> NDArray[np.int16]:
    """The samples of `[start_ms, end_ms)`, clipped to the recording."""
    return samples[max(0, start_ms) * SAMPLES_PER_MS : max(0, end_ms) * SAMPLES_PER_MS]
