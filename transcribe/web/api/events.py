"""Server-sent events."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, request

from transcribe.document.serialization import (
    segment_to_json,
    speaker_to_json,
)
from transcribe.errors import NotFound
from transcribe.library.serializers import (
    job_to_json,
    media_to_json,
)
from transcribe.store import Store
from transcribe.web.requests import (
    open_store,
    whole_in_text,
)

events_api = Blueprint("events", __name__, url_prefix="/api/v1")


EVENT_POLL_S = 0.15


KEEP_ALIVE_S = 15.0


LARGE_EVENT = 1_000  # segments; for more, windows read the transcript again
EDIT_KEYS = ("revision", "id", "author", "kind", "origin", "job", "words_only")


@events_api.get("/events")
def get_events() -> Any:
    store = open_store()
    asked = request.headers.get("Last-Event-ID") or request.args.get("since")
    start = whole_in_text(asked, "since") if asked else store.events.last_id()
    return Response(
        _follow(store, start),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-cache"},
    )


def _follow(store: Store, at: int) -> Iterator[str]:
    newest = store.events.last_id()
    # Pruned since then, or counted by a library that a backup has taken the place of.
    if at < store.events.first_id() - 1 or at > newest:
        at = newest
        yield f"id: {at}\nevent: reset\ndata: {{}}\n\n"
    last_sent = time.monotonic()
    yield ": here\n\n"
    while True:
        for event in store.events.since(at):
            at, last_sent = event.id, time.monotonic()
            yield f"id: {at}\nevent: {event.type}\ndata: {json.dumps(_payload(store, event))}\n\n"
        if time.monotonic() - last_sent > KEEP_ALIVE_S:
            last_sent = time.monotonic()
            yield ": still here\n\n"
        time.sleep(EVENT_POLL_S)


def _payload(store: Store, event: Any) -> dict[str, Any]:
    try:
        if event.type == "job":
            return job_to_json(store.jobs.get(int(event.payload["job"])))
        if event.type == "media":
            return media_to_json(store, store.media.overview(event.media_id))
    except NotFound:
        return {"id": event.media_id, "deleted": True}
    touched = event.payload.get("touched", ())
    is_large = len(touched) > LARGE_EVENT
    present, removed = store.edits.some(event.media_id, () if is_large else touched)
    shown = {key: event.payload.get(key) for key in EDIT_KEYS}
    shown["waiting"] = event.payload.get("waiting", [])
    if event.payload.get("speakers"):
        shown["speakers"] = [speaker_to_json(one) for one in store.edits.speakers(event.media_id)]
    return {
        **shown,
        "media": event.media_id,
        "large": is_large,
        "segments": [segment_to_json(segment) for segment in present],
        "removed": list(removed),
    }
