"""The JSON API: library, transcript, edits, work, search."""

from __future__ import annotations

import json
import secrets
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import FileStorage

from transcribe.asr.engine import ENGINE_NAMES
from transcribe.asr.languages import LANGUAGES
from transcribe.asr.models import files as models
from transcribe.document.serialization import (
    operation_from_json,
    operation_to_json,
    segment_to_json,
    speaker_to_json,
)
from transcribe.errors import DiskFull, EditTooLarge, InvalidOperation, NotFound, TranscribeError
from transcribe.formats import FORMATS
from transcribe.formats.json import to_plain
from transcribe.library.channels import ChannelReader
from transcribe.library.import_export import Exported, export, import_file
from transcribe.library.ingest import choose_stream, clean_title, take_in
from transcribe.library.serializers import (
    delivery_to_json,
    edit_to_json,
    hit_to_json,
    job_to_json,
    media_to_json,
    watched_to_json,
)
from transcribe.store import Store
from transcribe.web.api.waveforms import get_channels, send_made
from transcribe.web.bodies import read_body
from transcribe.web.openapi import document
from transcribe.web.openapi.schemas import MAX_OPERATIONS, MAX_SPEAKER_OPERATIONS
from transcribe.web.problems import problem
from transcribe.web.requests import (
    check_choice,
    clean_view,
    json_body,
    open_store,
    query_ms,
    query_whole,
    take_in_options,
    whole,
    whole_in_text,
)

api = Blueprint("api", __name__, url_prefix="/api/v1")
PROXY_TYPES = {".webm": "audio/webm", ".mp4": "video/mp4"}
EVENT_POLL_S = 0.15
KEEP_ALIVE_S = 15.0
LARGE_EDIT = 200  # segments; an undo of more is left to the server
SPEAKER_OPERATIONS = ("add_speaker", "rename_speaker", "remove_speaker")
LARGE_EVENT = 1_000  # segments; windows read the transcript anew rather than be told of more


@api.get("/media")
def list_media() -> Any:
    shelf = open_store().media.list(include_deleted=request.args.get("deleted") == "1")
    return {"media": [media_to_json(open_store(), media) for media in shelf]}


@api.post("/media")
def add_media() -> Any:
    files = request.files.getlist("file")
    if not files:
        return problem(422, "Send at least one file in the form field `file`.")
    taken, failed = [], []
    for file in files:
        try:
            taken.append(_take_in(file))
        except TranscribeError as error:
            failed.append((file.filename, error))
    if not taken and isinstance(failed[0][1], DiskFull):
        raise failed[0][1]
    errors = [{"filename": name or "recording", "title": str(error)} for name, error in failed]
    if not taken:
        return problem(422, errors[0]["title"], errors=errors)
    return {"media": taken, "errors": errors}, 201


def _take_in(file: FileStorage) -> dict[str, Any]:
    store, name = open_store(), file.filename or "recording"
    incoming = store.incoming_folder / secrets.token_hex(16)
    incoming.parent.mkdir(exist_ok=True)
    try:
        file.save(incoming)
        outcome = take_in(store, incoming, take_in_options(name, request.form))
    finally:
        incoming.unlink(missing_ok=True)
    return {**media_to_json(store, outcome.media), "duplicate": outcome.is_duplicate}


@api.get("/media/<media_id>")
def get_media(media_id: str) -> Any:
    return media_to_json(open_store(), open_store().media.get(media_id))


@api.patch("/media/<media_id>")
def change_media(media_id: str) -> Any:
    body, changes = json_body(), {}
    if isinstance(body.get("title"), str):
        changes["title"] = clean_title(body["title"])
    if "language" in body:
        check_choice(None, "auto", body["language"])
        changes["language"] = body["language"]
    if "audio_stream" in body:
        choose_stream(open_store(), media_id, whole(body["audio_stream"], "audio_stream"))
    media = open_store().media.update(media_id, **changes)
    return media_to_json(open_store(), media)


@api.delete("/media/<media_id>")
def delete_media(media_id: str) -> Any:
    reader: ChannelReader = current_app.extensions["channels"]
    reader.cancel(media_id)
    return media_to_json(open_store(), open_store().media.delete(media_id))


@api.post("/media/<media_id>/restore")
def restore_media(media_id: str) -> Any:
    return media_to_json(open_store(), open_store().media.restore(media_id))


@api.get("/media/<media_id>/transcript")
def get_transcript(media_id: str) -> Any:
    revision, transcript = open_store().edits.transcript(media_id)
    return {**to_plain(transcript), "revision": revision}


@api.get("/media/<media_id>/compact")
def get_compact(media_id: str) -> Any:
    return Response(open_store().edits.compact_json(media_id), content_type="application/json")


@api.get("/media/<media_id>/segments")
def get_segments(media_id: str) -> Any:
    from_ms, to_ms = query_ms("from") or 0, query_ms("to")
    revision, segments = open_store().edits.segments(media_id, from_ms, to_ms)
    return {
        "revision": revision,
        "segments": [segment_to_json(segment) for segment in segments],
        "speakers": [speaker_to_json(speaker) for speaker in open_store().edits.speakers(media_id)],
    }


