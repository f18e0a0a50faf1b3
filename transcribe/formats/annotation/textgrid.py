"""Praat's TextGrid: long, short and chronological.

Praat reads text files by one rule: only free-standing numbers, texts in quotes and flags as `<exists>`
count, the rest is comment, and `!` begins a comment to the end of the line (its manual, "TextGrid
file formats"). A file that has a text where a number is due is refused, as Praat does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Literal

from transcribe.document.model import Transcript
from transcribe.errors import FormatError
from transcribe.formats.annotation.nist import as_seconds
from transcribe.formats.annotation.tiers import Interval, Tier, add_tiers, note_points, tiers_of
from transcribe.formats.losses import Losses, note_lengthened
from transcribe.formats.parsing import (
    MAX_CUES,
    Builder,
    Notes,
    decode_text,
    ordered_times,
    quoted,
)

CHRONOLOGICAL = "Praat chronological TextGrid text file"
_TOKEN = re.compile(
    r'"([^"]*(?:""[^"]*)*)"(?!\S)|(")|!([^\n]*)|(?<!\S)(<[^<>\s"]*>)(?!\S)|([^\s"!]+)'
)
_NUMBER = re.compile(
    r"[-+]?(?:\d{1,18}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,3})?%?", re.ASCII
)
_KINDS = {"text": "a text in quotes", "number": "a number", "flag": "a flag as <exists>"}
Kind = Literal["text", "number", "flag", "broken"]


class _Tokens:
    """What counts of a file, in its order."""

    def __init__(self, text: str, notes: Notes) -> None:
        self._text, self._notes = text, notes
        self._found = _tokens(text)
        self._at = 0

    def text(self) -> str:
        return self._next("text")

    def flag(self) -> str:
        return self._next("flag")

    def number(self) -> float:
        value = float(self._next("number").rstrip("%"))
        if not math.isfinite(value):
            raise self.error("a number that is too large")
        return value

    def ms(self) -> int:
        return round(min(max(self.number(), -1e9), 1e9) * 1000)

    def count(self) -> int:
        value = self.number()
        if value != int(value) or not 0 <= value <= MAX_CUES * 10:
            raise self.error(f"{value:g} is no number of intervals or tiers")
        return int(value)

    def is_at_end(self) -> bool:
        self._peeked = next(self._found, None)
        if self._peeked is not None:
            self._found = _chained(self._peeked, self._found)
        return self._peeked is None

    def error(self, reason: str) -> FormatError:
        return self._notes.error(self._text.count("\n", 0, self._at) + 1, reason)

    def _next(self, kind: Kind) -> str:
        found = next(self._found, None)
        if found is None:
            self._at = len(self._text.rstrip())
            raise self.error(f"the file ends where {_KINDS[kind]} is due")
        self._at = found[2]
        if found[0] != kind:
            what = found[1] if found[0] == "broken" else quoted(found[1])
            raise self.error(f"{what} stands where {_KINDS[kind]} is due")
        return found[1]


def _chained(
    first: tuple[Kind, str, int], rest: Iterator[tuple[Kind, str, int]]
) -> Iterator[tuple[Kind, str, int]]:
    yield first
    yield from rest


def _tokens(text: str) -> Iterator[tuple[Kind, str, int]]:
    """Kind, value and place of all that counts."""
    for found in _TOKEN.finditer(text):
        if found[1] is not None:
            yield "text", found[1].replace('""', '"'), found.start()
        elif found[2]:
            yield "broken", "a quote that is not closed, or text right after it", found.start()
            return
        elif found[4]:
            yield "flag", found[4], found.start()
        elif found[5] and _NUMBER.fullmatch(found[5]):
            yield "number", found[5], found.start()


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read a TextGrid: each tier is a speaker, tiers of words give the words their times.

    Raises:
        FormatError: Praat would not read it either.
    """
    tokens = _Tokens(decode_text(data, notes), notes)
    kind = tokens.text()
    if kind == CHRONOLOGICAL:
        tiers = _chronological(tokens, notes)
    elif kind.startswith("ooTextFile") and tokens.text() == "TextGrid":
        tiers = _by_tier(tokens, notes)
    else:
        raise tokens.error("this is no TextGrid")
    builder = Builder(notes)
    add_tiers(tiers, builder)
    return builder.transcript()


