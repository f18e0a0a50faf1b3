"""The library's list: a page of rows, all ids that match, the next or previous one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from flask import Blueprint, request

from transcribe.errors import InvalidOperation
from transcribe.library.recording_list import next_to_json, page_to_json, read_list_query
from transcribe.store.library_rows import ListQuery
from transcribe.web.requests import open_store, query_whole, whole_in_text

library_api = Blueprint("library", __name__, url_prefix="/api/v1/library")

ROWS, MAX_ROWS = 100, 200


@library_api.get("")
def list_library() -> Any:
    limit = whole_in_text(request.args.get("limit") or str(ROWS), "limit")
    if not 1 <= limit <= MAX_ROWS:
        raise InvalidOperation("limit", f"1 to {MAX_ROWS}")
    return page_to_json(open_store(), _query(), query_whole("offset", 0), limit)


@library_api.get("/ids")
def list_ids() -> Any:
    return {"ids": list(open_store().library.ids(_query()))}


@library_api.get("/next")
def get_next() -> Any:
    media_id = request.args.get("after")
    if not media_id:
        raise InvalidOperation("after", "the id of a recording")
    return next_to_json(open_store(), replace(_query(), ids=None), media_id, _direction())


def _query() -> ListQuery:
    return read_list_query(dict(request.args.lists()))


def _direction() -> Literal["next", "previous"]:
    given = request.args.get("direction") or "next"
    if given not in {"next", "previous"}:
        raise InvalidOperation("direction", "next or previous")
    return "previous" if given == "previous" else "next"
