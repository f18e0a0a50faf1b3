"""The history API: who changed what, earlier states, changes since the draft, effort."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, request

from transcribe.document.serialization import seconds
from transcribe.document.time_spent import SpentTime
from transcribe.errors import InvalidOperation
from transcribe.formats.json import to_plain
from transcribe.jobs.option_checks import MAX_WHOLE, whole
from transcribe.library.old_names import EFFORT_REPORT, read_old_names
from transcribe.library.revisions import changes_since, changes_since_draft, restore
from transcribe.quality.edit_summary import EditSummary, describe
from transcribe.quality.effort import Effort, by_author, total
from transcribe.quality.word_diff import Change, Changes
from transcribe.store.values import Edit
from transcribe.web.requests import json_body, open_store, query_whole

history = Blueprint("history", __name__, url_prefix="/api/v1")
MAX_NAME = 100
MAX_SPANS = 5_000
MAX_CHANGES = 2_000
MAX_SPENT_S = 24 * 3600.0  # of one segment in one report


@history.get("/media/<media_id>/history")
def get_history(media_id: str) -> Any:
    store = open_store()
    store.media.get(media_id)
    before = query_whole("before", MAX_WHOLE, most=MAX_WHOLE)
    edits = store.edits.page(media_id, before, query_whole("limit", 100, most=1000))
    undone = store.edits.undone(media_id, [edit.revision for edit in edits])
    return {"history": [_entry(edit, edit.revision in undone) for edit in edits]}


@history.get("/media/<media_id>/revisions/<int:revision>")
def get_revision(media_id: str, revision: int) -> Any:
    _, transcript = open_store().edits.at(media_id, whole(revision, "revision"))
    return {**to_plain(transcript), "revision": revision}


@history.post("/media/<media_id>/revisions/<int:revision>/restore")
def post_restore(media_id: str, revision: int) -> Any:
    author = _name(json_body().get("author", ""), "author")
    applied = restore(open_store(), media_id, whole(revision, "revision"), author)
    now = open_store().media.get(media_id).revision
    return {"revision": applied.revision if applied else now,
            "id": applied.edit.id if applied else None}  # fmt: skip


@history.get("/media/<media_id>/changes")
def get_changes(media_id: str) -> Any:
    store = open_store()
    store.media.get(media_id)
    if "since_revision" in request.args:
        revision = query_whole("since_revision", 0)
        return _changes_to_json(changes_since(store, media_id, revision))
    return _changes_to_json(changes_since_draft(store, media_id))


@history.get("/media/<media_id>/effort")
def get_effort(media_id: str) -> Any:
    store = open_store()
    _, transcript = store.edits.transcript(media_id)
    durations = {segment.id: segment.duration_ms for segment in transcript.segments}
    spent = store.effort.list(media_id)
    people = by_author(spent, durations)
    return {
        "total": _effort_to_json(total(spent, durations)),
        "people": [{"author": name, **_effort_to_json(one)} for name, one in people.items()],
    }


@history.post("/media/<media_id>/effort")
def post_effort(media_id: str) -> Any:
    body = read_old_names(json_body(), EFFORT_REPORT)
    window_id = _name(body.get("window_id"), "window_id")
    author = _name(body.get("author", ""), "author")
    spans = body.get("spans")
    if not window_id:
        raise InvalidOperation("window_id", "the id of the reporting window is needed")
    if not isinstance(spans, list) or len(spans) > MAX_SPANS:
        raise InvalidOperation("spans", f"a list of at most {MAX_SPANS} is needed")
    spent = [_spent(plain, author) for plain in spans]
    sequence = whole(body.get("sequence"), "sequence")
    is_new = open_store().effort.add(media_id, window_id, sequence, spent)
    return {"counted": is_new}


def _spent(plain: Any, author: str) -> SpentTime:
    if not isinstance(plain, dict):
        raise InvalidOperation("spans", "each must be an object")
    return SpentTime(
        author, whole(plain.get("segment"), "segment"), whole(plain.get("keystrokes", 0), "keystrokes"),
        _ms(plain, "focus"), _ms(plain, "play"),
    )  # fmt: skip


def _ms(plain: dict[str, Any], name: str) -> int:
    value = plain.get(name, 0)
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not 0 <= value <= MAX_SPENT_S
    ):
        raise InvalidOperation(name, f"seconds from 0 to {MAX_SPENT_S:g} are needed")
    return round(value * 1000)


def _name(value: Any, field: str) -> str:
    if not isinstance(value, str):
        raise InvalidOperation(field, "it must be text")
    return value.encode("utf-8", "replace").decode()[:MAX_NAME]


def _entry(edit: Edit, is_undone: bool) -> dict[str, Any]:
    return {
        "revision": edit.revision, "id": edit.id, "kind": edit.kind, "target": edit.target,
        "author": edit.author, "at": edit.created_at, "undone": is_undone, "origin": edit.origin,
        "job": edit.job_id,
        **_step_to_json(describe(edit.ops, edit.inverse)),
    }  # fmt: skip


def _step_to_json(step: EditSummary) -> dict[str, Any]:
    return {
        "operations": step.n_operations, "segments": step.n_segments, "segment": step.segment_id,
        "start": None if step.start_ms is None else seconds(step.start_ms),
        "before": step.before, "after": step.after,
    }  # fmt: skip


def _changes_to_json(changes: Changes) -> dict[str, Any]:
    return {
        "words_before": changes.n_words_before, "words_after": changes.n_words_after,
        "substituted": changes.n_substituted, "deleted": changes.n_deleted,
        "inserted": changes.n_inserted, "spelled": changes.n_spelled,
        "changed": changes.n_changed, "error_rate": changes.error_rate,
        "changes": [_change_to_json(change) for change in changes.changes[:MAX_CHANGES]],
        "more": max(0, len(changes.changes) - MAX_CHANGES),
    }  # fmt: skip


def _change_to_json(change: Change) -> dict[str, Any]:
    return {
        "start": seconds(change.start_ms), "end": seconds(change.end_ms),
        "segment": change.segment_id, "pieces": [asdict(piece) for piece in change.pieces],
    }  # fmt: skip


def _effort_to_json(effort: Effort) -> dict[str, Any]:
    return {
        "keystrokes": effort.keystrokes, "focus": seconds(effort.focus_ms),
        "play": seconds(effort.play_ms), "segments": effort.n_segments,
        "sound": seconds(effort.sound_ms), "real_time_factor": effort.real_time_factor,
    }  # fmt: skip
