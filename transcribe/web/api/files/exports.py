"""Transcripts out of and into the library as files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, cast, get_args

from flask import Blueprint, Response, request

from transcribe.document.model import Segment
from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation
from transcribe.formats import FORMATS, Option, ReadOptions, parse_options
from transcribe.formats.encodings import ENCODINGS, known_encoding
from transcribe.formats.parsing import frame_rate_of
from transcribe.jobs.kinds.body import text_of
from transcribe.library.corpora.requests import formats_to_json
from transcribe.library.import_export import (
    Exported,
    Preview,
    export,
    export_name,
    import_file,
    preview_file,
)
from transcribe.library.serializers import job_to_json
from transcribe.library.shift_times import retime_segments
from transcribe.library.subtitles.checks import check_recording, checked_to_json
from transcribe.library.subtitles.deliveries import Delivery
from transcribe.library.subtitles.profiles import all_profiles, profile_to_json
from transcribe.library.subtitles.text_fixes import fix_recording
from transcribe.web.bodies import read_body
from transcribe.web.option_titles import choice_title, option_title
from transcribe.web.requests import (
    attachment,
    clean_view,
    json_body,
    open_store,
    query_flag,
    segments_of,
    time_map_of,
)

MAX_PREVIEW = 8
exports_api = Blueprint("exports", __name__, url_prefix="/api/v1")


@exports_api.get("/media/<media_id>/export/<name>")
def get_export(media_id: str, name: str) -> Any:
    asked = dict(request.args)
    of = asked.pop("of", "transcript")
    if of not in get_args(Exported):
        raise InvalidOperation("of", f"one of {', '.join(get_args(Exported))}")
    view, delivery = clean_view(asked), _delivery(name, asked)
    options = parse_options(name, asked)
    written = export(open_store(), media_id, name, options, cast(Exported, of), view, delivery)
    charset = "; charset=utf-8" if isinstance(written.content, str) else ""
    response = Response(written.data, content_type=f"{FORMATS[name].media_type}{charset}")
    # As JSON in ASCII: a header holds nothing else, and one header may hold several sentences.
    response.headers["Transcribe-Warnings"] = json.dumps(written.warnings)
    title = export_name(open_store(), media_id, cast(Exported, of))
    filename = f"{title}{FORMATS[name].suffix}"
    response.headers["Content-Disposition"] = attachment(filename)
    return response


def _delivery(format: str, asked: dict[str, str]) -> Delivery | None:
    """Take a profile and its frame rate from a query; a format may have a rate of its own."""
    profile = asked.pop("profile", "")
    if not profile:
        return None
    rate = asked.get("frame_rate", "")
    own = FORMATS[format].options if format in FORMATS else ()
    if all(option.name != "frame_rate" for option in own):
        asked.pop("frame_rate", None)
    return Delivery(profile, rate)


@exports_api.post("/media/<media_id>/import")
def post_import(media_id: str) -> Any:
    content, name = posted_file()
    asked = (media_id, content, name, request.args.get("format") or None, read_options())
    if query_flag("preview"):
        return {"revision": None, **_preview_to_json(preview_file(open_store(), *asked))}
    done = import_file(open_store(), *asked)
    return {
        "revision": done.revision, "segments": done.n_segments, "warnings": list(done.warnings),
        "format": done.format, "encoding": done.encoding,
        "job": None if done.job is None else job_to_json(done.job), "edit": done.edit_id,
    }  # fmt: skip


def posted_file() -> tuple[bytes, str]:
    """The content and the name of a file that is the body, or the field `file` of a form."""
    # Of other types `files` would read the body to its end: curl sends every body as a form's.
    file = request.files.get("file") if request.mimetype == "multipart/form-data" else None
    content = file.read() if file else read_body()
    return content, (file.filename if file else request.args.get("name")) or ""


def read_options() -> ReadOptions:
    """How a posted file is read, from the query.

    Raises:
        InvalidOperation: A value that is not allowed.
    """
    given = request.args
    by = given.get("by") or "sentence"
    if by not in {"sentence", "paragraph"}:
        raise InvalidOperation("by", "sentence or paragraph")
    return ReadOptions(
        encoding=known_encoding(given["encoding"]) if given.get("encoding") else None,
        frame_rate=frame_rate_of(given["frame_rate"]) if given.get("frame_rate") else None,
        speakers=query_flag("speakers"),
        by_paragraph=by == "paragraph",
    )


def _preview_to_json(found: Preview) -> dict[str, Any]:
    """What an import would do, with the first segments as they would be read."""
    names = {speaker.id: speaker.name for speaker in found.transcript.speakers}
    return {
        "segments": len(found.transcript.segments), "warnings": list(found.warnings),
        "format": found.format, "encoding": found.encoding, "job": None, "edit": None,
        "beyond": found.n_beyond, "has_times": found.has_times, "names": list(found.names),
        "preview": [
            {"start": seconds(one.start_ms), "end": seconds(one.end_ms), "text": one.text,
             "speaker": names.get(one.speaker or "")}
            for one in _telling(found.transcript.segments)
        ],
    }  # fmt: skip


def _telling(segments: Sequence[Segment]) -> list[Segment]:
    """The first segments, those with letters beyond ASCII before others: they show an encoding."""
    telling = [one for one in segments if not one.text.isascii()][:MAX_PREVIEW]
    rest = [one for one in segments[:MAX_PREVIEW] if one.text.isascii()]
    return sorted([*telling, *rest][:MAX_PREVIEW], key=lambda one: (one.start_ms, one.id))


@exports_api.post("/media/<media_id>/shift")
def post_shift(media_id: str) -> Any:
    """Shift or scale the times of all segments, or of some."""
    body = json_body()
    author = body.get("author")
    done = retime_segments(
        open_store(), media_id, time_map_of(body), segments_of(body),
        author[:100] if isinstance(author, str) else "",
    )  # fmt: skip
    return {
        "revision": done.revision, "edit": done.edit_id, "segments": done.n_segments,
        "cut": done.n_cut, "beyond": done.n_beyond, "message": done.message,
    }  # fmt: skip


@exports_api.get("/formats")
def get_formats() -> Any:
    return {
        "formats": [
            {"name": f.name, "title": f.title, "suffix": f.suffix, "reads": f.reader is not None,
             "writes": f.writer is not None,
             "group": f.group,
             "options": [option.name for option in f.options],
             "option_values": [_option_to_json(option) for option in f.options]}
            for f in FORMATS.values()
        ],
        "encodings": [{"name": name, "title": title} for name, title in ENCODINGS.items()],
    }  # fmt: skip


@exports_api.get("/formats/corpora")
def get_corpus_formats() -> Any:
    return {"formats": formats_to_json()}


def _option_to_json(option: Option) -> dict[str, Any]:
    return {
        "name": option.name, "kind": option.kind, "default": option.default,
        "choices": list(option.choices), "title": option_title(option),
        "choice_titles": [choice_title(option, value) for value in option.choices],
    }  # fmt: skip


@exports_api.get("/media/<media_id>/checks")
def get_checks(media_id: str) -> Any:
    delivery = Delivery(request.args.get("profile", ""), request.args.get("frame_rate", ""))
    return checked_to_json(check_recording(open_store(), media_id, delivery))


@exports_api.post("/media/<media_id>/checks/fix")
def post_fix(media_id: str) -> Any:
    """Fix the signs in the texts of all segments, or of some."""
    body = json_body()
    delivery = Delivery(text_of(body, "profile"), text_of(body, "frame_rate"))
    is_approved = body.get("approved", False)
    if not isinstance(is_approved, bool):
        raise InvalidOperation("fix", '"approved" is true or false')
    done = fix_recording(
        open_store(), media_id, delivery, text_of(body, "author")[:100],
        segments=segments_of(body), changes_approved=is_approved,
    )  # fmt: skip
    return {
        "revision": done.revision,
        "edit": done.edit_id,
        "segments": done.n_segments,
        "kept": done.n_kept,
    }


@exports_api.get("/profiles")
def get_profiles() -> Any:
    found = all_profiles(open_store().folder)
    return {
        "profiles": [profile_to_json(profile) for profile in found.by_name.values()],
        "broken": [str(error) for error in found.broken],
    }
