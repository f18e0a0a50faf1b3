"""Effort and speed of the work on a transcript over time, from its edits.

Method. The work time of a person is the sum of the gaps between consecutive edits of that person that are at
most `LONGEST_GAP_S`; a longer gap is a break. An edit after a break therefore adds no time of its own, and a
person with a single edit has no work time. The times of several people are added up. Periods are equal
parts of that work time, not of the clock, so that breaks and nights leave no holes. (For the cursor's own time, see
`quality/effort.py`: windows measure it, and it does not tell when.)

Audio counts once, in the period of the first edit in force that touches its segment; audio under two segments counts once
too. Words are counted for edits in force only, as the distance in words between two texts (Levenshtein, as in
`word_diff`). Edits of one person in the same segment that follow one another count together, so that a word typed in
three pauses is one word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from transcribe.document.word_timing import tokenize
from transcribe.document.work_step import WorkSpan, WorkStep

LONGEST_GAP_S = 120.0
PERIOD_S = 60.0  # of work; longer ones where there would be more than MAX_PERIODS
MAX_PERIODS = 48


@dataclass(frozen=True, slots=True)
class Period:
    """An equal part of the work time.

    Attributes:
        at_s: Time of its first edit in seconds since 1970; None if it has none.
        work_s: Its length.
        sound_ms: Audio that was worked on for the first time.
        n_words: Words corrected.
    """

    at_s: float | None
    work_s: float
    sound_ms: int
    n_words: int


@dataclass(frozen=True, slots=True)
class Share:
    """The work of one author, or of all.

    Attributes:
        n_edits: Edits in force.
        work_s: Work time.
        sound_ms: Audio of the segments worked on, each counted once.
        n_words: Words corrected.
    """

    n_edits: int
    work_s: float
    sound_ms: int
    n_words: int


@dataclass(frozen=True, slots=True)
class WorkStatistics:
    """Figures of the work on one transcript.

    Attributes:
        total: All authors together.
        people: By name; audio that two of them worked on counts for both.
        periods: In order; empty without work time.
        statuses: Number of segments by status.
    """

    total: Share
    people: Mapping[str, Share]
    periods: tuple[Period, ...]
    statuses: Mapping[str, int]


@dataclass(slots=True)
class _Tally:
    """What is counted for one author while the steps are read."""

    last_s: float | None = None
    work_s: float = 0.0
    n_edits: int = 0
    n_words: int = 0
    segments: set[int] = field(default_factory=set)
    open: _Change | None = None


@dataclass(slots=True)
class _Change:
    """A text that one author is changing, over one or more edits."""

    segments: tuple[int, ...]
    before: str
    after: str
    clock_s: float


class _Mark(NamedTuple):
    """Something that happened at a moment of the work time."""

    clock_s: float
    at_s: float | None = None
    sound_ms: int = 0
    n_words: int = 0


def compute_statistics(steps: Iterable[WorkStep], spans: Sequence[WorkSpan]) -> WorkStatistics:
    """Compute the statistics of a transcript.

    Args:
        steps: Steps of work, oldest first.
        spans: The current segments in the order of time.
    """
    sounds, clock_s = _own_sounds(spans), 0.0
    tallies: dict[str, _Tally] = {}
    marks: list[_Mark] = []
    unheard = dict(sounds)
    for step in steps:
        tally = tallies.setdefault(step.author, _Tally())
        clock_s += _take_time(tally, step)
        new_ms = 0
        if step.is_in_force:
            for key in step.segments:
                new_ms += unheard.pop(key, 0)
            tally.n_edits += 1
            tally.segments.update(step.segments)
            if step.before != step.after:
                marks += _take_text(tally, step, clock_s)
        marks.append(_Mark(clock_s, step.at_s, new_ms))
    marks += [mark for tally in tallies.values() for mark in _close(tally)]
    people = {name: _share(tallies[name], sounds) for name in sorted(tallies)}
    return WorkStatistics(
        _together(tallies.values(), sounds), people, _periods(marks, clock_s),
        Counter(status for _, _, _, status in spans),
    )  # fmt: skip


def count_words(before: str, after: str) -> int:
    """Words that differ between two texts: the smallest number of words changed, added or removed."""
    old, new = before.split(), after.split()
    shortest, head = min(len(old), len(new)), 0
    while head < shortest and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shortest - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return Levenshtein.distance(
        _tokens(old[head : len(old) - tail]), _tokens(new[head : len(new) - tail])
    )


def _tokens(words: list[str]) -> list[str]:
    text = " ".join(words)
    return words if text.isascii() else tokenize(text)  # `tokenize` splits only unspaced scripts


def _own_sounds(spans: Sequence[WorkSpan]) -> dict[int, int]:
    """Milliseconds of audio of each segment that no earlier segment covers, by id."""
    reached, own = 0, {}
    for key, start_ms, end_ms, _ in spans:  # without calls: a recording may have 20,000
        if end_ms > reached:
            own[key] = end_ms - (start_ms if start_ms > reached else reached)
            reached = end_ms
        else:
            own[key] = 0
    return own


def _take_time(tally: _Tally, step: WorkStep) -> float:
    """Seconds of work since the author's last edit."""
    gap_s = 0.0 if tally.last_s is None else step.at_s - tally.last_s
    tally.last_s = step.at_s
    if not 0 < gap_s <= LONGEST_GAP_S:  # a clock that was set back gives a negative one
        return 0.0
    tally.work_s += gap_s
    return gap_s


def _take_text(tally: _Tally, step: WorkStep, clock_s: float) -> list[_Mark]:
    """Join a change of text to the one before, or count that one and begin another."""
    last = tally.open
    if last and last.segments == step.segments and last.after == step.before:
        last.after, last.clock_s = step.after, clock_s
        return []
    marks = _close(tally)
    tally.open = _Change(step.segments, step.before, step.after, clock_s)
    return marks


def _close(tally: _Tally) -> list[_Mark]:
    change, tally.open = tally.open, None
    if change is None or not (n_words := count_words(change.before, change.after)):
        return []
    tally.n_words += n_words
    return [_Mark(change.clock_s, n_words=n_words)]


def _share(tally: _Tally, sounds: Mapping[int, int]) -> Share:
    sound_ms = sum(sounds.get(key, 0) for key in tally.segments)
    return Share(tally.n_edits, tally.work_s, sound_ms, tally.n_words)


def _together(tallies: Iterable[_Tally], sounds: Mapping[int, int]) -> Share:
    tallies = tuple(tallies)
    segments = set[int]().union(*(tally.segments for tally in tallies))
    return Share(
        sum(tally.n_edits for tally in tallies), sum(tally.work_s for tally in tallies),
        sum(sounds.get(key, 0) for key in segments), sum(tally.n_words for tally in tallies),
    )  # fmt: skip


def _periods(marks: Iterable[_Mark], work_s: float) -> tuple[Period, ...]:
    if not work_s:
        return ()
    n = min(MAX_PERIODS, max(1, round(work_s / PERIOD_S)))
    length_s = work_s / n
    at: list[float | None] = [None] * n
    sound_ms, n_words = [0] * n, [0] * n
    for mark in marks:
        i = min(n - 1, int(mark.clock_s / length_s))
        sound_ms[i] += mark.sound_ms
        n_words[i] += mark.n_words
        if mark.at_s is not None and at[i] is None:
            at[i] = mark.at_s
    return tuple(Period(at[i], length_s, sound_ms[i], n_words[i]) for i in range(n))
