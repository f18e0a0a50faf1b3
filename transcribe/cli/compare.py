"""Differences between two transcripts."""

from __future__ import annotations

from pathlib import Path

import click

from transcribe.cli.common import open_store, print_result
from transcribe.cli.shift import subtitle_path
from transcribe.library.comparisons import (
    compare_transcripts,
    comparison_lines,
    comparison_page,
    comparison_to_json,
    recording_at,
)
from transcribe.library.scores import ScoredFile, read_scored
from transcribe.system.permissions import write_for_user


@click.command()
@click.argument("first", metavar="FIRST")
@click.argument("second", metavar="SECOND")
@click.option("--html", "page", type=click.Path(dir_okay=False, path_type=Path),
              help="Also write a web page of the differences")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def compare(ctx: click.Context, first: str, second: str, page: Path | None, as_json: bool) -> None:
    """Compare two transcripts word by word: counts, WER and CER, and each difference with its time.

    Each is a file of any readable format, a recording's ID, or ID@REVISION for an earlier state of it.
    Words only in FIRST are written [-so-], words only in SECOND {+so+}.
    """
    sides = [_read(ctx, target) for target in (first, second)]
    for side in sides:
        for warning in side.warnings:
            click.echo(f"{side.name}: {warning}", err=True)
    done = compare_transcripts(*sides)
    if page is not None:
        write_for_user(page, comparison_page(done).encode())
        click.echo(f"written to {page}", err=True)
    print_result(as_json, comparison_to_json(done), comparison_lines(done))


def _read(ctx: click.Context, target: str) -> ScoredFile:
    path = subtitle_path(target)
    if path is not None:
        return read_scored(path.read_bytes(), path.name)
    return recording_at(open_store(ctx), target)
