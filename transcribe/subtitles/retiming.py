"""New times for segments: by an offset, by two points, or by a pair of frame rates.

A time map is `factor * time + offset` in exact fractions, rounded to a millisecond only at the end, so an hour
from 23.976 to 25 and back ends at most a millisecond from where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from transcribe.document.model import Segment, Word
from transcribe.errors import InvalidOperation
from transcribe.subtitles.frame_rates import FrameRate

MAX_MS = 400 * 3_600_000
MOST = 10  # times faster or slower; more is a mistake in a point
NAME = "shift"


@dataclass(frozen=True, slots=True)
class TimeMap:
    """Where a time moves to.

    Attributes:
        factor: Above 1 for later and longer.
        offset_ms: Added after that; negative for earlier.
    """

    factor: Fraction = Fraction(1)
    offset_ms: Fraction = Fraction(0)

    def at(self, ms: int) -> int:
        """The new time of a time, to the nearest millisecond; negative before the beginning."""
        return floor(self.factor * ms + self.offset_ms + Fraction(1, 2))

    def exactly(self, ms: int) -> Fraction:
        """The new time of a time, not rounded."""
        return self.factor * ms + self.offset_ms

    @property
    def is_shift(self) -> bool:
        """Whether lengths stay as they are."""
        return self.factor == 1 and self.offset_ms.denominator == 1

    @property
    def inverse(self) -> TimeMap:
        """The map that undoes this one."""
        return TimeMap(1 / self.factor, -self.offset_ms / self.factor)

    def __str__(self) -> str:
        shift = f"{float(self.offset_ms) / 1000:+.3f} s"
        return shift if self.factor == 1 else f"× {float(self.factor):.6f}, {shift}"


MapOf = Callable[[int, int], TimeMap]  # of a cue with this start and end


def by_offset(ms: int) -> TimeMap:
    """All times later by so many milliseconds.

    Raises:
        InvalidOperation: It is 0, or more than 400 h.
    """
    if ms == 0 or abs(ms) > MAX_MS:
        raise InvalidOperation(NAME, "the time must not be 0, and at most 400 h")
    return TimeMap(offset_ms=Fraction(ms))


def by_points(points: Sequence[tuple[int, int]]) -> TimeMap:
    """The map that moves one time, or two, to where they should be.

    Args:
        points: Pairs of a time and where it should be, in ms.

    Raises:
        InvalidOperation: There are none or more than two, both have the same time, or the second would
            lie before the first.
    """
    if len(points) == 1:
        return by_offset(points[0][1] - points[0][0])
    if len(points) != 2:
        raise InvalidOperation(NAME, "give one or two points, each with where it should be")
    (a, new_a), (b, new_b) = sorted(points)
    if a == b:
        raise InvalidOperation(NAME, "the two points must have different times")
    factor = Fraction(new_b - new_a, b - a)
    if not Fraction(1, MOST) <= factor <= MOST:
        raise InvalidOperation(
            NAME,
            f"between the two points {_s(b - a)} would become {_s(new_b - new_a)}; correct one of them",
        )
    return _checked(TimeMap(factor, new_a - factor * a))


def by_rates(made_for: FrameRate, shown_at: FrameRate) -> TimeMap:
    """The map for subtitles of a film whose same frames are now shown at another rate.

    Subtitles for 23.976 are `24000/1001 / 25` as long at 25.

    Raises:
        InvalidOperation: Both are the same.
    """
    return _checked(TimeMap(made_for.fps / shown_at.fps))


def _checked(found: TimeMap) -> TimeMap:
    if found == TimeMap():
        raise InvalidOperation(NAME, "this changes no time")
    if abs(found.offset_ms) > MAX_MS:
        raise InvalidOperation(NAME, "the time must be at most 400 h")
    return found


def _s(ms: int) -> str:
    return f"{ms / 1000:.3f} s"


@dataclass(frozen=True, slots=True)
class Retimed:
    """Segments with new times.

    Attributes:
        segments: In the order in which they came.
        n_cut: Of these, segments that now begin at 0, since they would have begun before it.
    """

    segments: tuple[Segment, ...]
    n_cut: int


def retimed(segments: Sequence[Segment], map_of: MapOf, *, is_strict: bool = True) -> Retimed:
    """Move segments with their words; one that would begin before 0 begins at 0.

    Args:
        segments: In any order.
        map_of: The map of each.
        is_strict: Refuse to move a segment before 0 altogether; else it stands at 0 for a millisecond.

    Raises:
        InvalidOperation: A segment would lie before 0 altogether.
    """
    maps = [map_of(one.start_ms, one.end_ms) for one in segments]
    if is_strict:
        _check_room(segments, maps)
    moved = tuple(retime(one, map_) for one, map_ in zip(segments, maps, strict=True))
    n_cut = sum(
        map_.at(one.start_ms) < 0 for one, map_ in zip(segments, maps, strict=True)
    )  # fmt: skip
    return Retimed(moved, n_cut)


def _check_room(segments: Sequence[Segment], maps: Sequence[TimeMap]) -> None:
    new_ends = [map_.at(one.end_ms) for one, map_ in zip(segments, maps, strict=True)]
    n_lost = sum(end_ms <= 0 for end_ms in new_ends)
    if not n_lost:
        return
    what = "1 segment" if n_lost == 1 else f"{n_lost} segments"
    first_end = min(one.end_ms for one in segments)
    how = (
        f"Shift by less than {_s(first_end)}"
        if all(map_.is_shift for map_ in maps)
        else "Shift by less"
    )
    raise InvalidOperation(
        NAME, f"{what} would lie before the beginning of the recording. {how}, or delete them first"
    )


def retime(segment: Segment, map_: TimeMap) -> Segment:
    """A segment and its words at other times, none before 0; it lasts at least a millisecond."""
    start_ms = max(0, map_.at(segment.start_ms))
    end_ms = max(map_.at(segment.end_ms), start_ms + 1)
    words = tuple(_retimed_word(word, map_) for word in segment.words)
    return replace(segment, start_ms=start_ms, end_ms=end_ms, words=words)


def _retimed_word(word: Word, map_: TimeMap) -> Word:
    start_ms, end_ms = (max(0, map_.at(ms)) for ms in (word.start_ms, word.end_ms))
    return replace(word, start_ms=start_ms, end_ms=end_ms)
