"""Search over all text, in any script; no query is a syntax error."""

from __future__ import annotations

import logging
import re
import sqlite3
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, groupby
from pathlib import Path

import regex
from sqlite_utils import Database

from transcribe.document.model import Word
from transcribe.store.database import immediate, unusable
from transcribe.store.rows import segment_from_row
from transcribe.store.values import Hit
from transcribe.text.folding import SIMPLE, clusters, floor_cluster, fold, locate
from transcribe.text.regex_dialect import UNSPACED

SNIPPET_CHARACTERS = 160
MAX_TERMS = 16
FILL_AT_ONCE = 250  # segments: about 15 ms
SOON_DONE = 50_000  # segments: about 2 s

# A token for a space or a punctuation mark between two characters of a script without spaces, so that
# they do not match as adjacent. Like the lengths of characters it is a control character.
GAP = "\x80"

log = logging.getLogger("transcribe.search")

Ranges = list[tuple[int, int]]

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_RUN = regex.compile(r"[\p{L}\p{N}\p{M}]+")
_UNSPACED = regex.compile(f"[{UNSPACED}]")
_EACH_ALONE = regex.compile(f"(?:(?![{UNSPACED}])[{SIMPLE}])+")


def index_text(text: str) -> str:
    """The tokens of a text, separated by spaces, as FTS5's `ascii` tokenizer reads them."""
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """The indexed words of a text; in scripts without spaces, its characters."""
    folded = fold(text)
    if folded.isascii():
        return _ASCII_WORD.findall(folded)
    return [token.text for token in _tokens_of(folded)]


@dataclass(frozen=True, slots=True)
class Token:
    """A token, and its place in the folded text.

    Attributes:
        text: The indexed form.
        start, end: Its range in the folded text.
        clusters: For each of its grapheme clusters, its end in `text` and in the folded text. Empty
            if each cluster is one code point.
    """

    text: str
    start: int
    end: int
    clusters: tuple[tuple[int, int], ...] = ()

    def end_of(self, n_indexed: int) -> int:
        """The end, in the folded text, of the first `n_indexed` code points of `text`."""
        if not self.clusters:
            return self.start + n_indexed
        return next(end for indexed, end in self.clusters if indexed >= n_indexed)


def _tokens_of(folded: str) -> Iterator[Token]:
    """All tokens, with a `GAP` between two characters that are not adjacent."""
    end = None  # of the previous character, in a script without spaces
    for run in _RUN.finditer(folded):
        for token in _tokens_of_run(run):
            is_unspaced = _UNSPACED.match(folded, token.start) is not None
            if is_unspaced and end is not None and end < token.start:
                yield Token(GAP, end, token.start)
            yield token
            end = token.end if is_unspaced else None


def _tokens_of_run(run: regex.Match[str]) -> Iterator[Token]:
    if _EACH_ALONE.fullmatch(run[0]):
        yield Token(run[0], run.start(), run.end())
        return
    at = run.start()
    for is_unspaced, group in groupby(clusters(run[0]), _is_unspaced):
        together = list(group)
        for parts in [[one] for one in together] if is_unspaced else [together]:
            token = _token(parts, at)
            at = token.end
            yield token


def _token(parts: list[str], start: int) -> Token:
    written = [_written(cluster) for cluster in parts]
    ends = [start + n for n in accumulate(map(len, parts))]
    indexed = accumulate(map(len, written))
    return Token("".join(written), start, ends[-1], tuple(zip(indexed, ends, strict=True)))


def _is_unspaced(cluster: str) -> bool:
    return _UNSPACED.match(cluster) is not None


@lru_cache(maxsize=20_000)
def _written(cluster: str) -> str:
    """The indexed form of a cluster: prefixed with its length if it has several code points.

    Part of a cluster then never matches as a prefix of a word: in हिन्दी, हि is a prefix, हिन is not.
    The lengths are control characters, which occur in no token.
    """
    composed = unicodedata.normalize("NFC", cluster)
    return composed if len(composed) == 1 else chr(0x80 + min(len(composed), 0x1F)) + composed


def index(db: Database, key: int, text: str) -> None:
    """Write one segment's text to the index, replacing the earlier text of its key."""
    db.execute(
        "INSERT OR REPLACE INTO segments_fts (rowid, text) VALUES (?, ?)", [key, index_text(text)]
    )


