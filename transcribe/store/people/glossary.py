"""Glossaries: names and terms with the spelling for drafts, of the whole library and of collections."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from transcribe.errors import NotFound
from transcribe.store.row_queries import now, require_project
from transcribe.store.rows import to_text
from transcribe.store.writer import Writer
from transcribe.text.glossary import Term, overriding

MAX_TERMS = 50_000


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A stored term.

    Attributes:
        project_id: The collection that it belongs to; None for the whole library.
    """

    id: int
    term: Term
    created_at: str
    updated_at: str
    project_id: str | None = None


class Glossary:
    """Terms, unique per language and collection; those added or used last come first."""

    def __init__(self, connect: Callable[[], Database], writer: Writer) -> None:
        self._connect, self._writer = connect, writer

    def list(
        self, language: str | None = None, limit: int = MAX_TERMS
    ) -> tuple[GlossaryEntry, ...]:
        """All terms of the library and of all collections, or those in a language, newest first."""
        return self._newest("TRUE", language, limit)

    def of(
        self, project_id: str | None, language: str | None = None, limit: int = MAX_TERMS
    ) -> tuple[GlossaryEntry, ...]:
        """The terms of one collection, or those of the whole library for None, newest first."""
        return self._newest("project_id IS :project", language, limit, project_id)

    def terms(
        self, project_id: str | None, language: str | None = None, limit: int = MAX_TERMS
    ) -> tuple[Term, ...]:
        """The terms for the recordings of a collection: its own first, then the library's that do not contradict them.

        Args:
            project_id: The collection; None for recordings in none.
            language: Of the recording; None for all languages.
            limit: How many at most.
        """
        own = () if project_id is None else self.of(project_id, language, limit)
        if not own:
            return tuple(entry.term for entry in self.of(None, language, limit))
        terms = [entry.term for entry in own]
        library = (entry.term for entry in self.of(None, language))
        return (*terms, *overriding(terms, library))[:limit]

    def _newest(
        self, where: str, language: str | None, limit: int, project_id: str | None = None
    ) -> tuple[GlossaryEntry, ...]:
        rows = self._connect().query(
            f"SELECT * FROM glossary WHERE {where} "
            "AND (:language IS NULL OR language IS NULL OR language = :language) "
            "ORDER BY updated_at DESC, id DESC LIMIT :limit",
            {"language": language, "limit": limit, "project": project_id},
        )
        return tuple(_entry(row) for row in rows)

    def put(
        self, terms: Iterable[Term], project_id: str | None = None
    ) -> tuple[GlossaryEntry, ...]:
        """Add terms, all or none; an existing term also gets the new misrecognitions.

        Raises:
            NotFound: No collection has the id.
        """
        wanted = tuple(terms)

        def put(db: Database) -> tuple[GlossaryEntry, ...]:
            if project_id is not None:
                require_project(db, project_id)
            return tuple(_put(db, term, project_id) for term in wanted)

        return self._writer.run(put)

    def change(self, entry_id: int, term: Term, project_id: str | None = None) -> GlossaryEntry:
        """Replace an entry; if another entry of the collection has the same term, the two are merged.

        Args:
            entry_id: The entry.
            term: What it becomes.
            project_id: The collection that it belongs to from now on; None for the whole library.

        Raises:
            NotFound: The entry or the collection does not exist.
        """

        def change(db: Database) -> GlossaryEntry:
            before = _get(db, entry_id)
            if project_id is not None:
                require_project(db, project_id)
            db.execute("DELETE FROM glossary WHERE id = ?", [before.id])
            return _put(db, term, project_id, entry_id=before.id, created_at=before.created_at)

        return self._writer.run(change)

    def get(self, entry_id: int) -> GlossaryEntry:
        """Look up an entry.

        Raises:
            NotFound: It does not exist.
        """
        return _get(self._connect(), entry_id)

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
    db: Database,
    term: Term,
    project_id: str | None,
    *,
    entry_id: int | None = None,
    created_at: str | None = None,
) -> GlossaryEntry:
    at = now()
    rows = db.query(
        "SELECT * FROM glossary WHERE term = ? AND language IS ? AND project_id IS ?",
        [term.term, term.language, project_id],
    )
    known = next((_entry(row) for row in rows), None)
    if known is not None:
        both = (*known.term.misrecognitions, *term.misrecognitions)
        note = term.note or known.term.note
        term = Term(term.term, both, term.language, note, known.term.source)
        entry_id, created_at = known.id, known.created_at
    made = db.query(
        "INSERT OR REPLACE INTO glossary "
        "(id, term, misrecognitions, language, note, source, created_at, updated_at, project_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *",
        [
            entry_id, term.term, to_text(list(term.misrecognitions)), term.language, term.note, term.source,
            created_at or at, at, project_id,
        ],
    )  # fmt: skip
    return _entry(next(iter(list(made))))


def _entry(row: Mapping[str, Any]) -> GlossaryEntry:
    misrecognitions = tuple(json.loads(row["misrecognitions"]))
    term = Term(row["term"], misrecognitions, row["language"], row["note"], row["source"])
    return GlossaryEntry(row["id"], term, row["created_at"], row["updated_at"], row["project_id"])
