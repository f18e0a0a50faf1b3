"""Uploads in pieces: a lost connection or a restarted server loses only the current piece.

An upload is two files in the store's `incoming` folder: ID.part with the received data, whose size
is the offset, and ID.json with its name and full size. No state is kept in memory.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock
from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected

from transcribe.errors import DiskFull, InvalidOperation, NoAudio, NotFound, TranscribeError
from transcribe.jobs.option_checks import whole
from transcribe.library.ingest import add_recording
from transcribe.library.serializers import media_to_json
from transcribe.store import Store
from transcribe.web.problems import problem
from transcribe.web.requests import add_options, json_body, open_store, whole_in_text

uploads = Blueprint("uploads", __name__, url_prefix="/api/v1/uploads")
BLOCK_BYTES = 1 << 20
MAX_BYTES = 1 << 40
STALE_S = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Upload:
    """A file being uploaded."""

    id: str
    folder: Path
    filename: str
    size: int

    @property
    def part(self) -> Path:
        return self.folder / f"{self.id}.part"

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.id}.lock"

    @property
    def offset(self) -> int:
        """Number of received bytes."""
        return self.part.stat().st_size

    def drop(self) -> None:
        """Remove the received data."""
        (self.folder / f"{self.id}.json").unlink(missing_ok=True)
        self.part.unlink(missing_ok=True)
        self.lock.unlink(missing_ok=True)


def _find(upload_id: str) -> Upload:
    folder = open_store().incoming_folder
    note = folder / f"{upload_id}.json"
    # The pattern lets only valid ids reach the file system. A note without its part remains
    # if a server was killed just after it had moved the file.
    is_ours = re.fullmatch(r"[0-9a-f]{32}", upload_id) is not None
    if not is_ours or not note.is_file() or not note.with_suffix(".part").exists():
        raise NotFound("upload (it may be finished or expired)", upload_id)
    plain = json.loads(note.read_text(encoding="utf-8"))
    return Upload(upload_id, folder, plain["filename"], plain["size"])


def remove_stale(store: Store) -> None:
    """Remove uploads without progress for a week."""
    if not store.incoming_folder.is_dir():
        return
    uploads_by_id: dict[str, list[Path]] = defaultdict(list)
    for path in store.incoming_folder.iterdir():
        uploads_by_id[path.stem].append(path)
    for paths in uploads_by_id.values():
        # The newest file counts: the note of a slow upload is as old as its start.
        if time.time() - max(path.stat().st_mtime for path in paths) > STALE_S:
            for path in paths:
                path.unlink(missing_ok=True)


def _shown(upload: Upload) -> dict[str, Any]:
    return {
        "id": upload.id, "filename": upload.filename, "size": upload.size, "offset": upload.offset,
    }  # fmt: skip


@uploads.post("")
def begin_upload() -> Any:
    body = json_body()
    filename, size = body.get("filename"), whole(body.get("size"), "size")
    if not isinstance(filename, str) or not filename.strip():
        raise InvalidOperation("request", '"filename" must be the file\'s name')
    if size > MAX_BYTES:
        raise InvalidOperation("request", f'"size" must be at most {MAX_BYTES >> 30} GiB')
    folder = open_store().incoming_folder
    folder.mkdir(exist_ok=True)
    upload = Upload(secrets.token_hex(16), folder, Path(filename).name[:255] or "recording", size)
    note = {"filename": upload.filename, "size": size}
    try:
        upload.part.touch()
        (folder / f"{upload.id}.json").write_text(json.dumps(note), encoding="utf-8")
    except OSError:
        upload.drop()
        raise
    return _shown(upload), 201


@uploads.get("/<upload_id>")
def get_upload(upload_id: str) -> Any:
    return _shown(_find(upload_id))


@uploads.patch("/<upload_id>")
def send_piece(upload_id: str) -> Any:
    upload = _find(upload_id)
    wanted = whole_in_text(request.headers.get("Upload-Offset", ""), "Upload-Offset")
    if wanted != upload.offset:
        return problem(
            409, f"{upload.offset} bytes have arrived; continue there.", **_shown(upload)
        )
    if wanted + (request.content_length or 0) > upload.size:
        raise _too_long(upload)
    _append(upload)
    return _shown(_find(upload_id))  # it may have been cancelled during the transfer


def _too_long(upload: Upload) -> InvalidOperation:
    return InvalidOperation("upload", f"the piece exceeds the announced {upload.size} bytes")


def _append(upload: Upload) -> None:
    """Write the body while it arrives; received data stays if the connection is lost.

    By position: if an abandoned piece is still arriving beside its replacement, both write the same
    bytes to the same positions.
    """
    offset = upload.offset
    left = upload.size - offset
    try:
        with upload.part.open("r+b") as file:
            file.seek(offset)
            while left and (block := request.stream.read(min(BLOCK_BYTES, left))):
                file.write(block)
                left -= len(block)
        if request.content_length is None and request.stream.read(1):  # sent without Content-Length
            raise _too_long(upload)
    except ClientDisconnected:
        return  # the client is gone; the next piece starts at the current offset


@uploads.post("/<upload_id>/finish")
def finish_upload(upload_id: str) -> Any:
    # A client that lost the answer asks again; the second request waits and finds no upload.
    with FileLock(_find(upload_id).lock):
        return _finish(_find(upload_id))


def _finish(upload: Upload) -> Any:
    if upload.offset < upload.size:
        return problem(
            409, f"Only {upload.offset} of {upload.size} bytes have arrived.", **_shown(upload)
        )
    options = add_options(upload.filename, json_body())
    try:
        outcome = add_recording(open_store(), upload.part, options)
    except DiskFull:
        raise  # received data stays, so that the client can retry when there is space
    except TranscribeError as error:
        if not (
            isinstance(error, NoAudio) and options.stream
        ):  # the client can select another stream
            upload.drop()
        return _refused(upload, error)
    upload.drop()
    store = open_store()
    shown = media_to_json(store, store.media.overview(outcome.media.id))
    media = {**shown, "duplicate": outcome.is_duplicate}
    return {"media": [media], "errors": []}, 201


def _refused(upload: Upload, error: TranscribeError) -> Response:
    return problem(422, str(error), errors=[{"filename": upload.filename, "title": str(error)}])


@uploads.delete("/<upload_id>")
def drop_upload(upload_id: str) -> Any:
    _find(upload_id).drop()
    return "", 204
