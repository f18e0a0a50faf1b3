"""The command line. Thin: every command calls what the API calls."""

from __future__ import annotations

import json
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
import platformdirs
from click.core import ParameterSource

from transcribe import __version__
from transcribe.admin.archive import Comparison
from transcribe.admin.backup import Transferred, back_up
from transcribe.admin.backup import restore as restore_backup
from transcribe.admin.backup import verify as verify_backup
from transcribe.admin.doctor import examine
from transcribe.admin.doctor import report as report_findings
from transcribe.asr.engine import ENGINE_NAMES, cpu_threads
from transcribe.asr.models import files as models
from transcribe.cli.glossary import glossary
from transcribe.errors import BackupUnusable, InvalidOperation, TranscribeError
from transcribe.formats import FORMATS
from transcribe.jobs.wait import wait_for
from transcribe.library.import_export import export as export_bytes
from transcribe.library.import_export import import_file
from transcribe.library.ingest import TakeInOptions, take_in
from transcribe.library.serializers import delivery_to_json, media_to_json
from transcribe.library.watch_folders import WatchOptions
from transcribe.library.webhooks import receivers_of
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system.permissions import (
    make_folder_for_user,
    private_files,
    protect,
    write_for_user,
)
from transcribe.text.disfluencies import CleanOptions
from transcribe.web import requests
from transcribe.web.listener import Address, SocketFile
from transcribe.web.requests import SEGMENT_LIMITS, check_choice