def _by_tier(tokens: _Tokens, notes: Notes) -> list[Tier]:
    tokens.number(), tokens.number()
    if tokens.flag() != "<exists>":
        raise tokens.error("the flag must be <exists>")
    tiers = []
    for _ in range(tokens.count()):
        kind, name = tokens.text(), tokens.text()
        tokens.number(), tokens.number()
        n = tokens.count()
        if kind == "TextTier":
            for _ in range(n):
                tokens.number(), tokens.text()
            note_points(n, name, notes)
        elif kind == "IntervalTier":
            tiers.append(Tier(name, tuple(_interval(tokens, notes) for _ in range(n))))
        else:
            raise tokens.error(f"{quoted(kind)} is no class of tiers")
    return tiers


def _interval(tokens: _Tokens, notes: Notes) -> Interval:
    times = tokens.ms(), tokens.ms()
    return Interval(*ordered_times(*times, None, notes), tokens.text())


def _chronological(tokens: _Tokens, notes: Notes) -> list[Tier]:
    tokens.number(), tokens.number()
    heads = []
    for _ in range(tokens.count()):
        heads.append((tokens.text(), tokens.text()))
        tokens.number(), tokens.number()
    found: list[list[Interval]] = [[] for _ in heads]
    n_points = [0] * len(heads)
    while not tokens.is_at_end():
        at = tokens.count() - 1
        if not 0 <= at < len(heads):
            raise tokens.error(f"there is no tier {at + 1}")
        if heads[at][0] == "TextTier":
            tokens.number(), tokens.text()
            n_points[at] += 1
        else:
            found[at].append(_interval(tokens, notes))
    for (kind, name), n in zip(heads, n_points, strict=True):
        if kind == "TextTier":
            note_points(n, name, notes)
    return [Tier(name, tuple(own)) for (_, name), own in zip(heads, found, strict=True)]


def dumps(transcript: Transcript, losses: Losses) -> str:
    """Write a long TextGrid with two tiers for each speaker: segments, and words with times."""
    note_lengthened(transcript, losses)
    tiers = list(tiers_of(transcript, losses))
    ends = [one.end_ms for tier in tiers for one in tier.intervals]
    end_ms = max([transcript.duration_ms, 1, *ends])
    head = (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\n'
        f"xmin = 0\nxmax = {as_seconds(end_ms)}\ntiers? <exists>\nsize = {len(tiers)}\nitem []:\n"
    )
    return head + "".join(
        piece for n, tier in enumerate(tiers, 1) for piece in _tier(n, tier, end_ms)
    )


def _tier(number: int, tier: Tier, end_ms: int) -> Iterator[str]:
    whole = list(_without_gaps(tier.intervals, end_ms))
    yield (
        f'    item [{number}]:\n        class = "IntervalTier"\n        name = {_text(tier.name)}\n'
        f"        xmin = 0\n        xmax = {as_seconds(end_ms)}\n"
        f"        intervals: size = {len(whole)}\n"
    )
    for n, one in enumerate(whole, 1):
        yield (
            f"        intervals [{n}]:\n            xmin = {as_seconds(one.start_ms)}\n"
            f"            xmax = {as_seconds(one.end_ms)}\n            text = {_text(one.text)}\n"
        )


def _without_gaps(intervals: tuple[Interval, ...], end_ms: int) -> Iterator[Interval]:
    """The intervals of a tier follow one another without a gap, so empty ones lie between."""
    at_ms = 0
    for one in intervals:
        if one.start_ms > at_ms:
            yield Interval(at_ms, one.start_ms, "")
        yield one
        at_ms = one.end_ms
    if at_ms < end_ms:
        yield Interval(at_ms, end_ms, "")


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
