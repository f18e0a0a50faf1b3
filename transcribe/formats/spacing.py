"""Blank lines between all lines of a file, as a wrong conversion of line ends leaves them."""

from __future__ import annotations

from collections import Counter

from transcribe.formats.timestamps import parse_time_line


def without_spacing(lines: list[str]) -> tuple[list[str], list[int] | None]:
    """Lines without the blank ones that follow each line, and for each its number in the file.

    The numbers are None where nothing is spaced: at least half of the time lines are followed by
    text. Where the spacing hides the end of a cue, the next time line ends it.
    """
    heads = [at for at, line in enumerate(lines) if parse_time_line(line) is not None]
    runs = Counter(_n_blank(lines, at + 1) for at in heads)
    gap = next((n for n, times in runs.most_common(1) if times * 2 > len(heads)), 0)
    if not gap:
        return lines, None
    kept: list[tuple[str, int]] = []
    at = 0
    while at < len(lines):
        kept.append((lines[at], at + 1))
        n_blank = _n_blank(lines, at + 1)
        # A blank line of the text was spaced too.
        kept += [("", at + 2)] * -(-max(0, n_blank - gap) // (gap + 1))
        at += 1 + n_blank
    kept = _with_edges(kept, set(heads))
    return [line for line, _ in kept], [number for _, number in kept]


def _n_blank(lines: list[str], start: int) -> int:
    at = start
    while at < len(lines) and not lines[at].strip(" \t"):
        at += 1
    return at - start


def _with_edges(lines: list[tuple[str, int]], heads: set[int]) -> list[tuple[str, int]]:
    """Lines with a blank one before each cue: before its time line, or before its number."""
    numbered = [
        at for at, (line, _) in enumerate(lines[:-1])
        if line.strip().isdecimal() and lines[at + 1][1] - 1 in heads
    ]  # fmt: skip
    has_numbers = len(numbered) * 2 > len(heads)
    begins = {at for at, (_, number) in enumerate(lines) if number - 1 in heads}
    if has_numbers:
        begins = begins - {at + 1 for at in numbered} | set(numbered)
    spaced: list[tuple[str, int]] = []
    for at, (line, number) in enumerate(lines):
        # A line that begins a block before a time line is the cue's name.
        is_named = at > 1 and bool(lines[at - 1][0]) and not lines[at - 2][0]
        if at in begins and spaced and spaced[-1][0] and not is_named:
            spaced.append(("", number))
        spaced.append((line, number))
    return spaced
