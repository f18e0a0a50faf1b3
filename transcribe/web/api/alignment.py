"""Word times: segments waiting for alignment, and sound onsets and ends for snapping."""

from __future__ import annotations

from typing import Any

import numpy as np
from flask import Blueprint

from transcribe.audio.decode import SAMPLES_PER_MS, open_pcm, to_float
from transcribe.audio.onsets import find_soundings
from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation, NotFound
from transcribe.jobs.option_checks import whole
from transcribe.library.old_names import ALIGNMENT, read_old_names
from transcribe.web.requests import json_body, open_store, query_ms

alignment = Blueprint("alignment", __name__, url_prefix="/api/v1")
MAX_SEGMENTS = 100
LONGEST_MS = 60_000
AROUND_MS = 2_000  # read on both sides, to measure the background noise


@alignment.get("/media/<media_id>/alignment")
def get_alignment(media_id: str) -> Any:
    """Segments whose word times are estimates."""
    open_store().media.get(media_id)
    return {"waiting": list(open_store().realignments.waiting(media_id))}


@alignment.post("/media/<media_id>/alignment")
def post_alignment(media_id: str) -> Any:
    """Hints: segments just left, and the segment just selected."""
    body = read_old_names(json_body(), ALIGNMENT)
    store = open_store()
    store.media.get(media_id)
    prioritise = body.get("prioritise") or []
    if not isinstance(prioritise, list) or len(prioritise) > MAX_SEGMENTS:
        raise InvalidOperation(
            "request", f'"prioritise" must be a list of at most {MAX_SEGMENTS} ids'
        )
    if ids := [whole(one, "prioritise") for one in prioritise]:
        store.realignments.prioritise(media_id, ids)
    if body.get("prefetch") is not None:
        store.realignments.prefetch(media_id, whole(body["prefetch"], "prefetch"))
    return {"waiting": list(store.realignments.waiting(media_id))}


@alignment.get("/media/<media_id>/onsets")
def get_onsets(media_id: str) -> Any:
    """Ranges of sound that overlap the requested range."""
    store = open_store()
    store.media.get(media_id)
    path = store.media_folder(media_id) / "audio.pcm"
    if not path.is_file():
        raise NotFound("audio of recording", media_id)
    from_ms = query_ms("from") or 0
    to_ms = query_ms("to")
    to_ms = from_ms + LONGEST_MS if to_ms is None else min(to_ms, from_ms + LONGEST_MS)
    heard_from_ms = max(0, from_ms - AROUND_MS)
    heard = open_pcm(path)[heard_from_ms * SAMPLES_PER_MS : (to_ms + AROUND_MS) * SAMPLES_PER_MS]
    found = find_soundings(to_float(np.array(heard)))
    return {
        "sounds": [
            {"start": seconds(one.start_ms + heard_from_ms), "end": seconds(one.end_ms + heard_from_ms)}
            for one in found
            if one.start_ms + heard_from_ms < to_ms and one.end_ms + heard_from_ms > from_ms
        ]
    }  # fmt: skip
