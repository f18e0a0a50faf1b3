"""Rolling captions: each cue repeats lines of the cue before and adds one, or adds words to them.

Broadcasters' roll-up captions and the automatic captions of video sites are written so; live
captions grow by the word. Read as they are, every word comes two or more times.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol, TypeVar

from transcribe.formats.parsing import Notes

MAX_GAP_MS = 100


class Shown(NamedTuple):
    """Lines that a cue shows; `has_inner_times` if words in it have times."""

    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    has_inner_times: bool = False


class Cue(Protocol):
    """A cue of any format; `line` is where it stands in its file."""

    @property
    def line(self) -> int: ...


C = TypeVar("C", bound=Cue)


def unrolled(
    cues: Sequence[C],
    notes: Notes,
    *,
    shown: Callable[[C], Shown],
    merged: Callable[[Sequence[C]], C],
    rest: Callable[[C, Shown, int], C],
) -> list[C]:
    """Cues without the words and lines that live and rolling captions repeat.

    Args:
        cues: In the order of the file.
        notes: What is left out is reported there.
        shown: What a cue shows.
        merged: A run of cues that grow by the word as one.
        rest: A cue without some of its first lines.
    """
    cues = list(cues)
    views = [shown(cue) for cue in cues]
    runs = growing_runs(views)
    for run in reversed(runs):
        notes.warn(cues[run.start].line, f"live captions: {len(run)} cues that grow became one")
        cues[run.start : run.stop] = [merged(cues[run.start : run.stop])]
    views = [shown(cue) for cue in cues] if runs else views
    kept = []
    for cue, view, n_repeated in zip(cues, views, repeated_lines(views), strict=True):
        if n_repeated:
            notes.warn(cue.line, "rolling captions: repeated lines were left out")
        if not n_repeated:
            kept.append(cue)
        elif n_repeated < len(view.lines):
            kept.append(rest(cue, view, n_repeated))
    return kept


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


def growing_runs(cues: Sequence[Shown]) -> list[range]:
    """Runs of cues without pauses in which each has the text of the one before and more words.

    A run has three cues at least: two may be a dialogue ("No", "No never"). If only whole lines are
    added, captions roll up (`repeated_lines`).
    """
    runs: list[range] = []
    first = 0
    for index in range(1, len(cues) + 1):
        if index < len(cues) and _grows(cues[index - 1], cues[index]):
            continue
        run = range(first, index)
        if len(run) >= 3 and any(_adds_in_line(cues[i], cues[i + 1]) for i in run[:-1]):
            runs.append(run)
        first = index
    return runs


def _grows(before: Shown, cue: Shown) -> bool:
    if not before.lines or cue.start_ms > before.end_ms + MAX_GAP_MS:
        return False
    old, new = "\n".join(before.lines), "\n".join(cue.lines)
    return new.startswith(old) and new[len(old) :][:1].isspace()


def _adds_in_line(before: Shown, cue: Shown) -> bool:
    return cue.lines[len(before.lines) - 1] != before.lines[-1]


def _carried(before: tuple[str, ...], lines: tuple[str, ...]) -> int:
    for n in range(min(len(before), len(lines)), 0, -1):
        if before[-n:] == lines[:n]:
            return n
    return 0
