"""Compare a recording's transcript with another one cue by cue, and merge another one into it."""

from __future__ import annotations

from typing import Any, cast, get_args

from flask import Blueprint, request

from transcribe.errors import InvalidOperation
from transcribe.jobs.kinds.body import ms_of
from transcribe.library.comparing.cue_differences import (
    compare_cues,
    differences_to_json,
    other_file,
    other_transcript,
)
from transcribe.library.comparing.merging import (
    Merging,
    Mode,
    merge_into,
    plan_merge,
    plan_to_json,
)
from transcribe.library.scores import ScoredFile
from transcribe.web.api.files.exports import posted_file, read_options
from transcribe.web.requests import open_store, query_flag

comparing_api = Blueprint("comparing", __name__, url_prefix="/api/v1")
MAX_NAME = 100


@comparing_api.get("/media/<media_id>/compare")
def get_comparison(media_id: str) -> Any:
    return _compared(media_id, _named(media_id))


@comparing_api.post("/media/<media_id>/compare")
def post_comparison(media_id: str) -> Any:
    return _compared(media_id, _posted(media_id))


@comparing_api.post("/media/<media_id>/merge")
def post_merge(media_id: str) -> Any:
    """Merge the posted file, or without one the transcript that `with` names."""
    other = _named(media_id) if request.args.get("with") else _posted(media_id)
    how = _merging()
    if query_flag("preview"):
        revision, plan = plan_merge(open_store(), media_id, other, how)
        return {"revision": revision, "edit": None, **plan_to_json(plan)}
    author = request.args.get("author", "")[:MAX_NAME]
    revision, edit, plan = merge_into(open_store(), media_id, other, how, author)
    return {"revision": revision, "edit": edit, **plan_to_json(plan)}


def _compared(media_id: str, other: ScoredFile) -> Any:
    return differences_to_json(compare_cues(open_store(), media_id, other))


def _named(media_id: str) -> ScoredFile:
    name = request.args.get("with")
    if not name:
        raise InvalidOperation("with", "a recording's id, ID@REVISION, or draft")
    return other_transcript(open_store(), media_id, name)


def _posted(media_id: str) -> ScoredFile:
    content, name = posted_file()
    return other_file(open_store(), media_id, content, name, read_options())


def _merging() -> Merging:
    given = request.args
    mode = given.get("mode") or "interleave"
    if mode not in get_args(Mode):
        raise InvalidOperation("mode", f"one of {', '.join(get_args(Mode))}")
    return Merging(
        cast(Mode, mode), _at(given.get("at")), given.get("speaker", "").strip()[:MAX_NAME],
        query_flag("keep_lines"), query_flag("approved"),
    )  # fmt: skip


def _at(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return ms_of(float(text), "at")
    except ValueError as error:
        raise InvalidOperation("at", "seconds, such as 12.5") from error