PORT = click.IntRange(0, 65535)
SHORTEST_MS, LONGEST_MS = SEGMENT_LIMITS["max_ms"]
SEGMENT_SECONDS = click.FloatRange(SHORTEST_MS // 1000, LONGEST_MS // 1000)
SEGMENT_CHARS = click.IntRange(*SEGMENT_LIMITS["max_chars"])


class _Group(click.Group):
    """Turns our errors into a message and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except TranscribeError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=_Group)
@click.version_option(__version__)
@click.option(
    "--data", type=click.Path(file_okay=False, path_type=Path), envvar="TRANSCRIBE_DATA",
    help="Folder of the library [default: the platform's user data folder]",
)  # fmt: skip
@click.pass_context
def main(ctx: click.Context, data: Path | None) -> None:
    """Draft, correct and export transcripts."""
    ctx.with_resource(private_files())
    ctx.obj = data or Path(platformdirs.user_data_dir("transcribe", appauthor=False))


def _open(ctx: click.Context) -> Store:
    return ctx.with_resource(Store(ctx.obj))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True,
              help="Address to listen on; must be this machine's own loopback")  # fmt: skip
@click.option("--port", type=PORT, default=5000, show_default=True, help="0 takes any free one")
@click.option(
    "--socket", "socket_path", type=click.Path(dir_okay=False, path_type=Path), metavar="PATH",
    help="Listen on a Unix socket instead, which only this user can open",
)  # fmt: skip
@click.option("--socket-group", metavar="GROUP", help="Let this group open the socket, too")
@click.option("--allow-host", multiple=True, help="Another name that the server answers to")
@click.option("--trust-proxy", is_flag=True,
              help="A reverse proxy on this machine checks who asks (needs --allow-host)")  # fmt: skip
@click.option("--no-worker", is_flag=True, help="Serve only; work is done elsewhere")
@click.option(
    "--fetch-model/--no-fetch-model",
    help=f"First fetch the model {models.DEFAULT_MODEL} ({models.offer(models.DEFAULT_MODEL)}) "
    "where no model is here",
)
@click.option(
    "--watch",
    multiple=True,
    envvar="TRANSCRIBE_WATCH",
    type=click.Path(path_type=Path),
    help="Take in every new recording of this folder (again for more)",
)
@click.option(
    "--watch-export",
    envvar="TRANSCRIBE_WATCH_EXPORT",
    default="",
    metavar="FORMAT,…",
    help="Write the draft beside each of them, such as srt,json",
)
@click.option("--watch-model", default="base", show_default=True, help="Model of their drafts")
@click.option("--watch-language", default="auto", show_default=True, help="Their language")
@click.option(
    "--webhook",
    multiple=True,
    envvar="TRANSCRIBE_WEBHOOK_URL",
    help="Tell this address of finished and failed drafts (again for more)",
)
@click.option(
    "--webhook-allow",
    multiple=True,
    envvar="TRANSCRIBE_WEBHOOK_ALLOW",
    metavar="ORIGIN",
    help="Let jobs name addresses there, such as https://example.org, to be told of their end",
)
@click.pass_context
def serve(
    ctx: click.Context,
    host: str,
    port: int,
    socket_path: Path | None,
    socket_group: str | None,
    allow_host: tuple[str, ...],
    trust_proxy: bool,
    no_worker: bool,
    fetch_model: bool,
    watch: tuple[Path, ...],
    watch_export: str,
    watch_model: str,
    watch_language: str,
    webhook: tuple[str, ...],
    webhook_allow: tuple[str, ...],
) -> None:
    """Start the workstation.

    There are no accounts yet, so it listens on this machine only. docs/operate/server.md says how other
    machines can reach it.
    """
    from transcribe.web.server import Reach, Service  # noqa: PLC0415 - the others need no server
    from transcribe.web.server import serve as run  # noqa: PLC0415

    at = _listening(ctx, host, port, socket_path, socket_group)
    if trust_proxy and not allow_host:
        raise click.UsageError("--trust-proxy needs --allow-host NAME: the name of the proxy.")

    _check_names(watch_model, "auto", watch_language)
    watch_options = WatchOptions(
        folders=watch,
        exports=tuple(filter(None, (name.strip() for name in watch_export.split(",")))),
        model=None if watch_model == "none" else watch_model,
        language=None if watch_language == "auto" else watch_language,
    )
    # A second server that only serves, and names no receiver, leaves those of the first.
    is_set = bool(webhook or webhook_allow or not no_worker)
    receivers = receivers_of(webhook, webhook_allow) if is_set else None
    reach = Reach(at, frozenset(name.lower() for name in allow_host), trust_proxy)

    def prepare() -> None:
        if not no_worker:
            _prepare_models(ctx.obj / "models", fetch_model, watch_options)

    run(
        ctx.obj, reach, works=not no_worker, service=Service(watch_options, receivers),
        prepare=prepare,
    )  # fmt: skip


def _listening(
    ctx: click.Context, host: str, port: int, path: Path | None, group: str | None
) -> Address | SocketFile:
    """Where to listen, as the options say."""
    if path is None:
        if group is not None:
            raise click.UsageError("--socket-group needs --socket.")
        return Address(host, port)
    if any(ctx.get_parameter_source(name) != ParameterSource.DEFAULT for name in ("host", "port")):
        raise click.UsageError("Use either --socket, or --host and --port.")
    return SocketFile(path.absolute(), group)


def _prepare_models(folder: Path, fetches: bool, watch: WatchOptions) -> None:
    """Fetch the default model where that was asked for; else say what a draft would fetch.

    Without the network the server starts all the same: recordings can be played and written by hand.
    """
    if os.environ.get("TRANSCRIBE_SCHEDULER"):
        return  # the workers of the cluster keep models of their own
    is_here = any(models.is_present(folder, name) for name in models.model_names())
    if fetches and not is_here:
        try:
            _pull(folder, models.DEFAULT_MODEL)
        except TranscribeError as error:
            click.echo(f"{error}\nTranscribe starts without it.", err=True)
    elif not is_here:
        click.echo(
            f"No model is here yet. A draft needs one: get {models.DEFAULT_MODEL} "
            f"({models.offer(models.DEFAULT_MODEL)}) in the page, or with "
            f"`transcribe models pull {models.DEFAULT_MODEL}`.",
            err=True,
        )
    if watch.folders and watch.model is not None:
        _announce_fetch(folder, watch.model)


def _announce_fetch(folder: Path, name: str) -> None:
    """Say that a draft will fetch its model, if it will."""
    if not models.is_present(folder, name):
        click.echo(
            f"The model {name} is not here yet: the draft fetches it, {models.offer(name)}.",
            err=True,
        )


def _pull(folder: Path, name: str) -> Path:
    """Fetch a model, saying what comes from where and how far it is."""
    if not models.is_present(folder, name):
        click.echo(f"Fetching the model {name}: {models.offer(name)}", err=True)

    def report(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{name}: {done / max(total, 1):4.0%}", err=True, nl=False)

    found = models.ensure(folder, name, report)
    if sys.stderr.isatty():
        click.echo("", err=True)
    return found


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--language", default="auto", show_default=True, help="Whisper's code, or auto")
@click.option("--model", default="base", show_default=True, help="Model size, or none for no draft")
@click.option("--engine", default="auto", type=click.Choice(ENGINE_NAMES), show_default=True)
@click.option("--max-seconds", type=SEGMENT_SECONDS, help="Longest segment [default: 7]")
@click.option("--max-chars", type=SEGMENT_CHARS, help="Most characters of a segment [default: 84]")
@click.option("--hotwords", default="", metavar="WORD,…", help="Names and terms to be spelled so")
@click.option("--detect-each", is_flag=True, help="The language may change within a recording")
@click.option("--translate", is_flag=True, help="Into English as well, kept beside the draft")
@click.option("--link", is_flag=True, help="Leave the file where it is instead of copying it")
@click.option("--wait", is_flag=True, help="Show progress until all is done")
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
    link: bool,
    wait: bool,
    as_json: bool,
) -> None:
    """Take files or folders in and queue their drafts."""
    _check_names(model, engine, language)
    options = TakeInOptions(
        filename="", language=None if language == "auto" else language,
        model=None if model == "none" else model, engine=engine, keep="link" if link else "copy",
        max_ms=round(max_seconds * 1000) if max_seconds else None, max_chars=max_chars,
        hotwords=_hotwords(hotwords), detect_each=detect_each, translate_too=translate,
    )  # fmt: skip
    store = _open(ctx)
    if options.model is not None:
        _announce_fetch(store.models_folder, options.model)
    rows = [_take_in(store, path, options) for path in _files(paths)]
    ids = [row["id"] for row in rows if row["id"]]
    if wait and ids:
        wait_for(store, ids, _Progress())
        click.echo("", err=True)
    rows = [_outcome(store, row["id"]) if row["id"] else row for row in rows]
    lines = [f"{row['id'] or '-':12} {row['state']:10} {row['title']}" for row in rows]
    _print(as_json, {"media": rows}, lines)
    if any(row["state"] == "failed" for row in rows):
        ctx.exit(1)


def _check_names(model: str, engine: str, language: str) -> None:
    try:
        check_choice(model, engine, language)
    except InvalidOperation as error:
        raise click.BadParameter(error.reason, param_hint=f"--{error.operation}") from error


def _hotwords(text: str) -> tuple[str, ...]:
    try:
        return requests.hotwords(requests.split_hotwords(text))
    except InvalidOperation as error:
        raise click.BadParameter(error.reason, param_hint="--hotwords") from error


def _take_in(store: Store, path: Path, options: TakeInOptions) -> dict[str, Any]:
    """One line of the report; `id` is None where the file was refused, which is said at once."""
    try:
        media = take_in(store, path, replace(options, filename=path.name)).media
    except TranscribeError as error:
        click.echo(f"Error: {error}", err=True)
        failed = {"id": None, "title": path.name, "duration": None, "state": "failed"}
        return {**failed, "error": str(error)}
    return {"id": media.id}


def _outcome(store: Store, media_id: str) -> dict[str, Any]:
    shown = media_to_json(store, store.media.get(media_id))
    row = {key: shown[key] for key in ("id", "title", "duration", "state", "error")}
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
    """One line that is written over on a terminal; elsewhere a line at every new step."""

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


def _print(as_json: bool, plain: Any, lines: Sequence[str]) -> None:
    if as_json:
        click.echo(json.dumps(plain, ensure_ascii=False))
    else:
        for line in lines:
            click.echo(line)


@main.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def list_(ctx: click.Context, as_json: bool) -> None:
    """Show the library."""
    store = _open(ctx)
    rows = [media_to_json(store, media) for media in store.media.list()]
    _print(
        as_json, {"media": rows}, [f"{row['id']}  {row['state']:10} {row['title']}" for row in rows]
    )


@main.command()
@click.argument("media_id")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def show(ctx: click.Context, media_id: str, as_json: bool) -> None:
    """Show one recording."""
    store = _open(ctx)
    row = media_to_json(store, store.media.get(media_id))
    _print(as_json, row, [f"{key:14} {value}" for key, value in row.items()])


@main.command()
@click.argument("media_ids", nargs=-1, required=True)
@click.option("--format", "format_", type=click.Choice(list(FORMATS)), required=True)
@click.option("--option", multiple=True, help="Switch on an option of the format, such as speakers")
@click.option("--translation", is_flag=True, help="Its English translation instead, if it has one")
@click.option("--view", type=click.Choice(["verbatim", "clean"]), default="verbatim", show_default=True,
              help="clean leaves hesitations out")  # fmt: skip
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
    store = _open(ctx)
    for media_id in media_ids:
        content = export_bytes(
            store, media_id, format_, dict.fromkeys(option, True),
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


@main.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--media", "media_id", required=True, help="Id of the recording")
@click.option("--format", "format_", type=click.Choice(list(FORMATS)))
@click.pass_context
def import_(ctx: click.Context, path: Path, media_id: str, format_: str | None) -> None:
    """Replace a transcript by a file's, as one edit that can be undone."""
    revision, n_segments, warnings = import_file(
        _open(ctx), media_id, path.read_bytes(), path.name, format_
    )
    for warning in warnings:
        click.echo(f"{path.name}: {warning}", err=True)
    click.echo(f"{n_segments} segments imported (revision {revision})")


@main.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Only compare a backup with its list of files")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def backup(ctx: click.Context, path: Path, verify: bool, as_json: bool) -> None:
    """Write the library to one file, while it is in use or not.

    The database is checked first, and the file is read back before it takes the place of an earlier
    one. Left out are the models, and the originals of files that were added with --link.
    """
    if verify:
        if not _verify(path, as_json):
            ctx.exit(1)
        return
    store = _open(ctx)

    def report(done: int, total: int) -> None:
        click.echo(f"\r{done} of {total} recordings", err=True, nl=False)

    done = back_up(store, path, report)
    click.echo("", err=True)
    _say_transferred(
        done, path, as_json,
        f"{done.n_media} recordings written to {path} ({done.n_bytes / 1e6:.1f} MB), "
        "read back and compared",
    )  # fmt: skip


def _verify(path: Path, as_json: bool) -> bool:
    """Compare a backup with its manifest and print the outcome; returns whether it is whole."""
    try:
        found = verify_backup(path)
    except BackupUnusable as error:
        found = Comparison(0, 0, reason=error.reason, has_manifest=False)
    differences = found.differences(at_most=sys.maxsize)
    if not found.has_manifest and not differences:
        differences = "it was written by version 0.1 and has no list of its files to compare with"
    plain = {
        "file": str(path), "whole": found.is_whole, "files": found.n_files, "bytes": found.n_bytes,
        "missing": found.missing, "extra": found.extra, "changed": found.changed,
        "reason": found.reason or (None if found.is_whole else differences),
        "not_in_library": found.absent,
    }  # fmt: skip
    size = f"{found.n_files} files, {found.n_bytes / 1e6:.1f} MB"
    verdict = f"whole ({size})" if found.is_whole else differences
    _print(as_json, plain, [f"{path}: {verdict}"])
    return found.is_whole


def _say_transferred(done: Transferred, path: Path, as_json: bool, line: str) -> None:
    for warning in done.warnings:
        click.echo(f"Warning: {warning}", err=True)
    plain = {"file": str(path), "media": done.n_media, "bytes": done.n_bytes}
    _print(as_json, {**plain, "warnings": done.warnings}, [line])


@main.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_obj
def restore(data: Path, path: Path, as_json: bool) -> None:
    """Put a backup into an empty data folder.

    All of it is compared with the backup's list of files; when anything differs, nothing is
    restored and the differences are named.
    """
    done = restore_backup(path, data)
    _say_transferred(done, path, as_json, f"{done.n_media} recordings restored to {data}")


@main.command()
@click.option(
    "--port", type=PORT, default=5000, show_default=True, help="The port that serve would use"
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def doctor(ctx: click.Context, port: int, as_json: bool) -> None:
    """Look over machine and data folder, and say what to do."""
    findings = list(examine(ctx.obj, port))
    if as_json:
        click.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}))
    else:
        report_findings(iter(findings), click.echo)
    if any(finding.verdict == "fail" for finding in findings):
        ctx.exit(1)


