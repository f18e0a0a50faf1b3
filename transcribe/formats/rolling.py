"""Rolling captions: each cue repeats lines of the cue before and adds one.

Broadcasters' roll-up captions and the automatic captions of video sites are written so. Read as
they are, every word comes two or three times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MAX_GAP_MS = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """Lines that a cue shows; `has_inner_times` if words in it have times."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    has_inner_times: bool = False


def repeated_lines(cues: Sequence[Shown]) -> list[int]:
    """How many lines at the beginning of each cue repeat the cue before; zeros if nothing rolls.

    Captions roll if at least half of the cues that follow another without a pause begin with its
    last line, and one of them adds a line. Two equal cues in a dialogue are no roll-up.
    """
    carried = [0] * len(cues)
    n_pairs = 0
    for index in range(1, len(cues)):
        before, cue = cues[index - 1], cues[index]
        if not before.lines or not cue.lines or cue.start_ms > before.end_ms + MAX_GAP_MS:
            continue
        n_pairs += 1
        carried[index] = _carried(before.lines, cue.lines)
    growing = [i for i, n in enumerate(carried) if 0 < n < len(cues[i].lines)]
    n_needed = 1 if any(cues[i].has_inner_times for i in growing) else 2
    n_carried = sum(1 for n in carried if n)
    rolls = growing and n_carried >= n_needed and n_carried * 2 >= n_pairs
    return carried if rolls else [0] * len(cues)


def _carried(before: tuple[str, ...], lines: tuple[str, ...]) -> int:
    for n in range(min(len(before), len(lines)), 0, -1):
        if before[-n:] == lines[:n]:
            return n
    return 0
