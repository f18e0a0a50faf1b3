"""What is removed from the texts and the audio of a corpus: listed terms, and segments that a person has flagged.

Nothing is recognised as a name: what is in no list stays. A match in a text is located by the times of its
words. Where these are not known, the whole segment is hidden.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from transcribe.document.model import Segment, Word
from transcribe.document.spans import join_spans
from transcribe.text.find_replace import Finder, FindQuery, replace
from transcribe.text.folding import fold

Range = tuple[int, int]
RedactionSound = Literal["silence", "tone"]

PLACEHOLDER = "[redacted]"
# Stands for the placeholder while a text is normalised: a private character is no letter, digit, sign or space, so
# no normaliser changes or removes it, as Whisper's do with brackets.
STAND_IN = "\ue0f1"
MIN_MS_A_LETTER = 20  # nobody says a word faster: its time was not heard but divided
SEARCH_S = 2.0  # for one text and expression
# What stands between the words of a phrase: white space of any length, and hyphens and dashes within a word.
_BETWEEN = re.compile(r"(?<=\w)[\s\-\u2010-\u2015\u2212]+(?=\w)|\s+")


@dataclass(frozen=True, slots=True)
class RedactionOptions:
    """What is removed.

    Attributes:
        terms: Words and phrases; case, accents, and what white space or hyphen is between words do not count, and
            only whole words are found.
        patterns: Regular expressions in the syntax of `text.regex_dialect`; case and accents do not count.
        flagged: Segments that a person has flagged are removed as a whole.
        padding_ms: Audio that is replaced before and after the words.
        sound: What the audio is replaced with.
    """

    terms: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    flagged: bool = False
    padding_ms: int = 100
    sound: RedactionSound = "silence"

    def __post_init__(self) -> None:
        if self.padding_ms < 0:
            raise ValueError(f"padding cannot be negative: {self.padding_ms} ms")

    @property
    def is_asked(self) -> bool:
        """Whether anything is to be removed."""
        return bool(self.terms or self.patterns or self.flagged)


def read_redactions(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read a list of terms and expressions, one a line: `/…/` is an expression, `#` begins a comment.

    Returns:
        The terms, and the expressions.

    Raises:
        ValueError: A term has nothing that could be said, or the text has lines but no term.
    """
    lines = [line.strip() for line in text.removeprefix("\ufeff").splitlines()]
    lines = [line for line in dict.fromkeys(lines) if line and not line.startswith("#")]
    is_pattern = {line: len(line) > 2 and line[0] == line[-1] == "/" for line in lines}
    terms = tuple(line for line in lines if not is_pattern[line])
    for term in terms:
        if not any(map(_is_content, term)):
            raise ValueError(f"the line {term} has no letter or digit to look for. Remove it")
    if text.strip() and not lines:
        raise ValueError("the list of words to remove has comments only. Write a word in each line")
    return terms, tuple(line[1:-1] for line in lines if is_pattern[line])


def _is_content(character: str) -> bool:
    """Whether a character is more than punctuation, white space or a control character."""
    return unicodedata.category(character)[0] not in "PZC"


@dataclass(frozen=True, slots=True)
class Redactions:
    """What is removed from a recording.

    Attributes:
        texts: The texts of segments with matches, with `STAND_IN` for each.
        hidden: Segments that are removed as a whole.
        overlapping: Segments during whose words another person says what is removed.
        spans: Where the audio is replaced, in ms: in order, none touches another.
    """

    texts: Mapping[int, str]
    hidden: frozenset[int] = frozenset()
    overlapping: frozenset[int] = frozenset()
    spans: tuple[Range, ...] = ()

    def within(self, start_ms: int, end_ms: int) -> tuple[Range, ...]:
        """The parts of the spans that lie in a range."""
        return tuple(
            (max(start_ms, start), min(end_ms, end))
            for start, end in self.spans
            if start < end_ms and end > start_ms
        )


