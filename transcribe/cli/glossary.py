"""`transcribe glossary`: names and terms with their spelling, used by drafts."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from transcribe.cli.common import old_option, open_store
from transcribe.errors import NotFound
from transcribe.jobs.option_checks import check_choice
from transcribe.library.serializers import term_to_json
from transcribe.store import Store
from transcribe.system.permissions import write_for_user
from transcribe.text.glossary import DELIMITERS, Term, read_table, write_table

PROJECT = click.option(
    "--project", metavar="NAME", help="Those of a collection [default: the whole library's]"
)


def _project_id(store: Store, project: str | None) -> str | None:
    return None if project is None else store.projects.find(project).id


@click.group()
def glossary() -> None:
    """Names and terms with their correct spelling, used by drafts: of the whole library, or of one collection."""


@glossary.command("list")
@click.option("--language", help="Only terms for recordings in this language")
@PROJECT
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def list_terms(
    ctx: click.Context, language: str | None, project: str | None, as_json: bool
) -> None:
    """Show the terms, newest first."""
    store = open_store(ctx)
    entries = store.glossary.of(_project_id(store, project), language)
    rows = [term_to_json(entry) for entry in entries]
    if as_json:
        click.echo(json.dumps({"terms": rows}, ensure_ascii=False))
        return
    for row in rows:
        forms = row["misrecognitions"]
        wrong = f"  ← {', '.join(forms)}" if forms else ""
        click.echo(f"{row['id']:5}  {row['language'] or 'any':4}  {row['term']}{wrong}")


@glossary.command("add")
@click.argument("term")
@click.option(
    "--misrecognition", multiple=True, help="A wrong spelling to replace (repeat for more)"
)
@old_option("--wrong", "--misrecognition", multiple=True)
@click.option("--language", help="Whisper's code [default: any]")
@click.option("--note", default="", help="Note for users")
@PROJECT
@click.pass_context
def add_term(
    ctx: click.Context,
    term: str,
    misrecognition: tuple[str, ...],
    wrong: tuple[str, ...],
    language: str | None,
    note: str,
    project: str | None,
) -> None:
    """Add a term, or misrecognitions to an existing term."""
    check_choice(None, "auto", language)
    made = Term(term, (*misrecognition, *wrong), language, note)
    store = open_store(ctx)
    (entry,) = store.glossary.put([made], _project_id(store, project))
    click.echo(f"{entry.id} {entry.term.term}")


@glossary.command("remove")
@click.argument("term")
@click.option("--language", help="Only the entry of this language")
@PROJECT
@click.pass_context
def remove_term(ctx: click.Context, term: str, language: str | None, project: str | None) -> None:
    """Remove a term."""
    store = open_store(ctx)
    found = [
        entry
        for entry in store.glossary.of(_project_id(store, project))
        if entry.term.term == term and language in (None, entry.term.language)
    ]
    if not found:
        raise NotFound("term", term)
    for entry in found:
        store.glossary.remove(entry.id)


@glossary.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@PROJECT
@click.pass_context
def import_terms(ctx: click.Context, path: Path, project: str | None) -> None:
    """Add terms from a CSV or TSV file: term, misrecognitions separated by |, language, note."""
    terms, odd = read_table(path.read_text("utf-8-sig", "replace"))
    for line in odd:
        click.echo(f"{path.name}: {line}", err=True)
    for term in terms:
        check_choice(None, "auto", term.language)
    store = open_store(ctx)
    made = store.glossary.put(terms, _project_id(store, project))
    click.echo(f"{len(made)} terms imported")
    if not terms:
        ctx.exit(1)


@glossary.command("export")
@click.option("--format", "format_", type=click.Choice(list(DELIMITERS)), default="csv")
@click.option("-o", "output", default="-", help="File; - is standard output")
@PROJECT
@click.pass_context
def export_terms(ctx: click.Context, format_: str, output: str, project: str | None) -> None:
    """Write all terms as a CSV or TSV table."""
    store = open_store(ctx)
    entries = store.glossary.of(_project_id(store, project))
    table = write_table((entry.term for entry in entries), DELIMITERS[format_])
    if output == "-":
        sys.stdout.buffer.write(table.encode())
    else:
        write_for_user(Path(output), table.encode("utf-8"))
