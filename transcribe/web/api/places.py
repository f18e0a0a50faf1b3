"""Where a recording was opened last, so that it opens there in any browser."""

from __future__ import annotations

import math
from typing import Any

from flask import Blueprint

from transcribe.errors import InvalidOperation
from transcribe.jobs.option_checks import MAX_WHOLE, whole
from transcribe.web.requests import json_body, open_store

places_api = Blueprint("places", __name__, url_prefix="/api/v1")


@places_api.put("/media/<media_id>/place")
def put_place(media_id: str) -> Any:
    body = json_body()
    segment, time_s = body.get("segment"), body.get("time")
    if isinstance(time_s, bool) or not isinstance(time_s, int | float):
        raise InvalidOperation("request", '"time" must be seconds')
    if not math.isfinite(time_s) or not 0 <= time_s * 1000 <= MAX_WHOLE:
        raise InvalidOperation("request", '"time" must be seconds from the start of the recording')
    known = None if segment is None else whole(segment, "segment")
    open_store().places.put(media_id, known, round(time_s * 1000))
    return "", 204
