"""Recordings with known speech, built from the open speech set: plain, two languages, soft, repeated.

Rows are divided by a digest of their path. Settings were chosen on one half ("tuned") and on the field
cases; figures come from the other half ("held").
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.support.draft_engines import load_samples
from benchmarks.support.draft_rows import SPEECH

RATE = 16_000
SETS = ("asterisk-", "ljspeech", "harvard", "librispeech", "librivox", "misc", "spontaneous-en")
LANGUAGES = ("en", "fr", "es", "it", "ru")
PAUSE_S = 0.5
SOFT_DB = -34.0
MIX_S = 20.0  # of each language, voice or group of repeats in a mix
Half = Literal["tuned", "held"]
Row = dict[str, Any]
Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Utterance:
    """Speech with its text; times in seconds of the mix, without the silence at its edges."""

    start_s: float
    end_s: float
    text: str
    language: str
    row: Row


@dataclass(frozen=True, slots=True)
class Mix:
    """A recording built from utterances.

    Attributes:
        kind: "plain", "two languages", "loud and soft" or "repeats".
        samples: float32 at 16 kHz, shape (n_samples,).
    """

    name: str
    kind: str
    samples: Samples
    utterances: tuple[Utterance, ...]


def rows_of(half: Half) -> dict[str, list[Row]]:
    """Rows of 2 to 20 s with a reference, by language, in an order that does not depend on the set."""
    lines = (SPEECH / "manifest.jsonl").read_text().splitlines()
    found: dict[str, list[Row]] = defaultdict(list)
    for row in map(json.loads, lines):
        digest = zlib.crc32(row["path"].encode())
        is_scored = row.get("text_kind") in {"reference", "script"} and 2 < row["duration"] < 20
        is_known = row["set"].startswith(SETS) and row["set"] != "asterisk-en-g722"
        is_in_half = (digest % 2 == 0) == (half == "held")
        if is_scored and is_known and is_in_half and row["language"] in LANGUAGES:
            found[row["language"]].append({**row, "digest": digest})
    return {code: sorted(rows, key=lambda row: row["digest"]) for code, rows in found.items()}


def build_mixes(half: Half) -> Iterator[Mix]:
    """All mixes, one kind after the other within each round, so that a part covers all kinds."""
    rows = {code: iter(cycle(some)) for code, some in rows_of(half).items()}
    pairs = [("en", "fr"), ("es", "en"), ("fr", "it"), ("ru", "en"), ("it", "es"), ("fr", "ru")]
    for number, (first, second) in enumerate(pairs):
        voice = LANGUAGES[number % len(LANGUAGES)]
        yield build(f"plain {number}", "plain", take(rows[voice], MIX_S, voice))
        both = (*take(rows[first], MIX_S / 2, first), *take(rows[second], MIX_S, second))
        yield build(f"languages {number}", "two languages", both)
        turns = take(rows[voice], MIX_S, voice)
        soft = [row | {"gain_db": SOFT_DB * (n % 2)} for n, row in enumerate(turns)]
        yield build(f"soft {number}", "loud and soft", soft)
        said = take(rows[first], 5, first)
        repeats = [row for row in said for _ in range(4 + number % 3)]
        yield build(f"repeats {number}", "repeats", repeats)


def take(rows: Iterator[Row], seconds: float, language: str) -> tuple[Row, ...]:
    """The next rows that last so many seconds together."""
    taken: list[Row] = []
    while sum(row["duration"] for row in taken) < seconds:
        taken.append(next(rows) | {"language": language})
    return tuple(taken)


def build(name: str, kind: str, rows: Iterable[Row]) -> Mix:
    """Join rows, with pauses; each is as loud as the others, but for its `gain_db`."""
    pause = np.zeros(int(PAUSE_S * RATE), np.float32)
    parts: list[Samples] = []
    utterances: list[Utterance] = []
    at = 0
    for row in rows:
        sound = load_samples(SPEECH / row["path"]).astype(np.float32)
        sound = sound / max(1e-6, float(np.abs(sound).max())) * 0.5
        first, last = _audible(sound)
        sound = sound * np.float32(10 ** (row.get("gain_db", 0.0) / 20))
        utterances.append(
            Utterance((at + first) / RATE, (at + last) / RATE, row["text"], row["language"], row)
        )
        parts += [sound, pause]
        at += len(sound) + len(pause)
    return Mix(name, kind, np.concatenate(parts), tuple(utterances))


def _audible(sound: Samples) -> tuple[int, int]:
    """The first and the last sample that is louder than 2 % of the peak."""
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    return int(loud[0]), int(loud[-1]) + 1
