"""Other times for a recording's segments or for the cues of a subtitle file."""

from __future__ import annotations

import math
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import click

from transcribe.cli.common import open_store
from transcribe.errors import InvalidFrameRate, InvalidOperation
from transcribe.formats.timestamps import parse_time
from transcribe.library.shift_times import retime_segments
from transcribe.library.subtitles.checks import SubtitleFile, read_subtitles
from transcribe.library.subtitles.retimed_files import RetimedFile, retime_file
from transcribe.store import Store
from transcribe.subtitles.frame_rates import frame_rate
from transcribe.subtitles.retiming import MapOf, TimeMap, by_offset, by_points, by_rates
from transcribe.system.permissions import write_for_user

_SECONDS = re.compile(r"-?\d{1,8}(?:[.,]\d{1,9})?", re.ASCII)


class ClockTime(click.ParamType[int]):
    """A time such as 62.5, 1:02.5 or 00:01:02,500, as milliseconds."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        text = str(value).strip()
        if _SECONDS.fullmatch(text):
            return round(float(text.replace(",", ".")) * 1000)
        found = parse_time(text)
        if found is None or found.frames is not None:
            self.fail(f"{text!r} is no time; use seconds, or 1:02.5, or 00:01:02.500", param, ctx)
        return found.ms


TIME = ClockTime()


class TimePoint(click.ParamType[tuple[int, int]]):
    """`A=B`: what is at A should be at B."""

    name = "point"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        before, sign, after = str(value).partition("=")
        if not sign:
            self.fail(f"{value!r} needs the form A=B, such as 0:10.2=0:12", param, ctx)
        return TIME.convert(before, param, ctx), TIME.convert(after, param, ctx)


@dataclass(frozen=True, slots=True)
class _Part:
    """Which cues move: those that begin from one time on, and before another."""

    from_ms: int | None
    until_ms: int | None

    @property
    def is_all(self) -> bool:
        return self.from_ms is None and self.until_ms is None

    def has(self, start_ms: int) -> bool:
        is_late = self.from_ms is None or start_ms >= self.from_ms
        return is_late and (self.until_ms is None or start_ms < self.until_ms)

    def of(self, map_: TimeMap) -> MapOf:
        """The map for these cues; others stay."""
        return lambda start_ms, _: map_ if self.has(start_ms) else TimeMap()


@click.command()
@click.argument("target", metavar="FILE|ID")
@click.option("--by", "by_s", type=float, metavar="SECONDS",
              help="Seconds, negative for earlier: --by 1.5, --by=-0.25")  # fmt: skip
@click.option("--point", "points", type=TimePoint(), multiple=True, metavar="A=B",
              help="What is at A should be at B, such as 0:10.2=0:12; a second one scales the times")  # fmt: skip
@click.option("--rates", metavar="FROM:TO",
              help="Frame rates: the subtitles were made for FROM, the video now has TO, such as 23.976:25")  # fmt: skip
@click.option("--segment", "segments", type=int, multiple=True, metavar="ID",
              help="Only these segments of a recording")  # fmt: skip
@click.option("--from", "from_ms", type=TIME, metavar="TIME", help="Only what begins at this time or later")  # fmt: skip
@click.option("--until", "until_ms", type=TIME, metavar="TIME", help="Only what begins before this time")  # fmt: skip
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path),
              help="For a file [default: NAME.shifted.SUFFIX next to it]")  # fmt: skip
@click.pass_context
def shift(
    ctx: click.Context,
    target: str,
    by_s: float | None,
    points: tuple[tuple[int, int], ...],
    rates: str | None,
    segments: tuple[int, ...],
    from_ms: int | None,
    until_ms: int | None,
    output: Path | None,
) -> None:
    """Shift or scale the times of a recording's transcript, or of a subtitle file.

    By --by, --point or --rates. Of a recording it is one edit that can be undone, and words move along. Of a file
    only the times change where its format allows it (SubRip, WebVTT, SBV, ASS); other formats are written from what
    was read. What would begin before 0 begins at 0; what would lie before 0 altogether stops the shift.
    """
    map_ = _map(by_s, points, rates)
    part = _Part(from_ms, until_ms)
    path = subtitle_path(target)
    if path is None:
        _shift_recording(open_store(ctx), target, map_, segments, part)
    elif segments:
        raise click.UsageError("--segment is for recordings; use --from and --until")
    else:
        content, file = read_file(path)
        done = retime_file(content, file, part.of(map_))
        click.echo(f"{done.n_cues} cues shifted: {map_}")
        write_retimed(done, output or path.with_name(f"{path.stem}.shifted{path.suffix}"))


def subtitle_path(target: str) -> Path | None:
    """The file that a person names; None for a recording's ID.

    Raises:
        ClickException: It looks like a file, and there is none.
    """
    path = Path(target)
    if path.is_file():
        return path
    if path.suffix or path.name != target:  # an ID has no dot and no slash
        raise click.ClickException(
            f"There is no file {target}. A recording is named by its ID: `transcribe list`."
        )
    return None


def read_file(path: Path) -> tuple[bytes, SubtitleFile]:
    """A subtitle file and its cues."""
    content = path.read_bytes()
    return content, read_subtitles(content, path.name)


def write_retimed(done: RetimedFile, path: Path) -> None:
    """Write a subtitle file with other times, and say what it lost and what was cut."""
    write_for_user(path, done.data)
    click.echo(f"written to {path}", err=True)
    if done.n_cut:
        click.echo(f"{done.n_cut} would have begun before 0 and now begin at 0", err=True)
    for warning in done.warnings:
        click.echo(f"{path.name}: {warning}", err=True)


def _map(by_s: float | None, points: tuple[tuple[int, int], ...], rates: str | None) -> TimeMap:
    if (by_s is not None) + bool(points) + bool(rates) != 1:
        raise click.UsageError("Give one of --by, --point and --rates.")
    if points:
        return _of_points(points)
    if rates:
        return _of_rates(rates)
    if by_s is None or not math.isfinite(by_s):
        raise click.BadParameter("it must be a number of seconds", param_hint="--by")
    return by_offset(round(by_s * 1000))


def _of_points(points: tuple[tuple[int, int], ...]) -> TimeMap:
    try:
        return by_points(points)
    except InvalidOperation as error:
        raise click.BadParameter(error.reason, param_hint="--point") from error


def _of_rates(rates: str) -> TimeMap:
    made_for, sign, shown_at = rates.partition(":")
    if not sign:
        raise click.BadParameter("two rates, such as 23.976:25", param_hint="--rates")
    try:
        return by_rates(frame_rate(made_for), frame_rate(shown_at))
    except InvalidFrameRate as error:
        raise click.BadParameter(str(error), param_hint="--rates") from error
    except InvalidOperation as error:
        raise click.BadParameter("both are the same", param_hint="--rates") from error


def _shift_recording(
    store: Store, media_id: str, map_: TimeMap, segments: Collection[int], part: _Part
) -> None:
    chosen: Collection[int] | None = segments or None
    if not part.is_all:
        _, transcript = store.edits.transcript(media_id)
        inside = {one.id for one in transcript.segments if part.has(one.start_ms)}
        chosen = inside & set(segments) if segments else inside
    done = retime_segments(store, media_id, map_, chosen)
    click.echo(f"{done.n_segments} segments shifted: {map_} (revision {done.revision})")
    if done.message:
        click.echo(done.message, err=True)
