"""`transcribe glossary`: names and terms with their spelling, used by every draft."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from transcribe.cli.common import old_option, open_store
from transcribe.errors import NotFound
from transcribe.jobs.option_checks import check_choice
from transcribe.library.serializers import term_to_json
from transcribe.system.permissions import write_for_user
from transcribe.text.glossary import DELIMITERS, Term, read_table, write_table


@click.group()
def glossary() -> None:
    """Names and terms with their correct spelling, used by every draft."""


@glossary.command("list")
@click.option("--language", help="Only terms for recordings in this language")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def list_terms(ctx: click.Context, language: str | None, as_json: bool) -> None:
    """Show the terms, newest first."""
    rows = [term_to_json(entry) for entry in open_store(ctx).glossary.list(language)]
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
@click.pass_context
def add_term(
    ctx: click.Context,
    term: str,
    misrecognition: tuple[str, ...],
    wrong: tuple[str, ...],
    language: str | None,
    note: str,
) -> None:
    """Add a term, or misrecognitions to an existing term."""
    check_choice(None, "auto", language)
    (entry,) = open_store(ctx).glossary.put([Term(term, (*misrecognition, *wrong), language, note)])
    click.echo(f"{entry.id} {entry.term.term}")


@glossary.command("remove")
@click.argument("term")
@click.option("--language", help="Only the entry of this language")
@click.pass_context
def remove_term(ctx: click.Context, term: str, language: str | None) -> None:
    """Remove a term."""
    entries = open_store(ctx).glossary
    found = [
        entry
        for entry in entries.list()
        if entry.term.term == term and language in (None, entry.term.language)
    ]
    if not found:
        raise NotFound("term", term)
    for entry in found:
        entries.remove(entry.id)


@glossary.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def import_terms(ctx: click.Context, path: Path) -> None:
    """Add terms from a CSV or TSV file: term, misrecognitions separated by |, language, note."""
    terms, odd = read_table(path.read_text("utf-8-sig", "replace"))
    for line in odd:
        click.echo(f"{path.name}: {line}", err=True)
    for term in terms:
        check_choice(None, "auto", term.language)
    click.echo(f"{len(open_store(ctx).glossary.put(terms))} terms imported")
    if not terms:
        ctx.exit(1)


@glossary.command("export")
@click.option("--format", "format_", type=click.Choice(list(DELIMITERS)), default="csv")
@click.option("-o", "output", default="-", help="File; - is standard output")
@click.pass_context
def export_terms(ctx: click.Context, format_: str, output: str) -> None:
    """Write all terms as a CSV or TSV table."""
    table = write_table((e.term for e in open_store(ctx).glossary.list()), DELIMITERS[format_])
    if output == "-":
        sys.stdout.buffer.write(table.encode())
    else:
        write_for_user(Path(output), table.encode("utf-8"))
