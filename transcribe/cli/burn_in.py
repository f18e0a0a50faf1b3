"""`transcribe burn-in`: a video with subtitles."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from transcribe.cli.common import open_store
from transcribe.library.subtitles.videos import write_file, write_recording
from transcribe.subtitles.video_style import LIMITS, PRESETS

SUFFIXES = (".mp4", ".mkv")


@click.command("burn-in")
@click.argument("target", metavar="FILE|ID")
@click.option("-o", "output", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="The video to write: .mp4 or .mkv")  # fmt: skip
@click.option("--subtitles", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="For a FILE: its subtitles")  # fmt: skip
@click.option("--soft", is_flag=True,
              help="A track that players can turn off, instead of text in the frames; nothing is encoded again")  # fmt: skip
@click.option("--profile", metavar="NAME", default="",
              help="For an ID: build the cues for a delivery profile (transcribe profiles list)")  # fmt: skip
@click.option("--frame-rate", metavar="RATE", default="",
              help="For --profile, such as 25 or 29.97 [default: the recording's]")  # fmt: skip
@click.option("--preset", type=click.Choice(list(PRESETS)), default="outline", show_default=True,
              help="How the text looks")  # fmt: skip
@click.option("--style", multiple=True, metavar="NAME=VALUE",
              help="Change the preset: font, size, colour, edge (outline, box, none), edge_colour, edge_width, "
              "opacity, is_bold, position (bottom, top), margin; lengths are percent of the shorter side")  # fmt: skip
@click.option("--quality", type=click.Choice(["small", "normal", "high"]), default="normal", show_default=True,
              help="Of the encoding")  # fmt: skip
@click.option("--canvas", metavar="WIDTHxHEIGHT", help="Background for audio [default: 1280x720]")
@click.option("--canvas-colour", metavar="#RRGGBB", help="Its colour [default: #000000]")
@click.option("--track-format", type=click.Choice(["srt", "ass"]), default="srt", show_default=True,
              help="With --soft, of the track in .mkv")  # fmt: skip
@click.option(
    "--language", default="", help="With --soft, code of the track [default: the transcript's]"
)
@click.option("--title", default="", help="With --soft, title of the track")
@click.pass_context
def burn_in(
    ctx: click.Context,
    target: str,
    output: Path,
    subtitles: Path | None,
    soft: bool,
    profile: str,
    frame_rate: str,
    preset: str,
    style: tuple[str, ...],
    quality: str,
    canvas: str | None,
    canvas_colour: str | None,
    track_format: str,
    language: str,
    title: str,
) -> None:
    """Write a video with the subtitles of a recording, or of a file.

    Each cue shows on exactly its frames. What was encoded again is written to standard error.
    """
    if output.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"the video is named {' or '.join(SUFFIXES)}, not {output.suffix!r}")
    if not output.parent.is_dir():
        raise click.ClickException(
            f"the folder {output.parent} does not exist; create it, or name another"
        )
    body: dict[str, Any] = {
        "mode": "track" if soft else "burn-in", "container": output.suffix.lower()[1:], "quality": quality,
        "style": {"preset": preset, **dict(map(_style_value, style))}, "profile": profile,
        "frame_rate": frame_rate, "track_format": track_format, "language": language or None,
        "title": title, "canvas": _canvas(canvas, canvas_colour),
    }  # fmt: skip
    path = Path(target)
    if path.is_file():
        if subtitles is None or profile:
            raise click.UsageError(
                "a FILE needs --subtitles; --profile is for recordings of the library"
            )
        notes = write_file(path, subtitles, body, output, _report)
    elif path.suffix or path.name != target:  # an ID has no dot and no slash
        raise click.ClickException(
            f"There is no file {target}. A recording is named by its ID: `transcribe list`."
        )
    else:
        notes = write_recording(open_store(ctx), target, body, output, _report)
    if sys.stderr.isatty():
        click.echo("", err=True)
    for note in notes:
        click.echo(note, err=True)
    click.echo(f"written to {output}", err=True)


def _style_value(text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign:
        raise click.BadParameter(f"{text} is not NAME=VALUE", param_hint="--style")
    if name == "is_bold":
        return name, {
            "true": True,
            "on": True,
            "1": True,
            "false": False,
            "off": False,
            "0": False,
        }.get(value, value)
    try:
        return name, float(value) if name in LIMITS else value
    except ValueError as error:
        raise click.BadParameter(
            f"{name} is a number, not {value!r}", param_hint="--style"
        ) from error


def _canvas(size: str | None, colour: str | None) -> dict[str, Any]:
    canvas: dict[str, Any] = {"colour": colour}
    if size is not None:
        width, _, height = size.lower().partition("x")
        if not (width.isdecimal() and height.isdecimal()):
            raise click.BadParameter(f"{size} is not WIDTHxHEIGHT", param_hint="--canvas")
        canvas |= {"width": int(width), "height": int(height)}
    return canvas


def _report(share: float, step: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{share:4.0%} {step}\x1b[K", err=True, nl=False)
