"""Two languages in one subtitle file: the cues of two files are matched by time.

Each cue of the second file goes to the cue of the first with which it shares most time, if that is at least half of
the shorter one; a cue of the first that got none goes in the same way to a cue of the second. What is matched so becomes one
cue with the times of the first file; what matches nothing stays a cue of its own, so no text is lost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce

from transcribe.document.model import Segment, join_text


@dataclass(frozen=True, slots=True)
class Merged:
    """Cues in two languages.

    Attributes:
        segments: In the order of time, numbered from 1.
        n_matched: Cues that hold both languages.
        only_first: Cues of the first file that match none of the second.
        only_second: Cues of the second file that match none of the first.
    """

    segments: tuple[Segment, ...]
    n_matched: int
    only_first: tuple[Segment, ...]
    only_second: tuple[Segment, ...]


def merge_languages(
    first: Sequence[Segment], second: Sequence[Segment], *, keeps_lines: bool = False
) -> Merged:
    """Put the text of two files into one, the first above the second.

    Args:
        first: In the order of time; its times are kept.
        second: In the order of time.
        keeps_lines: Lines stay as in their files; else each language has one line.
    """
    groups = list(_groups(first, second))
    made = [_cue(a, b, keeps_lines=keeps_lines) for a, b in groups]
    ordered = sorted(made, key=lambda one: (one.start_ms, one.end_ms))
    return Merged(
        tuple(
            Segment(n, one.start_ms, one.end_ms, one.text, one.speaker)
            for n, one in enumerate(ordered, 1)
        ),
        sum(bool(a and b) for a, b in groups),
        tuple(one for a, b in groups if not b for one in a),
        tuple(one for a, b in groups if not a for one in b),
    )


_Group = tuple[list[Segment], list[Segment]]


def _groups(first: Sequence[Segment], second: Sequence[Segment]) -> Iterator[_Group]:
    """Cues that belong together; each is in one group."""
    to_first = [best_match(cue, first) for cue in second]
    taken = {at for at in to_first if at is not None}
    to_second = {n: best_match(cue, second) for n, cue in enumerate(first) if n not in taken}
    joined: dict[
        int, list[int]
    ] = {}  # cues of the first that go to the cue that one of the second goes to
    alone: dict[int, list[int]] = {}  # cues of the second that go to none, with those of the first
    for n, at in to_second.items():
        if at is None:
            yield [first[n]], []
        elif (home := to_first[at]) is not None:
            joined.setdefault(home, []).append(n)
        else:
            alone.setdefault(at, []).append(n)
    for home in sorted(taken):
        own = sorted([home, *joined.get(home, [])])
        yield [first[n] for n in own], [second[n] for n, at in enumerate(to_first) if at == home]
    for n, at in enumerate(to_first):
        if at is None:
            yield [first[k] for k in alone.get(n, [])], [second[n]]


def best_match(cue: Segment, others: Sequence[Segment]) -> int | None:
    """The index of the cue that shares most time with one, at least half of the shorter."""
    best, most_ms = None, 0
    stop = bisect_left(others, cue.end_ms, key=lambda one: one.start_ms)
    for n in range(stop - 1, max(-1, stop - 50), -1):  # few cues are shown at once
        other = others[n]
        shared_ms = min(cue.end_ms, other.end_ms) - max(cue.start_ms, other.start_ms)
        is_enough = 2 * shared_ms >= min(cue.duration_ms, other.duration_ms)
        if is_enough and shared_ms >= max(1, most_ms):
            best, most_ms = n, shared_ms
    return best


def _cue(first: Sequence[Segment], second: Sequence[Segment], *, keeps_lines: bool) -> Segment:
    timed = first or second
    texts = [joined_text(some, keeps_lines=keeps_lines) for some in (first, second) if some]
    return Segment(
        1,
        min(one.start_ms for one in timed),
        max(one.end_ms for one in timed),
        "\n".join(filter(None, texts)),
        timed[0].speaker,
    )


def joined_text(cues: Sequence[Segment], *, keeps_lines: bool) -> str:
    """The text of some cues: with their lines, or as one line."""
    if keeps_lines:
        return "\n".join(one.text for one in cues)
    return reduce(join_text, (line for one in cues for line in one.text.split("\n")), "")