@api.post("/media/<media_id>/edits")
def post_edit(media_id: str) -> Any:
    body = json_body()
    kind = body.get("kind", "edit")
    if kind not in ("edit", "undo", "redo"):
        raise InvalidOperation("kind", "one of edit, undo, redo")
    if not isinstance(body.get("ops"), list) or not (body["ops"] or body.get("target")):
        raise InvalidOperation("ops", "a list with at least one operation is needed")
    _check_size(body["ops"])
    applied = open_store().edits.apply(
        media_id,
        whole(body.get("base"), "base"),
        tuple(operation_from_json(plain) for plain in body["ops"]),
        edit_id=(_optional_text(body, "id") or str(uuid.uuid4()))[:100],
        kind=kind,
        target=_optional_text(body, "target"),
        author=(_optional_text(body, "author") or "")[:100],
        realigns=body.get("align") is not False,
    )
    return {
        "revision": applied.revision,
        "id": applied.edit.id,
        "already": applied.already,
        "applied": [operation_to_json(op) for op in applied.edit.ops],
        "inverse": [operation_to_json(op) for op in applied.edit.inverse],
        "segments": [segment_to_json(segment) for segment in applied.segments],
        "removed": list(applied.removed),
    }


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


@api.get("/media/<media_id>/edits")
def get_edits(media_id: str) -> Any:
    since, limit = query_whole("since", 0), query_whole("limit", 500, most=5000)
    edits = open_store().edits.since(media_id, since, limit)
    revision = open_store().media.get(media_id).revision
    return {"edits": [edit_to_json(edit) for edit in edits], "revision": revision}


@api.get("/media/<media_id>/undo")
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


@api.get("/deliveries")
def list_deliveries() -> Any:
    limit = query_whole("limit", 100, most=5000)
    return {"deliveries": [delivery_to_json(one) for one in open_store().deliveries.list(limit)]}


@api.get("/watched")
def list_watched() -> Any:
    return {"watched": [watched_to_json(file) for file in open_store().watched.list()]}


@api.get("/media/<media_id>/peaks/<int:level>")
def get_peaks(media_id: str, level: int) -> Any:
    media = open_store().media.get(media_id)
    if request.args.get("channels") == "2":
        return get_channels(media, level)
    return send_made(media, f"peaks-{level}.dat", "application/octet-stream")


@api.get("/media/<media_id>/stream")
def get_stream(media_id: str) -> Any:
    media = open_store().media.get(media_id)
    name = media.proxy or ""
    response = send_made(
        media, name, PROXY_TYPES.get(Path(name).suffix, "application/octet-stream")
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@api.get("/media/<media_id>/export/<name>")
def get_export(media_id: str, name: str) -> Any:
    asked = dict(request.args)
    of = asked.pop("of", "transcript")
    if of not in get_args(Exported):
        raise InvalidOperation("of", f"one of {', '.join(get_args(Exported))}")
    view = clean_view(asked)
    options = {key: value in {"1", "true", "on"} for key, value in asked.items()}
    content = export(open_store(), media_id, name, options, cast(Exported, of), view)
    title = open_store().media.get(media_id).title + (".en" if of == "translation" else "")
    response = Response(content, content_type=f"{FORMATS[name].media_type}; charset=utf-8")
    filename = f"{title}{FORMATS[name].suffix}".replace("/", "-")
    response.headers["Content-Disposition"] = _attachment(filename)
    return response


def _attachment(filename: str) -> str:
    """A Content-Disposition for a name in any script (RFC 6266): headers hold ASCII only."""
    plain = "".join(c if c.isascii() and c not in '"\\' else "_" for c in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"


@api.post("/media/<media_id>/import")
def post_import(media_id: str) -> Any:
    file = request.files.get("file")
    content = file.read() if file else read_body()
    name = (file.filename if file else request.args.get("name")) or ""
    outcome = import_file(open_store(), media_id, content, name, request.args.get("format"))
    return {"revision": outcome[0], "segments": outcome[1], "warnings": list(outcome[2])}


@api.get("/search")
def get_search() -> Any:
    limit = query_whole("limit", 50, most=500)
    hits = open_store().search.search(request.args.get("q", ""), limit + 1)
    return {"hits": [hit_to_json(hit) for hit in hits[:limit]], "more": len(hits) > limit}


@api.get("/formats")
def get_formats() -> Any:
    return {
        "formats": [
            {"name": f.name, "title": f.title, "suffix": f.suffix, "options": list(f.options),
             "reads": f.loads is not None}
            for f in FORMATS.values()
        ]
    }  # fmt: skip


@api.get("/models")
def get_models() -> Any:
    folder = open_store().models_folder
    return {
        "models": [
            {"name": name, "present": models.is_present(folder, name),
             "size": (offer := models.offer(name)).size_bytes, "sources": list(offer.sources)}
            for name in models.model_names()
        ],
        "default": models.DEFAULT_MODEL,
        "engines": list(ENGINE_NAMES),
        "languages": [{"code": code, "name": name} for code, name in LANGUAGES.items()],
    }  # fmt: skip


@api.get("/openapi.json")
def get_openapi() -> Any:
    return document.document()


@api.get("/events")
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
            return media_to_json(store, store.media.get(event.media_id))
    except NotFound:
        return {"id": event.media_id, "deleted": True}
    touched = event.payload.get("touched", ())
    is_large = len(touched) > LARGE_EVENT
    present, removed = store.edits.some(event.media_id, () if is_large else touched)
    shown = {key: event.payload.get(key) for key in ("revision", "id", "author", "kind")}
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
