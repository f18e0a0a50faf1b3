"""Commands for the recordings in the library."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from transcribe.asr.engines import ENGINE_NAMES
from transcribe.cli.added_files import FoundFile, find_files
from transcribe.cli.check import shot_list_of
from transcribe.cli.common import (
    SEGMENT_CHARS,
    SEGMENT_SECONDS,
    announce_fetch,
    announce_speakers,
    check_names,
    hotwords_option,
    old_option,
    open_store,
    print_result,
    read_speakers_option,
    speakers_flag,
)
from transcribe.errors import MediaUnreadable, TranscribeError
from transcribe.formats import FORMATS, READABLE, WRITABLE, ReadOptions, parse_options
from transcribe.formats.parsing import Notes, decode_text, frame_rate_of
from transcribe.formats.timestamps import to_timestamp
from transcribe.jobs.kinds.channel_speakers import SOURCES as SPEAKER_SOURCES
from transcribe.jobs.kinds.draft import Draft, DraftOptions
from transcribe.jobs.kinds.speakers import Speakers
from transcribe.jobs.wait import wait_for
from transcribe.library.import_export import (
    Exported,
    Preview,
    export_name,
    import_file,
    preview_file,
)
from transcribe.library.import_export import export as export_file
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.library.serializers import media_to_json
from transcribe.library.subtitles.deliveries import Delivery
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system.permissions import (
    make_folder_for_user,
    write_for_user,
)
from transcribe.text.disfluencies import CleanOptions
from transcribe.text.filenames import UniqueNames
from transcribe.text.tags import read_tags


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
@click.option(
    "--multilingual",
    is_flag=True,
    help="Draft parts in another language in it, although --language is given",
)
@old_option("--detect-each", "--multilingual", is_flag=True)
@click.option(
    "--keep-numbers",
    is_flag=True,
    help="Leave small numbers as drafted; else a recording has either 2 or two",
)
@click.option(
    "--keep-spelling",
    is_flag=True,
    help="Leave names, joined words and capitals as drafted; else a recording has them in one way",
)
@speakers_flag
@click.option("--translate", is_flag=True, help="Also translate to English, beside the draft")
@click.option(
    "--stream",
    type=click.IntRange(min=0),
    metavar="N",
    help="Audio stream, from 0 as in the API [default: the first with sound, marked ones first]",
)
@click.option(
    "--tag", "tags", multiple=True, metavar="NAME", help="Tag of all recordings; may be repeated"
)
@click.option(
    "--folder-tags/--no-folder-tags",
    default=True,
    show_default=True,
    help="Tag the files of a folder with the names of the folders: interviews/anna",
)
@click.option("--project", metavar="NAME", help="Put all recordings into this collection")
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
    multilingual: bool,
    detect_each: bool,
    keep_numbers: bool,
    keep_spelling: bool,
    speakers: str,
    translate: bool,
    stream: int | None,
    tags: tuple[str, ...],
    folder_tags: bool,
    project: str | None,
    link: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Add files or folders to the library and queue their drafts."""
    store = open_store(ctx)
    check_names(model, engine, language, store.models_folder)
    options = AddOptions(
        filename="", language=None if language == "auto" else language,
        model=None if model == "none" else model, engine=engine, keep="link" if link else "copy",
        max_ms=round(max_seconds * 1000) if max_seconds else None, max_chars=max_chars,
        hotwords=hotwords_option(hotwords), translate_too=translate, stream=stream,
        multilingual=multilingual or detect_each, keep_numbers=keep_numbers, keep_spelling=keep_spelling, batch=secrets.token_hex(8),
        tags=read_tags(tags), speakers=speakers,
    )  # fmt: skip
    project_id = store.projects.find(project).id if project is not None else None
    if options.model is not None:
        announce_fetch(store.models_folder, options.model)
        announce_speakers(store.models_folder, speakers)
    rows, passed_over = _add_all(
        store, find_files(paths, with_tags=folder_tags), options, project_id
    )
    ids = [row["id"] for row in rows if row["id"]]
    if wait and ids:
        wait_for(store, ids, _Progress())
        click.echo("", err=True)
    rows = [_outcome(store, row["id"]) if row["id"] else row for row in rows]
    _print_rows(as_json, rows, passed_over=passed_over)
    if passed_over:
        click.echo(_passed_over_line(passed_over), err=True)
    if any(row["state"] == "failed" for row in rows):
        ctx.exit(1)


