"""Errors as RFC 9457 problem details, and as a page for browsers."""

from __future__ import annotations

import errno
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from transcribe import errors
from transcribe.document.serialization import segment_to_json
from transcribe.store import Store
from transcribe.web.bodies import describe_limit

STATUS: tuple[tuple[type[errors.TranscribeError], int], ...] = (
    (errors.NotFound, 404),
    (errors.EditConflict, 409),
    (errors.CrossSiteRequest, 403),
    (errors.RequestTimedOut, 503),
    (errors.DataFolderBusy, 409),
    (errors.DiskFull, 507),
    (errors.DatabaseFull, 507),
    (errors.DatabaseUnusable, 500),
    (errors.SpectrogramFailed, 503),
)


def problem(status: int, title: str, **more: Any) -> Response:
    """A problem document; `title` is a sentence that a user can act on."""
    response = jsonify({"type": "about:blank", "title": title, "status": status, **more})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def report_problems(app: Flask) -> None:
    """Answer every error with a problem document."""

    @app.errorhandler(errors.TranscribeError)
    def _ours(error: errors.TranscribeError) -> Response:
        status = next((code for kind, code in STATUS if isinstance(error, kind)), 422)
        if _wants_page():
            return _page(status, str(error))
        return problem(status, str(error), **_details(error))

    @app.errorhandler(OSError)
    def _system(error: OSError) -> Response:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise error
        store: Store = current_app.extensions["store"]
        return _ours(errors.DiskFull(str(store.folder)))

    @app.errorhandler(OverflowError)
    def _too_large(_: OverflowError) -> Response:
        return problem(422, "A number in the request is larger than the database can hold.")

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        code, reason = error.code or 500, error.description or error.name
        if code == 413:
            reason = describe_limit()
        if code == 500:
            reason = "Internal server error. Try again; the server log has details."
        return _page(code, reason) if _wants_page() else problem(code, reason)


def _wants_page() -> bool:
    return request.method in {"GET", "HEAD"} and not request.path.startswith(("/api/", "/static/"))


def _page(status: int, detail: str) -> Response:
    title = {404: "Page not found", 403: "Not allowed"}.get(status, "Something went wrong")
    shown = render_template("error.html", status=status, title=title, detail=detail)
    return Response(shown, status=status, content_type="text/html; charset=utf-8")


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
