"""Diarization error rate (DER) and Jaccard error rate (JER).

DER is NIST's (RT-09 evaluation plan): missed speech, false alarm and speaker confusion, in parts of the
reference's speech; where several speak at once, each of them counts. JER is that of the second DIHARD
challenge. Both are counted in the scored region only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from transcribe.document.spans import join_spans

Region = tuple[int, int]  # [start_ms, end_ms)
Flags = NDArray[np.bool_]
BLOCK = 20_000  # ranges between two times that are compared at once


@dataclass(frozen=True, slots=True)
class SpokenTurn:
    """Speech of one speaker. Turns of a speaker may overlap; that time counts once."""

    speaker: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True)
class DiarizationErrors:
    """Errors in the scored region, in milliseconds of a speaker's speech.

    Attributes:
        speech_ms: Speech of the reference; where two speak at once, both count.
        collar_ms: Time left out on each side of each boundary of the reference.
    """

    missed_ms: int
    false_alarm_ms: int
    confusion_ms: int
    speech_ms: int
    collar_ms: int

    @property
    def rate(self) -> float | None:
        """DER, over 1 with much false alarm; None where no speech of the reference is scored."""
        errors_ms = self.missed_ms + self.false_alarm_ms + self.confusion_ms
        return errors_ms / self.speech_ms if self.speech_ms else None


@dataclass(frozen=True, slots=True)
class SpeakerErrors:
    """Errors by speaker in the scored region, without a collar.

    Attributes:
        jaccard: JER, 0 to 1; None without speech of the reference. Speakers that the hypothesis
            invents cost nothing: read it beside the two counts.
        mapping: The speaker of the reference for each speaker of the hypothesis that has one.
    """

    jaccard: float | None
    n_reference: int
    n_hypothesis: int
    mapping: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Together:
    """How long speakers talk, by pairs, and what is left over, in milliseconds.

    Attributes:
        pairs: Time in which both talk, shape (speakers of the reference, of the hypothesis).
        reference: Time of each speaker of the reference.
        hypothesis: Time of each speaker of the hypothesis.
        missed: Time by which more speakers talk in the reference.
        false_alarm: Time by which more speakers talk in the hypothesis.
        paired: Time in which a speaker of each side talks.
    """

    pairs: NDArray[np.int64]
    reference: NDArray[np.int64]
    hypothesis: NDArray[np.int64]
    missed: int
    false_alarm: int
    paired: int

    def best(self) -> list[tuple[int, int]]:
        """Pairs of speakers, each in one pair at most, with the most time together."""
        from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import, and the web process does without

        rows, columns = linear_sum_assignment(self.pairs, maximize=True)
        pairs = zip(rows.tolist(), columns.tolist(), strict=True)
        return [(row, column) for row, column in pairs if self.pairs[row, column]]


def diarization_errors(
    reference: Sequence[SpokenTurn],
    hypothesis: Sequence[SpokenTurn],
    regions: Sequence[Region],
    collar_ms: int = 0,
) -> DiarizationErrors:
    """Count missed speech, false alarm and confusion with the best mapping of speakers.

    Args:
        reference: The true turns.
        hypothesis: The turns that are scored.
        regions: What is scored; overlapping regions count once.
        collar_ms: Left out on each side of each boundary; pyannote.metrics' `collar` is the sum
            of both sides.
    """
    scored = _without(joined(regions), _collars(reference, collar_ms))
    together = _together(reference, hypothesis, scored)
    right_ms = sum(int(together.pairs[pair]) for pair in together.best())
    return DiarizationErrors(
        together.missed, together.false_alarm, together.paired - right_ms,
        int(together.reference.sum()), collar_ms,
    )  # fmt: skip


def speaker_errors(
    reference: Sequence[SpokenTurn], hypothesis: Sequence[SpokenTurn], regions: Sequence[Region]
) -> SpeakerErrors:
    """Count speakers who talk in the regions, map them, and compute the Jaccard error rate."""
    together = _together(reference, hypothesis, joined(regions))
    best = together.best()
    found = 0.0
    for row, column in best:
        both = int(together.pairs[row, column])
        found += both / (int(together.reference[row] + together.hypothesis[column]) - both)
    n = int(np.count_nonzero(together.reference))
    in_reference, in_hypothesis = _speakers(reference), _speakers(hypothesis)
    return SpeakerErrors(
        1 - found / n if n else None,
        n,
        int(np.count_nonzero(together.hypothesis)),
        tuple((in_hypothesis[column], in_reference[row]) for row, column in best),
    )


def joined(ranges: Iterable[Region]) -> list[Region]:
    """The union of ranges in order; empty ones are dropped."""
    return join_spans(one for one in ranges if one[1] > one[0])


def speech_of(turns: Sequence[SpokenTurn]) -> dict[str, list[Region]]:
    """The time of each speaker, in order of first appearance; overlapping turns of one are joined."""
    each: dict[str, list[Region]] = {}
    for turn in turns:
        each.setdefault(turn.speaker, []).append((turn.start_ms, turn.end_ms))
    return {speaker: joined(ranges) for speaker, ranges in each.items()}


def _speakers(turns: Sequence[SpokenTurn]) -> list[str]:
    return list(speech_of(turns))


def _collars(turns: Sequence[SpokenTurn], collar_ms: int) -> list[Region]:
    return joined(
        (edge_ms - collar_ms, edge_ms + collar_ms)
        for ranges in speech_of(turns).values()
        for one in ranges
        for edge_ms in one
    )


def _without(regions: Sequence[Region], removed: Sequence[Region]) -> list[Region]:
    """Regions without what is removed; both are unions in order."""
    left: list[Region] = []
    first = 0
    for start_ms, end_ms in regions:
        while first < len(removed) and removed[first][1] <= start_ms:
            first += 1
        at_ms, index = start_ms, first
        while index < len(removed) and removed[index][0] < end_ms:
            left.append((at_ms, removed[index][0]))
            at_ms, index = removed[index][1], index + 1
        left.append((at_ms, end_ms))
    return [one for one in left if one[1] > one[0]]


def _together(
    reference: Sequence[SpokenTurn], hypothesis: Sequence[SpokenTurn], scored: Sequence[Region]
) -> _Together:
    """Add up the times between all boundaries, block by block."""
    sides = [list(speech_of(reference).values()), list(speech_of(hypothesis).values())]
    every = [*sides[0], *sides[1], scored]
    times = np.unique([ms for ranges in every for one in ranges for ms in one])
    if times.size < 2:
        times = np.array([0, 0])
    lengths, starts = np.diff(times), times[:-1]
    kept = np.flatnonzero(_inside(scored, starts) & (lengths > 0))
    n_reference, n_hypothesis = len(sides[0]), len(sides[1])
    pairs = np.zeros((n_reference, n_hypothesis), np.int64)
    of_reference, of_hypothesis = np.zeros(n_reference, np.int64), np.zeros(n_hypothesis, np.int64)
    missed = false_alarm = paired = 0
    for first in range(0, kept.size, BLOCK):
        some = kept[first : first + BLOCK]
        ms = lengths[some]
        one, other = (_talking(ranges, starts[some]) for ranges in sides)
        pairs += (one * ms) @ other.T
        of_reference += one @ ms
        of_hypothesis += other @ ms
        n_one, n_other = one.sum(axis=0), other.sum(axis=0)
        missed += int(np.maximum(n_one - n_other, 0) @ ms)
        false_alarm += int(np.maximum(n_other - n_one, 0) @ ms)
        paired += int(np.minimum(n_one, n_other) @ ms)
    return _Together(pairs, of_reference, of_hypothesis, missed, false_alarm, paired)


def _talking(speakers: Sequence[Sequence[Region]], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """1 where a speaker talks, shape (speakers, ranges)."""
    rows = [_inside(ranges, starts) for ranges in speakers]
    return np.array(rows, np.int64).reshape(len(rows), starts.size)


def _inside(ranges: Sequence[Region], starts: NDArray[np.int64]) -> Flags:
    """Whether each time is inside of a union of ranges in order."""
    edges = np.array([ms for one in ranges for ms in one], np.int64)
    inside: Flags = np.searchsorted(edges, starts, side="right") % 2 == 1
    return inside
