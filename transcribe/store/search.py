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


def spaced(text: str) -> str:
    """Put a space round each character of a script without spaces, so that FTS5 sees tokens."""
    return "".join(
        f" {character} " if is_unspaced(character) and character.isalnum() else character
        for character in text
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
    """The words of a query. Everything that FTS5 would read as syntax falls between them."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", query))[:MAX_TERMS]


def match_expression(terms: list[str]) -> str:
    """An FTS5 expression for all terms, the last one as a beginning of a word."""
    phrases = [f'"{" ".join(spaced(term).split())}"' for term in terms]
    return " ".join(phrases) + "*"


class SearchIndex:
    """Finds segments by their text and recordings by their title."""

    def __init__(self, connect: Callable[[], Database]) -> None:
        self._connect = connect

    def search(self, query: str, limit: int = 50) -> tuple[Hit, ...]:
        """Find what holds every word of `query`; the last may be the beginning of a word.

        Case and accents do not count. Titles come first, then segments, best first.
        """
        terms = terms_of(query)
        if not terms:
            return ()
        titles = self._titles(terms, limit)
        return (*titles, *self._segments(terms, limit - len(titles)))

    def _titles(self, terms: list[str], limit: int) -> tuple[Hit, ...]:
        rows = self._connect().query(
            "SELECT id, title FROM media WHERE deleted_at IS NULL ORDER BY created_at DESC"
        )
        found = []
        for row in rows:
            ranges = find_terms(row["title"], terms)
            if ranges is not None:
                parts = _parts(row["title"], ranges)
                found.append(Hit(row["id"], row["title"], None, 0, parts, None))
        return tuple(found[:limit])

    def _segments(self, terms: list[str], limit: int) -> tuple[Hit, ...]:
        rows = self._connect().query(
            "SELECT segments.*, media.title FROM segments_fts "
            "JOIN segments ON segments.key = segments_fts.rowid "
            "JOIN media ON media.id = segments.media_id "
            "WHERE segments_fts MATCH ? AND media.deleted_at IS NULL ORDER BY rank LIMIT ?",
            [match_expression(terms), max(limit, 0)],
        )
        hits = []
        for row in rows:
            segment = segment_from_row(row)
            ranges = find_terms(segment.text, terms) or []
            word_ms = _word_start(segment.text, segment.words, ranges)
            parts = _parts(segment.text, ranges)
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


def find_terms(text: str, terms: list[str]) -> list[tuple[int, int]] | None:
    """Where the terms stand in a text, as sorted ranges; None unless each is there."""
    folded, places = _fold(text)
    ranges = []
    for term in terms:
        wanted, _ = _fold(term)
        boundary = "" if any(map(is_unspaced, term)) else r"(?<!\w)"
        matches = list(re.finditer(boundary + re.escape(wanted), folded)) if wanted else []
        if not matches:
            return None
        ranges += [(places[m.start()], places[m.end() - 1] + 1) for m in matches]
    return sorted(ranges)


def _parts(text: str, ranges: list[tuple[int, int]]) -> tuple[tuple[str, bool], ...]:
    """Cut a text round its first match into parts that matched and parts that did not."""
    start = max(0, (ranges[0][0] if ranges else 0) - SNIPPET_CHARACTERS // 3)
    end = min(len(text), start + SNIPPET_CHARACTERS)
    parts: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for first, last in ranges:
        if first < at or last > end:
            continue
        parts += [(text[at:first], False), (text[first:last], True)]
        at = last
    parts.append((text[at:end], False))
    if end < len(text):
        parts.append(("…", False))
    return tuple(part for part in parts if part[0])


def _word_start(text: str, words: tuple[Word, ...], ranges: list[tuple[int, int]]) -> int | None:
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
