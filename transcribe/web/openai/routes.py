"""`/v1/audio/transcriptions` and related routes: OpenAI's audio API, answered by this server.

OpenAI's client libraries work unchanged with `base_url="http://127.0.0.1:5000/v1"`. The bearer token
that they always send is ignored, since there are no accounts.
"""

from __future__ import annotations

import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify, request
from werkzeug.exceptions import HTTPException

from transcribe import errors
from transcribe.asr.languages import LANGUAGES
from transcribe.asr.models import files as models
from transcribe.document.model import Transcript
from transcribe.library.ingest import AddOptions
from transcribe.library.transcribe_once import EphemeralTranscription, require_worker
from transcribe.library.transient_media import TransientMedia
from transcribe.store import Store
from transcribe.web.openai.serializers import (
    RESPONSE_FORMATS,
    TEXTS,
    Deltas,
    event,
    to_json,
    to_verbose_json,
)
from transcribe.web.requests import open_store

openai_api = Blueprint("openai", __name__, url_prefix="/v1")

ALIAS = "whisper-1"  # OpenAI's only name for Whisper: the default model here
GRANULARITIES = frozenset({"segment", "word"})
MAX_WAITING = 32  # each occupies a thread of the server, and the windows need threads too
KEEP_ALIVE_S = 15.0
MAX_PROMPT = 10_000  # characters; Whisper uses the last 224 tokens
CLIENT_GONE = 499  # nginx's code; the client is gone

STATUS: tuple[tuple[type[errors.TranscribeError], int, str | None], ...] = (
    (errors.MediaUnreadable, 400, "file"),
    (errors.CrossSiteRequest, 403, None),
    (errors.NoWorker, 503, None),
    (errors.DiskFull, 507, None),
    (errors.ClientDisconnected, CLIENT_GONE, None),
)


