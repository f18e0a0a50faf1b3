"""Move subtitles to where their words are heard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from transcribe.cli.common import announce_fetch, check_names, open_store, print_result
from transcribe.cli.shift import read_file, subtitle_path, write_retimed
from transcribe.document.model import Word
from transcribe.errors import InvalidOperation, MediaUnreadable
from transcribe.formats.timestamps import to_timestamp
from transcribe.jobs.kinds.resync import Resync
from transcribe.jobs.wait import ensure_worker, wait_for
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.library.subtitles.resync import (
    Resynced,
    heard_words,
    resync_by_speech,
    resync_file,
    resynced_to_json,
    spoken_ranges,
)
from transcribe.library.transcribe_once import EphemeralTranscription
from transcribe.library.transient_media import TransientMedia
from transcribe.store import Store
from transcribe.store.values import Media

SHOWN = 20  # cues that were not found


@click.command()
@click.argument("target", metavar="FILE|ID")
@click.argument("recording", metavar="[RECORDING]", required=False)
@click.option("--model", default="base", show_default=True, help="Whisper model that listens")
@click.option(
    "--language", default="auto", show_default=True, help="Whisper's language code, or auto"
)
@click.option(
    "--by",
    "by",
    type=click.Choice(["words", "speech"]),
    default="words",
    show_default=True,
    help="For a file: compare words, or only where somebody speaks, which needs no model",
)
@click.option("-o", "output", type=click.Path(dir_okay=False, path_type=Path),
              help="For a file [default: NAME.resynced.SUFFIX next to it]")  # fmt: skip
@click.option("--wait", is_flag=True, help="Wait until a recording's transcript is moved")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON value")
@click.pass_context
def resync(
    ctx: click.Context,
    target: str,
    recording: str | None,
    model: str,
    language: str,
    by: str,
    output: Path | None,
    wait: bool,
    as_json: bool,
) -> None:
    """Move subtitles that are off to the audio, by their words: a constant, a drift, pieces cut out or put in.

    `resync FILE RECORDING` moves a subtitle file; RECORDING is the ID of a recording with a draft, or an audio or
    video file, which is transcribed for this and not kept. `resync ID` moves a recording's own transcript, as
    one edit that can be undone. Texts stay; what was not found in the audio is listed, or flagged. If nearly nothing
    is found, nothing is changed and the exit code is 1.

    Subtitles in another language than the speech, whose words are not found, move by a constant or a drift to where
    somebody speaks, if that is sure. `--by speech` does only this: it is quick, and no draft is needed.
    """
    store = open_store(ctx)
    check_names(model, "auto", language, store.models_folder)
    path = subtitle_path(target)
    if path is None:
        if recording is not None:
            raise click.UsageError("Give a subtitle file and a RECORDING, or one ID.")
        if by == "speech":
            raise click.UsageError("--by speech is for a subtitle file: give it and its RECORDING.")
        _resync_recording(store, target, model, language, wait=wait, as_json=as_json)
        return
    if recording is None:
        raise click.UsageError("A subtitle file needs the RECORDING that it belongs to.")
    content, file = read_file(path)
    if by == "speech":
        done = resync_by_speech(content, file, *_speech(store, recording))
    else:
        done = resync_file(content, file, *_heard(store, recording, model, language))
    _report(done, as_json=as_json)
    if done.file is not None:
        write_retimed(done.file, output or path.with_name(f"{path.stem}.resynced{path.suffix}"))
    if not done.fit.is_found:
        ctx.exit(1)


def _heard(store: Store, recording: str, model: str, language: str) -> tuple[Sequence[Word], int]:
    """The words of a recording, and its length in ms."""
    path = subtitle_path(recording)
    if path is not None:
        return _listen(store, path, model, language)
    _, transcript = store.edits.transcript(recording)
    words = heard_words(transcript)
    if not words:
        raise InvalidOperation(
            "resync",
            f"{recording} has no draft with words; draft it first: transcribe draft {recording}. "
            "Or compare only where somebody speaks: --by speech",
        )
    return words, store.media.get(recording).duration_ms or 0


def _speech(store: Store, recording: str) -> tuple[list[tuple[int, int]], int]:
    """Where somebody speaks in a recording of the library or in a file, and its length in ms."""
    path = subtitle_path(recording)
    if path is None:
        return _speech_of(store, store.media.get(recording))
    transients = TransientMedia(store)
    options = AddOptions(
        path.name, model=None, keep="link", speakers="none", transient=transients.token()
    )
    media_id = add_recording(store, path, options).media.id
    try:
        wait_for(store, [media_id], lambda _: None)
        return _speech_of(store, store.media.get(media_id))
    finally:
        transients.discard(media_id)


def _speech_of(store: Store, media: Media) -> tuple[list[tuple[int, int]], int]:
    if media.state == "failed":
        raise MediaUnreadable(media.filename, media.error or "it cannot be decoded.")
    pcm = store.media_folder(media.id) / "audio.pcm"
    if not pcm.is_file():
        raise InvalidOperation("resync", f"{media.id} is not decoded yet; wait until this says that it is ready: transcribe show {media.id}")  # fmt: skip
    return spoken_ranges(pcm), media.duration_ms or 0


def _listen(store: Store, path: Path, model: str, language: str) -> tuple[Sequence[Word], int]:
    """Transcribe a file that is not in the library."""
    announce_fetch(store.models_folder, model)
    click.echo(f"Transcribing {path.name} to find the words…", err=True)
    named = None if language == "auto" else language
    options = AddOptions(path.name, language=named, model=model, keep="link", speakers="none")
    with ensure_worker(store), EphemeralTranscription(store, TransientMedia(store), path, options) as one:  # fmt: skip
        found = [transcript for transcript in one.follow(lambda: True) if transcript is not None]
        return heard_words(found[-1]), store.media.get(one.media_id).duration_ms or 0


def _resync_recording(
    store: Store, media_id: str, model: str, language: str, *, wait: bool, as_json: bool
) -> None:
    media = store.media.get(media_id)
    announce_fetch(store.models_folder, model)
    body = {"model": model, "language": None if language == "auto" else language}
    job = Resync().submit(store, media_id, Resync().options_from_body(body, media))
    if wait:
        wait_for(store, [media_id], lambda _: None)
        job = store.jobs.get(job.id)
    message = job.error or job.message or f"queued as job {job.id}"
    print_result(as_json, {"media": media_id, "job": job.id, "state": job.state, "message": message},
                 [message])  # fmt: skip


def _report(done: Resynced, *, as_json: bool) -> None:
    marked = done.fit.marked if done.fit.is_found else ()
    lines = [done.message]
    for index in marked[:SHOWN]:
        cue = done.cues[index]
        lines.append(f"  {to_timestamp(cue.start_ms, '.')} not found: {cue.text[:60]!r}")
    if len(marked) > SHOWN:
        lines.append(f"  and {len(marked) - SHOWN} more")
    print_result(as_json, resynced_to_json(done), lines)
