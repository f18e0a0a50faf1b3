"""A new draft in the place of an old one, without touching what people have done.

Only words count: a segment of the old draft that reaches over the end of the drafted range keeps its
words outside, and a new word is used unless it lies where a person's segment lies or lay.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from transcribe.document.model import Segment, Word, join_text

Range = tuple[int, int]
EDGE_MS = 400  # how far two drafts may differ in the time of a word
EDGE_WORDS = 2


@dataclass(frozen=True, slots=True)
class OldText:
    """What lies in a range that was drafted again.

    Attributes:
        replaced: Segments of earlier drafts. Their words inside the range give way to the new ones.
        kept: Segments that stay as they are.
        covered: Further ranges in ms whose words a person has moved, cut or deleted.
    """

    replaced: tuple[Segment, ...] = ()
    kept: tuple[Segment, ...] = ()
    covered: tuple[Range, ...] = ()

    def is_covered(self, word: Word) -> bool:
        """Whether a new word belongs to a kept segment, so that it is not written beside it.

        Two drafts do not agree exactly on times. At the edges of a segment the word's text decides:
        whether it is one of the kept segment there, or of one that is replaced. Elsewhere, and if
        both or none have it, its middle decides.
        """
        is_of_kept = any(_has_at_edge(segment, word) for segment in self.kept)
        is_of_replaced = any(_has_at_edge(segment, word) for segment in self.replaced)
        if is_of_kept != is_of_replaced:
            return is_of_kept
        return self._is_covered_at(middle_ms(word))

    def _is_covered_at(self, at_ms: int) -> bool:
        """Decide by time alone.

        Where a person's segment overlaps one that is replaced, a word belongs to the replaced one:
        two voices, or an end that was moved over the beginning of the next segment.
        """
        if not any(start <= at_ms < end for start, end in self.people_ranges()):
            return False
        return not any(s.start_ms <= at_ms < s.end_ms for s in self.replaced)

    def people_ranges(self) -> tuple[Range, ...]:
        """Where kept segments lie or lay."""
        return (*self.covered, *((s.start_ms, s.end_ms) for s in self.kept))


def middle_ms(part: Segment | Word) -> int:
    """The moment by which a segment or word counts as inside or outside of a range."""
    return (part.start_ms + part.end_ms) // 2


def is_as_drafted(segment: Segment) -> bool:
    """Whether the text is that of the words, and all words come from recognition."""
    return (
        bool(segment.words)
        and _text(segment.words) == segment.text
        and all(word.probability is not None and word.speaker is None for word in segment.words)
    )


def outside(segment: Segment, range_ms: Range) -> tuple[Segment, ...]:
    """The parts of a segment before and after a range, with the segment's own id.

    A segment whose words do not make up its text is not cut: it lies where its middle lies.
    """
    start_ms, end_ms = range_ms
    if not is_as_drafted(segment):
        return () if start_ms <= middle_ms(segment) < end_ms else (segment,)
    before = tuple(word for word in segment.words if middle_ms(word) < start_ms)
    after = tuple(word for word in segment.words if middle_ms(word) >= end_ms)
    if len(before) + len(after) == len(segment.words) and not (before and after):
        return (segment,)
    return tuple(_of_words(segment, words) for words in (before, after) if words)


def runs(words: Iterable[Word], old: OldText) -> list[tuple[Word, ...]]:
    """New words that no person's text covers, divided where a kept segment lies between two."""
    found: list[list[Word]] = [[]]
    at_ms = None
    for word in words:
        is_covered = old.is_covered(word)
        if is_covered or (at_ms is not None and _lies_between(old.kept, at_ms, middle_ms(word))):
            found.append([])
        at_ms = middle_ms(word)
        if not is_covered:
            found[-1].append(_clipped(word, old))
    return [tuple(run) for run in found if run]


def _lies_between(kept: Sequence[Segment], from_ms: int, to_ms: int) -> bool:
    return any(from_ms <= s.start_ms and s.end_ms <= to_ms for s in kept)


def _clipped(word: Word, old: OldText) -> Word:
    """A word that does not reach into a kept segment beside it."""
    start_ms, end_ms = word.start_ms, word.end_ms
    for segment in old.kept:
        if start_ms < segment.start_ms < end_ms <= segment.end_ms:
            end_ms = segment.start_ms
        elif segment.start_ms <= start_ms < segment.end_ms < end_ms:
            start_ms = segment.end_ms
    return replace(word, start_ms=start_ms, end_ms=end_ms)


def _has_at_edge(segment: Segment, word: Word) -> bool:
    """Whether a word lies at an edge of a segment and is one of the segment's words there."""
    tokens, at_ms = segment.text.split(), middle_ms(word)
    near: list[str] = []
    if abs(at_ms - segment.start_ms) <= EDGE_MS:
        near += tokens[:EDGE_WORDS]
    if abs(at_ms - segment.end_ms) <= EDGE_MS:
        near += tokens[-EDGE_WORDS:]
    return _letters(word.text) in {_letters(token) for token in near}


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum()) or text


def _of_words(segment: Segment, words: tuple[Word, ...]) -> Segment:
    end_ms = max(word.end_ms for word in words)
    return replace(
        segment, start_ms=words[0].start_ms, end_ms=end_ms, text=_text(words), words=words
    )


def _text(words: Iterable[Word]) -> str:
    text = ""
    for word in words:
        text = join_text(text, word.text)
    return text
