"""Commands for the tags of recordings."""

from __future__ import annotations

import click

from transcribe.cli.common import open_store, print_result
from transcribe.text.tags import read_tags


@click.command("tag")
@click.argument("media_ids", nargs=-1, required=True, metavar="MEDIA_IDS...")
@click.option("--add", multiple=True, metavar="NAME", help="Tag to add; may be repeated")
@click.option("--remove", multiple=True, metavar="NAME", help="Tag to remove; may be repeated")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def tag(
    ctx: click.Context,
    media_ids: tuple[str, ...],
    add: tuple[str, ...],
    remove: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add and remove tags of recordings, and show the tags that they have."""
    store, added = open_store(ctx), read_tags(add)
    known = [store.media.get(media_id) for media_id in dict.fromkeys(media_ids)]
    rows = [
        {"id": media.id, "title": media.title, "tags": store.tags.change(media.id, added, remove)}
        for media in known
    ]
    lines = [f"{row['id']:12} {', '.join(row['tags']) or '-'}  {row['title']}" for row in rows]
    print_result(as_json, {"media": rows}, lines)


@click.command("tags")
@click.option(
    "--rename", nargs=2, metavar="FROM TO", help="First rename a tag, and with it those below it"
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def tags(ctx: click.Context, rename: tuple[str, str] | None, as_json: bool) -> None:
    """List all tags with the number of recordings that have them."""
    store = open_store(ctx)
    if rename:
        store.tags.rename(*rename)
    counts = store.tags.counts()
    plain = {"tags": [{"tag": count.tag, "n": count.n} for count in counts]}
    print_result(as_json, plain, [f"{count.n:6}  {count.tag}" for count in counts])
