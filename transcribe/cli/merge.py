"""Two subtitle files as one, for two languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from transcribe.cli.common import print_result
from transcribe.cli.shift import read_file
from transcribe.document.model import Segment, Transcript
from transcribe.errors import UnknownFormat
from transcribe.formats import FORMATS, WRITABLE, write
from transcribe.formats.timestamps import to_timestamp
from transcribe.library.subtitles.checks import SubtitleFile
from transcribe.subtitles.bilingual import Merged, merge_languages
from transcribe.system.permissions import write_for_user

SHOWN = 10
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("first", metavar="FIRST", type=_FILE)
@click.argument("second", metavar="SECOND", type=_FILE)
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path), required=True,
              help="The file to write; its suffix says the format")  # fmt: skip
@click.option("--keep-lines", is_flag=True,
              help="Lines stay as in their files; else each language has one line")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
def merge(first: Path, second: Path, output: Path, keep_lines: bool, as_json: bool) -> None:
    """Merge subtitle files of two languages: cues of the same time become one, FIRST above SECOND.

    Times are those of FIRST. Cues match if they share at least half of the shorter one's time. What matches nothing
    stays a cue of its own, and is listed.
    """
    files = [read_file(path)[1] for path in (first, second)]
    for file in files:
        for warning in file.warnings:
            click.echo(f"{file.name}: {warning}", err=True)
    done = merge_languages(*(one.transcript.segments for one in files), keeps_lines=keep_lines)
    written = write(Transcript(done.segments), _format_of(output))
    write_for_user(output, written.data)
    click.echo(f"written to {output}", err=True)
    for warning in written.warnings:
        click.echo(f"{output.name}: {warning}", err=True)
    for warning in _misfits(done, files):
        click.echo(f"Warning: {warning}", err=True)
    print_result(as_json, _to_json(done), list(_lines(done, files)))


def _format_of(path: Path) -> str:
    """The format of a name.

    Raises:
        UnknownFormat: None is written with this suffix.
    """
    for name in WRITABLE:
        if FORMATS[name].suffix == path.suffix.lower():
            return name
    raise UnknownFormat(path.suffix, tuple(WRITABLE))


def _misfits(done: Merged, files: Sequence[SubtitleFile]) -> Iterator[str]:
    """What makes the result look wrong."""
    empty = [one.name for one in files if not one.transcript.segments]
    yield from (f"{name} has no cues" for name in empty)
    if not empty and not done.n_matched:
        yield (
            "no cue of one file is shown at the time of a cue of the other; if both are of the same "
            "video, move one first: transcribe shift, transcribe resync"
        )
    first, second = ({cue.text for cue in one.transcript.segments} for one in files)
    if first and 2 * len(first & second) >= len(first | second):
        yield "most texts are the same in both files, so cues have them twice"


def _lines(done: Merged, files: Sequence[SubtitleFile]) -> list[str]:
    n_alone = len(done.only_first) + len(done.only_second)
    lines = [f"{len(done.segments)} cues: {done.n_matched} in both languages, {n_alone} in one"]
    for alone, file in zip((done.only_first, done.only_second), files, strict=True):
        lines += [f"  {to_timestamp(one.start_ms, '.')} only in {file.name}: {one.text[:60]!r}" for one in alone[:SHOWN]]  # fmt: skip
        if len(alone) > SHOWN:
            lines.append(f"  and {len(alone) - SHOWN} more only in {file.name}")
    return lines


def _to_json(done: Merged) -> dict[str, object]:
    def plain(cues: Sequence[Segment]) -> list[dict[str, object]]:
        return [{"start": one.start_ms / 1000, "text": one.text} for one in cues]

    return {
        "cues": len(done.segments), "matched": done.n_matched,
        "only_first": plain(done.only_first), "only_second": plain(done.only_second),
    }  # fmt: skip