def _print_rows(as_json: bool, rows: Sequence[dict[str, Any]], **more: Any) -> None:
    """The report of recordings; their warnings go to standard error."""
    for row in rows:
        for warning in row.get("warnings", ()):
            click.echo(f"{row['title']}: {warning}", err=True)
    lines = [f"{row['id'] or '-':12} {row['state']:10} {row['title']}" for row in rows]
    print_result(as_json, {"media": rows, **more}, lines)


@click.command("draft")
@click.argument("media_ids", nargs=-1, required=True)
@click.option(
    "--language", default="auto", show_default=True, help="Whisper's language code, or auto"
)
@click.option("--model", help="Whisper model [default: that of the last draft]")
@speakers_flag
@click.option("--wait", is_flag=True, help="Show progress until all drafts are done")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def draft(
    ctx: click.Context,
    media_ids: tuple[str, ...],
    language: str,
    model: str | None,
    speakers: str,
    wait: bool,
    as_json: bool,
) -> None:
    """Draft recordings again, for example in another language; what people wrote is kept."""
    store = open_store(ctx)
    known = [store.media.get(media_id) for media_id in dict.fromkeys(media_ids)]
    for media in known:
        before = _last_draft(store, media.id)
        again = replace(before, language=None if language == "auto" else language)
        again = replace(again, model=model or before.model, speakers=speakers or before.speakers)
        check_names(again.model, again.engine, language, store.models_folder)
        Draft().submit(store, media.id, again)
    if wait:
        wait_for(store, [media.id for media in known], _Progress())
        click.echo("", err=True)
    _print_rows(as_json, [_outcome(store, media.id) for media in known])


@click.command("speakers")
@click.argument("media_ids", nargs=-1, required=True)
@click.option("--speakers", default="auto", show_default=True, metavar="auto|N|N-M",
              callback=read_speakers_option, help="How many there are")  # fmt: skip
@click.option("--from", "speakers_from", type=click.Choice(SPEAKER_SOURCES), default="auto", show_default=True,
              help="Compare voices, or take each channel of the recording as one speaker; auto takes the channels where they tell speakers apart")  # fmt: skip
@click.option("--rttm", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="Take the turns of this file instead of finding them; for one recording")  # fmt: skip
@click.option("--wait", is_flag=True, help="Show progress until they are found")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def find_speakers(
    ctx: click.Context,
    media_ids: tuple[str, ...],
    speakers: str,
    speakers_from: str,
    rttm: Path | None,
    wait: bool,
    as_json: bool,
) -> None:
    """Find who speaks in recordings, also again; the text and what people tagged stay."""
    if speakers == "none":
        raise click.BadParameter(
            "auto, a number from 1 to 99 or a range such as 2-4, not 'none'",
            param_hint="'--speakers'",
        )
    store = open_store(ctx)
    known = [store.media.get(media_id) for media_id in dict.fromkeys(media_ids)]
    body = {"speakers": speakers, "speakers_from": speakers_from}
    if rttm is None:
        if speakers_from != "channels":
            announce_speakers(store.models_folder, speakers)
    elif len(known) > 1:
        raise click.UsageError("--rttm FILE has the turns of one recording: give one ID.")
    else:
        body["rttm"] = decode_text(rttm.read_bytes(), Notes(rttm.name))
    kind = Speakers()
    jobs = [kind.submit(store, one.id, kind.options_from_body(body, one)) for one in known]
    if wait:
        wait_for(store, [media.id for media in known], _Progress())
        click.echo("", err=True)
    for job in map(store.jobs.get, (job.id for job in jobs)):
        if job.message or job.error:
            click.echo(f"{job.media_id}: {job.error or job.message}", err=True)
    _print_rows(as_json, [_outcome(store, media.id) for media in known])


