"""The API's OpenAPI 3.1 document, `GET /api/v1/openapi.json`.

A table of routes and the shapes they speak; a test holds it to the application's own routes and to
real answers.
"""

from __future__ import annotations

import re
from typing import Any

from transcribe import __version__
from transcribe.asr import models
from transcribe.asr.engine import ENGINE_NAMES
from transcribe.document.model import STATUSES

Json = dict[str, Any]

TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "number"}
SECONDS: Json = {"type": "number", "minimum": 0, "description": "seconds, three decimals"}
WHOLE: Json = {"type": "integer", "minimum": 0}
ID: Json = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
FLAG: Json = {"type": "boolean"}
BYTES: Json = {"type": "string", "format": "binary"}


def _or_null(schema: Json) -> Json:
    return {"anyOf": [schema, {"type": "null"}]}


def _list(schema: Json) -> Json:
    return {"type": "array", "items": schema}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(fields: Json, optional: tuple[str, ...] = (), **more: Any) -> Json:
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required, **more}


def _operation(name: str, fields: Json, optional: tuple[str, ...] = ()) -> Json:
    return _object({"op": {"const": name}, **fields}, optional)


OPERATIONS: list[Json] = [
    _operation("set_text", {"id": ID, "text": TEXT, "words": _list(_ref("Word"))}, ("words",)),
    _operation("set_times", {"id": ID, "start": SECONDS, "end": SECONDS}),
    _operation("set_words", {"id": ID, "words": _list(_ref("Word"))}),
    _operation("set_speaker", {"id": ID, "speaker": _or_null(TEXT)}),
    _operation("set_status", {"id": ID, "status": {"enum": list(STATUSES)}}),
    _operation(
        "split",
        {
            "id": ID,
            "at_char": {**WHOLE, "description": "position in the text, in Unicode code points"},
            "at": SECONDS,
            "new_id": ID,
            "n_words": {**WHOLE, "description": "how many words the first part keeps"},
        },
        ("n_words",),
    ),
    _operation("merge", {"id": ID, "other_id": ID}),
    _operation("insert", {"segment": _ref("Segment")}),
    _operation("delete", {"id": ID}),
    _operation("replace", {"put": _list(_ref("Segment")), "remove": _list(ID)}),
    _operation("add_speaker", {"speaker": _ref("Speaker")}),
    _operation("rename_speaker", {"id": TEXT, "name": TEXT}),
    _operation("remove_speaker", {"id": TEXT}),
]

EDIT_FIELDS: Json = {
    "revision": WHOLE,
    "id": TEXT,
    "kind": {"enum": ["edit", "undo", "redo", "import", "draft"]},
    "target": _or_null(TEXT),
    "author": TEXT,
    "at": TEXT,
    "ops": _list(_ref("Operation")),
    "inverse": _list(_ref("Operation")),
}

