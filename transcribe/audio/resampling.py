"""A recording's samples at another rate, and the exact samples of a clip."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

import numpy as np
import soxr
from numpy.typing import NDArray

from transcribe.audio.clock import SOUND, SoundFormat, sound_graph, with_late_video
from transcribe.audio.decode import errors_of_audio
from transcribe.audio.ffmpeg import RESTARTED, command, read_source, running
from transcribe.audio.mixing import Mixer
from transcribe.errors import FormatChanges, MediaUnreadable
from transcribe.system.child_process import Cancellation

QUALITY = "VHQ"
BLOCK_SAMPLES = 1 << 20
FULL_SCALE = 32768.0
TONE_HZ = 1_000
TONE_LEVEL = 0.1  # of full scale: -20 dB

Blocks = Iterable[NDArray[np.int16]]


def sample_of(time_ms: int, rate: int) -> int:
    """The sample at a time; at 16 kHz it is `16 * time_ms`."""
    return round(time_ms * rate / 1000)


def clip_samples(
    samples: NDArray[np.int16], start_ms: int, end_ms: int, rate: int
) -> NDArray[np.int16]:
    """The samples of `[start_ms, end_ms)`; silence where a recording's samples have ended before."""
    start, end = sample_of(start_ms, rate), sample_of(end_ms, rate)
    found = samples[start:end]
    return np.pad(found, (0, end - start - len(found)))


def replaced(
    samples: NDArray[np.int16],
    first: int,
    spans_ms: Iterable[tuple[int, int]],
    rate: int,
    tone: bool,
) -> NDArray[np.int16]:
    """The samples with silence or a tone of 1 kHz in place of some of them. Nothing of those is left.

    Args:
        samples: From sample `first` of the recording.
        first: See `samples`.
        spans_ms: What is replaced, in ms of the recording.
        rate: Samples a second.
        tone: A tone instead of silence.
    """
    changed = samples
    for start_ms, end_ms in spans_ms:
        start = max(0, sample_of(start_ms, rate) - first)
        end = min(len(samples), sample_of(end_ms, rate) - first)
        if start < end:
            changed = np.array(samples) if changed is samples else changed
            changed[start:end] = _tone(first + start, end - start, rate) if tone else 0
    return changed


def _tone(first: int, n_samples: int, rate: int) -> NDArray[np.int16]:
    phase = 2 * np.pi * TONE_HZ / rate * np.arange(first, first + n_samples, dtype=np.float64)
    return _to_int16((TONE_LEVEL * FULL_SCALE * np.sin(phase)).astype(np.float32))


def whole_blocks(samples: NDArray[np.int16], n_least: int) -> Iterator[NDArray[np.int16]]:
    """All samples in blocks, with silence after them up to a least number: where clips end later, as in `clip_samples`."""
    yield from blocks_of(samples)
    yield from blocks_of(np.zeros(max(0, n_least - len(samples)), np.int16))


def resample(blocks: Blocks, rate: int, target_rate: int) -> Iterator[NDArray[np.int16]]:
    """Resample a stream of samples without a shift; the blocks may have any length."""
    if rate == target_rate:
        yield from blocks
        return
    stream = soxr.ResampleStream(rate, target_rate, 1, dtype="float32", quality=QUALITY)
    for block in blocks:
        yield _to_int16(stream.resample_chunk(np.array(block, np.float32)))
    yield _to_int16(stream.resample_chunk(np.zeros(0, np.float32), last=True))


def _to_int16(samples: NDArray[np.float32]) -> NDArray[np.int16]:
    limits = np.iinfo(np.int16)
    return np.rint(np.clip(samples, limits.min, limits.max)).astype(np.int16)


def blocks_of(samples: NDArray[np.int16]) -> Iterator[NDArray[np.int16]]:
    """Cut samples into blocks."""
    for start in range(0, len(samples), BLOCK_SAMPLES):
        yield samples[start : start + BLOCK_SAMPLES]


def write_blocks(blocks: Blocks, target: Path) -> int:
    """Write blocks as raw 16-bit samples; returns their number. `decode.open_pcm` maps the file."""
    n_samples = 0
    with target.open("wb") as file:
        for block in blocks:
            file.write(block.astype("<i2").tobytes())
            n_samples += len(block)
    return n_samples


def read_original(
    source: Path,
    *,
    name: str,
    rate: int,
    channels: int,
    stream: int = 0,
    sound: SoundFormat | None = None,
    cancellation: Cancellation | None = None,
) -> Generator[NDArray[np.int16], None, None]:
    """Decode one audio stream at its own rate, mono, on the clock of the recording's PCM.

    The filters and the mix of channels are those of an ingest (`decode.decode`).

    Args:
        source: Any file that ffmpeg reads.
        name: The file's name for messages.
        rate: Samples a second of the stream.
        channels: The stream's channels.
        stream: Index of the audio stream, from 0.
        sound: How the stream is read (`clock.format_of`).
        cancellation: Ends the decode when it is cancelled.

    Raises:
        FormatChanges: Rate or channels change inside the stream (`audio.even_format`).
        MediaUnreadable: No audio can be decoded.
        WorkCancelled: `cancellation` was cancelled.
    """
    sound, channels = sound or SoundFormat(), max(1, channels)
    graph = sound_graph(sound, stream, rate=rate, channels=channels)
    node = read_source(source)
    output = with_late_video(node, node.output("pipe:", map=SOUND, format="s16le"), sound)
    mixer = Mixer(channels, sound.layout, sound.channel_names) if channels > 1 else None
    n_samples = 0
    with running(command(output, graph), name, cancellation) as (blocks, error_text):
        for frames in _frames(blocks, channels):
            mono = frames[:, 0] if mixer is None else mixer.mix(frames)
            n_samples += len(mono)
            yield mono
        if mixer is not None:
            rest = mixer.finish()
            n_samples += len(rest)
            yield rest
        errors = error_text()
    if RESTARTED in errors:
        raise FormatChanges(name)
    if n_samples == 0:
        told = errors_of_audio(errors).strip()[-200:]
        raise MediaUnreadable(name, f"nothing in its audio can be decoded ({told}).")


def _frames(blocks: Iterable[bytes], channels: int) -> Iterator[NDArray[np.int16]]:
    rest = b""
    for block in blocks:
        held = rest + block
        n_whole = len(held) - len(held) % (2 * channels)
        rest = held[n_whole:]
        yield np.frombuffer(held[:n_whole], "<i2").reshape(-1, channels)
