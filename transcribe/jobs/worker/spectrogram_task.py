"""The spectrogram worker's task (`library.spectrograms`): recordings in, tiles out."""

from __future__ import annotations

import gzip
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transcribe.audio.decode import forget_pages, open_pcm
from transcribe.audio.spectrogram import compute_tile
from transcribe.audio.spectrogram_tiles import Tile
from transcribe.jobs.tasks import SpectrogramTask, from_plain
from transcribe.store.disk_space import require_space

MOST_BYTES = 150_000  # maximum size of a tile
GZIP_LEVEL = 1  # 2 ms per tile; level 6 saves 3 % more


def draw_tile(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """Write one tile beside the recording; it appears only when complete."""
    del blobs
    task = from_plain(header)
    if not isinstance(task, SpectrogramTask):
        raise TypeError(f"not a tile: {task}")
    target = Path(task.target)
    require_space(target.parent.parent, MOST_BYTES)
    samples = open_pcm(Path(task.pcm))
    picture = compute_tile(samples, Tile(task.scale, task.level, task.index))
    forget_pages(samples)
    target.parent.mkdir(exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}.part")
    try:
        partial.write_bytes(gzip.compress(picture.tobytes(), GZIP_LEVEL, mtime=0))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return {"bytes": target.stat().st_size}
