"""Scores of a transcript against a reference."""

from __future__ import annotations

from pathlib import Path

import click

from transcribe.cli.common import open_store, print_result
from transcribe.library.scores import (
    ScoredFile,
    read_scored,
    score,
    score_lines,
    scored_recording,
    scores_to_json,
)

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("score")
@click.argument("reference", metavar="REFERENCE")
@click.argument("hypothesis", metavar="HYPOTHESIS")
@click.option("--uem", type=_FILE,
              help="Regions in which speakers are scored [default: REFERENCE's name with .uem, if there is such a file; else 0 to the reference's end]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def score_(
    ctx: click.Context, reference: str, hypothesis: str, uem: Path | None, as_json: bool
) -> None:
    """Compare a transcript with a true one: WER and CER, and DER and JER where both have speakers.

    Each is a file of any readable format, RTTM included, or a recording's ID. The output says how it was counted.
    """
    sides = [_read(ctx, target) for target in (reference, hypothesis)]
    regions = _read_uem(uem or _uem_beside(Path(reference)))
    for side in (*sides, *([regions] if regions else [])):
        for warning in side.warnings:
            click.echo(f"{side.name}: {warning}", err=True)
    done = score(sides[0], sides[1], regions)
    print_result(as_json, scores_to_json(done), score_lines(done))


def _read(ctx: click.Context, target: str) -> ScoredFile:
    path = Path(target)
    if path.is_file():
        return read_scored(path.read_bytes(), path.name)
    if path.suffix or len(path.parts) > 1:
        raise click.BadParameter(f"There is no file {target}.")
    return scored_recording(open_store(ctx), target)


def _uem_beside(reference: Path) -> Path | None:
    path = reference.with_suffix(".uem") if reference.is_file() else reference
    return path if path != reference and path.is_file() else None


def _read_uem(path: Path | None) -> ScoredFile | None:
    if path is None:
        return None
    found = read_scored(path.read_bytes(), path.name, "uem")
    if not found.transcript.segments:
        raise click.BadParameter(f"{path.name} names no region.", param_hint="--uem")
    return found
