"""The manifest of a corpus: one JSON object a clip, in the order in which the clips were written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from transcribe.datasets.clips import Clip


@dataclass(frozen=True, slots=True)
class Row:
    """A clip of a finished shard.

    Attributes:
        path: Of its audio: a file below the corpus's folder, or its name inside a shard's file.
        n_samples: Length at `rate`.
        rate: Samples a second.
        first_sample: Where it begins in the file, if this has the whole recording; else None.
    """

    clip: Clip
    split: str
    path: str
    n_samples: int
    rate: int
    first_sample: int | None = None

    @property
    def duration_s(self) -> float:
        """Seconds of the samples before they were encoded."""
        return self.n_samples / self.rate

    @property
    def start_s(self) -> float:
        """Where it begins in its file, for readers that cut a product (`cut_seconds`)."""
        return cut_seconds(self.first_sample or 0, self.rate)

    @property
    def end_s(self) -> float:
        """Where it ends in its file, for readers that cut a product (`cut_seconds`)."""
        return cut_seconds((self.first_sample or 0) + self.n_samples, self.rate)

    def to_json(self) -> str:
        """One line without its end."""
        plain = plain_clip(self.clip) | {
            "split": self.split, "path": self.path, "n_samples": self.n_samples, "rate": self.rate,
        }  # fmt: skip
        if self.first_sample is not None:
            plain["first_sample"] = self.first_sample
        return to_line(plain)


def plain_clip(clip: Clip) -> dict[str, Any]:
    """A clip as JSON; `redacted` only where something is."""
    plain = asdict(clip)
    if not clip.redacted:
        del plain["redacted"]
    return plain


def cut_seconds(sample: int, rate: int) -> float:
    """The seconds that give back a sample both in `int(seconds * rate)` and in `round(seconds * rate)`.

    Kaldi's `extract-segments`, kaldiio and NeMo cut the product: 1.013 s at 16 kHz would be sample 16,207, not 16,208.
    """
    seconds = sample / rate
    while int(seconds * rate) < sample:
        seconds = math.nextafter(seconds, math.inf)
    return seconds


def to_line(plain: Any) -> str:
    """JSON on one line, in one way."""
    return json.dumps(plain, ensure_ascii=False, separators=(", ", ": "))


def row_from_json(line: str) -> Row:
    """Read a line of `Row.to_json`."""
    plain = json.loads(line)
    more = {name: plain.pop(name) for name in ("split", "path", "n_samples", "rate")}
    more["first_sample"] = plain.pop("first_sample", None)
    return Row(_clip(plain), **more)


def _clip(plain: dict[str, Any]) -> Clip:
    redacted = tuple((start, end) for start, end in plain.get("redacted", ()))
    return Clip(**{**plain, "tags": tuple(plain["tags"]), "redacted": redacted})


def write_clips(path: Path, clips: Iterable[Clip]) -> None:
    """Write planned clips, one a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{to_line(plain_clip(clip))}\n" for clip in clips)


def read_clips(path: Path) -> Iterator[Clip]:
    """Read planned clips."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield _clip(json.loads(line))


def read_rows(path: Path) -> Iterator[Row]:
    """Read a manifest."""
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield row_from_json(line)
