"""Commands for model files."""

from __future__ import annotations

import click

from transcribe.asr import onnx_file
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
        is_here = models.is_present(folder, name)
        state = "here" if is_here else str(models.offer(name))
        if is_here and onnx_file.state(models.model_folder(folder, name)) != "absent":
            state += f", with {onnx_file.ENCODER}"
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
    """Check the digests of all installed models, and of encoders made from them."""
    wrong = 0
    folder = open_store(ctx).models_folder
    for name, fault in models.verify(folder):
        click.echo(f"{name:10} {fault or 'ok'}")
        if onnx_file.state(folder / name) == "damaged":
            click.echo(
                f"{'':10} {onnx_file.ENCODER} is damaged or outdated: the next draft makes it again"
            )
        wrong += bool(fault)
    if wrong:
        ctx.exit(1)
