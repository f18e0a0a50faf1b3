"""The manifest of a corpus: one JSON object a clip, in the order in which the clips were written."""

from __future__ import annotations

import json
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
    """

    clip: Clip
    split: str
    path: str
    n_samples: int
    rate: int

    @property
    def duration_s(self) -> float:
        """Seconds of the samples before they were encoded."""
        return self.n_samples / self.rate

    def to_json(self) -> str:
        """One line without its end."""
        plain = asdict(self.clip) | {
            "split": self.split, "path": self.path, "n_samples": self.n_samples, "rate": self.rate,
        }  # fmt: skip
        return to_line(plain)


def to_line(plain: Any) -> str:
    """JSON on one line, in one way."""
    return json.dumps(plain, ensure_ascii=False, separators=(", ", ": "))


def row_from_json(line: str) -> Row:
    """Read a line of `Row.to_json`."""
    plain = json.loads(line)
    more = {name: plain.pop(name) for name in ("split", "path", "n_samples", "rate")}
    return Row(_clip(plain), **more)


def _clip(plain: dict[str, Any]) -> Clip:
    return Clip(**{**plain, "tags": tuple(plain["tags"])})


def write_clips(path: Path, clips: Iterable[Clip]) -> None:
    """Write planned clips, one a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{to_line(asdict(clip))}\n" for clip in clips)


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
