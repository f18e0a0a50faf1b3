"""Compare two states of a transcript word by word.

Segments that are equal on both sides are anchors: only the ranges between them are compared by words,
so that ten hours with a hundred corrections cost a hundred small comparisons.
The alignment of words is rapidfuzz's (Levenshtein distance with unit costs), the same as for word
error rates (Morris, Maier and Green, 2004).
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from rapidfuzz.distance import Levenshtein

from transcribe.document.model import join_text
from transcribe.document.word_timing import tokenize
from transcribe.quality.text_alignment import anchors

Kind = Literal["equal", "delete", "insert"]
CONTEXT_WORDS = 6  # unchanged words shown beside a change
MAX_TABLE_WORDS = 20_000  # per range: its table takes 2 bits per pair of words


@dataclass(frozen=True, slots=True)
class TextSpan:
    """The text of a segment for the comparison."""

    id: int
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Consecutive words: in both texts, only in the first, or only in the second."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A range that differs, with a few words around it.

    Attributes:
        segment_id: Its segment in the second text; None if none is left.
    """

    start_ms: int
    end_ms: int
    segment_id: int | None
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The result of a comparison.

    Attributes:
        n_words_before, n_words_after: Words of the two texts.
        n_substituted, n_deleted, n_inserted: Word edits of the alignment with the lowest cost.
        n_spelled: Number of substitutions that differ only in capitals and punctuation.
        changes: Ordered by time.
    """

    n_words_before: int
    n_words_after: int
    n_substituted: int
    n_deleted: int
    n_inserted: int
    n_spelled: int
    changes: tuple[Change, ...]

    @property
    def n_changed(self) -> int:
        """Number of words changed, added or removed."""
        return self.n_substituted + self.n_deleted + self.n_inserted

    @property
    def error_rate(self) -> float | None:
        """Word error rate of the first text against the second; None without words."""
        return self.n_changed / self.n_words_after if self.n_words_after else None


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    line: TextSpan


_Part = tuple[Kind, list[_Token]]


def compare(before: Sequence[TextSpan], after: Sequence[TextSpan]) -> Changes:
    """Compare two states of a transcript, each ordered by time."""
    counts: Counter[str] = Counter()
    found: list[Change] = []
    for old, new in _ranges(before, after):
        found += _compare_range(_tokens(old), _tokens(new), counts)
    return Changes(
        sum(len(tokenize(line.text)) for line in before),
        sum(len(tokenize(line.text)) for line in after),
        counts["replace"], counts["delete"], counts["insert"], counts["spelled"], tuple(found),
    )  # fmt: skip


def _ranges(
    before: Sequence[TextSpan], after: Sequence[TextSpan]
) -> Iterator[tuple[Sequence[TextSpan], Sequence[TextSpan]]]:
    """The ranges between segments that are equal on both sides."""
    place = {line.id: index for index, line in enumerate(after)}
    same = [
        (index, place[line.id])
        for index, line in enumerate(before)
        if line.id in place and after[place[line.id]].text == line.text
    ]
    old_from = new_from = 0
    for old_at, new_at in (*_rising(same), (len(before), len(after))):
        if old_at > old_from or new_at > new_from:
            yield before[old_from:old_at], after[new_from:new_at]
        old_from, new_from = old_at + 1, new_at + 1


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that increases on both sides: a segment moved in time is not an anchor."""
    ends: list[int] = []
    at: list[int] = []
    previous: list[int] = []
    for index, (_, value) in enumerate(pairs):
        place = bisect_left(ends, value)
        previous.append(at[place - 1] if place else -1)
        if place == len(ends):
            ends.append(value)
            at.append(index)
        else:
            ends[place], at[place] = value, index
    kept: list[tuple[int, int]] = []
    index = at[-1] if at else -1
    while index >= 0:
        kept.append(pairs[index])
        index = previous[index]
    return kept[::-1]


def _tokens(lines: Sequence[TextSpan]) -> list[_Token]:
    return [_Token(text, line) for line in lines for text in tokenize(line.text)]


def _compare_range(old: list[_Token], new: list[_Token], counts: Counter[str]) -> Iterator[Change]:
    if len(old) * len(new) > MAX_TABLE_WORDS**2:
        half_old, half_new = _middle(old, new)
        yield from _compare_range(old[:half_old], new[:half_new], counts)
        yield from _compare_range(old[half_old:], new[half_new:], counts)
        return
    parts: list[_Part] = []
    for code in Levenshtein.opcodes([t.text for t in old], [t.text for t in new]):
        gone, come = old[code.src_start : code.src_end], new[code.dest_start : code.dest_end]
        if code.tag == "equal":
            parts.append(("equal", come))
            continue
        counts[code.tag] += max(len(gone), len(come))
        counts["spelled"] += sum(
            _folded(a.text) == _folded(b.text) for a, b in zip(gone, come, strict=False)
        )
        both: tuple[_Part, _Part] = (("delete", gone), ("insert", come))
        parts += [part for part in both if part[1]]
    for group in _groups(parts):
        yield _change(group)


def _middle(old: Sequence[_Token], new: Sequence[_Token]) -> tuple[int, int]:
    """Where to cut both texts: at words that both have once, near the middle; else words there may count twice."""
    half = len(old) // 2
    pairs = anchors([token.text for token in old], [token.text for token in new])
    inner = [(a, b) for a, b in pairs if 0 < a < len(old) and 0 < b < len(new)]
    return min(inner, key=lambda pair: abs(pair[0] - half), default=(half, len(new) // 2))


def _groups(parts: list[_Part]) -> Iterator[list[_Part]]:
    """Changes with their context, separated where many unchanged words lie between them."""
    group: list[_Part] = []
    for kind, tokens in parts:
        if kind != "equal":
            group.append((kind, tokens))
            continue
        is_long = len(tokens) > 2 * CONTEXT_WORDS
        if any(kind != "equal" for kind, _ in group):
            group.append(("equal", tokens[:CONTEXT_WORDS] if is_long else tokens))
            if is_long:
                yield group
                group = [("equal", tokens[-CONTEXT_WORDS:])]
        else:
            group = [("equal", tokens[-CONTEXT_WORDS:])]
    if any(kind != "equal" for kind, _ in group):
        yield group


def _change(group: list[_Part]) -> Change:
    changed = [token.line for kind, tokens in group if kind != "equal" for token in tokens]
    places = [tokens[0].line.id for kind, tokens in group if kind == "insert"]
    places += [tokens[-1].line.id for kind, tokens in group if kind == "equal"]
    return Change(
        min(line.start_ms for line in changed),
        max(line.end_ms for line in changed),
        places[0] if places else None,
        tuple(Piece(kind, _joined(tokens)) for kind, tokens in group),
    )


def _joined(tokens: list[_Token]) -> str:
    return reduce(join_text, (token.text for token in tokens))


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if unicodedata.category(c)[0] not in "PS")
