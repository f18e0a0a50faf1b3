"""Functions and option types used by several commands."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from transcribe.asr.models import files as models
from transcribe.errors import InvalidOperation
from transcribe.jobs import option_checks as options
from transcribe.jobs.option_checks import SEGMENT_LIMITS, check_choice
from transcribe.speakers import weights
from transcribe.store import Store

F = TypeVar("F", bound=Callable[..., Any])
PORT = click.IntRange(0, 65535)
SHORTEST_MS, LONGEST_MS = SEGMENT_LIMITS["max_ms"]
SEGMENT_SECONDS = click.FloatRange(SHORTEST_MS // 1000, LONGEST_MS // 1000)
SEGMENT_CHARS = click.IntRange(*SEGMENT_LIMITS["max_chars"])


def open_store(ctx: click.Context) -> Store:
    """Open the command's library; it is closed when the command ends."""
    return ctx.with_resource(Store(ctx.obj))


def old_option(name: str, now: str, **attributes: Any) -> Callable[[F], F]:
    """An option under its old name: it still works, and says on standard error what to use instead."""

    def warn(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        del ctx, param
        if value:
            click.echo(f"{name} is deprecated; use {now}.", err=True)
        return value

    help_text = f"Deprecated: use {now}"
    return click.option(name, help=help_text, callback=warn, **attributes)


def announce_fetch(folder: Path, name: str) -> None:
    """Say that a draft will download its model, if it will."""
    if not models.is_present(folder, name):
        click.echo(
            f"The model {name} is not installed yet: the draft downloads it, {models.offer(name)}.",
            err=True,
        )


def pull_model(folder: Path, name: str) -> Path:
    """Download a model; print its size, source and progress."""
    if not models.is_present(folder, name):
        click.echo(f"Downloading the model {name}: {models.offer(name)}", err=True)
    return _with_progress(name, lambda report: models.ensure(folder, name, report))


def pull_speakers(folder: Path) -> Path:
    """Download the models for speakers; print their size, source and progress."""
    if not weights.is_present(folder):
        click.echo(f"Downloading the models for speakers: {weights.offer()}", err=True)
    return _with_progress(weights.NAME, lambda report: weights.pull(folder, report))


def _with_progress(name: str, pull: Callable[[Callable[[int, int], None]], Path]) -> Path:
    def report(done: int, total: int) -> None:
        if sys.stderr.isatty():
            click.echo(f"\r{name}: {done / max(total, 1):4.0%}", err=True, nl=False)

    found = pull(report)
    if sys.stderr.isatty():
        click.echo("", err=True)
    return found


def check_names(model: str | None, engine: str, language: str, models_folder: Path) -> None:
    """Raise a usage error for a model, engine or language that does not exist."""
    try:
        check_choice(model, engine, language, models_folder)
    except InvalidOperation as error:
        raise click.BadParameter(error.reason, param_hint=f"--{error.operation}") from error


def hotwords_option(text: str) -> tuple[str, ...]:
    """Read `--hotwords`; unusable terms are a usage error."""
    try:
        return options.hotwords(options.split_hotwords(text))
    except InvalidOperation as error:
        raise click.BadParameter(error.reason, param_hint="--hotwords") from error


def read_speakers_option(_ctx: click.Context, _option: click.Parameter, text: str | None) -> str:
    """Read `--speakers`; a wrong value is a usage error."""
    try:
        return options.speakers_option(text)
    except InvalidOperation as error:
        raise click.BadParameter(error.reason) from error


def speakers_flag(command: F) -> F:
    """Add `--speakers` to a command that drafts."""
    flag = click.option(
        "--speakers",
        metavar="auto|none|N|N-M",
        callback=read_speakers_option,
        help="Find who speaks when the draft is there: how many [default: auto if the models for "
        "speakers are installed]",
    )
    return flag(command)


def announce_speakers(folder: Path, speakers: str) -> None:
    """Say once that speakers will not be found, or that their models will be downloaded."""
    if weights.is_present(folder) or speakers == "none":
        return
    if speakers:
        click.echo(f"The models for speakers will be downloaded: {weights.offer()}", err=True)
    else:
        click.echo(
            f"Speakers are not found: run `transcribe models pull {weights.NAME}` ({weights.offer()}) "
            "to find them in later drafts.",
            err=True,
        )


def print_result(as_json: bool, plain: Any, lines: Sequence[str]) -> None:
    """Print one JSON value, or lines for a person."""
    if as_json:
        click.echo(json.dumps(plain, ensure_ascii=False))
    else:
        for line in lines:
            click.echo(line)
