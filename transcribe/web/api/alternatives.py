"""Alternatives for a word: answered while the client waits."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint

from transcribe.errors import InvalidOperation, NotFound, RequestTimedOut
from transcribe.jobs.option_checks import hotwords, whole
from transcribe.web.requests import json_body, open_store

alternatives = Blueprint("alternatives", __name__, url_prefix="/api/v1")
LONGEST_S = 45.0  # a worker may have to load the model first
POLL_S = 0.03


@alternatives.post("/media/<media_id>/alternatives")
def post_alternatives(media_id: str) -> Any:
    body = json_body()
    store = open_store()
    store.media.get(media_id)
    segment, first = whole(body.get("segment"), "segment"), whole(body.get("first"), "first")
    last = whole(body.get("last", first), "last")
    found, _ = store.edits.some(media_id, [segment])
    if not found:
        raise NotFound("segment", str(segment))
    if not first <= last < len(found[0].words):
        raise InvalidOperation("words", f"they are counted from 0 to {len(found[0].words) - 1}")
    asked = {"segment": segment, "first": first, "last": last,
             "terms": list(hotwords(body.get("terms")))}  # fmt: skip
    question = store.questions.ask(media_id, asked)
    try:
        return {"alternatives": _wait(question)}
    finally:
        store.questions.drop(question)


def _wait(question: str) -> list[dict[str, Any]]:
    store, until = open_store(), time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        answer, error = store.questions.take(question)
        if error:
            raise RequestTimedOut(error)
        if answer is not None:
            return [{"text": text, "probability": p} for text, p in answer["alternatives"]]
        time.sleep(POLL_S)
    raise RequestTimedOut(
        "No worker was free in time. Try again; the Jobs page shows what the workers do."
    )
