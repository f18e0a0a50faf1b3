"""Find and replace in texts.

`static/core/text/find-replace.js` does the same in the browser; `tests/data/find_replace_vectors.json` has the
results that both must give. Positions are Unicode code points here and UTF-16 units there. Words are
compared by `folding.py`, as in the search over the library; `tests/data/matching_vectors.json` has the hits
that all three must give.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import regex

from transcribe.errors import InvalidPattern, SearchTooSlow
from transcribe.text.folding import Strictness, clusters, fold, locate
from transcribe.text.regex_dialect import EXTENDING, SPACED_WORD, translate

MAX_QUERY = 1_000  # characters
# Between two letters of one word is no edge. A hit that begins with a sign ("'n") begins anywhere, as in the search.
LEFT = f"(?:(?<!{SPACED_WORD})|(?!{SPACED_WORD}))"
RIGHT = f"(?:(?!{SPACED_WORD})|(?<!{SPACED_WORD}))"
LOOSEST_FIRST: tuple[Strictness, ...] = ("loose", "exact", "bare")
_LEFT, _RIGHT = regex.compile(LEFT), regex.compile(RIGHT)


@dataclass(frozen=True, slots=True)
class FindQuery:
    """A query.

    Attributes:
        text: The words, or the expression.
        is_regex: `text` is an expression in the syntax of `regex_dialect.py`.
        whole_words: Hits begin and end at the edges of words. In scripts without spaces, every hit
            counts.
        match_case: Upper and lower case differ, and so do letters with and without accents.
    """

    text: str
    is_regex: bool = False
    whole_words: bool = False
    match_case: bool = False


@dataclass(frozen=True, slots=True)
class Replacement:
    r"""A replacement for hits.

    Attributes:
        text: Literal text; for an expression, `$1`, `$<name>` and `$&` stand for groups and the whole
            hit, `$$` for `$`, `\n` and `\t` for line break and tab.
        keep_case: "Word" stays capitalised and "WORD" in capitals.
    """

    text: str
    keep_case: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One hit in a text: its position and its groups (None for a group that did not match)."""

    start: int
    end: int
    groups: tuple[str | None, ...] = ()


class Finder:
    """A compiled query for many texts.

    Raises:
        InvalidPattern: The expression cannot be read; or there is nothing to look for.
    """

    def __init__(self, query: FindQuery) -> None:
        if not query.text:
            raise InvalidPattern("", 0, "say what to look for")
        if len(query.text) > MAX_QUERY:
            raise InvalidPattern(query.text, MAX_QUERY, f"at most {MAX_QUERY} characters")
        self.query = query
        self.names: tuple[str | None, ...] = ()
        if query.is_regex:
            self._pattern = self._compile(query)
        else:
            self._how, self._needle = _needle(query)

    def _compile(self, query: FindQuery) -> regex.Pattern[str]:
        read = translate(query.text, folds=not query.match_case)
        self.names, self._may_cut = read.names, read.names_signs
        body = read.body if read.names_signs else f"(?:{read.body})(?!{EXTENDING})"
        if query.whole_words:
            body = f"{LEFT}(?:{body}){RIGHT}"
        flags = regex.V0 | (0 if query.match_case else regex.IGNORECASE)
        try:
            return regex.compile(body, flags)
        except (regex.error, OverflowError, RecursionError, ValueError) as error:
            raise InvalidPattern(query.text, 0, str(error)) from error

    def find(self, text: str, timeout_s: float | None = None) -> list[Found]:
        """All hits in order; none overlaps another, none is empty, none cuts a grapheme cluster.

        Only an expression that names combining signs itself may find them alone.

        Raises:
            SearchTooSlow: The time ran out: the expression tries too many ways on this text.
        """
        return self._find_pattern(text, timeout_s) if self.query.is_regex else self._find_text(text)

    def _find_text(self, text: str) -> list[Found]:
        needle = self._needle
        if needle not in fold(text, self._how):  # most texts; their clusters need not be computed
            return []
        folded = locate(text, self._how)
        found: list[Found] = []
        start = folded.text.find(needle)
        while start >= 0:
            end = start + len(needle)
            is_hit = folded.is_whole(start, end) and self._fits(folded.text, start, end)
            if is_hit:
                found.append(Found(*folded.span(start, end)))
            start = folded.text.find(needle, end if is_hit else start + 1)
        return found

    def _fits(self, text: str, start: int, end: int) -> bool:
        """Whether a hit begins and ends at allowed places: anywhere, or at the edges of words."""
        if not self.query.whole_words:
            return True
        return _LEFT.match(text, start) is not None and _RIGHT.match(text, end) is not None

    def _find_pattern(self, text: str, timeout_s: float | None) -> list[Found]:
        """Search a text with its characters composed (NFC), unless the expression names signs."""
        if self._may_cut or unicodedata.is_normalized("NFC", text):
            return self._find_as_is(text, timeout_s)
        held = clusters(text)
        composed = [unicodedata.normalize("NFC", cluster) for cluster in held]
        edges = accumulate(map(len, held), initial=0)
        places = dict(zip(accumulate(map(len, composed), initial=0), edges, strict=True))
        hits = self._find_as_is("".join(composed), timeout_s)
        return [
            Found(places[hit.start], places[hit.end], hit.groups)
            for hit in hits
            if hit.start in places and hit.end in places
        ]

    def _find_as_is(self, text: str, timeout_s: float | None) -> list[Found]:
        found: list[Found] = []
        edges: set[int] | None = None
        at = 0
        try:
            while match := self._pattern.search(text, at, timeout=timeout_s, concurrent=True):
                start, end = match.span()
                if edges is None and not self._may_cut:
                    edges = set(accumulate(map(len, clusters(text)), initial=0))
                is_hit = end > start and (edges is None or {start, end} <= edges)
                if is_hit:
                    found.append(Found(start, end, match.groups()))
                at = end if is_hit else start + 1
                if at > len(text):
                    break
        except TimeoutError as error:
            raise SearchTooSlow(self.query.text) from error
        return found

    def spell(self, text: str, hit: Found, replacement: Replacement) -> str:
        """The replacement of a hit."""
        whole = text[hit.start : hit.end]
        new = replacement.text
        if self.query.is_regex:
            new = _expand(new, whole, hit.groups, self.names)
        return keep_case(whole, new) if replacement.keep_case else new