class Refusal(Exception):
    """An error answer, in OpenAI's terms."""

    def __init__(
        self, status: int, message: str, param: str | None = None, code: str | None = None
    ) -> None:
        self.status, self.message, self.param, self.code = status, message, param, code
        super().__init__(message)

    @property
    def body(self) -> dict[str, Any]:
        """The error object for the clients."""
        kind = "invalid_request_error" if self.status < 500 else "server_error"
        return {
            "error": {
                "message": self.message, "type": kind, "param": self.param, "code": self.code,
            }
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    """The validated parameters of a request."""

    response_format: str
    granularities: frozenset[str]
    task: str
    stream: bool
    options: AddOptions


def add_openai_api(app: Flask, store: Store) -> None:
    """Register the routes at `/v1`, after removing leftovers of earlier processes."""
    transients = TransientMedia(store)
    transients.remove_orphans()
    app.extensions["transients"] = transients
    app.extensions["openai_places"] = threading.BoundedSemaphore(MAX_WAITING)
    app.register_blueprint(openai_api)


@openai_api.get("/models")
def list_models() -> Any:
    """The installed models; others are downloaded at the first request."""
    folder = open_store().models_folder
    here = [name for name in models.model_names(folder) if models.is_present(folder, name)]
    return {"object": "list", "data": [_model(name) for name in (ALIAS, *here)]}


@openai_api.get("/models/<path:name>")
def get_model(name: str) -> Any:
    """One model that can be requested."""
    _our_model(name)
    return _model(name)


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": "openai"}


def _our_model(name: str) -> str:
    if name == ALIAS:
        return models.DEFAULT_MODEL
    try:
        return models.canonical_name(name, open_store().models_folder)
    except errors.ModelUnavailable as error:
        known = ", ".join((ALIAS, *models.model_names(open_store().models_folder)))
        message = f"The model {name!r} does not exist here. Use one of: {known}."
        raise Refusal(404, message, "model", "model_not_found") from error


@openai_api.post("/audio/transcriptions")
def transcribe() -> Any:
    """Speech to text in the spoken language."""
    return _answer("transcribe")


@openai_api.post("/audio/translations")
def translate() -> Any:
    """Speech to English text."""
    return _answer("translate")


def _answer(task: str) -> Response:
    asked = _read_request(task)
    store = open_store()
    require_worker(store)
    with ExitStack() as stack:
        _take_a_place(stack)
        work = stack.enter_context(_begin(store, asked))
        steps = work.follow(_Caller().is_there)
        if not asked.stream:
            return _written(_last(steps), asked)
        response = Response(_stream(steps), content_type="text/event-stream")
        response.headers["Cache-Control"] = "no-cache"
        # Not in the generator: a generator that never started runs no `finally`.
        response.call_on_close(stack.pop_all().close)
        return response


def _last(steps: Iterator[Transcript | None]) -> Transcript:
    last = Transcript()
    for step in steps:
        last = step or last
    return last


def _read_request(task: str) -> _Asked:
    file = request.files.get("file")
    if file is None:
        raise Refusal(400, "Send the recording in the form field `file`, with its name.", "file")
    model = _our_model(request.form.get("model") or ALIAS)
    response_format = request.form.get("response_format") or "json"
    if response_format not in RESPONSE_FORMATS:
        raise Refusal(
            400, f"response_format must be one of {', '.join(RESPONSE_FORMATS)}, not "
            f"{response_format!r}.", "response_format",
        )  # fmt: skip
    stream = request.form.get("stream", "").lower() in {"true", "1"}
    if stream and response_format not in {"json", "text"}:
        raise Refusal(
            400, f"A stream has only text: use json or text, not {response_format}, or no "
            "stream.", "response_format",
        )  # fmt: skip
    _check_temperature()
    return _Asked(
        response_format, _granularities(response_format), task, stream,
        AddOptions(
            filename=file.filename or "recording",
            language=_language(),
            model=model,
            keep="move",
            initial_prompt=request.form.get("prompt", "")[-MAX_PROMPT:] or None,
            task=task,
        ),
    )  # fmt: skip


def _check_temperature() -> None:
    text = request.form.get("temperature") or "0"
    try:
        is_fine = 0 <= float(text) <= 1
    except ValueError:
        is_fine = False
    if not is_fine:
        raise Refusal(400, f"temperature must be between 0 and 1, not {text!r}.", "temperature")


def _language() -> str | None:
    asked = request.form.get("language", "").strip().lower()
    if asked in {"", "auto"}:
        return None
    for code, name in LANGUAGES.items():
        if asked in {code, name}:
            return code
    raise Refusal(400, f"language must be a code such as en, de or zh, not {asked!r}.", "language")


def _granularities(response_format: str) -> frozenset[str]:
    name = "timestamp_granularities"
    asked = frozenset(request.form.getlist(f"{name}[]") + request.form.getlist(name))
    if asked - GRANULARITIES:
        raise Refusal(400, f"{name} must be segment or word.", name)
    if asked and response_format != "verbose_json":
        raise Refusal(400, f"{name} need response_format=verbose_json.", name)
    return asked or frozenset({"segment"})


def _take_a_place(stack: ExitStack) -> None:
    places: threading.BoundedSemaphore = current_app.extensions["openai_places"]
    if not places.acquire(blocking=False):
        message = f"{MAX_WAITING} requests are running. Try again later."
        raise Refusal(429, message, None, "rate_limit_exceeded")
    stack.callback(places.release)


def _begin(store: Store, asked: _Asked) -> EphemeralTranscription:
    incoming = store.incoming_folder / secrets.token_hex(16)
    incoming.parent.mkdir(exist_ok=True)
    try:
        request.files["file"].save(incoming)
        return EphemeralTranscription(
            store, current_app.extensions["transients"], incoming, asked.options
        )
    finally:
        incoming.unlink(missing_ok=True)


class _Caller:
    """The client of the current request."""

    def __init__(self) -> None:
        # Flask's test client has no socket, and waits forever.
        self._socket: socket.socket | None = request.environ.get("gunicorn.socket")

    def is_there(self) -> bool:
        """Whether the client still waits: a closed connection gives an empty read at once."""
        if self._socket is None:
            return True
        try:
            return self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


def _written(transcript: Transcript, asked: _Asked) -> Response:
    if asked.response_format in TEXTS:
        text = TEXTS[asked.response_format](transcript)
        return Response(text, content_type="text/plain; charset=utf-8")
    if asked.response_format == "json":
        return jsonify(to_json(transcript))
    return jsonify(to_verbose_json(transcript, task=asked.task, granularities=asked.granularities))


def _stream(steps: Iterator[Transcript | None]) -> Iterator[str]:
    """The growing text, then the whole text, as server-sent events."""
    deltas, last, sent_at = Deltas(), Transcript(), time.monotonic()
    yield ": begun\n\n"
    try:
        for step in steps:
            if step is not None:
                last, sent_at = step, time.monotonic()
                for piece in deltas.of(step):
                    yield event("transcript.text.delta", delta=piece)
            elif time.monotonic() - sent_at > KEEP_ALIVE_S:
                sent_at = time.monotonic()
                yield ": still here\n\n"
    except errors.ClientDisconnected:
        return
    except errors.TranscribeError as error:
        yield f"event: error\ndata: {json.dumps(_refusal_of(error).body)}\n\n"
        return
    yield event("transcript.text.done", text=last.text)


def _refusal_of(error: errors.TranscribeError) -> Refusal:
    for kind, status, param in STATUS:
        if isinstance(error, kind):
            return Refusal(status, str(error), param)
    return Refusal(500, str(error))


@openai_api.errorhandler(errors.TranscribeError)
def _ours(error: errors.TranscribeError) -> Response:
    return _refused(_refusal_of(error))


@openai_api.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    return _refused(Refusal(error.code or 500, error.description or error.name))


@openai_api.errorhandler(Refusal)
def _refused(refusal: Refusal) -> Response:
    response = jsonify(refusal.body)
    response.status_code = refusal.status
    if refusal.status in {500, 507}:
        # OpenAI's clients would otherwise send the recording twice more, with the same error.
        response.headers["x-should-retry"] = "false"
    return response
