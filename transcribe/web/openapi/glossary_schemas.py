"""JSON schemas of the glossary."""

from __future__ import annotations

from transcribe.web.openapi.schemas import TEXT, WHOLE, Json, list_of, object_of, or_null

_FIELDS: Json = {
    "term": TEXT,
    "wrong": {**list_of(TEXT), "description": "misrecognised forms"},
    "language": {**or_null(TEXT), "description": "Whisper's code; null for any language"},
    "note": TEXT,
}


GLOSSARY_SCHEMAS: Json = {
    "NewTerm": object_of(
        {**_FIELDS, "source": {"enum": ["typed", "correction"]}},
        ("wrong", "language", "note", "source"),
    ),
    "Term": object_of(
        {
            "id": WHOLE,
            **_FIELDS,
            "source": {"enum": ["typed", "correction", "import"]},
            "created": TEXT,
            "updated": TEXT,
        }
    ),
}
