"""The samples of a recording at the rate of a corpus.

Up to 16 kHz they come from the recording's PCM. Above, from its original, decoded with the filters of
the ingest: what is above 8 kHz is not in the PCM.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from transcribe.audio.decode import open_pcm
from transcribe.audio.ffmpeg import SAMPLE_RATE
from transcribe.audio.resampling import blocks_of, read_original, resample, write_blocks
from transcribe.errors import FormatChanges, MediaUnreadable
from transcribe.jobs.ingest import original_of
from transcribe.jobs.ingest_files import Source, check_size, even_source, open_source
from transcribe.store import Store
from transcribe.store.values import Media
from transcribe.system.child_process import Cancellation

Samples = NDArray[np.int16]


def source_path(store: Store, media: Media) -> Path:
    """The original of a recording: in the data folder, or where it is linked.

    Raises:
        MediaUnreadable: It is missing, or its size is not that of the recording any more.
    """
    path = original_of(store, media)
    check_size(path, media.size_bytes, media.filename)
    return path


def check_source(store: Store, media: Media, rate: int) -> None:
    """Check that the samples of a recording can be read, before anything is written.

    Raises:
        MediaUnreadable: They cannot; the message says why.
    """
    if not (store.media_folder(media.id) / "audio.pcm").is_file():
        raise MediaUnreadable(media.title, "it is not prepared yet, or its samples are missing.")
    if rate > SAMPLE_RATE:
        source_path(store, media)


def samples_at(
    store: Store,
    media: Media,
    rate: int,
    folder: Path,
    cancellation: Cancellation | None = None,
) -> Samples:
    """Map the samples of a recording at a rate: int16, shape (n_samples,), read-only.

    Args:
        store: The library.
        media: The recording.
        rate: In Hz.
        folder: For temporary files, which are valid until it is removed.
        cancellation: Ends the work when it is cancelled.

    Raises:
        MediaUnreadable: The original is missing, has changed or cannot be decoded.
        DiskFull: There is not enough disk space.
        WorkCancelled: `cancellation` was cancelled.
    """
    pcm = store.media_folder(media.id) / "audio.pcm"
    if rate == SAMPLE_RATE:
        return open_pcm(pcm)
    target = folder / f"{media.id}-{rate}.pcm"
    if rate < SAMPLE_RATE:
        write_blocks(resample(blocks_of(open_pcm(pcm)), SAMPLE_RATE, rate), target)
        return open_pcm(target)
    cancellation = cancellation or Cancellation()
    path = source_path(store, media)
    source = open_source(media, path, folder, cancellation)
    try:
        _write_original(source, media.audio_stream, rate, target, cancellation)
    except FormatChanges:
        even = even_source(source, media.audio_stream, cancellation)
        _write_original(even, 0, rate, target, cancellation)
    check_size(path, media.size_bytes, media.filename)
    return open_pcm(target)


def _write_original(
    source: Source, stream: int, rate: int, target: Path, cancellation: Cancellation
) -> None:
    with closing(_original_at(source, stream, rate, cancellation)) as blocks:
        write_blocks(blocks, target)


def _original_at(
    source: Source, stream: int, rate: int, cancellation: Cancellation
) -> Generator[Samples, None, None]:
    audio = source.found.audio[stream]
    own = read_original(
        source.path, name=source.media.filename, rate=audio.sample_rate, channels=audio.channels,
        stream=stream, sound=source.sound(stream), cancellation=cancellation,
    )  # fmt: skip
    with closing(own):
        yield from resample(own, audio.sample_rate, rate)
