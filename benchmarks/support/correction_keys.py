"""How a person corrects a selected word: type it whole, or change the letters that differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein


@dataclass(frozen=True)
class Change:
    """Letters to replace inside a text.

    Attributes:
        at: Position in the old text.
        n_old: Number of letters to delete there.
        new: Letters to type there.
    """

    at: int
    n_old: int
    new: str


def changes(old: str, new: str) -> list[Change]:
    """The changes of letters that turn a text into another, from left to right."""
    codes = Levenshtein.opcodes(old, new)
    found: list[Change] = []
    for code in codes:
        if code.tag == "equal":
            continue
        put = new[code.dest_start : code.dest_end]
        before = found[-1] if found else None
        if before and before.at + before.n_old == code.src_start:
            n_old = before.n_old + code.src_end - code.src_start
            found[-1] = Change(before.at, n_old, before.new + put)
        else:
            found.append(Change(code.src_start, code.src_end - code.src_start, put))
    return found


def n_keys(old: str, new: str) -> int:
    """Keys to change only the letters that differ, with the old text selected.

    One key puts the cursor at an end of the selection. A word is passed with one key, a letter with one.
    """
    steps = changes(old, new)
    if not steps:
        return 0
    total, at = 1, starts_at(old, steps)
    for step in steps:
        total += _way(old, at, step) + step.n_old + len(step.new)
        at = step.at + step.n_old
    return total


def starts_at(old: str, steps: list[Change]) -> int:
    """The end of the selection from which the first change is nearer."""
    return 0 if _way(old, 0, steps[0]) <= _way(old, len(old), steps[0]) else len(old)


def is_shorter_inside(old: str, new: str) -> bool:
    """Whether changing letters takes fewer keys than typing the text."""
    return bool(old and new) and n_keys(old, new) < len(new)


def _way(text: str, start: int, step: Change) -> int:
    """Keys to the nearer end of what is to be replaced: it is deleted from there."""
    ends = (step.at, step.at + step.n_old)
    return min(n for end in ends for n in _moves(text, start, end))


def _moves(text: str, start: int, end: int) -> Iterator[int]:
    """Numbers of keys from a position to another: by letters, and by words followed by letters."""
    yield abs(end - start)
    edges = [i for i in range(len(text)) if text[i] != " " and (i == 0 or text[i - 1] == " ")]
    for edge in edges:
        n_words = sum(start < one <= edge or edge <= one < start for one in edges)
        if n_words:
            yield n_words + abs(end - edge)
