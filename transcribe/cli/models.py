"""Commands for model files."""

from __future__ import annotations

import click

from transcribe.asr import onnx_file
from transcribe.asr.models import files as models
from transcribe.cli.common import (
    open_store,
    pull_model,
    pull_speakers,
)
from transcribe.speakers import weights


@click.group("models")
def models_() -> None:
    """List, download and verify Whisper models and the models for speakers."""


@models_.command("list")
@click.pass_context
def models_list(ctx: click.Context) -> None:
    """List the models: installed ones, and the download size of the others."""
    folder = open_store(ctx).models_folder
    for name in models.model_names():
        is_here = models.is_present(folder, name)
        state = "here" if is_here else str(models.offer(name))
        if is_here and (models.model_folder(folder, name) / onnx_file.ENCODER).is_file():
            state += f", with {onnx_file.ENCODER}"
        click.echo(f"{name:10} {state}")
    state = "here" if weights.is_present(folder) else weights.offer()
    click.echo(f"{weights.NAME:10} {state}")


@models_.command()
@click.argument("name")
@click.pass_context
def pull(ctx: click.Context, name: str) -> None:
    """Download a model and check its digests; speakers is the name of those that tell who spoke."""
    folder = open_store(ctx).models_folder
    click.echo(str(pull_speakers(folder) if name == weights.NAME else pull_model(folder, name)))


@models_.command()
@click.argument("names", nargs=-1)
@click.pass_context
def verify(ctx: click.Context, names: tuple[str, ...]) -> None:
    """Check the digests of installed models: all, or those named."""
    folder = open_store(ctx).models_folder
    found = list(models.verify(folder))
    if weights.is_present(folder):
        found.append((weights.NAME, weights.verify(folder)))
    wrong = 0
    for name, fault in _chosen(found, names):
        click.echo(f"{name:10} {fault or 'ok'}")
        if onnx_file.state(folder / name) == "damaged":
            click.echo(
                f"{'':10} {onnx_file.ENCODER} is damaged or outdated: the next draft makes it again"
            )
        wrong += bool(fault)
    if wrong:
        ctx.exit(1)


def _chosen(found: list[tuple[str, str]], names: tuple[str, ...]) -> list[tuple[str, str]]:
    known = dict(found)
    if not names:
        return found
    return [(name, known.get(name, "not installed")) for name in names]
