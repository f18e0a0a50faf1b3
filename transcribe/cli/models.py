"""Commands for model files."""

from __future__ import annotations

import click

from transcribe.asr.models import files as models
from transcribe.cli.common import (
    open_store,
    pull_model,
)


@click.group("models")
def models_() -> None:
    """List, download and verify Whisper models."""


@models_.command("list")
@click.pass_context
def models_list(ctx: click.Context) -> None:
    """List the models: installed ones, and the download size of the others."""
    folder = open_store(ctx).models_folder
    for name in models.model_names():
        state = "here" if models.is_present(folder, name) else str(models.offer(name))
        click.echo(f"{name:10} {state}")


@models_.command()
@click.argument("name")
@click.pass_context
def pull(ctx: click.Context, name: str) -> None:
    """Download a model and check its digests."""
    click.echo(str(pull_model(open_store(ctx).models_folder, name)))


@models_.command()
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Check the digests of all installed models."""
    wrong = 0
    for name, fault in models.verify(open_store(ctx).models_folder):
        click.echo(f"{name:10} {fault or 'ok'}")
        wrong += bool(fault)
    if wrong:
        ctx.exit(1)
