"""Cues moved to where somebody speaks, without words: offset and speed found, compared with the true ones.

    python -m benchmarks.formats.resync [--minutes 3 6 20] [--seeds 0 6]

Programmes are built from utterances of the open speech set (read English; French and Italian prompts), with pauses between
0.1 and 40 s, and heard by the product's own voice activity. Their cues are made as a translator makes them: some utterances in one
cue, long ones in several, one in twelve without a cue, starts up to 0.15 s early, ends held 0.1 to 0.8 s longer. They are moved by up to
40 s and stretched by a ratio of frame rates, both drawn. The same cues are also compared with each of the other programmes, to which they
must not be moved.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.support.draft_engines import RATE, load_samples
from benchmarks.support.draft_rows import SPEECH
from transcribe.document.model import Segment
from transcribe.jobs.activity_fit import fit_activity
from transcribe.library.subtitles.resync import spoken_ranges
from transcribe.quality.time_fit import RATIOS
from transcribe.subtitles.retiming import TimeMap, retime

READ = ("librispeech", "ljspeech", "misc", "spontaneous-en", "commonvoice")
PROGRAMMES: tuple[tuple[str, Sequence[str], int, int], ...] = (("en 1", READ, 0, 20), ("en 2", READ, 1, 20), ("en 3", READ, 2, 20),
              ("fr", ("asterisk-fr",), 7, 15), ("it", ("asterisk-it",), 7, 15))  # fmt: skip
GOOD_MS = 500
Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Programme:
    """Where its utterances lie, and where voice activity finds speech."""

    name: str
    truth: Spans
    speech: Spans


@dataclass
class Figures:
    """What was found of cues that belong to the programme, and of those that do not."""

    errors_ms: list[int] = field(default_factory=list)
    n_fits: int = 0
    n_other: int = 0
    n_moved_to_other: int = 0


def build(name: str, sets: Sequence[str], seed: int, minutes: int, folder: Path) -> Programme:
    """A programme from utterances and pauses with a little noise."""
    rng, noise = random.Random(seed), np.random.default_rng(seed)
    rows = [json.loads(line) for line in (SPEECH / "manifest.jsonl").read_text().splitlines()]
    pool = [r for r in rows if r["set"] in sets and 1 < (r.get("duration") or 0) < 20]
    rng.shuffle(pool)
    parts: list[NDArray[np.int16]] = []
    truth: Spans = []
    n_samples = n = 0

    def add(samples: NDArray[np.int16]) -> None:
        nonlocal n_samples
        parts.append(samples)
        n_samples += len(samples)

    while n_samples < minutes * 60 * RATE:
        add(noise.normal(0, 20, int(_pause(rng) * RATE)).astype(np.int16))
        samples = np.round(load_samples(SPEECH / pool[n % len(pool)]["path"]) * 32_768).astype(
            np.int16
        )
        n += 1
        loud = np.abs(samples[: len(samples) // 160 * 160]).reshape(-1, 160).max(axis=1)
        voiced = np.flatnonzero(loud > max(300, loud.max() // 20)) * 10
        at_ms = n_samples * 1000 // RATE
        truth.append((at_ms + int(voiced[0]), at_ms + int(voiced[-1]) + 10))
        add(samples)
    pcm = folder / "audio.pcm"
    np.concatenate(parts).tofile(pcm)
    return Programme(name, truth, spoken_ranges(pcm))


def _pause(rng: random.Random) -> float:
    chance = rng.random()
    limits = (0.1, 0.6) if chance < 0.5 else (0.6, 2.5) if chance < 0.85 else (3, 12) if chance < 0.97 else (20, 40)  # fmt: skip
    return rng.uniform(*limits)


def translated(truth: Spans, rng: random.Random) -> Iterator[Segment]:
    """Cues as a translator makes them."""
    n, number = 0, 0
    while n < len(truth):
        start, end = truth[n]
        while n + 1 < len(truth) and truth[n + 1][0] - end < 400 and truth[n + 1][1] - start < 6_000 and rng.random() < 0.5:  # fmt: skip
            n += 1
            end = truth[n][1]
        n += 1
        if rng.random() < 1 / 12:
            continue
        n_cues = max(1, round((end - start) / 4_000))
        edges = [start + (end - start) * k // n_cues for k in range(n_cues + 1)]
        for k in range(n_cues):
            first = edges[k] - rng.randrange(0, 150) + (rng.randrange(-300, 300) if k else 0)
            last = edges[k + 1] + (rng.randrange(100, 800) if k == n_cues - 1 else -80)
            number += 1
            yield Segment(number, max(0, first), max(first + 700, last), "translated")


def measure(programmes: Sequence[Programme], minutes: int, seeds: range) -> Figures:
    """Move cues of each programme away and back, and compare them with the other programmes."""
    found = Figures()
    for n, one in enumerate(programmes):
        total_ms = min(minutes * 60_000, one.speech[-1][1] + 3_000)
        for seed in seeds:
            rng = random.Random(1_000 * seed + n)
            cues = list(translated([span for span in one.truth if span[1] < total_ms], rng))
            there = TimeMap(rng.choice(RATIOS)).inverse
            away = Fraction(rng.randrange(0, 80_000) - min(40_000, cues[0].start_ms))
            old = [retime(cue, TimeMap(there.factor, away)) for cue in cues]
            fit = fit_activity(old, _until(one.speech, total_ms), total_ms)
            found.n_fits += 1
            if fit.is_found:
                away_ms = [abs(fit.map_of(0).at(a.start_ms) - b.start_ms) for a, b in zip(old, cues, strict=True)]  # fmt: skip
                found.errors_ms.append(max(away_ms))
            for other in programmes:
                if other is not one:
                    found.n_other += 1
                    found.n_moved_to_other += fit_activity(old, _until(other.speech, total_ms), total_ms).is_found  # fmt: skip
    return found


def _until(speech: Spans, end_ms: int) -> Spans:
    return [span for span in speech if span[1] < end_ms]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, nargs="*", default=[3, 6, 20])
    parser.add_argument("--seeds", type=int, nargs=2, default=[0, 6], metavar=("FIRST", "END"))
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        programmes = [
            build(name, sets, seed, minutes, Path(folder))
            for name, sets, seed, minutes in PROGRAMMES
        ]
    print("| minutes | right everywhere to 0.5 s | moved, but wrong | not sure, left as they were | median of the largest errors | moved to another recording |")  # fmt: skip
    print("|---|---|---|---|---|---|")
    for minutes in asked.minutes:
        one = measure(programmes, minutes, range(*asked.seeds))
        right = sum(error <= GOOD_MS for error in one.errors_ms)
        print(f"| {minutes} | {right} of {one.n_fits} | {len(one.errors_ms) - right} | {one.n_fits - len(one.errors_ms)} "
              f"| {median(one.errors_ms)} ms | {one.n_moved_to_other} of {one.n_other} |", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
