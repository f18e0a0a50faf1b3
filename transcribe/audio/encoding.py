"""Encode samples as FLAC, WAV, Opus, Vorbis or MP3, with their exact length and the same bytes each time.

libsndfile keeps length and start in all of these formats; ffmpeg's MP3 at 8 kHz is 38 samples longer.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from transcribe.errors import InvalidOperation

BLOCK_SAMPLES = 8192
OGG_HEADER_BYTES = 27
SERIAL = (1).to_bytes(4, "little")
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """A format of audio files.

    Attributes:
        suffix: With its dot.
        container, subtype: libsndfile's names.
        rates: Sample rates that it holds, in Hz; empty for any.
        is_lossless: The samples come back unchanged.
        mime: Media type.
        bits_a_second: Rough size of speech at 16 kHz, for the check of the disk's space.
    """

    name: str
    suffix: str
    container: str
    subtype: str
    rates: tuple[int, ...]
    is_lossless: bool
    mime: str
    bits_a_second: int


_OPUS = (8_000, 12_000, 16_000, 24_000, 48_000)
_MP3 = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
AUDIO_FORMATS = {
    one.name: one
    for one in (
        AudioFormat("flac", ".flac", "FLAC", "PCM_16", (), True, "audio/flac", 180_000),
        AudioFormat("wav", ".wav", "WAV", "PCM_16", (), True, "audio/wav", 256_000),
        AudioFormat("opus", ".opus", "OGG", "OPUS", _OPUS, False, "audio/ogg", 32_000),
        AudioFormat("vorbis", ".ogg", "OGG", "VORBIS", (), False, "audio/ogg", 64_000),
        AudioFormat("mp3", ".mp3", "MP3", "MPEG_LAYER_III", _MP3, False, "audio/mpeg", 64_000),
    )
}


def check_rate(format: AudioFormat, rate: int) -> None:
    """Check that a format holds a sample rate.

    Raises:
        InvalidOperation: It does not; the message offers others.
    """
    if format.rates and rate not in format.rates:
        held = ", ".join(f"{one:,}" for one in format.rates)
        raise InvalidOperation(
            "rate", f"{format.name} holds {held} Hz, not {rate:,}; use flac, or one of these rates"
        )


def encode(samples: NDArray[np.int16], rate: int, format: AudioFormat) -> bytes:
    """Encode mono samples; equal samples give equal bytes.

    Raises:
        InvalidOperation: The format does not hold the rate.
    """
    check_rate(format, rate)
    with io.BytesIO() as buffer:
        with soundfile.SoundFile(
            buffer, "w", rate, 1, format.subtype, format=format.container
        ) as file:
            for start in range(0, len(samples), BLOCK_SAMPLES):
                file.write(samples[start : start + BLOCK_SAMPLES])
        content = buffer.getvalue()
    return _with_serial(content) if format.container == "OGG" else content


def encode_file(
    blocks: Iterable[NDArray[np.int16]], rate: int, format: AudioFormat, target: Path
) -> int:
    """Encode a stream of mono samples into a file of a lossless format; returns the number of samples.

    Raises:
        ValueError: The format is not lossless.
    """
    if not format.is_lossless:
        raise ValueError(f"{format.name} does not hold whole recordings")
    n_samples = 0
    with soundfile.SoundFile(target, "w", rate, 1, format.subtype, format=format.container) as file:
        for block in blocks:
            file.write(block)
            n_samples += len(block)
    return n_samples


def _with_serial(content: bytes) -> bytes:
    """Give all pages of an Ogg stream one serial number: libsndfile draws one at random."""
    held, at = bytearray(content), 0
    while at < len(held):
        n_parts = held[at + 26]
        table = held[at + OGG_HEADER_BYTES : at + OGG_HEADER_BYTES + n_parts]
        end = at + OGG_HEADER_BYTES + n_parts + sum(table)
        held[at + 14 : at + 18] = SERIAL
        held[at + 22 : at + 26] = bytes(4)
        held[at + 22 : at + 26] = _ogg_crc(bytes(held[at:end]))
        at = end
    return bytes(held)


def _ogg_crc(page: bytes) -> bytes:
    """Ogg's checksum (RFC 3533): CRC-32 from the highest bit, beginning with zero, not inverted."""
    reflected = zlib.crc32(page.translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return reflected.to_bytes(4, "little").translate(_REVERSED)[::-1]
