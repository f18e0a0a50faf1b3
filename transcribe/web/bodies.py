"""Limits on the size of request bodies; a longer body is refused before it is read."""

from __future__ import annotations

from itertools import accumulate
from re import DOTALL
from re import compile as pattern
from typing import Any

from flask import Flask, json, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from transcribe.errors import InvalidOperation

MAX_JSON_BYTES = 8 << 20
MAX_EDIT_BYTES = 16 << 20  # a new text for each of 50,000 segments
MAX_TRANSCRIPT_BYTES = 128 << 20  # JSON of twelve hours with word times, indented
MAX_MEDIA_BYTES = 64 << 30
MAX_DEPTH = 32  # an edit has 7

# Endpoints with their own limit; all other routes accept JSON or no body.
LIMITS = {
    "edits.post_edit": MAX_EDIT_BYTES,
    "replacing.replace": MAX_EDIT_BYTES,
    "exports.post_import": MAX_TRANSCRIPT_BYTES,
    "comparing.post_comparison": MAX_TRANSCRIPT_BYTES,
    "comparing.post_merge": MAX_TRANSCRIPT_BYTES,
    "media.add_media": MAX_MEDIA_BYTES,
    "uploads.send_piece": MAX_MEDIA_BYTES,
    "openai.transcribe": MAX_MEDIA_BYTES,
    "openai.translate": MAX_MEDIA_BYTES,
}
_STRINGS = pattern(rb'"[^"\\]*(?:\\.[^"\\]*)*"', DOTALL)
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def limit_bodies(app: Flask) -> None:
    """Refuse bodies that are too long, by `Content-Length` or, without it, while they are received.

    Raises, from a request: `RequestEntityTooLarge`, `UnsupportedMediaType` for compressed bodies.
    """

    @app.before_request
    def _limit() -> None:
        limit = LIMITS.get(request.endpoint or "", MAX_JSON_BYTES)
        # Werkzeug counts the bytes of a body that is sent in chunks.
        request.max_content_length = limit
        if request.headers.get("Content-Encoding", "identity").lower() not in {"", "identity"}:
            raise UnsupportedMediaType(
                "Send the body uncompressed: compressed bodies are not read."
            )
        if (request.content_length or 0) > limit:
            raise RequestEntityTooLarge()


def describe_limit() -> str:
    """The error message for a body that is too long."""
    limit = request.max_content_length or MAX_MEDIA_BYTES
    return (
        f"The request is longer than {limit >> 20} MB, the limit of this address. "
        "Send it in smaller parts."
    )


def read_body() -> bytes:
    """Read the request's whole body.

    Raises:
        RequestEntityTooLarge: It is longer than the limit of the route.
    """
    body = request.get_data()
    if request.content_length is None:
        # Werkzeug silently cuts a body without a length at the limit; reading further raises.
        request.stream.read(1)
    return body


def parse_json(body: bytes) -> Any:
    """Parse JSON; returns None if the body is not JSON.

    Raises:
        InvalidOperation: It is nested deeper than `MAX_DEPTH`.
    """
    brackets = _STRINGS.sub(b"", body).translate(None, delete=_NO_BRACKETS)
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAX_DEPTH:
        raise InvalidOperation(
            "request", f"its JSON is nested deeper than {MAX_DEPTH} levels; send it flatter"
        )
    try:
        return json.loads(body)
    except ValueError:
        return None