NOTHING = Redactions({})


class Redactor:
    """Finds what is to be removed.

    Raises:
        InvalidPattern: An expression cannot be read, or a term has nothing to look for.
    """

    def __init__(self, options: RedactionOptions) -> None:
        self.options = options
        terms = [_single_spaced(term)[0] for term in options.terms]
        self._terms = [Finder(FindQuery(term, whole_words=True)) for term in terms]
        self._patterns = [Finder(FindQuery(one, is_regex=True)) for one in options.patterns]
        needles = [fold(term) for term in terms]
        # Most texts have none of the terms; one look at the folded text tells.
        self._may_have = (
            re.compile("|".join(map(re.escape, needles))).search
            if needles and all(needles)
            else _always
        )

    def holds(self, text: str) -> bool:
        """Whether a text has something to remove.

        Raises:
            SearchTooSlow: An expression takes too long.
        """
        return bool(self._hits(text))

    def find(self, segments: Sequence[Segment]) -> Redactions:
        """Find what is to be removed from the segments of a recording.

        Raises:
            SearchTooSlow: An expression takes too long.
        """
        if not self.options.is_asked:
            return NOTHING
        hits = self._hits_of(segments)
        texts: dict[int, str] = {}
        cores: dict[int, list[Range]] = {}
        hidden = {one.id for one in segments if one.is_flagged and self.options.flagged}
        for segment in segments:
            located = [_locate(segment, hit) for hit in hits.get(segment.id, ())]
            if segment.id in hidden or None in located:
                hidden.add(segment.id)
                cores[segment.id] = [reach_of(segment)]
            elif located:
                known = [one for one in located if one is not None]
                parts = join_spans(text_range for text_range, _ in known)
                texts[segment.id] = replace(segment.text, ((*part, STAND_IN) for part in parts))
                cores[segment.id] = [times for _, times in known]
        padding_ms = self.options.padding_ms
        whole = [core for some in cores.values() for core in some]
        spans = join_spans((max(0, start - padding_ms), end + padding_ms) for start, end in whole)
        overlapping = frozenset(_overlapping(segments, cores)) - hidden
        return Redactions(texts, frozenset(hidden), overlapping, tuple(spans))

    def _hits_of(self, segments: Sequence[Segment]) -> dict[int, list[Range]]:
        """The ranges of each segment's text that are found, also those that go on in the next segment."""
        found = {one.id: hits for one in segments if (hits := self._hits(one.text))}
        for before, after in _neighbours(segments):
            cut = len(before.text)
            for start, end in self._hits(f"{before.text} {after.text}"):
                if start < cut and end > cut + 1:
                    found.setdefault(before.id, []).append((start, cut))
                    found.setdefault(after.id, []).append((0, end - cut - 1))
        return found

    def _hits(self, text: str) -> list[Range]:
        found = [(hit.start, hit.end) for one in self._patterns for hit in one.find(text, SEARCH_S)]
        spaced, places = _single_spaced(text) if self._terms else ("", ())
        if self._terms and self._may_have(fold(spaced)):
            hits = (hit for one in self._terms for hit in one.find(spaced, SEARCH_S))
            found += [(places[hit.start], places[hit.end]) for hit in hits]
        return found


def _single_spaced(text: str) -> tuple[str, Sequence[int]]:
    """A text with one blank between words, and the place in the text of each of its characters and of its end."""
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for gap in _BETWEEN.finditer(text):
        parts += [text[at : gap.start()], " "]
        places += range(at, gap.start() + 1)
        at = gap.end()
    return "".join([*parts, text[at:]]), [*places, *range(at, len(text) + 1)]


def _always(text: str) -> bool:
    del text
    return True


def placed(text: str) -> str:
    """A text with the placeholder where the stand-in is."""
    return text.replace(STAND_IN, PLACEHOLDER)


def without_stand_in(text: str) -> str:
    """A text as it was typed, without characters that would be taken for the stand-in."""
    return text.replace(STAND_IN, "")


