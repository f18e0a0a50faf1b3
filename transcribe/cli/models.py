"""Commands for model files."""

from __future__ import annotations

from pathlib import Path

import click

from transcribe.asr import onnx_file
from transcribe.asr.models import files as models
from transcribe.asr.models.catalogue import MODELS
from transcribe.asr.models.registered import (
    TrainedOn,
    read_registered,
    register,
    remove_registered,
)
from transcribe.cli.common import (
    open_store,
    pull_model,
    pull_speakers,
)
from transcribe.library.corpora.release import read_release
from transcribe.speakers import weights


@click.group("models")
def models_() -> None:
    """List, download and verify Whisper models and the models for speakers."""


@models_.command("list")
@click.pass_context
def models_list(ctx: click.Context) -> None:
    """List the models: installed ones, and the download size of the others."""
    folder = open_store(ctx).models_folder
    for name in models.model_names(folder):
        is_here = models.is_present(folder, name)
        own = read_registered(folder, name)
        state = "here" if is_here else "incomplete" if own else str(models.offer(name))
        if own:
            state += f", your own{', based on ' + own.based_on if own.based_on else ''}"
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


@models_.command("add")
@click.argument("name")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--based-on",
    type=click.Choice(list(MODELS)),
    help="The published model that it was trained from",
)
@click.option("--trained-on", "releases", multiple=True, metavar="RELEASE[:SPLIT,…]",
              help="Folder of a release that it was trained on [splits: train]; may be repeated")  # fmt: skip
@click.pass_context
def add(
    ctx: click.Context, name: str, folder: Path, based_on: str | None, releases: tuple[str, ...]
) -> None:
    """Add a model of your own: a folder with a CTranslate2 model of Whisper.

    Its files are copied, with their digests. Drafts then take it by its name, and transcribe bakeoff compares it.
    """
    made = register(
        open_store(ctx).models_folder, name, folder, based_on=based_on or "",
        trained_on=[_trained_on(release) for release in releases],
    )  # fmt: skip
    size = sum(made.sizes.values())
    click.echo(f"{made.name}  {size / 1e6:,.0f} MB  sha256 {made.digests['model.bin']}")


@models_.command("remove")
@click.argument("name")
@click.pass_context
def remove(ctx: click.Context, name: str) -> None:
    """Remove a model of your own."""
    remove_registered(open_store(ctx).models_folder, name)
    click.echo(name)


def _trained_on(release: str) -> TrainedOn:
    """Read RELEASE or RELEASE:SPLIT,SPLIT."""
    named, splits = Path(release), "train"
    if not named.is_dir() and ":" in release:
        path, splits = release.rsplit(":", 1)
        named = Path(path)
    about = read_release(named)
    chosen = tuple(split for split in splits.split(",") if split)
    if unknown := [split for split in chosen if split not in about["splits"]]:
        raise click.BadParameter(
            f"{named} has no split {', '.join(unknown)}, only {', '.join(about['splits'])}.",
            param_hint="--trained-on",
        )
    return TrainedOn(about["project"], about["version"], about["digest"], chosen)


def _chosen(found: list[tuple[str, str]], names: tuple[str, ...]) -> list[tuple[str, str]]:
    known = dict(found)
    if not names:
        return found
    return [(name, known.get(name, "not installed")) for name in names]
