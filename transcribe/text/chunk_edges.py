"""Capitals and full stops where a chunk of a recording begins.

A model gives a capital to the first word of every chunk, also in mid sentence, and a full stop is lost
where it took the end of a chunk for the middle of a sentence. Only a first word that the recording writes
with a small letter in mid sentence, and never with a capital there, is changed or believed: no name, no
German noun, no `I`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcribe.document.segmentation import CutOptions, ends_sentence
from transcribe.text.spelling_forms import Rewrite, begins_sentence
from transcribe.text.word_parts import parts_of

STOP = "."
PAUSE_MS = CutOptions().pause_ms  # ends a segment


@dataclass(frozen=True, slots=True)
class _Cases:
    """How often words stand in mid sentence with a small letter, and with a capital."""

    small: Counter[str]
    capital: Counter[str]

    def is_small(self, word: str) -> bool:
        core = parts_of(word)[1]
        small = core[:1].lower() + core[1:]
        is_capital = small != core and (len(core) == 1 or core[1:] == core[1:].lower())
        return is_capital and self.small[small] > 0 and self.capital[small] == 0


def even_edges(words: Sequence[str], edges: Mapping[int, int]) -> tuple[Rewrite, ...]:
    """Find first words of chunks with a capital in mid sentence, and sentences without a full stop.

    Args:
        words: All words of a recording, with punctuation, in order.
        edges: Index of each chunk's first word, and the pause before it in ms.
    """
    cases = _cases(words, edges)
    has_stops = _has_stops(words, edges)
    return tuple(_rewrites(words, edges, cases, has_stops=has_stops))


def _rewrites(
    words: Sequence[str], edges: Mapping[int, int], cases: _Cases, *, has_stops: bool
) -> Iterator[Rewrite]:
    for index in sorted(edges):
        if not index or begins_sentence(words, index) or not cases.is_small(words[index]):
            continue
        if words[index - 1].endswith(STOP):
            continue  # an abbreviation, or the end of a sentence
        if edges[index] < PAUSE_MS:
            before, core, after = parts_of(words[index])
            yield Rewrite(index, 1, (before + core[0].lower() + core[1:] + after,))
        elif has_stops and _is_bare(words[index - 1]):
            yield Rewrite(index - 1, 1, (words[index - 1] + STOP,))


def _cases(words: Sequence[str], edges: Mapping[int, int]) -> _Cases:
    small, capital = Counter[str](), Counter[str]()
    for index, word in enumerate(words):
        core = parts_of(word)[1]
        if core and index not in edges and not begins_sentence(words, index):
            lower = core[:1].lower() + core[1:]
            (small if lower == core else capital)[lower] += 1
    return _Cases(small, capital)


def _has_stops(words: Sequence[str], edges: Mapping[int, int]) -> bool:
    """Whether most sentences end with a full stop where a pause follows."""
    ends = [words[index - 1] for index, pause_ms in edges.items() if index and pause_ms >= PAUSE_MS]
    return sum(map(ends_sentence, ends)) > sum(map(_is_bare, ends))


def _is_bare(word: str) -> bool:
    return not parts_of(word)[2]
