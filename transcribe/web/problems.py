"""Errors to RFC 9457 problem details."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, jsonify
from werkzeug.exceptions import HTTPException

from transcribe import errors
from transcribe.document.codec import segment_to_json
from transcribe.store import Store

STATUS: tuple[tuple[type[errors.TranscribeError], int], ...] = (
    (errors.NotFound, 404),
    (errors.EditConflict, 409),
    (errors.ForeignRequest, 403),
    (errors.DataFolderBusy, 409),
    (errors.DiskFull, 507),
    (errors.DatabaseUnusable, 500),
)


def problem(status: int, title: str, **more: Any) -> Response:
    """A problem document; `title` is a sentence that a person can act on."""
    response = jsonify({"type": "about:blank", "title": title, "status": status, **more})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def report_problems(app: Flask) -> None:
    """Answer every error with a problem document."""

    @app.errorhandler(errors.TranscribeError)
    def _ours(error: errors.TranscribeError) -> Response:
        status = next((code for kind, code in STATUS if isinstance(error, kind)), 422)
        return problem(status, str(error), **_details(error))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        return problem(error.code or 500, error.description or error.name)


def _details(error: errors.TranscribeError) -> dict[str, Any]:
    if not isinstance(error, errors.EditConflict):
        return {}
    store: Store = current_app.extensions["store"]
    media_id = current_app.extensions["media_of_request"]()
    present, removed = store.edits.some(media_id, error.segment_ids)
    return {
        "revision": error.revision,
        "segments": [segment_to_json(segment) for segment in present],
        "removed": list(removed),
    }
