"""Edits of a transcript, their history, undo and redo."""

from __future__ import annotations

import uuid
from collections import Counter
from typing import Any

from flask import Blueprint

from transcribe.document.operations import Insert, Operation
from transcribe.document.serialization import (
    operation_from_json,
    operation_to_json,
    segment_to_json,
)
from transcribe.errors import EditTooLarge, InvalidOperation
from transcribe.jobs.option_checks import whole
from transcribe.library.old_names import APPLIED, NEW_EDIT, read_old_names, with_old_names
from transcribe.library.serializers import edit_to_json
from transcribe.web.openapi.schemas import MAX_OPERATIONS, MAX_SPEAKER_OPERATIONS
from transcribe.web.requests import json_body, open_store, query_whole

edits_api = Blueprint("edits", __name__, url_prefix="/api/v1")


LARGE_EDIT = 200  # segments; an undo of more is left to the server


SPEAKER_OPERATIONS = ("add_speaker", "rename_speaker", "remove_speaker")


@edits_api.post("/media/<media_id>/edits")
def post_edit(media_id: str) -> Any:
    body = read_old_names(json_body(), NEW_EDIT)
    kind = body.get("kind", "edit")
    if kind not in ("edit", "undo", "redo"):
        raise InvalidOperation("kind", "one of edit, undo, redo")
    is_step = kind != "edit" and bool(body.get("target"))
    if not isinstance(body.get("ops"), list) or not (body["ops"] or is_step):
        raise InvalidOperation("ops", "a list with at least one operation is needed")
    _check_size(body["ops"])
    ops = tuple(operation_from_json(plain) for plain in body["ops"])
    applied = open_store().edits.apply(
        media_id,
        whole(body.get("base"), "base"),
        ops,
        edit_id=(_optional_text(body, "id") or str(uuid.uuid4()))[:100],
        kind=kind,
        target=_optional_text(body, "target"),
        author=(_optional_text(body, "author") or "")[:100],
        realigns=body.get("realign") is not False,
        draft_ids=_draft_ids(body["ops"], ops),
    )
    answer = {
        "revision": applied.revision,
        "id": applied.edit.id,
        "duplicate": applied.is_duplicate,
        "applied": [operation_to_json(op) for op in applied.edit.ops],
        "inverse": [operation_to_json(op) for op in applied.edit.inverse],
        "segments": [segment_to_json(segment) for segment in applied.segments],
        "removed": list(applied.removed),
    }
    return with_old_names(answer, APPLIED)


def _draft_ids(plain: list[dict[str, Any]], ops: tuple[Operation, ...]) -> tuple[int, ...]:
    """Segments that a client inserts with the status "draft" and nothing that a person sets."""
    n_touched = Counter(key for op in ops for key in op.touched())
    return tuple(
        op.segment.id
        for one, op in zip(plain, ops, strict=True)
        if isinstance(op, Insert)
        and one["segment"].get("status") == "draft"
        and not (op.segment.speaker or op.segment.is_flagged)
        and n_touched[op.segment.id] == 1
    )


def _check_size(ops: list[Any]) -> None:
    """Before anything is read of them; the segments of a `replace` count as operations."""
    lists = [
        op[name]
        for op in ops
        if isinstance(op, dict)
        for name in ("put", "remove")
        if isinstance(op.get(name), list)
    ]
    n_operations = len(ops) + sum(map(len, lists))
    if n_operations > MAX_OPERATIONS:
        raise EditTooLarge("operations in one edit", n_operations, MAX_OPERATIONS)
    n_speakers = sum(isinstance(op, dict) and op.get("op") in SPEAKER_OPERATIONS for op in ops)
    if n_speakers > MAX_SPEAKER_OPERATIONS:
        raise EditTooLarge("operations on speakers in one edit", n_speakers, MAX_SPEAKER_OPERATIONS)


def _optional_text(body: dict[str, Any], name: str) -> str | None:
    value = body.get(name)
    if value is not None and not isinstance(value, str):
        raise InvalidOperation("request", f'"{name}" must be text')
    # A lone surrogate is no Unicode text, and SQLite takes none.
    return value and value.encode("utf-8", "replace").decode("utf-8")


@edits_api.get("/media/<media_id>/edits")
def get_edits(media_id: str) -> Any:
    since, limit = query_whole("since", 0), query_whole("limit", 500, most=5000)
    edits = open_store().edits.since(media_id, since, limit)
    revision = open_store().media.get(media_id).revision
    return {"edits": [edit_to_json(edit) for edit in edits], "revision": revision}


@edits_api.get("/media/<media_id>/undo")
def get_undo(media_id: str) -> Any:
    limit, offset = query_whole("limit", 100, most=1000), query_whole("offset", 0)
    log = open_store().edits
    return {
        name: [{**edit_to_json(edit), "large": not edit.ops} for edit in edits]
        for name, edits in (
            ("undo", log.undo_stack(media_id, limit, offset, largest=LARGE_EDIT)),
            ("redo", log.redo_stack(media_id, limit, offset, largest=LARGE_EDIT)),
        )
    }
