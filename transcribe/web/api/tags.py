"""Tags of the library: all of them with counts, and another name for one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from transcribe.errors import InvalidOperation
from transcribe.text.tags import read_tag
from transcribe.web.requests import json_body, open_store

tags_api = Blueprint("tags", __name__, url_prefix="/api/v1/tags")


@tags_api.get("")
def list_tags() -> Any:
    return {"tags": [{"tag": count.tag, "n": count.n} for count in open_store().tags.counts()]}


@tags_api.post("/rename")
def rename_tag() -> Any:
    body = json_body()
    old, new = body.get("from"), body.get("to")
    if not isinstance(old, str) or not isinstance(new, str):
        raise InvalidOperation("request", '"from" and "to" must be tags')
    return {"n": open_store().tags.rename(old, new), "tag": read_tag(new)}
