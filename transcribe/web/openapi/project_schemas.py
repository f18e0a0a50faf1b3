"""Collections of recordings and their releases, as JSON Schema."""

from __future__ import annotations

from transcribe.web.openapi.schemas import (
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    or_null,
    ref,
)

_FIELDS: Json = {
    "name": {**TEXT, "examples": ["Interviews"]},
    "language": {**or_null(TEXT), "description": "Whisper's code; null for several languages"},
    "licence": {**TEXT, "examples": ["CC-BY-4.0"]},
    "consent": {**TEXT, "description": "what the speakers agreed to"},
}
NEW_PROJECT = object_of(_FIELDS, ("language", "licence", "consent"))
CHANGED_PROJECT = object_of(_FIELDS, tuple(_FIELDS))

PROJECT_SCHEMAS: Json = {
    "Project": object_of(
        {
            "id": TEXT, **_FIELDS, "created": TEXT, "n_media": WHOLE,
            "duration": {**SECONDS, "description": "of all its recordings"},
        }
    ),
    "Release": object_of(
        {
            "version": TEXT, "format": TEXT, "folder": TEXT, "digest": TEXT, "created": TEXT,
            "erased": {
                **list_of(object_of({"recording": TEXT, "split": TEXT, "clips": WHOLE})),
                "description": "recordings that it holds and the library does not have any more",
            },
        }
    ),
}  # fmt: skip
PROJECTS = object_of({"projects": list_of(ref("Project"))})
RELEASES = object_of({"releases": list_of(ref("Release"))})
