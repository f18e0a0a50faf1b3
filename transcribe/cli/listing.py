"""Commands that list and show recordings. They import little, so that a list comes at once."""

from __future__ import annotations

import json
from typing import Any

import click

from transcribe.library.recording_list import ORDERS, STATES, read_list_query, row_to_json
from transcribe.library.serializers import media_to_json
from transcribe.store import Store
from transcribe.store.library_rows import NO_PROJECT, SORTS, LibraryRow

_STATES_HELP = "draft: nothing is corrected; in_work: some is; text: draft, in_work and done"


@click.command("list")
@click.option("--search", "q", metavar="WORDS", help="All words occur in title, file name or a tag")
@click.option("--state", type=click.Choice(STATES), help=_STATES_HELP)
@click.option("--language", metavar="CODE", help="Whisper's language code")
@click.option("--speaker", metavar="NAME", help="A speaker has this name")
@click.option("--tag", multiple=True, metavar="TAG", help="It has this tag; repeat it for several")
@click.option("--project", metavar="NAME",
              help="It is in this collection, by name or id; none: it is in no collection")  # fmt: skip
@click.option("--since", metavar="DATE", help="Added on this day (UTC) or later: 2026-11-30")
@click.option("--until", metavar="DATE", help="Added on this day (UTC) or earlier")
@click.option("--sort", type=click.Choice(list(SORTS)), default="created", show_default=True)
@click.option("--order", type=click.Choice(ORDERS),
              help="[default: down for created and opened, else up]")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=0), metavar="N", help="At most so many")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def list_(ctx: click.Context, /, *, limit: int | None, as_json: bool, **given: Any) -> None:
    """List recordings: id, state, what is done of the text, title."""
    filters = {name: [value] for name, value in given.items() if isinstance(value, str)}
    store = ctx.with_resource(Store(ctx.obj))
    if given["project"] not in {None, "", NO_PROJECT}:
        filters["project"] = [store.projects.find(given["project"]).id]
    query = read_list_query({**filters, "tag": given["tag"]})
    rows = store.library.rows(query, 0, -1 if limit is None else limit)
    if as_json:
        click.echo(
            json.dumps({"media": [_to_json(store, row) for row in rows]}, ensure_ascii=False)
        )
    else:
        click.echo("".join(f"{_line(row)}\n" for row in rows), nl=False)


def _to_json(store: Store, row: LibraryRow) -> dict[str, Any]:
    """The recording as `show` gives it, with what the list adds."""
    return {**row_to_json(row), **media_to_json(store, row.overview)}


def _line(row: LibraryRow) -> str:
    media = row.overview.media
    state = "drafting" if row.overview.is_drafting else media.state
    return f"{media.id}  {state:10} {row.stage:8} {media.title}"


@click.command()
@click.argument("media_id")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def show(ctx: click.Context, media_id: str, as_json: bool) -> None:
    """Show one recording."""
    store = ctx.with_resource(Store(ctx.obj))
    row = media_to_json(store, store.media.overview(media_id))
    project_id = store.projects.of(media_id)
    if as_json:
        click.echo(json.dumps({**row, "project": project_id}, ensure_ascii=False))
    else:
        row["collection"] = None if project_id is None else store.projects.get(project_id).name
        click.echo("\n".join(f"{key:14} {value}" for key, value in row.items()))
