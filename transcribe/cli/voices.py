"""`transcribe voices`: voices of named speakers that a collection knows."""

from __future__ import annotations

from pathlib import Path

import click

from transcribe.cli.common import open_store, print_result
from transcribe.errors import NotFound
from transcribe.library.serializers import voice_to_json
from transcribe.library.speakers.known_voices import keep_voice, suggested_names, wav_of_place
from transcribe.store import Store
from transcribe.store.known_voices import KnownVoice
from transcribe.system.permissions import write_for_user
from transcribe.text.folding import fold_name

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON value")


@click.group("voices")
def voices() -> None:
    """Voices of named speakers that a collection knows, where that is turned on for it."""


@voices.command("on")
@click.argument("project")
@click.pass_context
def on(ctx: click.Context, project: str) -> None:
    """Let a collection keep voices. Ask the speakers before: a voice identifies a person."""
    store = open_store(ctx)
    found = store.projects.find(project)
    store.known_voices.turn_on(found.id)
    click.echo(f"{found.name} keeps voices. `transcribe voices keep` adds one.")


@voices.command("off")
@click.argument("project")
@click.pass_context
def off(ctx: click.Context, project: str) -> None:
    """Let a collection keep no voices any more, and remove those that it has for good."""
    store = open_store(ctx)
    found = store.projects.find(project)
    n = len(store.known_voices.list(found.id))
    store.known_voices.turn_off(found.id)
    click.echo(f"{found.name} keeps no voices; {n} removed.")


@voices.command("list")
@click.argument("project")
@JSON
@click.pass_context
def list_(ctx: click.Context, project: str, as_json: bool) -> None:
    """List the voices of a collection, each with a place to listen to."""
    store = open_store(ctx)
    found = store.projects.find(project)
    known = store.known_voices.list(found.id)
    is_on = store.known_voices.is_on(found.id)
    plain = {"is_on": is_on, "voices": [voice_to_json(one) for one in known]}
    lines = [_line(one) for one in known]
    print_result(as_json, plain, lines if is_on else [f"{found.name} keeps no voices."])


@voices.command("keep")
@click.argument("media_id")
@click.argument("speaker")
@JSON
@click.pass_context
def keep(ctx: click.Context, media_id: str, speaker: str, as_json: bool) -> None:
    """Keep the voice of a speaker of a recording, by name or id, in the recording's collection."""
    store = open_store(ctx)
    speakers = store.edits.speakers(media_id)
    key = next((one.id for one in speakers if speaker in {one.id, one.name}), speaker)
    kept = keep_voice(store, media_id, key)
    print_result(as_json, voice_to_json(kept), [_line(kept)])


@voices.command("suggest")
@click.argument("media_id")
@JSON
@click.pass_context
def suggest(ctx: click.Context, media_id: str, as_json: bool) -> None:
    """Names for the speakers of a recording that nobody has named; none is set."""
    store = open_store(ctx)
    found = suggested_names(store, media_id)
    names = {one.id: one.name for one in store.edits.speakers(media_id)}
    plain = {
        "state": found.state,
        "names": [
            {"speaker": one.speaker, "name": one.voice.name, "confidence": one.confidence}
            for one in found.names
        ],
    }
    lines = [
        f"{names[one.speaker]}: {one.voice.name} ({one.confidence:.0%})" for one in found.names
    ]
    print_result(as_json, plain, lines or [f"no names ({found.state})"])


@voices.command("rename")
@click.argument("project")
@click.argument("voice")
@click.argument("name")
@click.pass_context
def rename(ctx: click.Context, project: str, voice: str, name: str) -> None:
    """Give a voice, by name or number, another name."""
    store = open_store(ctx)
    known = _find(store, project, voice)
    click.echo(_line(store.known_voices.rename(known.project_id, known.id, name)))


@voices.command("forget")
@click.argument("project")
@click.argument("voice")
@click.pass_context
def forget(ctx: click.Context, project: str, voice: str) -> None:
    """Remove a voice, by name or number, for good. Backups that were made before still have it."""
    store = open_store(ctx)
    known = _find(store, project, voice)
    store.known_voices.forget(known.project_id, known.id)
    click.echo(f"Removed the voice of {known.name}. Backups that were made before still have it.")


@voices.command("listen")
@click.argument("project")
@click.argument("voice")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def listen(ctx: click.Context, project: str, voice: str, target: Path) -> None:
    """Write the place that a voice was heard in to a WAV file."""
    store = open_store(ctx)
    write_for_user(target, wav_of_place(store, _find(store, project, voice)))
    click.echo(str(target))


def _find(store: Store, project: str, voice: str) -> KnownVoice:
    found = store.projects.find(project)
    for one in store.known_voices.list(found.id):
        if voice == str(one.id) or fold_name(voice) == fold_name(one.name):
            return one
    raise NotFound("voice", voice)


def _line(one: KnownVoice) -> str:
    place = f"{one.start_ms / 1000:.1f}–{one.end_ms / 1000:.1f} s of {one.media_id}"
    return f"{one.id:5} {one.name}  ({place})"
