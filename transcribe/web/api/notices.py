"""What a draft says of ranges in addition to its text: speech without words, another language."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from transcribe.errors import InvalidOperation
from transcribe.library.serializers import notice_to_json
from transcribe.web.requests import json_body, open_store

notices_api = Blueprint("notices", __name__, url_prefix="/api/v1")


@notices_api.get("/media/<media_id>/notices")
def list_notices(media_id: str) -> Any:
    open_store().media.get(media_id)
    return {"notices": [notice_to_json(one) for one in open_store().notices.list(media_id)]}


@notices_api.patch("/media/<media_id>/notices/<int:notice_id>")
def change_notice(media_id: str, notice_id: int) -> Any:
    is_dismissed = json_body().get("dismissed")
    if not isinstance(is_dismissed, bool):
        raise InvalidOperation("request", '"dismissed" must be true or false')
    open_store().notices.dismiss(media_id, notice_id, is_dismissed=is_dismissed)
    return list_notices(media_id)
