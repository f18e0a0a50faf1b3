"""Subtitled videos of recordings: ask for one, look at a frame of it, list, open and delete them."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from transcribe.audio.video.subtitled_video import Canvas, Container, Quality, draw_frame
from transcribe.document.model import Segment, Transcript
from transcribe.errors import InvalidOperation, NotFound
from transcribe.jobs.corpus_audio import source_path
from transcribe.jobs.kinds.subtitled_video import (
    SubtitledVideo,
    SubtitledVideoOptions,
    look_into,
    open_video,
    rate_from,
    video_rate,
)
from transcribe.jobs.kinds.video_work import (
    FOLDER,
    RESULT,
    Mode,
    VideoRequest,
    VideoSettings,
    VideoWork,
    load_request,
    make_video,
    result_path,
    video_folder,
    write_still_script,
)
from transcribe.library.subtitles.checks import read_subtitles
from transcribe.library.subtitles.deliveries import Delivery, deliver
from transcribe.store import Store
from transcribe.store.values import Job, Media
from transcribe.subtitles.frame_rates import MILLISECONDS
from transcribe.subtitles.video_style import PRESETS, read_style
from transcribe.system.permissions import share
from transcribe.text.filenames import safe_filename

SIDE_LIMITS = (64, 7680)
PREVIEW_MS = 30_000  # of transcript around the preview's frame: cues of a whole film take seconds
MAX_TITLE = 200
SAMPLE = "The subtitles will look like this."
TOKEN_BYTES = 8
_FIELDS = ("mode", "container", "quality", "track_format", "language", "title")
_CHOICES = {
    "mode": get_args(Mode), "container": get_args(Container), "quality": get_args(Quality),
    "track_format": ("srt", "ass"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeVideo:
    """A finished video.

    Attributes:
        request: As it was asked for.
        path: The file.
        notes: What was encoded again.
    """

    request: VideoRequest
    path: Path
    notes: tuple[str, ...]


def read_settings(body: Mapping[str, Any], language: str | None = None) -> VideoSettings:
    """Settings from a body of the API.

    Args:
        body: The fields of `VideoSettings`, all optional; `style` as in `read_style`.
        language: Of the transcript, for the track.

    Raises:
        InvalidOperation: A field has a value that cannot be used.
    """
    plain = {name: body[name] for name in _FIELDS if body.get(name) is not None}
    for name, allowed in _CHOICES.items():
        if plain.get(name, allowed[0]) not in allowed:
            raise InvalidOperation(name, f"one of {', '.join(allowed)}")
    for name in ("language", "title"):
        if not isinstance(plain.get(name, ""), str) or len(plain.get(name, "")) > MAX_TITLE:
            raise InvalidOperation(name, f"a text of at most {MAX_TITLE} characters")
    style, canvas = body.get("style") or {}, body.get("canvas") or {}
    if not isinstance(style, dict) or not isinstance(canvas, dict):
        raise InvalidOperation("request", '"style" and "canvas" are objects')
    plain.setdefault("language", language or "")
    return VideoSettings(**plain, style=read_style(style), canvas=_canvas(canvas))


def _canvas(body: Mapping[str, Any]) -> Canvas:
    usual = VideoSettings().canvas
    colour = read_style({"colour": body.get("colour") or usual.colour}).colour
    sides = (body.get("width") or usual.width, body.get("height") or usual.height)
    least, most = SIDE_LIMITS
    for side in sides:
        if type(side) is not int or not least <= side <= most or side % 2:
            raise InvalidOperation(
                "canvas", f"width and height are even numbers from {least} to {most}"
            )
    return Canvas(*sides, colour)


def delivery_of(body: Mapping[str, Any]) -> Delivery | None:
    """The profile that cues are built for; None for the segments as they are.

    Raises:
        InvalidOperation: A field is not text.
    """
    profile, rate = body.get("profile") or "", body.get("frame_rate") or ""
    if not isinstance(profile, str) or not isinstance(rate, str):
        raise InvalidOperation("request", '"profile" and "frame_rate" are texts')
    return Delivery(profile, rate) if profile else None


def new_request(store: Store, media_id: str, body: Mapping[str, Any]) -> VideoRequest:
    """A video of the transcript as it is now.

    Raises:
        NotFound: No recording has this id.
        InvalidOperation: A field is invalid, or there is no text.
        UnknownProfile: There is no such profile.
    """
    revision, transcript = store.edits.transcript(media_id)
    settings, delivery = read_settings(body, transcript.language), delivery_of(body)
    cues = cues_of(store, media_id, transcript, delivery)
    if not cues:
        raise InvalidOperation("video", "there is no text to show")
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    return VideoRequest(
        secrets.token_hex(TOKEN_BYTES), media_id, at, revision, settings, cues,
        delivery.profile if delivery else "", delivery.frame_rate if delivery else "",
    )  # fmt: skip


def cues_of(
    store: Store, media_id: str, transcript: Transcript, delivery: Delivery | None
) -> tuple[Segment, ...]:
    """The cues of a transcript for a profile; without one, its segments with text."""
    if delivery is not None:
        transcript = deliver(store, media_id, transcript, delivery).transcript
    return tuple(segment for segment in transcript.segments if segment.text.strip())


def request_video(store: Store, media_id: str, body: Mapping[str, Any], *, owner: str = "") -> Job:
    """Queue a subtitled video; see `new_request` for the errors."""
    request = new_request(store, media_id, body)
    request.save(store)
    options = SubtitledVideoOptions(request=request.token)
    return SubtitledVideo().submit(store, media_id, options, owner=owner)


def list_videos(store: Store, media_id: str) -> tuple[MadeVideo, ...]:
    """The finished videos of a recording, newest first.

    Raises:
        NotFound: No recording has this id.
    """
    store.media.get(media_id)
    folders = (store.media_folder(media_id) / FOLDER).glob("*/")
    found = [
        made for folder in folders if (made := _made(store, media_id, folder.name)) is not None
    ]
    return tuple(sorted(found, key=lambda made: made.request.created_at, reverse=True))


def find_video(store: Store, media_id: str, token: str) -> MadeVideo:
    """One finished video.

    Raises:
        NotFound: There is none.
    """
    store.media.get(media_id)
    is_token = token.isascii() and token.isalnum()
    made = _made(store, media_id, token) if is_token else None
    if made is None:
        raise NotFound("video", token)
    return made


def delete_video(store: Store, media_id: str, token: str) -> None:
    """Delete a finished video.

    Raises:
        NotFound: There is none.
    """
    find_video(store, media_id, token)
    shutil.rmtree(video_folder(store, media_id, token))


def video_name(store: Store, made: MadeVideo) -> str:
    """The name of its file for users: the recording's title."""
    title = safe_filename(store.media.get(made.request.media_id).title)
    return f"{title}.subtitled{made.path.suffix}"


