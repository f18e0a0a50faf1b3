"""`transcribe projects`: collections of recordings, from which corpora are made."""

from __future__ import annotations

import click

from transcribe.cli.common import open_store, print_result
from transcribe.jobs.option_checks import check_choice
from transcribe.library.serializers import project_to_json, release_to_json
from transcribe.store import Store
from transcribe.store.projects import Project, ProjectFields
from transcribe.text.amounts import count, spell_length

LANGUAGE = click.option("--language", help="Whisper's code of the language of all recordings")
LICENCE = click.option("--licence", help="SPDX identifier, such as CC-BY-4.0")
CONSENT = click.option("--consent", help="What the speakers agreed to, for the card of a release")
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON value")


@click.group("projects", invoke_without_command=True)
@JSON
@click.pass_context
def projects(ctx: click.Context, as_json: bool) -> None:
    """Collections of recordings; a recording is in one or in none. Without a command, list them."""
    if ctx.invoked_subcommand is None:
        found = open_store(ctx).projects.list()
        plain = {"projects": [project_to_json(one) for one in found]}
        print_result(as_json, plain, [_line(one) for one in found])


def _line(one: Project) -> str:
    length = spell_length(one.duration_ms)
    return f"{one.id:12} {one.n_media:6} recordings {length:>11}  {one.name}"


@projects.command("add")
@click.argument("name")
@LANGUAGE
@LICENCE
@CONSENT
@JSON
@click.pass_context
def add(
    ctx: click.Context,
    name: str,
    language: str | None,
    licence: str | None,
    consent: str | None,
    as_json: bool,
) -> None:
    """Add a collection."""
    check_choice(None, "auto", language)
    made = open_store(ctx).projects.add(ProjectFields(name, language, licence, consent))
    print_result(as_json, project_to_json(made), [_line(made)])


@projects.command("change")
@click.argument("project")
@click.option("--name", help="Its new name")
@LANGUAGE
@LICENCE
@CONSENT
@JSON
@click.pass_context
def change(
    ctx: click.Context,
    project: str,
    name: str | None,
    language: str | None,
    licence: str | None,
    consent: str | None,
    as_json: bool,
) -> None:
    """Change the fields of a collection; an empty value clears one."""
    check_choice(None, "auto", language or None)
    known = open_store(ctx).projects
    fields = ProjectFields(name, language, licence, consent)
    made = known.change(known.find(project).id, fields)
    print_result(as_json, project_to_json(made), [_line(made)])


@projects.command("remove")
@click.argument("project")
@click.pass_context
def remove(ctx: click.Context, project: str) -> None:
    """Remove a collection. Its recordings stay in the library, and releases stay where they are."""
    known = open_store(ctx).projects
    removed = known.remove(known.find(project).id)
    click.echo(f"Removed {removed.name}; its {removed.n_media} recordings stay in the library.")


@projects.command("put")
@click.argument("project")
@click.argument("media_ids", nargs=-1, required=True, metavar="MEDIA_IDS...")
@click.pass_context
def put(ctx: click.Context, project: str, media_ids: tuple[str, ...]) -> None:
    """Put recordings into a collection, each out of the one that it was in."""
    store = open_store(ctx)
    found = store.projects.find(project)
    _put(store, found.id, media_ids)
    n = len(set(media_ids))
    click.echo(f"{count(n, 'recording')} {'is' if n == 1 else 'are'} in {found.name}")


@projects.command("take-out")
@click.argument("media_ids", nargs=-1, required=True, metavar="MEDIA_IDS...")
@click.pass_context
def take_out(ctx: click.Context, media_ids: tuple[str, ...]) -> None:
    """Take recordings out of their collections."""
    _put(open_store(ctx), None, media_ids)
    n = len(set(media_ids))
    click.echo(f"{count(n, 'recording')} {'is' if n == 1 else 'are'} in no collection")


def _put(store: Store, project_id: str | None, media_ids: tuple[str, ...]) -> None:
    """Put all recordings, or none if one of the ids is wrong."""
    wanted = [store.media.get(media_id).id for media_id in dict.fromkeys(media_ids)]
    for media_id in wanted:
        store.projects.put(media_id, project_id)


@projects.command("releases")
@click.argument("project")
@JSON
@click.pass_context
def releases(ctx: click.Context, project: str, as_json: bool) -> None:
    """List the corpora that were made of a collection, with clips of recordings that are erased since."""
    known = open_store(ctx).projects
    rows, lines = [], []
    for one in known.releases(known.find(project).id):
        rows.append(release_to_json(one))
        lines.append(f"{one.version:10} {one.format:12} {one.digest[:12]} {one.folder}")
        lines += [
            f"  holds {e.n_clips} clips of the erased recording {e.recording} {f'in {e.split}' if e.split else ''}: "
            f'grep \'"recording": "{e.recording}"\' release/manifest.jsonl'
            for e in one.erased
        ]
    print_result(as_json, {"releases": rows}, lines)
