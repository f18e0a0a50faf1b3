"""The transcript of a recording, whole or in part."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from transcribe.document.serialization import (
    segment_to_json,
    speaker_to_json,
)
from transcribe.errors import InvalidOperation
from transcribe.formats.json import to_plain
from transcribe.web.requests import (
    open_store,
    query_ms,
)

transcripts_api = Blueprint("transcripts", __name__, url_prefix="/api/v1")


FORMS = ("full", "compact")


@transcripts_api.get("/media/<media_id>/transcript")
def get_transcript(media_id: str) -> Any:
    form = request.args.get("format", "full")
    if form not in FORMS:
        raise InvalidOperation("format", f"one of {', '.join(FORMS)}")
    if form == "compact":
        return get_compact(media_id)
    revision, transcript = open_store().edits.transcript(media_id)
    return {**to_plain(transcript), "revision": revision}


@transcripts_api.get("/media/<media_id>/compact")
def get_compact(media_id: str) -> Response:
    """The old address of `transcript?format=compact`."""
    return Response(open_store().edits.compact_json(media_id), content_type="application/json")


@transcripts_api.get("/media/<media_id>/segments")
def get_segments(media_id: str) -> Any:
    from_ms, to_ms = query_ms("from") or 0, query_ms("to")
    revision, segments = open_store().edits.segments(media_id, from_ms, to_ms)
    return {
        "revision": revision,
        "segments": [segment_to_json(segment) for segment in segments],
        "speakers": [speaker_to_json(speaker) for speaker in open_store().edits.speakers(media_id)],
    }
