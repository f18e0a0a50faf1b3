"""Find how the times of a text are off from the audio: by a constant, by a drift, by pieces cut out or put in.

Recognition heard words; where they are words of a cue, the cue's start and the time of its first word make a pair.
All cues share one speed (1, a ratio of frame rates, or a measured one), and lie in pieces, each with its own offset. For a
speed, the cheapest division into pieces is found by dynamic programming over the offsets that pairs have: a
pair costs its distance from its piece's offset, at most 1 s; a new piece costs as much as several
pairs that are far off. So single wrong pairs, which recognition always has, count little and make no piece.
An offset that costs more than the best one and a new piece can never be part of the best division and is dropped,
so few are followed at a time, and the time is linear.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from statistics import median

from transcribe.document.model import Segment, Word
from transcribe.document.word_timing import tokenize
from transcribe.quality.text_alignment import Placed, place_texts
from transcribe.subtitles.frame_rates import NTSC
from transcribe.subtitles.retiming import TimeMap

FAR_MS = 1_000  # a pair further off than this is wrong
NEAR_MS = 500  # a cue whose words are heard this near to its new time is placed
STEP_MS = 100  # between the offsets that are tried
RIGHT_MS = 100  # nobody sees less
PIECE = 6  # far pairs that make a piece worth while, and one more in a hundred
MAX_TRIED = 3_000  # pairs for the choice of the speed
INDIFFERENT = 0.03  # of FAR_MS a pair: no reader sees the difference
BRIDGED_MS = 60_000  # between placed cues of one piece, other cues are placed by them
EDGE_MS = (
    10_000  # before the first placed cue and after the last, less: a piece may be cut out there
)
FEWEST, LEAST_SHARE = 5, Fraction(1, 10)  # placed cues, below which nothing is said
SURE_SHARE, SURE_SPREAD_MS = Fraction(1, 2), 300
SURE = ((0.5, 1.5), (0.45, 3.0))  # least correlation and least lead, one of these pairs

_RATES = (24 * NTSC, Fraction(24), Fraction(25), 30 * NTSC, Fraction(30))
RATIOS = tuple(dict.fromkeys(a / b for a in _RATES for b in _RATES))


@dataclass(frozen=True, slots=True)
class Piece:
    """Cues from one on that share an offset.

    Attributes:
        first: The index of its first cue.
        map: Where their times move to.
    """

    first: int
    map: TimeMap


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well cues and speech fit at the best place, where no words were compared.

    Attributes:
        map: Where times move to there.
        score: The correlation there: 1 if somebody speaks exactly while cues are shown.
        next_score: The best one elsewhere.
        deviation: The standard deviation elsewhere.
    """

    map: TimeMap
    score: float
    next_score: float
    deviation: float

    @property
    def lead(self) -> float:
        """Of the best place over the next one, in standard deviations."""
        return (self.score - self.next_score) / max(self.deviation, 1e-6)

    @property
    def is_sure(self) -> bool:
        """Whether a text of another recording hardly fits as well."""
        return any(self.score >= score and self.lead >= lead for score, lead in SURE)


