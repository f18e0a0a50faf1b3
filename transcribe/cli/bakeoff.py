"""`transcribe bakeoff`: which model makes fewer errors on a release."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from transcribe.asr.engines import ENGINE_NAMES
from transcribe.asr.models import files as models
from transcribe.cli.common import open_store, print_result
from transcribe.datasets.normalisers import NORMALISERS, NormaliserName
from transcribe.library.bakeoff.decoding import Model
from transcribe.library.bakeoff.report import make_report, to_json, to_lines, to_page
from transcribe.library.bakeoff.run import read_test_set, run_model


@click.command("bakeoff")
@click.option("--release", required=True, metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Folder of a release that transcribe dataset made")  # fmt: skip
@click.option(
    "--models",
    "names",
    required=True,
    metavar="NAME,…",
    help="Installed models, separated by commas",
)
@click.option("--split", default="test", show_default=True, help="Of the release, or all")
@click.option("--engine", type=click.Choice(ENGINE_NAMES), default="auto", show_default=True)
@click.option("--normaliser", type=click.Choice(NORMALISERS), default="none", show_default=True,
              help="Applied to references and drafts before words are compared")  # fmt: skip
@click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="Also write a page with the worst passages to listen to")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def bakeoff(
    ctx: click.Context,
    release: Path,
    names: str,
    split: str,
    engine: str,
    normaliser: NormaliserName,
    page: Path | None,
    as_json: bool,
) -> None:
    """Compare models on the approved transcripts of a release.

    Each model drafts the clips of the split; the output has word error rates with intervals, and says whether the set can
    tell two models apart. An interrupted comparison goes on when it is started again.
    """
    store = open_store(ctx)
    chosen = [models.canonical_name(name.strip()) for name in names.split(",") if name.strip()]
    if not chosen:
        raise click.BadParameter("Name at least one model.", param_hint="--models")
    for name in chosen:
        models.check(store.models_folder, name)
    test_set = read_test_set(store, release, split)
    runs = [
        run_model(store, test_set, Model(name, engine), _show_progress)
        for name in dict.fromkeys(chosen)
    ]
    report = make_report(store, test_set, runs, normaliser)
    if page is not None:
        page.write_text(to_page(store, report), "utf-8")
    print_result(as_json, to_json(report), list(to_lines(report)))


def _show_progress(model: Model, n_done: int, n_groups: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{model.name}: {n_done} of {n_groups}", err=True, nl=n_done == n_groups)
