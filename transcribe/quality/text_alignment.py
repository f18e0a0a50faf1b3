"""Place a known text in time by the words that recognition heard.

Runs of three words that both sides have exactly once are anchors; between anchors, words are
aligned with the lowest number of edits (rapidfuzz). What recognition did not hear lies between its
neighbours, by length. The same idea as in long-audio alignment by Moreno et al. (ICSLP 1998).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from transcribe.document.model import Word
from transcribe.document.word_timing import fold_token, place_tokens, split_word, tokenize

RUN = 3  # words of an anchor
MAX_BETWEEN = 20_000  # words between two anchors: the table takes 2 bits for each pair


@dataclass(frozen=True, slots=True)
class Placed:
    """Times of one text.

    Attributes:
        words: One for each token of the text.
        heard: For each word, whether it was heard; the times of the others are estimates.
    """

    start_ms: int
    end_ms: int
    words: tuple[Word, ...]
    heard: tuple[bool, ...]

    @property
    def n_heard(self) -> int:
        """Words that were heard."""
        return sum(self.heard)


def place_texts(texts: Sequence[str], heard: Sequence[Word], total_ms: int) -> tuple[Placed, ...]:
    """Give texts that follow one another their times.

    Args:
        texts: In the order in which they are spoken.
        heard: Words of a draft, ordered by time. Without any, texts share the recording by length.
        total_ms: Length of the recording.
    """
    each = [tokenize(text) for text in texts]
    tokens = [token for some in each for token in some]
    pieces = [piece for word in heard for piece in split_word(word)]
    fitted: list[Word | None] = [None] * len(tokens)
    old, new = [fold_token(p.text) for p in pieces], [fold_token(token) for token in tokens]
    for i, j in pair_tokens(old, new):
        source = pieces[i]
        fitted[j] = Word(tokens[j], source.start_ms, source.end_ms, source.probability)
    placed = place_tokens(tokens, fitted, 0, total_ms)
    return tuple(_cut(each, placed, fitted))


def _cut(
    each: Sequence[Sequence[str]], placed: Sequence[Word], fitted: Sequence[Word | None]
) -> Iterator[Placed]:
    at = last_ms = 0
    for some in each:
        words = tuple(placed[at : at + len(some)])
        is_heard = tuple(word is not None for word in fitted[at : at + len(some)])
        at += len(some)
        start_ms = words[0].start_ms if words else last_ms
        last_ms = max((word.end_ms for word in words), default=last_ms)
        yield Placed(start_ms, max(last_ms, start_ms + 1), words, is_heard)


def pair_tokens(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places of equal tokens, both in order."""
    edges = [*anchors(old, new), (len(old), len(new))]
    from_old = from_new = 0
    for i, j in edges:
        between_old, between_new = old[from_old:i], new[from_new:j]
        if max(len(between_old), len(between_new)) <= MAX_BETWEEN:
            yield from ((from_old + a, from_new + b) for a, b in _equal(between_old, between_new))
        if i < len(old):
            yield i, j
        from_old, from_new = i + 1, j + 1


def _equal(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    if not old or not new:
        return
    for block in Levenshtein.opcodes(old, new):
        if block.tag == "equal":
            yield from zip(
                range(block.src_start, block.src_end),
                range(block.dest_start, block.dest_end),
                strict=True,
            )


def anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Words of runs that both sides have once, in the longest order that both share."""
    in_old, in_new = _single_runs(old), _single_runs(new)
    shared = sorted((in_new[run], at) for run, at in in_old.items() if run in in_new)
    found: list[tuple[int, int]] = []
    for j, i in _increasing(shared):
        for word in range(RUN):
            if not found or (i + word > found[-1][0] and j + word > found[-1][1]):
                found.append((i + word, j + word))
    return found


def _single_runs(tokens: Sequence[str]) -> dict[tuple[str, ...], int]:
    places: dict[tuple[str, ...], int] = {}
    for at in range(len(tokens) - RUN + 1):
        run = tuple(tokens[at : at + RUN])
        places[run] = -1 if run in places else at
    return {run: at for run, at in places.items() if at >= 0}


def _increasing(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of pairs, ordered by the first, whose second numbers increase."""
    tails: list[int] = []
    at_tail: list[int] = []
    before = [-1] * len(pairs)
    for index, (_, value) in enumerate(pairs):
        place = bisect_left(tails, value)
        before[index] = at_tail[place - 1] if place else -1
        tails[place : place + 1] = [value]
        at_tail[place : place + 1] = [index]
    found, index = [], at_tail[-1] if at_tail else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
