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
from transcribe.library.watch_folders import WatchOptions
from transcribe.library.webhooks import receivers_of
from transcribe.web.listener import Address, SocketFile


@click.command()
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

    check_names(watch_model, "auto", watch_language)
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
            pull_model(folder, models.DEFAULT_MODEL)
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
        announce_fetch(folder, watch.model)
