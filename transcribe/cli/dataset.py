"""`transcribe dataset`: a corpus for training tools, made of a collection."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from transcribe.audio.encoding import AUDIO_FORMATS
from transcribe.cli.common import open_store, print_result
from transcribe.datasets.clips import REASONS, ClipOptions
from transcribe.datasets.normalisers import NORMALISERS
from transcribe.datasets.redaction import RedactionOptions, read_redactions
from transcribe.datasets.splits import SHARES, Shares, read_shares
from transcribe.datasets.writers import WRITERS
from transcribe.document.model import STATUSES
from transcribe.formats.parsing import Notes, decode_text
from transcribe.library.corpora.export import Progress, export_corpus, preview_corpus
from transcribe.library.corpora.plan import MAX_LUFS, MIN_LUFS, SHARD_BYTES, CorpusOptions, Plan
from transcribe.library.corpora.release import compare_releases, require_release
from transcribe.library.corpora.requests import plan_to_json
from transcribe.text.amounts import count, spell_length

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT = ClipOptions()


def _shares(ctx: click.Context, param: click.Parameter, value: str | None) -> Shares:
    del ctx, param
    if value is None:
        return SHARES
    try:
        return read_shares(value)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _clip_options(command: F) -> F:
    """The options that choose segments."""
    for option in (
        click.option("--redact-sound", type=click.Choice(["silence", "tone"]), default="silence",
                     show_default=True, help="What redacted audio is replaced with; the tone has 1 kHz"),
        click.option("--redact-padding", "redact_padding_ms", type=click.IntRange(0, 5_000),
                     default=DEFAULT.redaction.padding_ms, show_default=True, metavar="MS",
                     help="Audio that is replaced before and after redacted words"),
        click.option("--redact-flagged", is_flag=True, help="Remove flagged segments as a whole"),
        click.option("--redact", type=click.File("rb"), metavar="FILE",
                     help="Terms, and expressions between two /, one a line, that are removed from texts and audio"),
        click.option("--marks", type=click.Choice(["keep", "drop"]), default="keep",
                     show_default=True, help="Marks in the text such as [laughs]"),
        click.option("--overlap/--no-overlap", default=True, show_default=True,
                     help="Also take segments during which another person speaks"),
        click.option("--trim-silence", is_flag=True,
                     help="Cut off silence at both ends of clips, but for 100 ms"),
        click.option("--min-snr", type=click.FloatRange(0, 100), metavar="DB",
                     help="Only segments with at least this signal-to-noise ratio"),
        click.option("--padding", "padding_ms", type=click.IntRange(0, 5_000), default=0,
                     metavar="MS", help="Audio before and after, never of another segment"),
        click.option("--max-seconds", type=click.FloatRange(0.1, 3_600),
                     default=DEFAULT.max_ms / 1000, show_default=True, help="Longest clip"),
        click.option("--min-seconds", type=click.FloatRange(0, 3_600),
                     default=DEFAULT.min_ms / 1000, show_default=True, help="Shortest clip"),
        click.option("--speaker", "speakers", multiple=True, metavar="NAME",
                     help="Only this speaker; may be repeated"),
        click.option("--tag", "tags", multiple=True, metavar="NAME",
                     help="Only recordings with this tag; may be repeated"),
        click.option("--status", "statuses", type=click.Choice(STATUSES), multiple=True,
                     default=DEFAULT.statuses, show_default=True, help="May be repeated"),
    ):  # fmt: skip
        command = option(command)
    return command


@click.command("dataset")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--project", required=True, metavar="NAME", help="Name or id of the collection")
@click.option("--format", "format_", type=click.Choice(list(WRITERS)), default="parquet",
              show_default=True)  # fmt: skip
@click.option("--audio", type=click.Choice(list(AUDIO_FORMATS)), help="[default: the format's]")
@click.option("--rate", type=click.IntRange(8_000, 192_000), metavar="HZ",
              help="[default: the format's, mostly 16000]")  # fmt: skip
@_clip_options
@click.option("--loudness", type=click.FloatRange(MIN_LUFS, MAX_LUFS), metavar="LUFS",
              help="Loudness of each clip by BS.1770 [default: as recorded]")  # fmt: skip
@click.option("--normaliser", type=click.Choice(NORMALISERS), default="none", show_default=True)
@click.option("--text", type=click.Choice(["typed", "normalized"]), default="typed",
              show_default=True, help="Which text stands where a format has one only")  # fmt: skip
@click.option("--splits", "shares", callback=_shares, metavar="NAME=SHARE,…",
              help="[default: train=80,validation=10,test=10]")  # fmt: skip
@click.option("--on-join", type=click.Choice(["freeze", "move"]), default="freeze",
              show_default=True, help="What becomes of released recordings that a voice joins")  # fmt: skip
@click.option("--version", default="1.0.0", show_default=True, help="Version of the release")
@click.option("--shard-mb", type=click.IntRange(1, 100_000), default=SHARD_BYTES // 1_000_000,
              show_default=True, help="Rough size of a shard")  # fmt: skip
@click.option("--whole-recordings", is_flag=True,
              help="Whole recordings, with the times of clips in them: kaldi, espnet, nemo")  # fmt: skip
@click.option("--relative-paths", is_flag=True, help="For Kaldi and ESPnet")
@click.option("--dry-run", is_flag=True, help="Show what would be made and write nothing")
@click.option("--compare", type=click.Path(exists=True, file_okay=False, path_type=Path),
              metavar="RELEASE", help="Then tell what differs from this release")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def dataset(
    ctx: click.Context,
    /,
    *,
    folder: Path,
    project: str,
    format_: str,
    audio: str | None,
    rate: int | None,
    dry_run: bool,
    compare: Path | None,
    as_json: bool,
    shard_mb: int,
    relative_paths: bool,
    whole_recordings: bool,
    **given: Any,
) -> None:
    """Make a corpus of the approved segments of a collection, in the folder DIR.

    An interrupted export goes on when it is started again with the same options.
    """
    options = CorpusOptions(
        format=format_, audio=audio or "", rate=rate or 0, clips=_read_clips(given),
        normaliser=given["normaliser"], text=given["text"], shares=given["shares"],
        on_join=given["on_join"], version=given["version"], shard_bytes=shard_mb * 1_000_000,
        with_relative_paths=relative_paths, loudness=given["loudness"],
        whole_recordings=whole_recordings,
    )  # fmt: skip
    _check_compare(compare, dry_run)
    store = open_store(ctx)
    found = store.projects.find(project)
    if dry_run:
        with tempfile.TemporaryDirectory(prefix="transcribe-dataset-") as scratch:
            plan = preview_corpus(store, found, options, folder, Path(scratch))
        told = [*_plan_lines(plan), "Nothing was written: this was a dry run."]
        print_result(as_json, plan_to_json(plan), told)
        return
    made = export_corpus(store, found, options, folder, _show_progress)
    plain = {**plan_to_json(made.plan), "folder": str(made.folder), "digest": made.digest}
    lines = [*_plan_lines(made.plan), f"{made.folder}  sha256 {made.digest}"]
    if made.n_kept:
        lines.append(f"{made.n_kept} of {len(made.plan.shards)} shards were there already.")
    if compare is not None:
        differs = asdict(compare_releases(compare, made.folder))
        plain["difference"] = differs
        lines.append(", ".join(f"{len(clips)} clips {name}" for name, clips in differs.items()))
    print_result(as_json, plain, lines)


def _check_compare(release: Path | None, dry_run: bool) -> None:
    """Refuse a comparison that cannot be made before anything is written."""
    if release is None:
        return
    if dry_run:
        raise click.UsageError(
            "only a written release is compared: use --compare without --dry-run"
        )
    require_release(release)


def _read_clips(given: dict[str, Any]) -> ClipOptions:
    try:
        terms, patterns = _read_redactions(given["redact"])
        redaction = RedactionOptions(
            terms, patterns, given["redact_flagged"], given["redact_padding_ms"], given["redact_sound"]
        )  # fmt: skip
        return ClipOptions(
            statuses=tuple(given["statuses"]), tags=tuple(given["tags"]),
            speakers=tuple(given["speakers"]), min_ms=round(given["min_seconds"] * 1000),
            max_ms=round(given["max_seconds"] * 1000), padding_ms=given["padding_ms"],
            with_overlap=given["overlap"], marks=given["marks"], min_snr_db=given["min_snr"],
            trims_silence=given["trim_silence"], redaction=redaction,
        )  # fmt: skip
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _read_redactions(listed: BinaryIO | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The terms and expressions of a list.

    Raises:
        ValueError: It has none, or cannot be read for certain: without them the corpus would have what is to be removed.
    """
    if listed is None:
        return (), ()
    text = decode_text(listed.read(), Notes(listed.name))
    if "\ufffd" in text:
        raise ValueError(f"{listed.name} has characters that cannot be read. Save it as UTF-8")
    terms, patterns = read_redactions(text)
    if not terms and not patterns:
        raise ValueError(f"{listed.name} has no word to remove. Write one in each line")
    return terms, patterns


def _show_progress(at: Progress) -> None:
    if sys.stderr.isatty():
        percent = 100 * at.done_ms // max(1, at.total_ms)
        line = f"{percent:3} %, {at.n_done} of {count(at.n_shards, 'shard')}. {at.step}"
        click.echo(f"\r{line}\x1b[K", err=True, nl=at.step.startswith("Writing the"))


def _plan_lines(plan: Plan) -> list[str]:
    lines = [
        f"{count(plan.n_clips, 'clip')}, {spell_length(plan.clips_ms)}, of "
        f"{count(plan.info.n_speakers, 'speaker')} in {count(len(plan.recordings), 'recording')}; "
        f"about {plan.n_bytes / 1e6:,.{0 if plan.n_bytes > 1e7 else 1}f} MB",
        "splits: " + ", ".join(f"{name} {actual:.1%}" for name, _, actual in plan.shares),
    ]
    if plan.n_redacted or plan.redacted_ms:
        lines.append(
            f"redacted: {count(plan.n_redacted, 'place')} in the texts, {plan.redacted_ms / 1000:,.1f} s of audio"
        )
    lines += [f"left out: {n:,} {REASONS[reason]}" for reason, n in sorted(plan.left_out.items())]
    return [*lines, *plan.warnings]
