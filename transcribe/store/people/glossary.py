"""The library's glossary: names and terms with the spelling for all drafts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from transcribe.errors import NotFound
from transcribe.store.row_queries import now
from transcribe.store.rows import to_text
from transcribe.store.writer import Writer
from transcribe.text.glossary import Term

MAX_TERMS = 50_000


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A stored term."""

    id: int
    term: Term
    created_at: str
    updated_at: str


class Glossary:
    """Terms, unique per language; those added or used last come first."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def list(
        self, language: str | None = None, limit: int = MAX_TERMS
    ) -> tuple[GlossaryEntry, ...]:
        """All terms, or those for recordings in a language, newest first."""
        where = "" if language is None else "WHERE language IS NULL OR language = :language"
        rows = self._connect().query(
            f"SELECT * FROM glossary {where} ORDER BY updated_at DESC, id DESC LIMIT :limit",
            {"language": language, "limit": limit},
        )
        return tuple(_entry(row) for row in rows)

    def put(self, terms: Iterable[Term]) -> tuple[GlossaryEntry, ...]:
        """Add terms, all or none; an existing term also gets the new misrecognitions."""
        wanted = tuple(terms)
        return self._writer.run(lambda db: tuple(_put(db, term) for term in wanted))

    def change(self, entry_id: int, term: Term) -> GlossaryEntry:
        """Replace an entry; if another entry has the same term, the two are merged.

        Raises:
            NotFound: The entry does not exist.
        """

        def change(db: Database) -> GlossaryEntry:
            before = _get(db, entry_id)
            db.execute("DELETE FROM glossary WHERE id = ?", [before.id])
            return _put(db, term, entry_id=before.id, created_at=before.created_at)

        return self._writer.run(change)

    def remove(self, entry_id: int) -> GlossaryEntry:
        """Remove an entry and return it.

        Raises:
            NotFound: The entry does not exist.
        """

        def remove(db: Database) -> GlossaryEntry:
            before = _get(db, entry_id)
            db.execute("DELETE FROM glossary WHERE id = ?", [entry_id])
            return before

        return self._writer.run(remove)


def _get(db: Database, entry_id: int) -> GlossaryEntry:
    for row in db.query("SELECT * FROM glossary WHERE id = ?", [entry_id]):
        return _entry(row)
    raise NotFound("term", str(entry_id))


def _put(
    db: Database, term: Term, *, entry_id: int | None = None, created_at: str | None = None
) -> GlossaryEntry:
    at = now()
    rows = db.query(
        "SELECT * FROM glossary WHERE term = ? AND language IS ?", [term.term, term.language]
    )
    known = next((_entry(row) for row in rows), None)
    if known is not None:
        both = (*known.term.misrecognitions, *term.misrecognitions)
        note = term.note or known.term.note
        term = Term(term.term, both, term.language, note, known.term.source)
        entry_id, created_at = known.id, known.created_at
    made = db.query(
        "INSERT OR REPLACE INTO glossary "
        "(id, term, misrecognitions, language, note, source, created_at, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
        [
            entry_id, term.term, to_text(list(term.misrecognitions)), term.language, term.note, term.source,
            created_at or at, at,
        ],
    )  # fmt: skip
    return _entry(next(iter(list(made))))


def _entry(row: Mapping[str, Any]) -> GlossaryEntry:
    misrecognitions = tuple(json.loads(row["misrecognitions"]))
    term = Term(row["term"], misrecognitions, row["language"], row["note"], row["source"])
    return GlossaryEntry(row["id"], term, row["created_at"], row["updated_at"])