def replace(text: str, parts: Iterable[tuple[int, int, str]]) -> str:
    """Replace the ranges `[start, end)` of a text; the ranges are in order."""
    out, at = [], 0
    for start, end, new in parts:
        out += [text[at:start], new]
        at = end
    return "".join([*out, text[at:]])


def keep_case(old: str, new: str) -> str:
    """Give `new` the case of `old`: all capitals, or the same kind of first letter."""
    letters = [character for character in old if character.lower() != character.upper()]
    if not letters or not new:
        return new
    if len(letters) > 1 and all(character == character.upper() for character in letters):
        return new.upper()
    first, rest = new[0], new[1:]
    is_capital = letters[0] == letters[0].upper()
    return (first.upper() if is_capital else first.lower()) + rest


def _needle(query: FindQuery) -> tuple[Strictness, str]:
    """The folded query, in the loosest form that is not empty."""
    ways: tuple[Strictness, ...] = ("exact", "bare") if query.match_case else LOOSEST_FIRST
    for how in ways:
        if needle := fold(query.text, how):
            return how, needle
    raise InvalidPattern(query.text, 0, "say what to look for")  # `bare` leaves all


_TEMPLATE = regex.compile(
    r"\$(?:(\$)|(&)|([1-9][0-9]?)|<([A-Za-z_][A-Za-z0-9_]*)>)|\\([nt\\])", regex.V0
)


def _expand(
    template: str, whole: str, groups: Sequence[str | None], names: Sequence[str | None]
) -> str:
    def spell(part: regex.Match[str]) -> str:
        dollar, all_of_it, number, name, escape = map(str, part.groups(""))
        if dollar:
            return "$"
        if all_of_it:
            return whole
        if escape:
            return {"n": "\n", "t": "\t", "\\": "\\"}[escape]
        if name:
            return (groups[names.index(name)] or "") if name in names else str(part[0])
        if int(number) <= len(groups):
            return groups[int(number) - 1] or ""
        first = int(number[0])
        if len(number) == 2 and first <= len(groups):  # $12 with two groups: the first and a "2"
            return (groups[first - 1] or "") + number[1]
        return str(part[0])

    return str(_TEMPLATE.sub(spell, template))