@dataclass(frozen=True, slots=True)
class TimeFit:
    """How a text's times are to change.

    Attributes:
        pieces: In order; the first begins with the first cue. Empty if the text was not found in the audio.
        n_cues: Cues with words.
        n_placed: Of these, cues whose words were heard where they are put.
        spread_ms: Half of the placed cues are at most this far from their words.
        unplaced: Indexes of cues that no heard words put where they are.
        outside: Indexes of cues that lie before or after the recording then.
        n_heard: Words that recognition heard in the audio, or ranges of speech.
        agreement: Of cues with speech, where no words were compared (`jobs/activity_fit.py`): placed cues then lie on
            speech for at least half of their time, and unplaced ones have none.
    """

    pieces: tuple[Piece, ...]
    n_cues: int
    n_placed: int
    spread_ms: int
    unplaced: tuple[int, ...]
    outside: tuple[int, ...] = ()
    n_heard: int = 0
    agreement: Agreement | None = None

    @property
    def is_found(self) -> bool:
        """Whether the text was found in the audio."""
        return bool(self.pieces)

    @property
    def is_sure(self) -> bool:
        """Whether most cues were heard where they are put."""
        is_dense = self.n_placed * SURE_SHARE.denominator >= self.n_cues * SURE_SHARE.numerator
        if self.agreement is not None:
            return self.is_found and is_dense and self.agreement.is_sure
        return self.is_found and is_dense and self.spread_ms <= SURE_SPREAD_MS

    @property
    def is_right(self) -> bool:
        """Whether the times lie where they should to `RIGHT_MS`, so nothing is to be moved."""
        return all(one.map.factor == 1 and abs(one.map.offset_ms) < RIGHT_MS for one in self.pieces)

    @property
    def marked(self) -> tuple[int, ...]:
        """Indexes of cues that a person should look at."""
        return tuple(sorted({*self.unplaced, *self.outside}))

    def map_of(self, index: int) -> TimeMap:
        """Where the times of a cue move to."""
        return next(piece.map for piece in reversed(self.pieces) if piece.first <= index)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A cue that was heard: its index, its time in the text and in the audio."""

    index: int
    old_ms: int
    new_ms: int


def fit_times(cues: Sequence[Segment], heard: Sequence[Word], total_ms: int) -> TimeFit:
    """Find how cues are to move so that they lie where their words are heard.

    Args:
        cues: In the order in which they are spoken.
        heard: Words of recognition, ordered by time.
        total_ms: Length of the recording; 0 if it is not known.
    """
    placed = place_texts([cue.text for cue in cues], heard, total_ms)
    pairs = list(_pairs(cues, placed))
    n_cues = sum(any(map(str.isalnum, cue.text)) for cue in cues)
    if len(pairs) < FEWEST:
        return _nothing(cues, n_cues, len(pairs), len(heard))
    found = speed, offsets = _fitted(pairs)
    near = [pair for pair, offset in zip(pairs, offsets, strict=True) if _off(pair, speed, offset) <= NEAR_MS]  # fmt: skip
    if len(near) < max(FEWEST, int(n_cues * LEAST_SHARE)):
        return _nothing(cues, n_cues, len(near), len(heard))
    done = _described(cues, pairs, found, near, n_cues, total_ms)
    return replace(done, n_heard=len(heard))


def _nothing(cues: Sequence[Segment], n_cues: int, n_placed: int, n_heard: int) -> TimeFit:
    """The text was not found."""
    return TimeFit((), n_cues, n_placed, 0, tuple(range(len(cues))), n_heard=n_heard)


_Found = tuple[Fraction, list[Fraction]]  # the speed, and the offset of each pair in ms


def _off(pair: _Pair, speed: Fraction, offset: Fraction) -> float:
    return abs(float(pair.new_ms - speed * pair.old_ms - offset))


def _described(
    cues: Sequence[Segment], pairs: Sequence[_Pair], found: _Found, near: Sequence[_Pair],
    n_cues: int, total_ms: int,
) -> TimeFit:  # fmt: skip
    speed, offsets = found
    pieces = _pieces(pairs, found)
    offset_of = dict(zip(pairs, offsets, strict=True))
    spread = median(_off(pair, speed, offset_of[pair]) for pair in near)
    fit = TimeFit(pieces, n_cues, len(near), round(spread), ())
    unplaced = tuple(_unplaced(cues, fit, {pair.index for pair in near}))
    outside = tuple(
        n for n, cue in enumerate(cues) if is_outside(cue, fit.map_of(n), total_ms)
    )  # fmt: skip
    return TimeFit(pieces, n_cues, len(near), round(spread), unplaced, outside)


def is_outside(cue: Segment, map_: TimeMap, total_ms: int) -> bool:
    """Whether a cue lies before or after the recording at its new time."""
    is_after = total_ms > 0 and map_.at(cue.start_ms) >= total_ms
    return map_.at(cue.end_ms) <= 0 or is_after


def _pairs(cues: Sequence[Segment], placed: Sequence[Placed]) -> Iterator[_Pair]:
    """Cues of which at least two words, and at least half of them, were heard."""
    for index, (cue, place) in enumerate(zip(cues, placed, strict=True)):
        if place.n_heard >= 2 and 2 * place.n_heard >= len(place.heard):
            first = place.heard.index(True)
            yield _Pair(index, _old_time(cue, first, len(place.heard)), place.words[first].start_ms)


def _old_time(cue: Segment, token: int, n_tokens: int) -> int:
    """When a token of a cue begins, by the cue's own times."""
    if token == 0:
        return cue.start_ms
    if len(cue.words) == n_tokens:
        return cue.words[token].start_ms
    before = sum(map(len, tokenize(cue.text)[:token]))
    total = sum(map(len, tokenize(cue.text)))
    return cue.start_ms + cue.duration_ms * before // max(1, total)


