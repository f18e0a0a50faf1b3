"""Which language is spoken where in a chunk, from the model's probabilities for short parts of it.

The probabilities come from the chunk's own encoder output, cut into overlapping parts of 4 s
(docs/develop/benchmarks.md has how often they are right). The most probable sequence is found as in a
hidden Markov model (Viterbi 1967): a change has a price, so that one odd part changes nothing.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

PART_MS = 4_000
HOP_MS = 2_000
N_KEPT = 5  # languages stored for a part
SURE = 0.8  # at this probability of one part a language is considered at all
WHOLE_MS = 8_000  # a longer chunk may change its language, so that all of it says little of a part
SHARE = 0.25  # of the votes of a chunk, which also has a language considered
MANY_PARTS = 3  # fewer say too little, if none of them is sure
CONFIDENT = 0.6  # mean over a run: its language is followed
UNLIKELY = 0.1  # mean over a run: the recording's language is not spoken there
CERTAIN = 0.85  # mean over a run: no draft is needed to believe it
FLOOR = 0.02  # a probability below says no more than this one
CHANGE_COST = 4.0  # in log probability; a confident part brings 3.9
OTHER_COST = 1.0  # of beginning in another language than the recording's


@dataclass(frozen=True, slots=True)
class LanguagePart:
    """The languages that a part of a chunk sounds like.

    Attributes:
        start_ms, end_ms: From the chunk's start.
        probabilities: Whisper's codes with probabilities, most probable first.
    """

    start_ms: int
    end_ms: int
    probabilities: tuple[tuple[str, float], ...]

    def probability(self, language: str) -> float:
        """The probability of a language; 0 if it is not among the most probable."""
        return next((p for code, p in self.probabilities if code == language), 0.0)


@dataclass(frozen=True, slots=True)
class LanguageRun:
    """A range of a chunk in one language.

    Attributes:
        probability: Mean over its parts.
        usual: The same of the recording's language.
    """

    start_ms: int
    end_ms: int
    language: str
    probability: float
    usual: float = 0.0

    @property
    def is_confident(self) -> bool:
        """Whether the language may be tried."""
        is_best = self.probability >= SHARE and self.usual <= UNLIKELY
        return is_best or self.probability >= CONFIDENT

    @property
    def is_certain(self) -> bool:
        """Whether the language may be relied on."""
        return self.probability >= CERTAIN


def part_times(length_ms: int) -> list[tuple[int, int]]:
    """Start and end of the parts of a chunk: 4 s each, every 2 s, the last at the chunk's end."""
    if length_ms <= PART_MS + HOP_MS // 2:
        return [(0, length_ms)]
    starts = list(range(0, length_ms - PART_MS, HOP_MS))
    if length_ms - PART_MS - starts[-1] < HOP_MS // 2:
        starts.pop()
    starts.append(length_ms - PART_MS)
    return [(start, start + PART_MS) for start in starts]


def needs_whole(
    times: Sequence[tuple[int, int]], probabilities: Sequence[Mapping[str, float]]
) -> bool:
    """Whether the language of a whole chunk says something of its parts.

    It does in a short chunk, and in one without any clear part: more audio says more, as long as the
    language does not change in it.

    Args:
        times: As from `part_times`.
        probabilities: Of all languages, for each part.
    """
    return times[-1][1] <= WHOLE_MS or not any(max(own.values()) >= SURE for own in probabilities)


def make_parts(
    times: Sequence[tuple[int, int]],
    probabilities: Sequence[Mapping[str, float]],
    of_whole: Mapping[str, float] | None,
) -> tuple[LanguagePart, ...]:
    """Parts of a chunk; where `needs_whole`, a part that is not clear counts half as the chunk.

    Args:
        times, probabilities: As for `needs_whole`.
        of_whole: Of all languages, for the chunk; None if it is not needed.
    """
    whole = of_whole if needs_whole(times, probabilities) else None
    mixed = [
        own if whole is None or max(own.values()) >= SURE
        else {code: (own[code] + whole[code]) / 2 for code in own}
        for own in probabilities
    ]  # fmt: skip
    return tuple(
        LanguagePart(start_ms, end_ms, _most_probable(one))
        for (start_ms, end_ms), one in zip(times, mixed, strict=True)
    )


def _most_probable(probabilities: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    best = sorted(probabilities.items(), key=lambda pair: -pair[1])[:N_KEPT]
    return tuple((code, round(probability, 4)) for code, probability in best)


def find_runs(parts: Sequence[LanguagePart], language: str) -> tuple[LanguageRun, ...]:
    """The runs of one language that a chunk consists of.

    Args:
        parts: In order.
        language: The recording's, which a chunk has unless the parts say otherwise.
    """
    if not parts:
        return ()
    path = _best_path(parts, _candidates(parts, language), language)
    runs: list[LanguageRun] = []
    first = 0
    for index in range(1, len(path) + 1):
        if index == len(path) or path[index] != path[first]:
            start_ms = _boundary_ms(parts, first)
            end_ms = _boundary_ms(parts, index)
            among = parts[first:index]
            mean, usual = (
                sum(part.probability(code) for part in among) / len(among)
                for code in (path[first], language)
            )
            runs.append(LanguageRun(start_ms, end_ms, path[first], mean, usual))
            first = index
    return tuple(runs)


def _candidates(parts: Sequence[LanguagePart], language: str) -> list[str]:
    sure = (code for part in parts for code, p in part.probabilities[:1] if p >= SURE)
    votes = weigh(parts)
    is_long = len(parts) >= MANY_PARTS
    common = (code for code, n in votes.items() if is_long and n >= SHARE * votes.total())
    return list(dict.fromkeys((language, *sure, *common)))


def _best_path(parts: Sequence[LanguagePart], candidates: list[str], language: str) -> list[str]:
    scores = {code: 0.0 if code == language else -OTHER_COST for code in candidates}
    steps: list[dict[str, str]] = []
    for index, part in enumerate(parts):
        before = scores
        step: dict[str, str] = {}
        scores = {}
        for code in candidates:
            costs = {
                other: score - (CHANGE_COST if index and other != code else 0.0)
                for other, score in before.items()
            }
            step[code] = max(costs, key=costs.__getitem__) if index else code
            scores[code] = costs[step[code]] + math.log(max(part.probability(code), FLOOR))
        steps.append(step)
    path = [max(scores, key=scores.__getitem__)]
    for step in reversed(steps[1:]):
        path.append(step[path[-1]])
    return path[::-1]


def _boundary_ms(parts: Sequence[LanguagePart], index: int) -> int:
    """Where the part before ends and this one begins: halfway between their middles."""
    if index == 0:
        return parts[0].start_ms
    if index == len(parts):
        return parts[-1].end_ms
    before, after = parts[index - 1], parts[index]
    return (before.start_ms + before.end_ms + after.start_ms + after.end_ms) // 4


def weigh(parts: Iterable[LanguagePart]) -> Counter[str]:
    """Sum the probabilities of each language over parts: the votes of a chunk or of a recording."""
    votes: Counter[str] = Counter()
    for part in parts:
        for code, probability in part.probabilities:
            votes[code] += round(probability * (part.end_ms - part.start_ms))
    return votes
