"""Estimate the weights of `transcribe/speakers/merging.py`: which joins of clusters are of two speakers.

    python -m benchmarks.support.speaker_joins [--built 6]

From the conversations of the first half of the voices only, and from parts of them: some of their voices, one voice alone,
a range of time. A join is of two speakers if most windows of the two clusters are of different voices. Logistic regression
with a small penalty; printed for the second half: in how many parts the count is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from scipy.optimize import minimize

from benchmarks import speakers as bench
from benchmarks.speaker_corrections import analysed
from transcribe.speakers import merging
from transcribe.speakers.analysis import Piece
from transcribe.speakers.directions import unit

PENALTY = 0.001  # of squared weights, for each join
PARTS, PARTS_OF_ONE = 12, 4  # of a conversation; the latter have one voice
FEWEST = 12  # windows of a part
FEWEST_OF_VOICE = 4
Rows = tuple[np.ndarray, np.ndarray]  # evidence and whether it was of two speakers


@dataclass(frozen=True)
class Heard:
    """Windows in the order of time, with the voice that speaks most in each."""

    directions: np.ndarray
    starts_ms: np.ndarray
    voices: np.ndarray
    condition: str = ""

    def part(self, kept: np.ndarray) -> Heard:
        """Some of the windows."""
        return Heard(self.directions[kept], self.starts_ms[kept], self.voices[kept], self.condition)


def main() -> None:
    """Estimate and print."""
    halves: dict[str, list[Heard]] = {}
    for recording, pieces in analysed(__doc__ or "", "built"):
        halves.setdefault(recording.group, []).append(heard(recording, pieces))
    first = halves.pop("built, first half")
    chosen = [*(part for one in first for part in parts(one)), *monologues(first)]
    rows = [rows_of(one) for one in chosen]
    bias, weights = fit(np.concatenate([r[0] for r in rows]), np.concatenate([r[1] for r in rows]))
    print(f"BIAS = {bias:.1f}\nWEIGHTS = {weights}\nnow {merging.BIAS} {merging.WEIGHTS}")
    for name, others in {"chosen from": chosen, **halves}.items():
        print(
            name, counted([p for one in others for p in parts(one)] if name in halves else others)
        )


def heard(recording: bench.Recording, pieces: list[Piece]) -> Heard:
    """The windows of a recording in which somebody speaks."""
    rows = sorted(recording.truth)
    voices = []
    for window in np.concatenate([p.windows_ms for p in pieces]) / 1000:
        shares: Counter[str] = Counter()
        for start, end, name in rows:
            shares[name] += max(0.0, min(end, window[1]) - max(start, window[0]))
        name, share = shares.most_common(1)[0]
        voices.append(name if share else "")
    all_of_it = Heard(
        unit(bench.embeddings_of(pieces)),
        bench.starts_of(pieces),
        np.array(voices, object),
        recording.condition,
    )
    return all_of_it.part(all_of_it.voices != "")


def parts(one: Heard) -> Iterator[Heard]:
    """The whole, and parts drawn with a fixed seed."""
    yield one
    rng = np.random.default_rng(0)
    names = sorted(set(one.voices))
    for number in range(PARTS):
        n = 1 if number < PARTS_OF_ONE else int(rng.integers(2, len(names) + 1))
        kept = np.isin(one.voices, rng.choice(names, n, replace=False))
        if number % 2:
            first, share = int(rng.integers(len(kept) // 2)), rng.uniform(0.3, 0.9)
            kept[:first] = False
            kept[first + int(share * len(kept)) :] = False
        counts = Counter(one.voices[kept])
        kept &= np.array([counts[name] >= FEWEST_OF_VOICE for name in one.voices])
        if kept.sum() >= FEWEST:
            yield one.part(kept)


def monologues(conversations: Sequence[Heard]) -> Iterator[Heard]:
    """Each voice alone in all conversations of a condition, one after another."""
    for condition in sorted({one.condition for one in conversations}):
        same = [one for one in conversations if one.condition == condition]
        for name in sorted({name for one in same for name in one.voices}):
            yield joined([one.part(one.voices == name) for one in same if name in one.voices])


def joined(recordings: Sequence[Heard]) -> Heard:
    """Recordings after one another."""
    starts, end_ms = [], 0
    for one in recordings:
        starts.append(one.starts_ms - one.starts_ms[0] + end_ms)
        end_ms = int(starts[-1][-1]) + 10_000
    return Heard(
        np.concatenate([one.directions for one in recordings]),
        np.concatenate(starts),
        np.concatenate([one.voices for one in recordings]),
    )


def rows_of(one: Heard) -> Rows:
    """Each join of a recording: its evidence, and whether it was of two speakers."""
    found = merging.partitions(one.directions, one.starts_ms)
    rows, is_two = [], []
    for partition in found:
        if partition.evidence:
            main_voices = [voice_of(one, partition.labels == k) for k in partition.next_pair]
            rows.append(astuple(partition.evidence))
            is_two.append(main_voices[0] != main_voices[1])
    return np.array(rows, float).reshape(-1, len(astuple(merging.WEIGHTS))), np.array(is_two, bool)


def voice_of(one: Heard, windows: np.ndarray) -> str:
    """The voice of most windows."""
    return str(Counter(one.voices[windows]).most_common(1)[0][0])


def fit(rows: np.ndarray, is_two: np.ndarray) -> tuple[float, merging.Evidence]:
    """Bias and weights of the logistic model."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    scaled = np.c_[np.ones(len(rows)), (rows - middle) / spread]
    signs = np.where(is_two, 1, -1)

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = signs * (scaled @ weights)
        slope = -(signs / (1 + np.exp(odds))) @ scaled
        plain = np.r_[0, weights[1:]] * PENALTY * len(rows)
        return np.logaddexp(0, -odds).sum() + plain @ weights, slope + 2 * plain

    found = minimize(loss, np.zeros(scaled.shape[1]), jac=True).x
    weights = found[1:] / spread
    return float(found[0] - weights @ middle), merging.Evidence(*np.round(weights, 1).tolist())


def counted(recordings: Sequence[Heard]) -> str:
    """In how many the count is right with the weights in use, and how far its probability can be believed."""
    n_right, n_near, sure = 0, 0, []
    for one in recordings:
        found = merging.partitions(one.directions, one.starts_ms)
        scores = merging.log_probabilities(found)
        off = abs(found[int(scores.argmax())].n - len(set(one.voices)))
        n_right, n_near = n_right + (off == 0), n_near + (off <= 1)
        sure.append((float(np.exp(scores.max())), off == 0))
    bins = [[right for p, right in sure if low <= p < low + 0.2] for low in (0.2, 0.4, 0.6, 0.8)]
    figures = ", ".join(f"{np.mean(one):.2f} of {len(one)}" for one in bins if one)
    return f"{n_right}, {n_near} of {len(recordings)}; right by probability from 0.2 on: {figures}"


if __name__ == "__main__":
    main()
