"""Search over all text, in any script, that no input can break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from sqlite_utils import Database

from transcribe.document.model import Word, is_unspaced
from transcribe.store.rows import segment_from_row
from transcribe.store.values import Hit

SNIPPET_CHARACTERS = 160
MAX_TERMS = 16

Ranges = list[tuple[int, int]]


def spaced(text: str) -> str:
    """Put a space round each character of a script without spaces, so that FTS5 sees tokens.

    Decomposed accents (as macOS writes them) are composed: FTS5 would cut the word at them.
    """
    return "".join(
        f" {character} " if is_unspaced(character) and character.isalnum() else character
        for character in unicodedata.normalize("NFC", text)
    )


def index(db: Database, key: int, text: str) -> None:
    """Put one segment's text into the index, replacing what was there under its key."""
    db.execute(
        "INSERT OR REPLACE INTO segments_fts (rowid, text) VALUES (?, ?)", [key, spaced(text)]
    )


def unindex(db: Database, key: int) -> None:
    """Take one segment out of the index."""
    db.execute("DELETE FROM segments_fts WHERE rowid = ?", [key])


def terms_of(query: str) -> list[str]:
    """The words of a query, split at white space; those without a letter or digit are left out."""
    storable = query.replace("\x00", " ").encode("utf-8", "ignore").decode("utf-8")
    return [term for term in storable.split() if any(map(str.isalnum, term))][:MAX_TERMS]


def match_expression(terms: list[str]) -> str:
    """An FTS5 expression for all terms, the last one as a beginning of a word.

    Each is a quoted phrase, inside which FTS5 knows no syntax but the doubled quote.
    """
    phrases = ['"' + spaced(term).replace('"', '""') + '"' for term in terms]
    return " AND ".join(phrases) + " *"


class SearchIndex:
    """Finds segments by their text and recordings by their title."""

    def __init__(self, connect: Callable[[], Database]) -> None:
        self._connect = connect

    def search(self, query: str, limit: int = 50) -> tuple[Hit, ...]:
        """Find what holds every word of `query`; the last may be the beginning of a word.

        Case and accents do not count. Titles come first, then segments, best first; recordings in
        the bin are left out.
        """
        terms = terms_of(query)
        if not terms:
            return ()
        titles = self._titles(terms, limit)
        return (*titles, *self._segments(terms, limit - len(titles)))

    def _titles(self, terms: list[str], limit: int) -> tuple[Hit, ...]:
        rows = self._connect().query(
            "SELECT id, title FROM media WHERE deleted_at IS NULL AND transient IS NULL "
            "ORDER BY created_at DESC, id"
        )
        found = []
        for row in rows:
            ranges = find_terms(row["title"], terms)
            if all(ranges):
                parts = snippet(row["title"], _merged(ranges))
                found.append(Hit(row["id"], row["title"], None, 0, parts, None))
        return tuple(found[:limit])

    def _segments(self, terms: list[str], limit: int) -> tuple[Hit, ...]:
        rows = self._connect().query(
            "SELECT segments.*, media.title FROM segments_fts "
            "JOIN segments ON segments.key = segments_fts.rowid "
            "JOIN media ON media.id = segments.media_id "
            "WHERE segments_fts MATCH ? AND media.deleted_at IS NULL AND media.transient IS NULL "
            "ORDER BY rank, media_id, start_ms LIMIT ?",
            [match_expression(terms), max(limit, 0)],
        )
        hits = []
        for row in rows:
            segment = segment_from_row(row)
            ranges = _merged(find_terms(segment.text, terms))
            word_ms = _word_start(segment.text, segment.words, ranges)
            parts = snippet(segment.text, ranges)
            hits.append(
                Hit(row["media_id"], row["title"], segment.id, segment.start_ms, parts, word_ms)
            )
        return tuple(hits)


def _fold(text: str) -> tuple[str, list[int]]:
    """Lower case without accents, and for each of its characters the place it came from."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFD", character.lower()):
            if not unicodedata.combining(part):
                folded.append(part)
                places.append(place)
    return "".join(folded), places


def find_terms(text: str, terms: list[str]) -> list[Ranges]:
    """Where each term stands in a text, by the rules of the index.

    All terms but the last must be whole words. Anything but letters and digits may stand between
    the tokens of a term: "don't" finds "don’t".
    """
    folded, places = _fold(text)
    found: list[Ranges] = []
    for number, term in enumerate(terms):
        pattern = _pattern(term, is_last=number == len(terms) - 1)
        matches = pattern.finditer(folded) if pattern else ()
        found.append([(places[m.start()], places[m.end() - 1] + 1) for m in matches])
    return found


def _pattern(term: str, *, is_last: bool) -> re.Pattern[str] | None:
    tokens = re.findall(r"[^\W_]+", _fold(spaced(term))[0])
    if not tokens:
        return None
    before = "" if is_unspaced(tokens[0][0]) else r"(?<![^\W_])"
    after = "" if is_last or is_unspaced(tokens[-1][-1]) else r"(?![^\W_])"
    return re.compile(before + r"[\W_]*".join(map(re.escape, tokens)) + after)


def _merged(found: list[Ranges]) -> Ranges:
    """All ranges in order, those that overlap dropped."""
    merged: Ranges = []
    for start, end in sorted(each for ranges in found for each in ranges):
        if not merged or start >= merged[-1][1]:
            merged.append((start, end))
    return merged


def snippet(text: str, ranges: Ranges) -> tuple[tuple[str, bool], ...]:
    """Cut a text round its first match into parts, each with whether it matched."""
    start = max(0, (ranges[0][0] if ranges else 0) - SNIPPET_CHARACTERS // 3)
    end = min(len(text), start + SNIPPET_CHARACTERS)
    parts: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in ranges:
        if first >= end:
            break
        parts += [(text[at:first], False), (text[first : min(last, end)], True)]
        at = min(last, end)
    parts.append((text[at:end], False))
    if end < len(text):
        parts.append(("…", False))
    return tuple(part for part in parts if part[0])


def _word_start(text: str, words: tuple[Word, ...], ranges: Ranges) -> int | None:
    """Start of the word that holds the first match, found by following the words in the text."""
    at = 0
    for word in words:
        place = text.find(word.text, at)
        if place < 0:
            continue
        at = place + len(word.text)
        if ranges and place <= ranges[0][0] < at:
            return word.start_ms
    return None
