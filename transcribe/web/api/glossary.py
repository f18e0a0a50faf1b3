"""The glossaries of the library and of collections over HTTP."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, request

from transcribe.errors import InvalidOperation
from transcribe.jobs.kinds.body import text_of
from transcribe.jobs.option_checks import check_choice
from transcribe.library.old_names import TERM, read_old_names
from transcribe.library.serializers import term_to_json
from transcribe.store.people.glossary import GlossaryEntry
from transcribe.text.glossary import DELIMITERS, Term, read_table, write_table
from transcribe.web.bodies import read_body
from transcribe.web.requests import json_body, open_store

NO_PROJECT = "none"
glossary = Blueprint("glossary", __name__, url_prefix="/api/v1")


@glossary.get("/glossary")
def list_terms() -> Any:
    """All terms, or those for a language, and of a collection; `project=none` for the whole library's."""
    return {
        "terms": [term_to_json(entry) for entry in _asked(request.args.get("language") or None)]
    }


def _asked(language: str | None) -> tuple[GlossaryEntry, ...]:
    """The entries that the query asks for.

    Raises:
        NotFound: There is no such collection.
    """
    entries = open_store().glossary
    if not request.args.get("project"):
        return entries.list(language)
    return entries.of(_queried_project(), language)


def _queried_project() -> str | None:
    """The id of the collection that the query names; None for the whole library.

    Raises:
        NotFound: There is no such collection.
    """
    project = request.args.get("project") or NO_PROJECT
    return None if project == NO_PROJECT else open_store().projects.get(project).id


@glossary.post("/glossary")
def add_term() -> Any:
    """Add a term; an existing term also gets the new misrecognitions."""
    body = read_old_names(json_body(), TERM)
    (entry,) = open_store().glossary.put([_term(body)], _project(body, None))
    return term_to_json(entry), 201


@glossary.patch("/glossary/<int:term_id>")
def change_term(term_id: int) -> Any:
    """Replace a term's fields; without `project` it stays in its collection."""
    body = read_old_names(json_body(), TERM)
    entries = open_store().glossary
    project = _project(body, entries.get(term_id).project_id)
    return term_to_json(entries.change(term_id, _term(body), project))


@glossary.delete("/glossary/<int:term_id>")
def remove_term(term_id: int) -> Any:
    """Remove a term."""
    return term_to_json(open_store().glossary.remove(term_id))


@glossary.post("/glossary/import")
def import_terms() -> Any:
    """Add the terms of a table."""
    content = read_body()
    terms, odd = read_table(content.decode("utf-8-sig", "replace"))
    if not terms:
        raise InvalidOperation("import", "it has no term; the first column must be the term")
    for term in terms:
        check_choice(None, "auto", term.language)
    entries = open_store().glossary.put(terms, _queried_project())
    return {"terms": len({entry.id for entry in entries}), "warnings": odd[:200]}


@glossary.get("/glossary/export")
def export_terms() -> Response:
    """All terms as a table."""
    name = request.args.get("format", "csv")
    if name not in DELIMITERS:
        raise InvalidOperation("format", f"one of {', '.join(DELIMITERS)}")
    entries = _asked(None)
    table = write_table((entry.term for entry in entries), DELIMITERS[name])
    response = Response(table, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="glossary.{name}"'
    return response


def _project(body: dict[str, Any], before: str | None) -> str | None:
    return (text_of(body, "project") or None) if "project" in body else before


def _term(body: dict[str, Any]) -> Term:
    forms = body.get("misrecognitions", [])
    texts = [body.get("term"), body.get("note", ""), body.get("source", "typed")]
    if not isinstance(forms, list) or not all(isinstance(one, str) for one in [*forms, *texts]):
        raise InvalidOperation(
            "term", '"term" and "note" are texts, "misrecognitions" is a list of texts'
        )
    language = body.get("language") or None
    check_choice(None, "auto", language)
    term, note, source = cast(list[str], texts)
    return Term(term, tuple(forms), None if language == "auto" else language, note, source)
