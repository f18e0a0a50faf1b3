"""Statistics of a corpus, from its manifest in one pass."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transcribe.datasets.manifest import Row
from transcribe.datasets.sorting import sorted_lines

LENGTH_BINS = 30  # of one second; the last one holds all longer clips
RATE_BINS = 30  # of one character a second
SNR_BINS = 60  # of one decibel
NEAR_MS = 50  # clips whose lengths differ by no more may be the same

ReadRows = Callable[[], Iterator[Row]]


@dataclass(slots=True)
class _Group:
    """Clips that are counted together."""

    n_clips: int = 0
    length_ms: int = 0
    n_characters: int = 0
    speakers: set[str] = field(default_factory=set)
    recordings: set[str] = field(default_factory=set)

    def add(self, row: Row) -> None:
        clip = row.clip
        self.n_clips += 1
        self.length_ms += clip.duration_ms
        self.n_characters += len(clip.text)
        self.speakers.add(clip.speaker)
        self.recordings.add(clip.recording)

    def to_json(self) -> dict[str, Any]:
        return {
            "clips": self.n_clips, "hours": round(self.length_ms / 3_600_000, 4),
            "characters": self.n_characters, "speakers": len(self.speakers),
            "recordings": len(self.recordings),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statistics:
    """Counts of a corpus.

    Attributes:
        length_ms: Of all clips together.
        total: Counts of all clips; also in `splits` and `tags` by name.
        speakers: Hours of each voice.
        lengths: Clips by length in whole seconds.
        rates: Clips by characters a second.
        snrs: Clips by their signal-to-noise ratio in whole decibels.
        n_equal: Clips whose text, voice and length (within 50 ms) another clip has.
    """

    length_ms: int
    total: dict[str, Any]
    splits: dict[str, dict[str, Any]]
    tags: dict[str, dict[str, Any]]
    speakers: dict[str, float]
    lengths: tuple[int, ...]
    rates: tuple[int, ...]
    snrs: tuple[int, ...]
    n_equal: int


def measure(rows: ReadRows, scratch: Path) -> Statistics:
    """Count the clips of a manifest.

    Args:
        rows: Reads the manifest from its beginning.
        scratch: A folder for temporary files.
    """
    total, splits, tags = _Group(), dict[str, _Group](), dict[str, _Group]()
    speakers: Counter[str] = Counter()
    lengths, rates, snrs = [0] * LENGTH_BINS, [0] * RATE_BINS, [0] * SNR_BINS
    for row in rows():
        clip = row.clip
        for group in (total, splits.setdefault(row.split, _Group())):
            group.add(row)
        for tag in clip.tags:
            tags.setdefault(tag, _Group()).add(row)
        speakers[clip.speaker] += clip.duration_ms
        lengths[min(clip.duration_ms // 1000, LENGTH_BINS - 1)] += 1
        rate = len(clip.text) * 1000 // max(1, clip.duration_ms)
        rates[min(rate, RATE_BINS - 1)] += 1
        if clip.snr_db is not None:
            snrs[min(max(0, int(clip.snr_db)), SNR_BINS - 1)] += 1
    return Statistics(
        total.length_ms, total.to_json(), _plain(splits), _plain(tags),
        {name: round(ms / 3_600_000, 4) for name, ms in sorted(speakers.items())},
        tuple(lengths), tuple(rates), tuple(snrs), _n_equal(rows, scratch),
    )  # fmt: skip


def _n_equal(rows: ReadRows, scratch: Path) -> int:
    keys = (_equal_key(row) for row in rows())
    n_equal, before = 0, ("", -1000)
    for key in sorted_lines(keys, scratch):
        text, length_ms = key.rsplit(" ", 1)
        n_equal += text == before[0] and int(length_ms) - before[1] <= NEAR_MS
        before = text, int(length_ms)
    return n_equal


def _equal_key(row: Row) -> str:
    """Sorts clips of one voice and text by their length."""
    text = hashlib.sha256(row.clip.text.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return f"{row.clip.speaker} {text} {row.clip.duration_ms:09d}"


def _plain(groups: dict[str, _Group]) -> dict[str, dict[str, Any]]:
    return {name: groups[name].to_json() for name in sorted(groups)}