CERTIFICATES = click.option(
    "--certificates", type=click.Path(file_okay=False, path_type=Path),
    envvar="TRANSCRIBE_CERTIFICATES",
    help="Folder with this machine's ca.pem, cert.pem and key.pem",
)  # fmt: skip


@main.command()
@click.option(
    "--connect", "address", envvar="TRANSCRIBE_SCHEDULER", required=True,
    help="The scheduler, such as tls://host:8786",
)  # fmt: skip
@CERTIFICATES
@click.option("--threads", type=click.IntRange(1), default=cpu_threads, help="Cores it may use")
@click.option("--memory", type=click.FloatRange(0.5), default=4.0, show_default=True,
              help="Gigabytes; beyond them it is started anew")  # fmt: skip
@click.option(
    "--gpu",
    type=click.IntRange(0, 1),
    help="0 leaves a GPU alone, 1 uses it  [default: 1 where there is one]",
)
@click.option(
    "--models",
    default="",
    help="The only models that it takes, such as base,small  [default: any that fit]",
)
@click.pass_context
def worker(
    ctx: click.Context,
    address: str,
    certificates: Path | None,
    threads: int,
    memory: float,
    gpu: int | None,
    models: str,
) -> None:
    """Join a cluster and work for its server, until stopped.

    It keeps models of its own in the data folder and fetches those it lacks.
    """
    from transcribe.jobs.executors.cluster_nodes import WorkerOptions, run_worker  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(asctime)s worker %(message)s")
    folder = ctx.obj / "models"
    folder.mkdir(parents=True, exist_ok=True)
    protect(ctx.obj.resolve())
    can_hold = tuple(filter(None, (name.strip() for name in models.split(","))))
    options = WorkerOptions(folder.resolve(), threads, memory, gpu, can_hold)
    run_worker(address, certificates, options)