def _made(store: Store, media_id: str, token: str) -> MadeVideo | None:
    folder = video_folder(store, media_id, token)
    path = result_path(folder)
    if path is None:
        return None
    notes = json.loads((folder / RESULT).read_text(encoding="utf-8"))["notes"]
    return MadeVideo(load_request(store, media_id, token), path, tuple(notes))


def video_to_json(store: Store, made: MadeVideo) -> dict[str, Any]:
    """A finished video as the API writes it."""
    asked = made.request
    settings = asdict(asked.settings)
    return {
        "id": asked.token, "created_at": asked.created_at, "revision": asked.revision,
        "profile": asked.profile or None, "cues": len(asked.cues), "bytes": made.path.stat().st_size,
        "filename": video_name(store, made), "notes": list(made.notes),
        **{name: settings[name] for name in _FIELDS}, "style": settings["style"],
    }  # fmt: skip


def preview(store: Store, media_id: str, body: Mapping[str, Any], at_ms: int) -> bytes:
    """One frame with its cue, drawn by the filter that draws the video, as PNG.

    Where no cue is shown at this time, the next one is; without any, a sample sentence.

    Raises:
        NotFound: No recording has this id.
        InvalidOperation: A field is invalid.
        MediaUnreadable: The original is missing, or has no frame at this time.
        FontMissing: No font has the text's characters.
    """
    _, transcript = store.edits.transcript(media_id)
    settings = read_settings(body, transcript.language)
    media = store.media.get(media_id)
    near = _near(transcript, at_ms)
    cues = cues_of(store, media_id, near, delivery_of(body)) if near.segments else ()
    shown = next((cue for cue in cues if cue.end_ms > at_ms), None)
    if shown is not None:
        at_ms = max(at_ms, shown.start_ms)
    with TemporaryDirectory(prefix="transcribe-preview-") as folder:
        source = look_into(source_path(store, media), media.title, media.duration_ms or 0)
        at_ms = min(at_ms, max(0, (source.found.video_end_ms or at_ms) - 100))
        work = VideoWork(source, settings, (), MILLISECONDS, Path(folder))
        write_still_script(work, shown.text if shown else SAMPLE)
        return draw_frame(source, settings.canvas, Path(folder), at_ms)


def _near(transcript: Transcript, at_ms: int) -> Transcript:
    segments = tuple(
        segment for segment in transcript.segments
        if segment.end_ms > at_ms - PREVIEW_MS and segment.start_ms < at_ms + PREVIEW_MS
    )  # fmt: skip
    return replace(transcript, segments=segments)


def styles_to_json() -> dict[str, Any]:
    """The presets of styles as the API writes them."""
    return {
        "presets": [
            {"name": name, "title": title, "style": asdict(style)}
            for name, (title, style) in PRESETS.items()
        ]
    }


def write_recording(
    store: Store,
    media_id: str,
    body: Mapping[str, Any],
    target: Path,
    report: Callable[[float, str], None],
) -> tuple[str, ...]:
    """Make a video of a recording now and write it to a file, for the command line.

    Returns:
        What was encoded again.

    Raises:
        TranscribeError: As `new_request` and `make_video`.
    """
    asked = new_request(store, media_id, body)
    media: Media = store.media.get(media_id)
    with TemporaryDirectory(prefix=".transcribe-", dir=target.parent) as folder:
        source = open_video(store, media, Path(folder))
        work = VideoWork(source, asked.settings, asked.cues, video_rate(media), Path(folder))
        return _write(work, target, report)


def write_file(
    media: Path,
    subtitles: Path,
    body: Mapping[str, Any],
    target: Path,
    report: Callable[[float, str], None],
) -> tuple[str, ...]:
    """Put the cues of a subtitle file into a media file, for the command line.

    Raises:
        FormatError: The subtitles cannot be read.
        TranscribeError: As `make_video`.
    """
    read = read_subtitles(subtitles.read_bytes(), subtitles.name)
    source = look_into(media, media.name)
    rate = rate_from(source.found.frame_rate if source.shape else None)
    with TemporaryDirectory(prefix=".transcribe-", dir=target.parent) as folder:
        settings = read_settings(body, read.transcript.language)
        cues = tuple(cue for cue in read.transcript.segments if cue.text.strip())
        if not cues:
            raise InvalidOperation("video", f"there is no text in {subtitles.name}")
        return (
            *read.warnings,
            *_write(VideoWork(source, settings, cues, rate, Path(folder)), target, report),
        )


def _write(work: VideoWork, target: Path, report: Callable[[float, str], None]) -> tuple[str, ...]:
    made, notes = make_video(work, report)
    made.replace(target)
    share(target)
    return notes
