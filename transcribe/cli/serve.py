"""The command that starts the workstation."""

from __future__ import annotations

import os
from pathlib import Path

import click
from click.core import ParameterSource

from transcribe.asr.models import files as models
from transcribe.cli.common import (
    PORT,
    announce_fetch,
    check_names,
    pull_model,
)
from transcribe.errors import TranscribeError
from transcribe.library.watch_folders import STEADY_S, WatchOptions
from transcribe.library.webhooks import receivers_of
from transcribe.web.listener import Address, SocketFile


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True,
              help="Address to listen on; must be a loopback address of this computer")  # fmt: skip
@click.option("--port", type=PORT, default=5000, show_default=True, help="0 for any free port")
@click.option(
    "--socket", "socket_path", type=click.Path(dir_okay=False, path_type=Path), metavar="PATH",
    help="Listen on a Unix socket instead, which only your user can open",
)  # fmt: skip
@click.option("--socket-group", metavar="GROUP", help="Also let this group open the socket")
@click.option(
    "--allow-host",
    multiple=True,
    help="Another host name that the server accepts (repeat for more)",
)
@click.option("--trust-proxy", is_flag=True,
              help="A reverse proxy on this computer authenticates users (needs --allow-host)")  # fmt: skip
@click.option("--no-worker", is_flag=True, help="Serve only, without running jobs")
@click.option(
    "--fetch-model/--no-fetch-model",
    help=f"First download the model {models.DEFAULT_MODEL} ({models.offer(models.DEFAULT_MODEL)}) "
    "if no model is installed",
)
@click.option(
    "--watch",
    multiple=True,
    envvar="TRANSCRIBE_WATCH",
    type=click.Path(path_type=Path),
    help="Add every new recording in this folder (repeat for more)",
)
@click.option(
    "--watch-export",
    envvar="TRANSCRIBE_WATCH_EXPORT",
    default="",
    metavar="FORMAT,…",
    help="Write each draft beside its recording, such as srt,json",
)
@click.option(
    "--watch-model", default="base", show_default=True, help="Model for watched folders, or none"
)
@click.option(
    "--watch-language", default="auto", show_default=True, help="Language in watched folders"
)
@click.option(
    "--watch-steady",
    envvar="TRANSCRIBE_WATCH_STEADY",
    type=click.IntRange(min=0),
    default=int(STEADY_S),
    show_default=True,
    metavar="SECONDS",
    help="Add a file in a watched folder when it has not changed for this long",
)
@click.option(
    "--webhook",
    multiple=True,
    envvar="TRANSCRIBE_WEBHOOK_URL",
    help="Notify this URL of finished and failed drafts (repeat for more)",
)
@click.option(
    "--webhook-allow",
    multiple=True,
    envvar="TRANSCRIBE_WEBHOOK_ALLOW",
    metavar="ORIGIN",
    help="Allow webhooks of single jobs to this origin, such as https://example.org",
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
    watch_steady: int,
    webhook: tuple[str, ...],
    webhook_allow: tuple[str, ...],
) -> None:
    """Start the workstation.

    There are no accounts yet, so the server listens on this computer only. docs/operate/server.md says
    how to reach it from other computers.
    """
    from transcribe.web.server import Reach, Service  # noqa: PLC0415 - other commands need no server
    from transcribe.web.server import serve as run  # noqa: PLC0415

    at = _listening(ctx, host, port, socket_path, socket_group)
    if trust_proxy and not allow_host:
        raise click.UsageError("--trust-proxy needs --allow-host NAME: the name of the proxy.")

    check_names(watch_model, "auto", watch_language, ctx.obj / "models")
    watch_options = WatchOptions(
        folders=watch,
        exports=tuple(filter(None, (name.strip() for name in watch_export.split(",")))),
        model=None if watch_model == "none" else watch_model,
        language=None if watch_language == "auto" else watch_language,
        steady_s=watch_steady,
    )
    # A second server with --no-worker and no receivers keeps the receivers of the first.
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
    """The address or socket that the options name."""
    if path is None:
        if group is not None:
            raise click.UsageError("--socket-group needs --socket.")
        return Address(host, port)
    if any(ctx.get_parameter_source(name) != ParameterSource.DEFAULT for name in ("host", "port")):
        raise click.UsageError("Use either --socket, or --host and --port.")
    return SocketFile(path.absolute(), group)


def _prepare_models(folder: Path, fetches: bool, watch: WatchOptions) -> None:
    """Download the default model if requested; otherwise say what a draft would download.

    Without a network the server starts anyway: recordings can be played and transcribed by hand.
    """
    if os.environ.get("TRANSCRIBE_SCHEDULER"):
        return  # the workers of the cluster have their own models
    is_here = any(models.is_present(folder, name) for name in models.model_names(folder))
    if fetches and not is_here:
        try:
            pull_model(folder, models.DEFAULT_MODEL)
        except TranscribeError as error:
            click.echo(f"{error}\nTranscribe starts without the model.", err=True)
    elif not is_here:
        click.echo(
            f"No model is installed yet. A draft needs one: download {models.DEFAULT_MODEL} "
            f"({models.offer(models.DEFAULT_MODEL)}) on the library page, or with "
            f"`transcribe models pull {models.DEFAULT_MODEL}`.",
            err=True,
        )
    if watch.folders and watch.model is not None:
        announce_fetch(folder, watch.model)
