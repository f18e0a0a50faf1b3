"""`transcribe bakeoff`: which model makes fewer errors on a release."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

import click

from transcribe.asr.engines import ENGINE_NAMES
from transcribe.asr.models import files as models
from transcribe.asr.models.registered import can_be_own, register
from transcribe.cli.common import open_store, print_result
from transcribe.datasets.normalisers import NORMALISERS, NormaliserName
from transcribe.library.bakeoff.decoding import Model
from transcribe.library.bakeoff.report import make_report, to_json, to_lines, to_page
from transcribe.library.bakeoff.run import read_test_set, run_model

OF_FOLDER = "folder:"


@click.command("bakeoff")
@click.option("--release", required=True, metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="Folder of a release that transcribe dataset made")  # fmt: skip
@click.option(
    "--models",
    "names",
    required=True,
    metavar="NAME,…",
    help="Installed models, or folder:PATH for a CTranslate2 model, separated by commas",
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
    scratch = Path(ctx.with_resource(tempfile.TemporaryDirectory(prefix="transcribe-bakeoff-")))
    chosen = list(_models(names, engine, store.models_folder, scratch))
    test_set = read_test_set(store, release, split)
    runs = [run_model(store, test_set, model, _show_progress) for model in chosen]
    report = make_report(store, test_set, runs, normaliser)
    if page is not None:
        page.write_text(to_page(store, report), "utf-8")
    print_result(as_json, to_json(report), list(to_lines(report)))


def _models(names: str, engine: str, folder: Path, scratch: Path) -> Iterator[Model]:
    """The models that are named, each once, installed or in a folder of their own."""
    asked = dict.fromkeys(name.strip() for name in names.split(",") if name.strip())
    if not asked:
        raise click.BadParameter("Name at least one model.", param_hint="--models")
    for name in asked:
        if name.startswith(OF_FOLDER):
            source = Path(name.removeprefix(OF_FOLDER))
            own = register(scratch, _free_name(source, scratch), source, links=True)
            yield Model(own.name, engine, scratch)
        else:
            known = models.canonical_name(name, folder)
            models.check(folder, known)
            yield Model(known, engine)


def _free_name(source: Path, scratch: Path) -> str:
    """A folder's name as the name of a model, different from published ones and from other folders."""
    name = re.sub(r"[^A-Za-z0-9_.-]", "-", source.resolve().name).strip("-.")[:50] or "folder"
    numbered = (f"{name}-{number}" for number in count(2))
    wanted = [f"own-{name}"] if not can_be_own(name) else [name]
    return next(one for one in chain(wanted, numbered) if not (scratch / one).exists())


def _show_progress(model: Model, n_done: int, n_groups: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{model.name}: {n_done} of {n_groups}", err=True, nl=n_done == n_groups)