@main.group("cluster")
def cluster_() -> None:
    """Certificates and the scheduler of a cluster."""


@cluster_.command("init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def cluster_init(folder: Path) -> None:
    """Make an authority in FOLDER, with certificates for server, scheduler and a worker.

    Keep FOLDER/ca-key.pem where nobody else can read it: whoever has it, or any of the
    certificates, can run code on every machine of the cluster.
    """
    from transcribe.admin.certificates import make_authority  # noqa: PLC0415

    for made in make_authority(folder):
        click.echo(f"{made}: take this folder to the machine of that name")


@cluster_.command("add")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("name")
def cluster_add(folder: Path, name: str) -> None:
    """Make certificates for one more machine, NAME, with the authority in FOLDER."""
    from transcribe.admin.certificates import add_machine  # noqa: PLC0415

    click.echo(f"{add_machine(folder, name)}: take this folder to that machine")


@cluster_.command("scheduler")
@click.option("--host", default="0.0.0.0", show_default=True, help="Address to listen on")  # noqa: S104
@click.option("--port", type=PORT, default=8786, show_default=True)
@CERTIFICATES
@click.option("--dashboard", type=PORT, default=8787, show_default=True,
              help="Port of Dask's dashboard, on loopback only; 0 for none")  # fmt: skip
def cluster_scheduler(host: str, port: int, certificates: Path | None, dashboard: int) -> None:
    """Run the scheduler that server and workers meet at."""
    from transcribe.jobs.executors.cluster_nodes import run_scheduler  # noqa: PLC0415

    logging.basicConfig(level=logging.INFO, format="%(asctime)s scheduler %(message)s")
    run_scheduler(host, port, certificates, dashboard_port=dashboard or None)


main.add_command(glossary)


@main.group("models")
def models_() -> None:
    """Model files."""


@models_.command("list")
@click.pass_context
def models_list(ctx: click.Context) -> None:
    """Show which models there are: which are here, and what fetching the others would take."""
    folder = _open(ctx).models_folder
    for name in models.model_names():
        state = "here" if models.is_present(folder, name) else str(models.offer(name))
        click.echo(f"{name:10} {state}")


@models_.command()
@click.argument("name")
@click.pass_context
def pull(ctx: click.Context, name: str) -> None:
    """Get a model's files and check their digests."""
    click.echo(str(_pull(_open(ctx).models_folder, name)))


@models_.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Check the digests of all models that are here."""
    wrong = 0
    for name, fault in models.verify(_open(ctx).models_folder):
        click.echo(f"{name:10} {fault or 'ok'}")
        wrong += bool(fault)
    if wrong:
        ctx.exit(1)


@main.group()
def webhook() -> None:
    """Messages to other programs about finished and failed drafts."""


@webhook.command()
@click.option("--new", is_flag=True, help="Replace it; the old one is of no use from then on")
@click.pass_context
def secret(ctx: click.Context, new: bool) -> None:
    """Show the secret by which a receiver checks that a message is ours."""
    deliveries = _open(ctx).deliveries
    click.echo(deliveries.renew_secret() if new else deliveries.secret())


@webhook.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def webhook_list(ctx: click.Context, as_json: bool) -> None:
    """Show messages, newest first: sent, waiting for the next attempt, given up."""
    rows = [delivery_to_json(delivery) for delivery in _open(ctx).deliveries.list()]
    _print(
        as_json, {"deliveries": rows},
        [f"{row['created']}  {row['state']:9} {row['attempts']:2} {row['type']:13} "
         f"{row['url']} {row['error'] or ''}".rstrip() for row in rows],
    )  # fmt: skip