def _fitted(pairs: Sequence[_Pair]) -> _Found:
    """The simplest speed that costs hardly more than the cheapest, and the offset of each pair's piece."""
    few = pairs[:: -(-len(pairs) // MAX_TRIED)]
    speeds = (*RATIOS, *_measured(few))
    costs = {speed: _cost(few, speed) for speed in speeds}
    allowed = min(costs.values()) + max(2.0, INDIFFERENT * len(few))
    simple = [speed for speed in speeds if costs[speed] <= allowed]
    speed = min(simple, key=lambda one: (one != 1, one not in RATIOS, costs[one]))
    return speed, _middles(pairs, speed, _cheapest(pairs, speed).offsets(len(pairs)))


def _cost(pairs: Sequence[_Pair], speed: Fraction) -> float:
    """What the cheapest division at a speed costs, with each piece at its middle offset.

    The offsets that are tried lie `STEP_MS` apart. How near one of them lies to a piece is chance, and in a hundred
    pairs it costs as much as a wrong speed.
    """
    division = _cheapest(pairs, speed)
    offsets = _middles(pairs, speed, division.offsets(len(pairs)))
    away = (_off(pair, speed, offset) for pair, offset in zip(pairs, offsets, strict=True))
    return _change(pairs) * (division.n_pieces() - 1) + sum(min(one / FAR_MS, 1) for one in away)


def _measured(pairs: Sequence[_Pair]) -> list[Fraction]:
    """The median speed between cues that are far apart: single jumps and wrong pairs count little."""
    apart = len(pairs) // 8
    if apart < 2:
        return []
    far = [(a, b) for a, b in zip(pairs, pairs[apart:], strict=False) if b.old_ms > a.old_ms]
    if not far:
        return []
    speed = Fraction(median((b.new_ms - a.new_ms) / (b.old_ms - a.old_ms) for a, b in far))
    return [speed.limit_denominator(1_000_000)] if Fraction(1, 2) <= speed <= 2 else []


@dataclass(frozen=True, slots=True)
class _Division:
    """A division into pieces so far: the offset of its last piece, the pair that began it, and what went before."""

    cost: float
    offset: int
    first: int
    before: _Division | None

    def offsets(self, n: int) -> list[int]:
        """The offset of each of `n` pairs."""
        found: list[int] = []
        one: _Division | None = self
        while one is not None:
            found += [one.offset] * (n - one.first)
            n, one = one.first, one.before
        return found[::-1]

    def n_pieces(self) -> int:
        return 1 + (self.before.n_pieces() if self.before else 0)

    def with_pair(self, away_ms: float) -> _Division:
        """The division with one more pair in its last piece."""
        cost = self.cost + min(abs(self.offset - away_ms) / FAR_MS, 1)
        return _Division(cost, self.offset, self.first, self.before)


def _change(pairs: Sequence[_Pair]) -> float:
    """What a new piece costs."""
    return PIECE + len(pairs) / 100


def _cheapest(pairs: Sequence[_Pair], speed: Fraction) -> _Division:
    """The cheapest division into pieces at a speed."""
    change, factor = _change(pairs), float(speed)
    followed: list[_Division] = []
    for n, pair in enumerate(pairs):
        away_ms = pair.new_ms - factor * pair.old_ms
        best = min(followed, key=lambda one: one.cost, default=None)
        own = round(away_ms / STEP_MS) * STEP_MS
        if all(one.offset != own for one in followed):
            cost = best.cost + change if best else 0.0
            followed.append(_Division(cost, own, n, best))
        if n == 0:
            followed += _at_first(pairs, factor, own)
        followed = [one.with_pair(away_ms) for one in followed]
        limit = min(one.cost for one in followed) + change
        followed = [one for one in followed if one.cost <= limit]
    return min(followed, key=lambda one: one.cost)


def _at_first(pairs: Sequence[_Pair], speed: float, own: int) -> list[_Division]:
    """The first piece at the offsets of the next pairs: the first pair may be wrong."""
    near = {round((one.new_ms - speed * one.old_ms) / STEP_MS) * STEP_MS for one in pairs[1:20]}
    return [_Division(0.0, offset, 0, None) for offset in near - {own}]


def _middles(pairs: Sequence[_Pair], speed: Fraction, offsets: Sequence[int]) -> list[Fraction]:
    """For each pair the middle offset of the good pairs of its piece."""
    away = [pair.new_ms - speed * pair.old_ms for pair in pairs]
    edges = [0, *(n + 1 for n, (a, b) in enumerate(pairwise(offsets)) if a != b), len(pairs)]
    found: list[Fraction] = []
    for start, end in pairwise(edges):
        own = Fraction(offsets[start])
        good = [one for one in away[start:end] if abs(one - own) <= NEAR_MS] or [own]
        found += [Fraction(round(median(good)))] * (end - start)
    return found


def _pieces(pairs: Sequence[_Pair], found: _Found) -> tuple[Piece, ...]:
    """The pieces; one begins with the first cue that was heard at its offset."""
    speed, offsets = found
    pieces = [Piece(0, TimeMap(speed, offsets[0]))]
    for pair, offset in zip(pairs, offsets, strict=True):
        if offset != pieces[-1].map.offset_ms and _off(pair, speed, offset) <= NEAR_MS:
            pieces.append(Piece(pair.index, TimeMap(speed, offset)))
    return tuple(pieces)


def _unplaced(cues: Sequence[Segment], fit: TimeFit, near: set[int]) -> Iterator[int]:
    """Cues that were not heard, and that no heard cues of one piece around them place."""
    before: int | None = None
    following = iter(sorted(near))
    after = next(following, None)
    for index, cue in enumerate(cues):
        if index in near:
            before, after = index, next(following, None)
        elif any(map(str.isalnum, cue.text)) and not _is_bridged(cues, fit, before, index, after):
            yield index


def _is_bridged(
    cues: Sequence[Segment], fit: TimeFit, before: int | None, index: int, after: int | None
) -> bool:
    if before is not None and after is not None:
        is_one_piece = fit.map_of(before) == fit.map_of(after)
        return is_one_piece and cues[after].start_ms - cues[before].start_ms <= BRIDGED_MS
    nearest = after if before is None else before
    return nearest is not None and abs(cues[nearest].start_ms - cues[index].start_ms) <= EDGE_MS
