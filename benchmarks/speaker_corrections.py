"""How many corrections it takes until the speakers are right, with and without offers of similar segments.

    python -m benchmarks.speaker_corrections [--built 6]

The recordings are those of `benchmarks/speakers.py`. Segments are the turns of the reference, cut at 6 s. A simulated person
corrects the first wrong segment and takes all offers, also wrong ones, which then have to be corrected too.
Starts: no tags, until 95 % are right; and the speakers that we found, until all are right. Sums are by group;
parameters are chosen on the first half of the built conversations.
"""

from __future__ import annotations

import argparse
import math
import pickle
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks import speakers as bench
from benchmarks.support.conversations import Truth
from transcribe.document.speaker_turns import SpeakerTurn, TurnIndex
from transcribe.speakers.analysis import Piece
from transcribe.speakers.directions import unit
from transcribe.speakers.networks import OnnxNetworks
from transcribe.speakers.propagation import Voice, heard_in, offers
from transcribe.speakers.turns import find_turns

LONGEST_S = 6.0
NO_VOICE = np.zeros(192)


@dataclass(frozen=True)
class Told:
    """A recording's segments, their true speakers, and those that we found, by the best mapping."""

    name: str
    voices: tuple[Voice, ...]
    truth: tuple[str, ...]
    draft: tuple[str, ...]


def main() -> None:
    """Simulate and print the sums."""
    sums: defaultdict[str, np.ndarray] = defaultdict(lambda: np.zeros((2, 2), int))
    more: defaultdict[str, list[str]] = defaultdict(list)
    for recording, pieces in analysed(__doc__ or ""):
        told = told_of(recording, pieces)
        counts = np.array([
            [corrections(told, is_draft=is_draft, has_offers=has) for has in (False, True)]
            for is_draft in (False, True)
        ])  # fmt: skip
        sums[recording.group] += counts
        if (counts[:, 1] > counts[:, 0]).any():
            more[recording.group].append(told.name)
        print(f"{told.name:22} {len(told.truth):4d} segments  {row(counts)}", flush=True)
    for group, counts in sums.items():
        print(f"{group}: {row(counts)}; more corrections on {more[group] or 'none'}")


def row(counts: np.ndarray) -> str:
    """Counts without and with offers, for both starts."""
    return "  ".join(
        f"{name} {a} → {b} ({a / max(1, b):.1f} times fewer)"
        for name, (a, b) in zip(("no tags", "draft"), counts, strict=True)
    )


def analysed(
    description: str, group: str | None = None
) -> Iterator[tuple[bench.Recording, list[Piece]]]:
    """The recordings that the command line asks for with their pieces, which are kept for the next run."""
    parser = argparse.ArgumentParser(description=description.splitlines()[0])
    parser.add_argument("--built", type=int, default=6)
    parser.add_argument("--models", type=Path, default=bench.MODELS)
    parser.add_argument("--cache", type=Path, default=bench.SCRATCH / "pieces")
    arguments = parser.parse_args()
    arguments.cache.mkdir(parents=True, exist_ok=True)
    networks = OnnxNetworks(arguments.models, n_threads=1)
    for recording in bench.recordings(group, arguments.built):
        if recording.group == "digits":
            continue
        path = arguments.cache / f"{recording.name}.pickle"
        if not path.exists():
            path.write_bytes(pickle.dumps(bench.pieces_of(networks, recording.samples)))
        yield recording, pickle.loads(path.read_bytes())


def told_of(recording: bench.Recording, pieces: Sequence[Piece]) -> Told:
    """Segments of a recording with their voices."""
    windows = np.concatenate([np.zeros((0, 2), np.int64), *(p.windows_ms for p in pieces)])
    heard = windows, unit(bench.embeddings_of(list(pieces)))
    turns = find_turns(pieces, bench.ours(list(pieces)))
    index = TurnIndex(SpeakerTurn(t.start_ms, t.end_ms, str(t.speaker)) for t in turns)
    voices: list[Voice] = []
    truth: list[str] = []
    for start, end, name in sorted(segments_of(recording.truth)):
        start_ms, end_ms = round(start * 1000), round(end * 1000)
        direction, weight = heard_in(start_ms, end_ms, heard) or (NO_VOICE, 0.0)
        cluster = index.speaker_of(start_ms, end_ms)
        voices.append(Voice(len(voices), None, cluster, False, direction, weight))
        truth.append(name)
    names = best_names(truth, [v.cluster or "" for v in voices])
    draft = tuple(names.get(v.cluster or "", f"extra {v.cluster}") for v in voices)
    return Told(recording.name, tuple(voices), tuple(truth), draft)


def segments_of(truth: Truth) -> Iterator[tuple[float, float, str]]:
    """Turns cut at `LONGEST_S`, without those under 0.3 s."""
    for start, end, name in truth:
        n = max(1, math.ceil((end - start) / LONGEST_S))
        step = (end - start) / n
        if step >= 0.3:
            yield from ((start + k * step, start + (k + 1) * step, name) for k in range(n))


def best_names(truth: Sequence[str], clusters: Sequence[str]) -> dict[str, str]:
    """The true speaker of each cluster: as many segments right as possible."""
    names, known = sorted(set(truth)), sorted(set(clusters))
    common = np.zeros((len(names), len(known)))
    for name, cluster in zip(truth, clusters, strict=True):
        common[names.index(name), known.index(cluster)] += 1
    pairs = zip(*linear_sum_assignment(-common), strict=True)
    return {known[b]: names[a] for a, b in pairs if common[a, b]}


def corrections(told: Told, *, is_draft: bool, has_offers: bool) -> int:
    """How many segments a person corrects until enough are right."""
    voices = [
        replace(v, speaker=name if is_draft else None)
        for v, name in zip(told.voices, told.draft, strict=True)
    ]
    allowed = 0 if is_draft else int(0.05 * len(voices))
    n = 0
    while True:
        wrong = [v for v, name in zip(voices, told.truth, strict=True) if v.speaker != name]
        if len(wrong) <= allowed:
            return n
        n += 1
        first = wrong[0]
        speaker = told.truth[first.id]
        voices[first.id] = replace(first, speaker=speaker, is_tagged=True)
        if has_offers:
            heard = [v for v in voices if v.weight]
            for offer in offers(heard, first.id, first.speaker):
                voices[offer.id] = replace(voices[offer.id], speaker=speaker, is_tagged=True)


if __name__ == "__main__":
    main()