def unindex(db: Database, key: int) -> None:
    """Remove one segment from the index."""
    db.execute("DELETE FROM segments_fts WHERE rowid = ?", [key])


def fill_index(db: Database, path: Path) -> None:
    """Index segments that a migration left unindexed, in short transactions.

    Several processes may do this at the same time and share the work; if one is killed, the next
    continues.

    Raises:
        DatabaseUnusable: It cannot be written.
    """
    try:
        _tell_of_long_work(db)
        while any(db.query("SELECT 1 FROM unindexed")):
            with immediate(db):
                _fill_more(db)
    except sqlite3.Error as error:
        raise unusable(path, error) from error


def _tell_of_long_work(db: Database) -> None:
    left = next(db.query("SELECT count(*) AS n FROM segments, unindexed WHERE key > after_key"))
    if left["n"] > SOON_DONE:
        log.warning("The search index of %d segments is built once. Please wait.", left["n"])


def _fill_more(db: Database) -> None:
    rows = list(
        db.query(
            "SELECT key, text FROM segments WHERE key > (SELECT after_key FROM unindexed) "
            "ORDER BY key LIMIT ?",
            [FILL_AT_ONCE],
        )
    )
    for row in rows:
        index(db, row["key"], row["text"])
    if len(rows) < FILL_AT_ONCE:
        db.execute("DELETE FROM unindexed")
    else:
        db.execute("UPDATE unindexed SET after_key = ?", [rows[-1]["key"]])


def terms_of(query: str) -> list[str]:
    """The words of a query, split at white space; words without a letter or digit are dropped."""
    storable = query.replace("\x00", " ").encode("utf-8", "ignore").decode("utf-8")
    return [term for term in storable.split() if tokens(term)][:MAX_TERMS]


def match_expression(terms: list[str]) -> str:
    """An FTS5 expression for all terms, the last one as a prefix of a word.

    Each term is a quoted phrase. The only syntax inside is the quote, which occurs in no token.
    """
    return " AND ".join(f'"{index_text(term)}"' for term in terms) + " *"


class SearchIndex:
    """Finds segments by their text and recordings by their title."""

    def __init__(self, connect: Callable[[], Database]) -> None:
        self._connect = connect

    def search(self, query: str, limit: int = 50) -> tuple[Hit, ...]:
        """Find titles and segments with every word of `query`; the last may be a prefix of a word.

        Case and accents are ignored. Titles come first, then segments, best first; deleted
        recordings are excluded.
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


def find_terms(text: str, terms: list[str]) -> list[Ranges]:
    """The ranges of each term in a text, as the index finds it, in whole grapheme clusters.

    All terms except the last must be whole words. Any characters except letters and digits may be
    between the tokens of a term: "don't" finds "don’t".
    """
    folded = locate(text)
    held = list(_tokens_of(folded.text))
    last = len(terms) - 1
    return [
        [folded.span(*place) for place in _places(held, tokens(term), is_last=number == last)]
        for number, term in enumerate(terms)
    ]


def _places(held: list[Token], wanted: list[str], *, is_last: bool) -> Iterator[tuple[int, int]]:
    """The ranges in the folded text where the tokens of a term are adjacent."""
    if not wanted:
        return
    *whole, end = wanted
    for at in range(len(held) - len(whole)):
        last = held[at + len(whole)]
        is_end = last.text.startswith(end) if is_last else last.text == end
        if is_end and all(held[at + n].text == token for n, token in enumerate(whole)):
            yield held[at].start, last.end_of(len(end))


def _merged(found: list[Ranges]) -> Ranges:
    """All ranges in order, without overlapping ones."""
    merged: Ranges = []
    for start, end in sorted(each for ranges in found for each in ranges):
        if not merged or start >= merged[-1][1]:
            merged.append((start, end))
    return merged


def snippet(text: str, ranges: Ranges) -> tuple[tuple[str, bool], ...]:
    """Cut a text around its first match into parts, each with a flag for matches."""
    first_at = ranges[0][0] if ranges else 0
    start = floor_cluster(text, max(0, first_at - SNIPPET_CHARACTERS // 3))
    end = floor_cluster(text, min(len(text), start + SNIPPET_CHARACTERS))
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
    """Start time of the word with the first match, found by searching the words in the text."""
    at = 0
    for word in words:
        place = text.find(word.text, at)
        if place < 0:
            continue
        at = place + len(word.text)
        if ranges and place <= ranges[0][0] < at:
            return word.start_ms
    return None
