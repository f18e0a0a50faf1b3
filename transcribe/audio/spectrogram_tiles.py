"""Positions of the spectrogram's tiles: the samples of each column of each level.

The clock is that of `audio.pcm` and of the waveform: column i of a level covers the samples
`[i * h, (i + 1) * h)`. All levels except the finest have the waveform's buckets (`audio.peaks`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Scale = Literal["linear", "mel"]

FINEST_SAMPLES_PER_COLUMN = 40  # 2.5 ms: finer than the waveform, for onsets
LEVEL_FACTOR = 4
COLUMNS = 512  # of a tile
ROWS: dict[Scale, int] = {"linear": 256, "mel": 128}
MAX_HZ = 8_000
FLOOR_DB = -110  # against a full-scale sine; the value 0, and 255 is 0 dB
TILES_FOLDER = "spectrogram"  # in a recording's folder; its contents can be made again


@dataclass(frozen=True, slots=True)
class Tile:
    """Names one tile of a recording."""

    scale: Scale
    level: int
    index: int

    def __post_init__(self) -> None:
        if self.scale not in get_args(Scale) or self.level < 0 or self.index < 0:
            raise ValueError(f"not a tile: {self}")

    @property
    def filename(self) -> str:
        """The tile's file name in the recording's folder of tiles."""
        return f"{self.scale}-{self.level}-{self.index}.gz"


def samples_per_column(level: int) -> int:
    """Samples per column of a level."""
    return int(FINEST_SAMPLES_PER_COLUMN * LEVEL_FACTOR**level)


def count_levels(n_samples: int) -> int:
    """Number of levels of a recording: the coarsest has one tile; 0 without audio."""
    if n_samples <= 0:
        return 0
    level = 0
    while COLUMNS * samples_per_column(level) < n_samples:
        level += 1
    return level + 1


def count_tiles(n_samples: int, level: int) -> int:
    """Number of tiles of a level."""
    return -(-n_samples // (COLUMNS * samples_per_column(level)))
