"""Find and replace in the library, over HTTP."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint

from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation
from transcribe.jobs.option_checks import whole
from transcribe.library.find_replace import (
    MAX_HITS,
    LibraryHit,
    Outcome,
    Wanted,
    preview,
    replace_in_recording,
    undo_all,
)
from transcribe.text.find_replace import FindQuery, Replacement
from transcribe.web.openapi.schemas import (
    Json,
)
from transcribe.web.requests import json_body, open_store

replacing = Blueprint("replacing", __name__, url_prefix="/api/v1")


@replacing.post("/find")
def find() -> Any:
    """A preview of all hits."""
    body = json_body()
    query, replacement = _query(body)
    media = body.get("media")
    if media is not None and not _are_texts(media):
        raise InvalidOperation("media", "a list of recordings' ids")
    limit = min(whole(body.get("limit", MAX_HITS), "limit"), MAX_HITS)
    found = preview(open_store(), query, replacement, media, limit)
    return {
        "hits": [_hit_to_json(hit) for hit in found.hits],
        "recordings": [
            {"media": r.media_id, "title": r.title, "revision": r.revision, "hits": r.n_hits}
            for r in found.recordings
        ],
        "segments": found.n_segments,
        "capped": found.is_capped,
    }


@replacing.post("/replace")
def replace() -> Any:
    """Replace hits of a preview: one edit per recording."""
    body = json_body()
    query, replacement = _query(body)
    recordings = body.get("recordings")
    if not isinstance(recordings, list):
        raise InvalidOperation("recordings", "a list of recordings with the hits to replace")
    wanted = [_wanted(plain) for plain in recordings]
    author = _text(body, "author")[:100]
    done = [replace_in_recording(open_store(), one, query, replacement, author) for one in wanted]
    return {"recordings": [_outcome_to_json(outcome) for outcome in done]}


@replacing.post("/replace/undo")
def undo() -> Any:
    """Undo replacements, except where the same segments were edited since."""
    body = json_body()
    edits = body.get("edits")
    if not isinstance(edits, list) or not all(
        isinstance(e, dict) and _are_texts([e.get("media"), e.get("edit")]) for e in edits
    ):
        raise InvalidOperation("edits", 'a list of {"media", "edit"}')
    pairs = [(edit["media"], edit["edit"]) for edit in edits]
    left = undo_all(open_store(), pairs, _text(body, "author")[:100])
    return {"undone": len(pairs) - len(left), "left": left}


def _query(body: dict[str, Any]) -> tuple[FindQuery, Replacement]:
    flags = {}
    for name in ("is_regex", "whole_words", "match_case", "keep_case"):
        if not isinstance(body.get(name, False), bool):
            raise InvalidOperation(name, "true or false")
        flags[name] = body.get(name, False)
    keep_case = flags.pop("keep_case")
    query = FindQuery(_text(body, "text"), **flags)
    return query, Replacement(_text(body, "replacement"), keep_case)


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str):
        raise InvalidOperation(name, "it must be text")
    return value.encode("utf-8", "replace").decode("utf-8")


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _wanted(plain: Any) -> Wanted:
    try:
        places = {
            whole(segment["id"], "id"): frozenset(
                (whole(start, "hits"), whole(end, "hits")) for start, end in segment["hits"]
            )
            for segment in plain["segments"]
        }
        media, revision = plain["media"], whole(plain["revision"], "revision")
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidOperation(
            "recordings", 'each has "media", "revision" and "segments" with "id" and "hits"'
        ) from error
    if not isinstance(media, str):
        raise InvalidOperation("recordings", '"media" is a recording\'s id')
    return Wanted(media, revision, places)


def _hit_to_json(hit: LibraryHit) -> Json:
    plain = asdict(hit)
    return {
        "media": plain["media_id"], "segment": plain["segment_id"], "from": plain["start"],
        "to": plain["end"], "start": seconds(hit.start_ms), "before": plain["before"],
        "match": plain["match"], "after": plain["after"], "replacement": plain["new"],
    }  # fmt: skip


def _outcome_to_json(outcome: Outcome) -> Json:
    return {
        "media": outcome.media_id, "title": outcome.title, "edit": outcome.edit_id,
        "hits": outcome.n_hits, "segments": outcome.n_segments, "changed": list(outcome.changed),
    }  # fmt: skip
