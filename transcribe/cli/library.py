"""Commands for the recordings in the library."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from transcribe.asr.engines import ENGINE_NAMES
from transcribe.cli.common import (
    SEGMENT_CHARS,
    SEGMENT_SECONDS,
    announce_fetch,
    check_names,
    hotwords_option,
    open_store,
    print_result,
)
from transcribe.errors import TranscribeError
from transcribe.formats import FORMATS, parse_options
from transcribe.jobs.wait import wait_for
from transcribe.library.import_export import export as export_bytes
from transcribe.library.import_export import import_file
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.library.serializers import media_to_json
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system.permissions import (
    make_folder_for_user,
    write_for_user,
)
from transcribe.text.disfluencies import CleanOptions


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--language", default="auto", show_default=True, help="Whisper's language code, or auto"
)
@click.option(
    "--model", default="base", show_default=True, help="Whisper model, or none for no draft"
)
@click.option("--engine", default="auto", type=click.Choice(ENGINE_NAMES), show_default=True)
@click.option("--max-seconds", type=SEGMENT_SECONDS, help="Longest segment in seconds [default: 7]")
@click.option("--max-chars", type=SEGMENT_CHARS, help="Most characters in a segment [default: 84]")
@click.option(
    "--hotwords", default="", metavar="WORD,…", help="Names and terms with their correct spelling"
)
@click.option("--detect-each", is_flag=True, help="The language may change within a recording")
@click.option("--translate", is_flag=True, help="Also translate to English, beside the draft")
@click.option(
    "--stream",
    type=click.IntRange(min=0),
    metavar="N",
    help="Audio stream, from 0 as in the API [default: the first with sound, marked ones first]",
)
@click.option("--link", is_flag=True, help="Leave the file where it is instead of copying it")
@click.option("--wait", is_flag=True, help="Show progress until all drafts are done")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def add(
    ctx: click.Context,
    paths: tuple[Path, ...],
    language: str,
    model: str,
    engine: str,
    max_seconds: float | None,
    max_chars: int | None,
    hotwords: str,
    detect_each: bool,
    translate: bool,
    stream: int | None,
    link: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Add files or folders to the library and queue their drafts."""
    check_names(model, engine, language)
    options = AddOptions(
        filename="", language=None if language == "auto" else language,
        model=None if model == "none" else model, engine=engine, keep="link" if link else "copy",
        max_ms=round(max_seconds * 1000) if max_seconds else None, max_chars=max_chars,
        hotwords=hotwords_option(hotwords), detect_each=detect_each, translate_too=translate,
        stream=stream,
    )  # fmt: skip
    store = open_store(ctx)
    if options.model is not None:
        announce_fetch(store.models_folder, options.model)
    rows = [_add_recording(store, path, options) for path in _files(paths)]
    ids = [row["id"] for row in rows if row["id"]]
    if wait and ids:
        wait_for(store, ids, _Progress())
        click.echo("", err=True)
    rows = [_outcome(store, row["id"]) if row["id"] else row for row in rows]
    lines = [f"{row['id'] or '-':12} {row['state']:10} {row['title']}" for row in rows]
    print_result(as_json, {"media": rows}, lines)
    for row in rows:
        for warning in row.get("warnings", ()):
            click.echo(f"{row['title']}: {warning}", err=True)
    if any(row["state"] == "failed" for row in rows):
        ctx.exit(1)


def _add_recording(store: Store, path: Path, options: AddOptions) -> dict[str, Any]:
    """One line of the report; `id` is None if the file was refused; the error is printed at once."""
    try:
        media = add_recording(store, path, replace(options, filename=path.name)).media
    except TranscribeError as error:
        click.echo(f"Error: {error}", err=True)
        failed = {"id": None, "title": path.name, "duration": None, "state": "failed"}
        return {**failed, "error": str(error)}
    return {"id": media.id}


