"""JSON schemas of the glossary."""

from __future__ import annotations

from transcribe.library.old_names import TERM
from transcribe.web.openapi.schemas import (
    TEXT,
    WHOLE,
    Json,
    answer_of,
    list_of,
    or_null,
)

_FIELDS: Json = {
    "term": TEXT,
    "misrecognitions": {**list_of(TEXT), "description": "misrecognised forms"},
    "language": {**or_null(TEXT), "description": "Whisper's code; null for any language"},
    "note": TEXT,
    "project": {**or_null(TEXT), "description": "id of a collection; null for the whole library"},
}


GLOSSARY_SCHEMAS: Json = {
    "NewTerm": answer_of(
        {**_FIELDS, "source": {"enum": ["typed", "correction"]}},
        TERM,
        ("misrecognitions", "wrong", "language", "note", "source", "project"),
    ),
    "Term": answer_of(
        {
            "id": WHOLE,
            **_FIELDS,
            "source": {"enum": ["typed", "correction", "import"]},
            "created": TEXT,
            "updated": TEXT,
        },
        TERM,
    ),
}