def _last_draft(store: Store, media_id: str) -> DraftOptions:
    """The options of a recording's newest draft, or the default ones."""
    for job in store.jobs.list(media_id):
        if job.kind == Draft.name:
            return DraftOptions.from_stored(job.options)
    return DraftOptions()


def _add_all(
    store: Store, files: Sequence[FoundFile], options: AddOptions, project_id: str | None
) -> tuple[list[dict[str, Any]], list[str]]:
    """The report's lines, and the files of folders that are no recordings."""
    rows, passed_over = [], []
    for file in files:
        try:
            own = replace(options, filename=file.path.name, tags=(*options.tags, *file.tags))
            media = add_recording(store, file.path, own).media
        except TranscribeError as error:
            if isinstance(error, MediaUnreadable) and file.may_be_other:
                passed_over.append(file.path.name)
                continue
            click.echo(f"Error: {error}", err=True)
            failed = {"id": None, "title": file.path.name, "duration": None, "state": "failed"}
            rows.append({**failed, "error": str(error)})
        else:
            if project_id is not None:
                store.projects.put(media.id, project_id)
            rows.append({"id": media.id})
    return rows, passed_over


def _passed_over_line(names: Sequence[str]) -> str:
    shown = ", ".join(names[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"Passed over, not recordings: {shown}{more}"


def _outcome(store: Store, media_id: str) -> dict[str, Any]:
    shown = media_to_json(store, store.media.overview(media_id))
    names = ("id", "title", "duration", "state", "error", "audio_stream", "warnings")
    row = {key: shown[key] for key in names}
    newest = next(iter(store.jobs.list(media_id)), None)
    if newest is not None and newest.state == "failed":
        row["state"] = "failed"  # the recording is fine, its draft is not
    return row


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


@click.command()
@click.argument("media_ids", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(list(WRITABLE)), required=True)
@click.option("--option", multiple=True, metavar="NAME[=VALUE]",
              help="A format option: speakers turns it on, speakers=off turns it off")  # fmt: skip
@click.option(
    "--translation", is_flag=True, help="Export the English translation instead, if there is one"
)
@click.option("--view", type=click.Choice(["verbatim", "clean"]), default="verbatim", show_default=True,
              help="clean omits fillers and repetitions")  # fmt: skip
@click.option("--profile", metavar="NAME",
              help="Build the cues of a subtitle format for a delivery profile (transcribe profiles list)")  # fmt: skip
@click.option("--frame-rate", metavar="RATE", default="",
              help="For --profile, such as 25 or 29.97 [default: the recording's]")  # fmt: skip
@click.option("--shots", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="For --profile: shot list of the video (transcribe shots)")  # fmt: skip
@click.option("-o", "output", default="-",
              help="File, or folder, where files are named by title; - is standard output")  # fmt: skip
@click.pass_context
def export(
    ctx: click.Context,
    media_ids: tuple[str, ...],
    format_: str,
    option: tuple[str, ...],
    translation: bool,
    view: str,
    profile: str | None,
    frame_rate: str,
    shots: Path | None,
    output: str,
) -> None:
    """Write transcripts to files or standard output.

    What the format does not keep of a transcript is written to standard error.
    """
    store = open_store(ctx)
    given = (one.partition("=") for one in option)
    options = parse_options(format_, {name: value if sign else "on" for name, sign, value in given})
    of: Exported = "translation" if translation else "transcript"
    delivery = Delivery(profile, frame_rate, shot_list_of(shots)) if profile else None
    target = _Target(output, is_folder=len(media_ids) > 1, suffix=FORMATS[format_].suffix)
    for media_id in media_ids:
        clean = CleanOptions() if view == "clean" else None
        written = export_file(store, media_id, format_, options, of, clean, delivery)
        name = export_name(store, media_id, of)
        target.write(written.data, name)
        _print_warnings(written.warnings, f"{name}{FORMATS[format_].suffix}")


class _Target:
    """Where exports go: standard output, one file, or a folder with a file for each title."""

    def __init__(self, output: str, *, is_folder: bool, suffix: str) -> None:
        self._path = None if output == "-" else Path(output)
        is_named_folder = output.endswith(("/", os.sep))
        self._is_folder = is_folder or is_named_folder or Path(output).is_dir()
        self._suffix = suffix
        self._names = UniqueNames()

    def write(self, content: bytes, name: str) -> None:
        """Write one export.

        Raises:
            ClickException: The folder does not exist, or it cannot be written.
        """
        if self._path is None:
            sys.stdout.buffer.write(content)
            return
        path = self._path
        try:
            if self._is_folder:
                make_folder_for_user(path)
                path /= f"{self._names.take(name)}{self._suffix}"
            elif not path.parent.is_dir():
                raise click.ClickException(
                    f"the folder {path.parent} does not exist; create it, or name another"
                )
            write_for_user(path, content)
        except OSError as error:
            raise click.ClickException(f"{path} cannot be written: {error.strerror}") from error


@click.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--media", "media_id", required=True, help="Id of the recording")
@click.option("--format", "format_", type=click.Choice(list(READABLE)))
@click.option(
    "--encoding", help="Character encoding, if it is guessed wrong, such as gbk or cp1250"
)
@click.option(
    "--frame-rate", metavar="RATE", help="For times that count frames, such as 25 or 29.97"
)
@click.option("--speakers", is_flag=True, help="Take “Name:” before a text for its speaker")
@click.option("--by", type=click.Choice(["sentence", "paragraph"]), default="sentence", show_default=True,
              help="What of a plain text becomes a segment")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show what would be read and change nothing")
@click.option("--wait", is_flag=True, help="Wait until a plain text is found in the audio")
@click.pass_context
def import_(
    ctx: click.Context,
    path: Path,
    media_id: str,
    format_: str | None,
    encoding: str | None,
    frame_rate: str | None,
    speakers: bool,
    by: str,
    dry_run: bool,
    wait: bool,
) -> None:
    """Replace a transcript with the contents of a file, as one edit that can be undone.

    A plain text is found in the audio: by the words of the draft, or by a job.
    """
    options = ReadOptions(
        encoding, frame_rate=frame_rate_of(frame_rate) if frame_rate else None,
        speakers=speakers, by_paragraph=by == "paragraph",
    )  # fmt: skip
    store, content = open_store(ctx), path.read_bytes()
    if dry_run:
        found = preview_file(store, media_id, content, path.name, format_, options)
        _print_preview(found, path.name)
        return
    done = import_file(store, media_id, content, path.name, format_, options)
    _print_warnings(done.warnings, path.name)
    click.echo(f"{done.n_segments} segments imported (revision {done.revision})")
    if done.job is not None:
        click.echo("Their times are estimates until the text is found in the audio.", err=True)
        if wait:
            wait_for(store, [media_id], _Progress())


def _print_warnings(warnings: Sequence[str], name: str) -> None:
    for warning in warnings:
        click.echo(f"{name}: {warning}", err=True)


def _print_preview(found: Preview, name: str) -> None:
    _print_warnings(found.warnings, name)
    click.echo(f"{len(found.transcript.segments)} segments ({found.format}, {found.encoding})")
    if found.names:
        click.echo(f"With --speakers, these are speakers: {', '.join(found.names[:20])}")
    for segment in found.transcript.segments[:8]:
        click.echo(f"{to_timestamp(segment.start_ms, '.')}  {segment.text}")
