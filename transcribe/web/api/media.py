"""Recordings: list, upload, change, delete, and what the player and timeline read."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, request
from werkzeug.datastructures import FileStorage

from transcribe.errors import DiskFull, TranscribeError
from transcribe.jobs.option_checks import check_choice, whole
from transcribe.library.bulk import delete_recording
from transcribe.library.channels import ChannelReader
from transcribe.library.ingest import add_recording, choose_stream, clean_title
from transcribe.library.serializers import (
    media_to_json,
)
from transcribe.library.subtitles.timecode_choice import timecode_choice
from transcribe.web.api.files.waveforms import get_channels, send_made
from transcribe.web.problems import problem
from transcribe.web.requests import add_options, json_body, open_store, tags_of

media_api = Blueprint("media", __name__, url_prefix="/api/v1")


PROXY_TYPES = {".webm": "audio/webm", ".mp4": "video/mp4"}


@media_api.get("/media")
def list_media() -> Any:
    store, is_deleted_too = open_store(), request.args.get("deleted") == "1"
    found = store.media.overviews(include_deleted=is_deleted_too)
    return {"media": [media_to_json(store, overview) for overview in found]}


@media_api.post("/media")
def add_media() -> Any:
    files = request.files.getlist("file")
    if not files:
        return problem(422, "Send at least one file in the form field `file`.")
    taken, failed = [], []
    batch = request.form.get("batch") or (secrets.token_hex(8) if len(files) > 1 else None)
    for file in files:
        try:
            taken.append(_add_recording(file, batch))
        except TranscribeError as error:
            failed.append((file.filename, error))
    if not taken and isinstance(failed[0][1], DiskFull):
        raise failed[0][1]
    errors = [{"filename": name or "recording", "title": str(error)} for name, error in failed]
    if not taken:
        return problem(422, errors[0]["title"], errors=errors)
    return {"media": taken, "errors": errors}, 201


def _add_recording(file: FileStorage, batch: str | None) -> dict[str, Any]:
    store, name = open_store(), file.filename or "recording"
    tags = request.form.getlist("tags")
    incoming = store.incoming_folder / secrets.token_hex(16)
    incoming.parent.mkdir(exist_ok=True)
    try:
        file.save(incoming)
        outcome = add_recording(
            store, incoming, add_options(name, {**request.form, "batch": batch, "tags": tags})
        )
    finally:
        incoming.unlink(missing_ok=True)
    return {**_shown(outcome.media.id), "duplicate": outcome.is_duplicate}


def _shown(media_id: str) -> dict[str, Any]:
    store = open_store()
    return media_to_json(store, store.media.overview(media_id))


@media_api.get("/media/<media_id>")
def get_media(media_id: str) -> Any:
    return _shown(media_id)


@media_api.patch("/media/<media_id>")
def change_media(media_id: str) -> Any:
    body = json_body()
    changes: dict[str, Any] = {}
    if isinstance(body.get("title"), str):
        changes["title"] = clean_title(body["title"])
    if "language" in body:
        check_choice(None, "auto", body["language"])
        changes["language"] = body["language"]
    if "tags" in body:
        changes["tags"] = tags_of(body["tags"])
    if "timecode" in body:
        changes["timecode"] = timecode_choice(open_store().media.get(media_id), body["timecode"])
    if "audio_stream" in body:
        choose_stream(open_store(), media_id, whole(body["audio_stream"], "audio_stream"))
    open_store().media.update(media_id, **changes)
    return _shown(media_id)


@media_api.delete("/media/<media_id>")
def delete_media(media_id: str) -> Any:
    reader: ChannelReader = current_app.extensions["channels"]
    delete_recording(open_store(), reader, media_id)
    return _shown(media_id)


@media_api.post("/media/<media_id>/restore")
def restore_media(media_id: str) -> Any:
    open_store().media.restore(media_id)
    return _shown(media_id)


@media_api.get("/media/<media_id>/peaks/<int:level>")
def get_peaks(media_id: str, level: int) -> Any:
    media = open_store().media.get(media_id)
    if request.args.get("channels") == "2":
        return get_channels(media, level)
    return send_made(media, f"peaks-{level}.dat", "application/octet-stream")


@media_api.get("/media/<media_id>/stream")
def get_stream(media_id: str) -> Any:
    media = open_store().media.get(media_id)
    name = media.proxy or ""
    response = send_made(
        media, name, PROXY_TYPES.get(Path(name).suffix, "application/octet-stream")
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