SCHEMAS: Json = {
    "Word": _object(
        {"word": TEXT, "start": SECONDS, "end": SECONDS, "probability": NUMBER, "speaker": TEXT},
        ("probability", "speaker"),
    ),
    "Segment": _object(
        {
            "id": ID,
            "start": SECONDS,
            "end": SECONDS,
            "text": TEXT,
            "speaker": _or_null(TEXT),
            "status": {"enum": list(STATUSES)},
            "words": _list(_ref("Word")),
        },
        ("speaker", "status", "words"),
    ),
    "Speaker": _object({"id": TEXT, "name": TEXT}),
    "Operation": {"oneOf": OPERATIONS},
    "Edit": _object(EDIT_FIELDS),
    "UndoEntry": _object(
        {**EDIT_FIELDS, "large": {**FLAG, "description": "its operations are left out"}}
    ),
    "Transcript": _object(
        {
            "format": {"const": "transcribe/1"},
            "revision": WHOLE,
            "text": TEXT,
            "language": _or_null(TEXT),
            "duration": SECONDS,
            "media": _object({"title": TEXT, "filename": TEXT, "sha256": TEXT}),
            "draft": _or_null(_object({"engine": TEXT, "model": TEXT})),
            "speakers": _list(_ref("Speaker")),
            "segments": _list(_ref("Segment")),
        }
    ),
    "Stream": _object(
        {
            "index": WHOLE,
            "codec": TEXT,
            "channels": WHOLE,
            "sample_rate": WHOLE,
            "language": _or_null(TEXT),
            "title": _or_null(TEXT),
        }
    ),
    "Media": _object(
        {
            "id": TEXT,
            "title": TEXT,
            "filename": TEXT,
            "sha256": TEXT,
            "size": WHOLE,
            "duration": _or_null(SECONDS),
            "language": _or_null(TEXT),
            "state": {"enum": ["new", "ingesting", "drafting", "ready", "failed"]},
            "progress": _or_null({"type": "number", "minimum": 0, "maximum": 1}),
            "eta": _or_null(NUMBER),
            "message": TEXT,
            "error": _or_null(TEXT),
            "warnings": _list(TEXT),
            "has_video": FLAG,
            "frame_rate": _or_null(NUMBER),
            "audio_stream": WHOLE,
            "streams": _list(_ref("Stream")),
            "revision": WHOLE,
            "n_segments": WHOLE,
            "peaks": _object(
                {"levels": WHOLE, "sample_rate": WHOLE, "samples_per_peak": _list(WHOLE)}
            ),
            "stream_url": _or_null(TEXT),
            "created": TEXT,
            "draft": _or_null(_object({"engine": TEXT, "model": TEXT})),
            "deleted": FLAG,
            "duplicate": {**FLAG, "description": "in answers to uploads: it was there before"},
        },
        ("duplicate",),
    ),
    "Job": _object(
        {
            "id": WHOLE,
            "media": TEXT,
            "kind": {"enum": ["ingest", "draft"]},
            "state": {"enum": ["queued", "running", "done", "failed", "cancelled"]},
            "progress": NUMBER,
            "eta": _or_null(NUMBER),
            "message": TEXT,
            "error": _or_null(TEXT),
            "created": TEXT,
            "started": _or_null(TEXT),
            "finished": _or_null(TEXT),
        }
    ),
    "Upload": _object({"id": TEXT, "filename": TEXT, "size": WHOLE, "offset": WHOLE}),
    "Taken": _object(
        {
            "media": _list(_ref("Media")),
            "errors": _list(_object({"filename": TEXT, "title": TEXT})),
        }
    ),
    "Hit": _object(
        {
            "media": TEXT,
            "title": TEXT,
            "segment": ID,
            "start": SECONDS,
            "word_start": _or_null(SECONDS),
            "snippet": _list(_object({"text": TEXT, "match": FLAG})),
        }
    ),
    "Problem": _object(
        {"type": TEXT, "title": TEXT, "status": WHOLE},
        description="RFC 9457; the title says what to do",
    ),
}

CHOICES: Json = {
    "title": TEXT,
    "language": {**TEXT, "description": "Whisper's code, or auto"},
    "model": {"enum": [*models.model_names(), "none"]},
    "engine": {"enum": list(ENGINE_NAMES)},
    "stream": {**WHOLE, "description": "which audio stream, from 0"},
    "max_seconds": {**NUMBER, "description": "longest segment of the draft, 7 by default"},
    "max_chars": {**WHOLE, "description": "most characters of a segment, 84 by default"},
}
DRAFT: Json = {
    "kind": {"const": "draft"},
    "model": _or_null(TEXT),
    "engine": TEXT,
    "language": _or_null(TEXT),
    "initial_prompt": _or_null(TEXT),
    "max_seconds": _or_null(NUMBER),
    "max_chars": _or_null(WHOLE),
}
NEW_EDIT: Json = {
    "base": {**WHOLE, "description": "the revision that the edit was made on"},
    "ops": _list(_ref("Operation")),
    "id": {**TEXT, "description": "chosen by the client; the same id twice is one edit"},
    "kind": {"enum": ["edit", "undo", "redo"]},
    "target": _or_null(TEXT),
    "author": TEXT,
}
APPLIED = _object(
    {
        "revision": WHOLE,
        "id": TEXT,
        "already": FLAG,
        "applied": _list(_ref("Operation")),
        "inverse": _list(_ref("Operation")),
        "segments": _list(_ref("Segment")),
        "removed": _list(ID),
    }
)
COMPACT = _object(
    {"revision": WHOLE, "speakers": _list(_list(TEXT)), "segments": _list({"type": "array"})},
    description="segments as [id, start_ms, end_ms, text, speaker, status, words], words as "
    "[text, start_ms, end_ms, probability?, speaker?]",
)
FORMAT = _object(
    {"name": TEXT, "title": TEXT, "suffix": TEXT, "options": _list(TEXT), "reads": FLAG}
)

