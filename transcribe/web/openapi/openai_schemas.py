"""The part of the OpenAPI document about `/v1`."""

from __future__ import annotations

from transcribe.web.openai.serializers import RESPONSE_FORMATS
from transcribe.web.openapi.schemas import (
    BYTES,
    NUMBER,
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
)

_WORDS = list_of(object_of({"word": TEXT, "start": SECONDS, "end": SECONDS}))
_USAGE = object_of({"type": {"const": "duration"}, "seconds": WHOLE})
_SEGMENT = object_of(
    {
        "id": WHOLE,
        "seek": {**WHOLE, "description": "start in hundredths of a second"},
        "start": SECONDS,
        "end": SECONDS,
        "text": TEXT,
        "tokens": {**list_of(WHOLE), "description": "not kept: always empty"},
        "temperature": {**NUMBER, "description": "always 0"},
        "avg_logprob": {**NUMBER, "description": "mean over words, not tokens"},
        "compression_ratio": NUMBER,
        "no_speech_prob": {**NUMBER, "description": "not kept: always 0"},
    }
)
_ANSWER: Json = {
    "oneOf": [
        object_of({"text": TEXT, "usage": _USAGE}, additionalProperties=False),
        object_of(
            {
                "task": {"enum": ["transcribe", "translate"]},
                "language": TEXT,
                "duration": SECONDS,
                "text": TEXT,
                "usage": _USAGE,
                "segments": list_of(_SEGMENT),
                "words": _WORDS,
            },
            ("segments", "words"),
            description="verbose_json",
        ),
    ]
}
_MODEL = object_of({"id": TEXT, "object": {"const": "model"}, "created": WHOLE, "owned_by": TEXT})
_ERROR = object_of(
    {
        "error": object_of(
            {
                "message": TEXT,
                "type": TEXT,
                "param": {"anyOf": [TEXT, {"type": "null"}]},
                "code": {"anyOf": [TEXT, {"type": "null"}]},
            }
        )
    }
)
_GRANULARITIES: Json = list_of({"enum": ["segment", "word"]})
_FORM = object_of(
    {
        "file": BYTES,
        "model": {**TEXT, "description": "whisper-1 is the default model"},
        "language": TEXT,
        "prompt": TEXT,
        "response_format": {"enum": list(RESPONSE_FORMATS), "default": "json"},
        "temperature": {**NUMBER, "description": "validated, without effect"},
        "timestamp_granularities[]": _GRANULARITIES,
        "stream": {"type": "boolean"},
    },
    (
        "model", "language", "prompt", "response_format", "temperature",
        "timestamp_granularities[]", "stream",
    ),
)  # fmt: skip


def paths() -> Json:
    """The routes outside `/api/v1`."""
    audio = {
        "application/json": {"schema": _ANSWER},
        "text/plain": {},
        "text/event-stream": {},
    }
    models = {"application/json": {"schema": object_of({"object": TEXT, "data": list_of(_MODEL)})}}
    name = {"name": "name", "in": "path", "required": True, "schema": TEXT}
    return {
        "/v1/audio/transcriptions": {
            "post": _describe("transcribe", "Speech to text, as OpenAI's API", audio, form=_FORM)
        },
        "/v1/audio/translations": {
            "post": _describe("translate", "Speech to English text", audio, form=_FORM)
        },
        "/v1/models": {"get": _describe("v1_models", "Installed models", models)},
        "/v1/models/{name}": {
            "get": _describe(
                "v1_model", "One model", {"application/json": {"schema": _MODEL}}, parameters=[name]
            )
        },
    }


def _describe(
    name: str,
    summary: str,
    content: Json,
    *,
    form: Json | None = None,
    parameters: list[Json] | None = None,
) -> Json:
    described: Json = {
        "summary": summary,
        "operationId": name,
        "servers": [{"url": "/"}],
        "parameters": parameters or [],
        "responses": {
            "200": {"description": "done", "content": content},
            "default": {
                "description": "refused or failed; the message gives the reason",
                "content": {"application/json": {"schema": _ERROR}},
            },
        },
    }
    if form is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"multipart/form-data": {"schema": form}},
        }
    return described