def _outcome(store: Store, media_id: str) -> dict[str, Any]:
    shown = media_to_json(store, store.media.overview(media_id))
    names = ("id", "title", "duration", "state", "error", "audio_stream", "warnings")
    row = {key: shown[key] for key in names}
    newest = next(iter(store.jobs.list(media_id)), None)
    if newest is not None and newest.state == "failed":
        row["state"] = "failed"  # the recording is fine, its draft is not
    return row


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                p for p in path.rglob("*") if p.is_file() and not p.name.startswith(".")
            )
        else:
            found.append(path)
    return found


class _Progress:
    """On a terminal, one line that is updated in place; elsewhere one line per step."""

    def __init__(self) -> None:
        self._message = ""

    def __call__(self, jobs: Sequence[Job]) -> None:
        if not jobs:
            return
        done = sum(1.0 if job.finished_at else job.progress for job in jobs) / len(jobs)
        running = next((job for job in jobs if job.state == "running"), None)
        message = running.message if running else ""
        if sys.stderr.isatty():
            left = f", {running.eta_s:.0f} s left" if running and running.eta_s else ""
            bar = "█" * round(done * 30)
            click.echo(f"\r{bar:░<30} {done:4.0%}{left} {message}\x1b[K", err=True, nl=False)
        elif message and message != self._message:
            click.echo(f"{done:4.0%} {message}", err=True)
        self._message = message


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """List the recordings in the library."""
    store = open_store(ctx)
    rows = [media_to_json(store, overview) for overview in store.media.overviews()]
    print_result(
        as_json, {"media": rows}, [f"{row['id']}  {row['state']:10} {row['title']}" for row in rows]
    )


@click.command()
@click.argument("media_id")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def show(ctx: click.Context, media_id: str, as_json: bool) -> None:
    """Show one recording."""
    store = open_store(ctx)
    row = media_to_json(store, store.media.overview(media_id))
    print_result(as_json, row, [f"{key:14} {value}" for key, value in row.items()])


@click.command()
@click.argument("media_ids", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), required=True)
@click.option("--option", multiple=True, metavar="NAME[=VALUE]",
              help="A format option: speakers turns it on, speakers=off turns it off")  # fmt: skip
@click.option(
    "--translation", is_flag=True, help="Export the English translation instead, if there is one"
)
@click.option("--view", type=click.Choice(["verbatim", "clean"]), default="verbatim", show_default=True,
              help="clean omits fillers and repetitions")  # fmt: skip
@click.option("-o", "output", default="-", help="File, or folder for several; - is standard output")
@click.pass_context
def export(
    ctx: click.Context,
    media_ids: tuple[str, ...],
    format_: str,
    option: tuple[str, ...],
    translation: bool,
    view: str,
    output: str,
) -> None:
    """Write transcripts to files or standard output."""
    store = open_store(ctx)
    given = (one.partition("=") for one in option)
    options = parse_options(format_, {name: value if sign else "on" for name, sign, value in given})
    for media_id in media_ids:
        content = export_bytes(
            store, media_id, format_, options,
            "translation" if translation else "transcript",
            CleanOptions() if view == "clean" else None,
        )  # fmt: skip
        if output == "-":
            sys.stdout.buffer.write(content)
        elif len(media_ids) > 1 or Path(output).is_dir():
            make_folder_for_user(Path(output))
            write_for_user(Path(output) / f"{media_id}{FORMATS[format_].suffix}", content)
        else:
            write_for_user(Path(output), content)


@click.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--media", "media_id", required=True, help="Id of the recording")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)))
@click.pass_context
def import_(ctx: click.Context, path: Path, media_id: str, format_: str | None) -> None:
    """Replace a transcript with the contents of a file, as one edit that can be undone."""
    revision, n_segments, warnings = import_file(
        open_store(ctx), media_id, path.read_bytes(), path.name, format_
    )
    for warning in warnings:
        click.echo(f"{path.name}: {warning}", err=True)
    click.echo(f"{n_segments} segments imported (revision {revision})")
