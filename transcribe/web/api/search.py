"""Search in the text of all recordings."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from transcribe.library.serializers import (
    hit_to_json,
)
from transcribe.web.requests import (
    open_store,
    query_whole,
)

search_api = Blueprint("search", __name__, url_prefix="/api/v1")


@search_api.get("/search")
def get_search() -> Any:
    limit = query_whole("limit", 50, most=500)
    hits = open_store().search.search(request.args.get("q", ""), limit + 1)
    return {"hits": [hit_to_json(hit) for hit in hits[:limit]], "more": len(hits) > limit}