JSON_TYPE, FORM, RAW = "application/json", "multipart/form-data", "application/octet-stream"

# (method, path, summary, query parameters, body as (type, schema), success as (status, type, schema))
ROUTES: list[tuple[str, str, str, tuple[str, ...], Any, tuple[int, str, Json | None]]] = [
    ("get", "/media", "The library", ("deleted",), None,
     (200, JSON_TYPE, _object({"media": _list(_ref("Media"))}))),
    ("post", "/media", "Take files in", (),
     (FORM, _object({"file": BYTES, **CHOICES}, tuple(CHOICES))), (201, JSON_TYPE, _ref("Taken"))),
    ("get", "/media/{media_id}", "One recording", (), None, (200, JSON_TYPE, _ref("Media"))),
    ("patch", "/media/{media_id}", "Change title, language or audio stream", (),
     (JSON_TYPE, _object({"title": TEXT, "language": _or_null(TEXT), "audio_stream": WHOLE},
                         ("title", "language", "audio_stream"))),
     (200, JSON_TYPE, _ref("Media"))),
    ("delete", "/media/{media_id}", "Delete; can be taken back", (), None,
     (200, JSON_TYPE, _ref("Media"))),
    ("post", "/media/{media_id}/restore", "Take a deletion back", (), None,
     (200, JSON_TYPE, _ref("Media"))),
    ("get", "/media/{media_id}/transcript", "The document", (), None,
     (200, JSON_TYPE, _ref("Transcript"))),
    ("get", "/media/{media_id}/compact", "The document in the editor's compact form", (), None,
     (200, JSON_TYPE, COMPACT)),
    ("get", "/media/{media_id}/segments", "Segments of a stretch", ("from", "to"), None,
     (200, JSON_TYPE, _object({"revision": WHOLE, "segments": _list(_ref("Segment")),
                               "speakers": _list(_ref("Speaker"))}))),
    ("post", "/media/{media_id}/edits", "Apply operations, all or none", (),
     (JSON_TYPE, _object(NEW_EDIT, ("id", "kind", "target", "author"))),
     (200, JSON_TYPE, APPLIED)),
    ("get", "/media/{media_id}/edits", "History", ("since", "limit"), None,
     (200, JSON_TYPE, _object({"edits": _list(_ref("Edit")), "revision": WHOLE}))),
    ("get", "/media/{media_id}/undo", "What can be undone and done again", ("limit", "offset"),
     None, (200, JSON_TYPE, _object({"undo": _list(_ref("UndoEntry")),
                                     "redo": _list(_ref("UndoEntry"))}))),
    ("post", "/media/{media_id}/jobs", "Ask for a draft", (),
     (JSON_TYPE, _object(DRAFT, tuple(name for name in DRAFT if name != "kind"))),
     (201, JSON_TYPE, _ref("Job"))),
    ("get", "/media/{media_id}/peaks/{level}", "Waveform (audiowaveform 2); takes Range", (), None,
     (200, RAW, None)),
    ("get", "/media/{media_id}/stream", "The player's copy; takes Range", (), None,
     (200, RAW, None)),
    ("get", "/media/{media_id}/export/{name}",
     "A file of the transcript; options of the format as name=1", ("times", "speakers"), None,
     (200, "text/plain", None)),
    ("post", "/media/{media_id}/import", "Replace the transcript by a file's", ("format", "name"),
     (RAW, BYTES), (200, JSON_TYPE, _object({"revision": WHOLE, "segments": WHOLE,
                                             "warnings": _list(TEXT)}))),
    ("post", "/uploads", "Begin an upload in pieces", (),
     (JSON_TYPE, _object({"filename": TEXT, "size": WHOLE})), (201, JSON_TYPE, _ref("Upload"))),
    ("get", "/uploads/{upload_id}", "How much has arrived", (), None,
     (200, JSON_TYPE, _ref("Upload"))),
    ("patch", "/uploads/{upload_id}", "Send a piece; header Upload-Offset says where it belongs",
     (), (RAW, BYTES), (200, JSON_TYPE, _ref("Upload"))),
    ("delete", "/uploads/{upload_id}", "Give an upload up", (), None, (204, "", None)),
    ("post", "/uploads/{upload_id}/finish", "Take the uploaded file in", (),
     (JSON_TYPE, _object(CHOICES, tuple(CHOICES))), (201, JSON_TYPE, _ref("Taken"))),
    ("get", "/jobs", "Work, newest first", ("media",), None,
     (200, JSON_TYPE, _object({"jobs": _list(_ref("Job"))}))),
    ("get", "/jobs/{job_id}", "One job", (), None, (200, JSON_TYPE, _ref("Job"))),
    ("delete", "/jobs/{job_id}", "Cancel a job", (), None, (200, JSON_TYPE, _ref("Job"))),
    ("get", "/search", "Search all transcripts", ("q", "limit"), None,
     (200, JSON_TYPE, _object({"hits": _list(_ref("Hit"))}))),
    ("get", "/formats", "Formats and their options", (), None,
     (200, JSON_TYPE, _object({"formats": _list(FORMAT)}))),
    ("get", "/models", "Models and which are here, engines, languages", (), None,
     (200, JSON_TYPE, _object({"models": _list(_object({"name": TEXT, "present": FLAG})),
                               "default": TEXT, "engines": _list(TEXT),
                               "languages": _list(_object({"code": TEXT, "name": TEXT}))}))),
    ("get", "/events", "Server-sent events media, job, edit; resumes by Last-Event-ID", ("since",),
     None, (200, "text/event-stream", None)),
    ("get", "/openapi.json", "This document", (), None, (200, JSON_TYPE, {"type": "object"})),
]  # fmt: skip


