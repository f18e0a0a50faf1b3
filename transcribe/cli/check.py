"""Checks of subtitles."""

from __future__ import annotations

from pathlib import Path

import click

from transcribe.audio.shot_cuts import find_cuts
from transcribe.cli.common import open_store, print_result
from transcribe.formats.parsing import Notes, decode_text
from transcribe.formats.timestamps import to_timestamp
from transcribe.library.subtitles.checks import (
    Checked,
    Words,
    check_file,
    check_recording,
    checked_to_json,
    fix_file,
    read_subtitles,
    rules_for_file,
)
from transcribe.library.subtitles.deliveries import Delivery, ShotList
from transcribe.library.subtitles.text_fixes import fix_recording
from transcribe.subtitles.shot_list import write_shots
from transcribe.system.permissions import write_for_user


@click.command()
@click.argument("target", metavar="FILE|ID")
@click.option("--profile", required=True, metavar="NAME",
              help="Delivery profile (transcribe profiles list)")  # fmt: skip
@click.option("--frame-rate", metavar="RATE", default="",
              help="Of the media, such as 25 or 29.97 [default: the recording's; milliseconds for a file]")  # fmt: skip
@click.option("--language", help="Code of the text of a file, such as en")
@click.option("--shots", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Shot list of the video (transcribe shots)")  # fmt: skip
@click.option("--spelling", is_flag=True,
              help="Also find words that the language's dictionary does not have")  # fmt: skip
@click.option("--avoid", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="List of words and phrases to avoid, one a line; heck* is any word that begins so")  # fmt: skip
@click.option("--fix", "is_fixing", is_flag=True,
              help="Write the file with every fix that keeps the words and makes no other finding; of a recording, fix the signs in its texts")  # fmt: skip
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path),
              help="The fixed file [default: NAME.fixed.SUFFIX beside it]")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def check(
    ctx: click.Context,
    target: str,
    profile: str,
    frame_rate: str,
    language: str | None,
    shots: Path | None,
    spelling: bool,
    avoid: Path | None,
    is_fixing: bool,
    output: Path | None,
    as_json: bool,
) -> None:
    """Check a subtitle file, or the cues of a recording, against a delivery profile.

    Of a recording, the cues that an export with this profile writes are checked; --fix is then one edit that can be undone. The exit code is 1 if an
    error is found, or left after --fix.
    """
    delivery = Delivery(profile, frame_rate, shot_list_of(shots))
    words = Words(_listed(avoid), spelling)
    path = Path(target)
    if path.is_file():
        file = read_subtitles(path.read_bytes(), path.name, frame_rate, keeps_layout=is_fixing)
        rules = words.of(rules_for_file(ctx.obj, delivery, language), ctx.obj)
        done = check_file(file, rules)
        for warning in done.warnings:
            click.echo(f"{path.name}: {warning}", err=True)
        if is_fixing:
            written, done = fix_file(file, rules)
            target_path = output or path.with_name(f"{path.stem}.fixed{path.suffix}")
            write_for_user(target_path, written.data)
            click.echo(f"written to {target_path}", err=True)
            for warning in done.warnings:
                click.echo(f"{target_path.name}: {warning}", err=True)
    elif path.suffix or path.name != target:  # an ID has no dot and no slash
        raise click.ClickException(
            f"There is no file {target}. A recording is named by its ID: `transcribe list`."
        )
    else:
        store = open_store(ctx)
        if is_fixing:
            n_fixed = fix_recording(store, target, delivery).n_segments
            click.echo(
                f"{n_fixed} segment{'' if n_fixed == 1 else 's'} fixed, as one edit", err=True
            )
        done = check_recording(store, target, delivery, words)
    _report(done, as_json=as_json)
    if done.n_errors:
        ctx.exit(1)


@click.command()
@click.argument(
    "path", metavar="VIDEO", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path),
              help="File for the list [default: standard output]")  # fmt: skip
def shots(path: Path, output: Path | None) -> None:
    """Find the shot cuts of a video; one time in seconds a line.

    Hard cuts are found on their frame. Dissolves are mostly missed, flashes found: look over the list and edit it.
    """
    listed = write_shots(find_cuts(path, name=path.name))
    if output is None:
        click.echo(listed, nl=False)
    else:
        write_for_user(output, listed.encode())


def shot_list_of(path: Path | None) -> ShotList | None:
    """A shot list file, if one is named."""
    if path is None:
        return None
    return ShotList(path.name, decode_text(path.read_bytes(), Notes(path.name)))


def _listed(path: Path | None) -> tuple[str, ...]:
    """The words of a list; what follows a # is a comment."""
    if path is None:
        return ()
    text = decode_text(path.read_bytes(), Notes(path.name))
    bare = (line.partition("#")[0].strip() for line in text.split("\n"))
    return tuple(filter(None, bare))


def _report(done: Checked, *, as_json: bool) -> None:
    lines = [
        f"{to_timestamp(one.start_ms, '.')} {one.severity} cue {one.number}: {one.name}: {one.message}"
        f"{' (fixable)' if one.is_fixable else ''}"
        for one in done.findings
    ]
    sources = {f"{one.name}: {one.source}": None for one in done.findings if one.source}
    lines += ["", *sources, ""] if sources else []
    lines.append(_summary(done))
    print_result(as_json, checked_to_json(done), lines)


def _summary(done: Checked) -> str:
    if not done.cues:
        return "no cues: nothing was checked"
    n_errors, n_warnings = done.n_errors, len(done.findings) - done.n_errors
    counted = ", ".join(
        f"{n} {name}{'' if n == 1 else 's'}"
        for n, name in ((len(done.cues), "cue"), (n_errors, "error"), (n_warnings, "warning"))
    )
    by = f"frames at {done.rate.name} frames a second" if done.rate.has_frames else "milliseconds"
    return f"{counted}; times compared in {by}"