def reach_of(segment: Segment) -> Range:
    """From where to where a segment reaches with its words, in ms."""
    starts = (word.start_ms for word in segment.words)
    ends = (word.end_ms for word in segment.words)
    return min(segment.start_ms, *starts, segment.start_ms), max(
        segment.end_ms, *ends, segment.end_ms
    )


def _neighbours(segments: Sequence[Segment]) -> Iterator[tuple[Segment, Segment]]:
    """Each segment with the next one, and with the next one of the same speaker."""
    last: dict[str | None, Segment] = {}
    for at, segment in enumerate(segments):
        before = {one.id: one for one in (last.get(segment.speaker),) if one is not None}
        if at:
            before[segments[at - 1].id] = segments[at - 1]
        yield from ((one, segment) for one in before.values())
        last[segment.speaker] = segment


def _locate(segment: Segment, hit: Range) -> tuple[Range, Range] | None:
    """The range of the text with the words that a match touches, and their times; None if these are not known."""
    touched = [
        (place, word) for place, word in _words(segment) if place[0] < hit[1] and place[1] > hit[0]
    ]
    if not touched or not _covers(segment.text, hit, [place for place, _ in touched]):
        return None
    if any(not _is_heard(word) for _, word in touched):
        return None
    text = segment.text
    start, end = min(hit[0], touched[0][0][0]), max(hit[1], touched[-1][0][1])
    while start < hit[0] and not text[start].isalnum():  # punctuation before and after stays
        start += 1
    while end > hit[1] and not text[end - 1].isalnum():
        end -= 1
    times = min(word.start_ms for _, word in touched), max(word.end_ms for _, word in touched)
    return (start, end), times


def _words(segment: Segment) -> Iterator[tuple[Range, Word]]:
    """The words of a segment with their places in its text, as far as they are in it."""
    at = 0
    for word in segment.words:
        start = segment.text.find(word.text, at)
        if start >= 0:
            at = start + len(word.text)
            yield (start, at), word


def _covers(text: str, hit: Range, places: Sequence[Range]) -> bool:
    """Whether each letter and digit of a match is in a word."""
    return all(
        any(start <= at < end for start, end in places) for at in range(*hit) if text[at].isalnum()
    )


def _is_heard(word: Word) -> bool:
    n_letters = sum(map(str.isalnum, word.text))
    return word.end_ms - word.start_ms >= MIN_MS_A_LETTER * max(1, n_letters)


def _overlapping(
    segments: Sequence[Segment], cores: Mapping[int, Sequence[Range]]
) -> Iterator[int]:
    """Segments during whose words, or all of their time if they have none, another one's core lies."""
    everyone = sorted((start, end, owner) for owner, some in cores.items() for start, end in some)
    starts = [start for start, _, _ in everyone]
    longest_ms = max((end - start for start, end, _ in everyone), default=0)
    for segment in segments:
        own = [(one.start_ms, one.end_ms) for one in segment.words] or [reach_of(segment)]
        if any(
            owner != segment.id and core_end > start
            for start, end in own
            for _, core_end, owner in everyone[
                bisect_left(starts, start - longest_ms) : bisect_left(starts, end)
            ]
        ):
            yield segment.id


def redacted_text(
    text: str, clean: Callable[[str], str], normalise: Callable[[str], str], redactor: Redactor
) -> tuple[str, str] | None:
    """The typed and the normalised text of a clip; None if one of them still has something to remove.

    Args:
        text: With the stand-in for what is removed.
        clean: Removes what else is not wanted, such as marks.
        normalise: Makes the normalised text.
        redactor: Looks again: a text without marks, or with digits for numbers, may have what it had not before.
    """
    typed = clean(text)
    normalised = normalise(typed)
    if redactor.options.is_asked and (redactor.holds(typed) or redactor.holds(normalised)):
        return None
    return placed(typed), placed(normalised)