def document() -> Json:
    """The whole OpenAPI document."""
    paths: Json = {}
    for method, path, summary, query, body, answer in ROUTES:
        paths.setdefault(path, {})[method] = _describe(method, path, summary, query, body, answer)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Transcribe",
            "version": __version__,
            "description": "Times are seconds with three decimals. Errors are problem documents.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    }


def _describe(
    method: str,
    path: str,
    summary: str,
    query: tuple[str, ...],
    body: tuple[str, Json] | None,
    answer: tuple[int, str, Json | None],
) -> Json:
    status, media_type, schema = answer
    success: Json = {"description": "done"}
    if media_type:
        success["content"] = {media_type: {"schema": schema} if schema else {}}
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    described: Json = {
        "summary": summary,
        "operationId": f"{method}{re.sub(r'[^a-z]+', '_', path)}".strip("_"),
        "parameters": [
            *(
                {"name": name, "in": "path", "required": True, "schema": TEXT}
                for name in re.findall(r"\{(\w+)\}", path)
            ),
            *({"name": name, "in": "query", "schema": TEXT} for name in query),
        ],
        "responses": {
            str(status): success,
            "default": {"description": "it failed; the title says why", "content": problem},
        },
    }
    if body is not None:
        described["requestBody"] = {"required": True, "content": {body[0]: {"schema": body[1]}}}
    return described
