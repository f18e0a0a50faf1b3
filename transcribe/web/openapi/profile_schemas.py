"""Schemas of delivery profiles and checks."""

from __future__ import annotations

from transcribe.web.openapi.schemas import (
    FLAG,
    ID,
    NUMBER,
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    or_null,
)

SOURCE: Json = object_of(
    {"title": TEXT, "address": TEXT, "version": TEXT, "read_on": or_null(TEXT)}
)
RULE: Json = object_of(
    {
        "key": TEXT,
        "about": TEXT,
        "value": {"anyOf": [TEXT, NUMBER, FLAG]},
        "note": TEXT,
        "second_hand": FLAG,
        "profile": TEXT,
        "source": or_null(SOURCE),
    }
)
PROFILE: Json = object_of(
    {
        "name": TEXT,
        "title": TEXT,
        "about": TEXT,
        "languages": list_of(TEXT),
        "inherits": or_null(TEXT),
        "file": or_null(TEXT),
        "rules": list_of(RULE),
    }
)
FINDING: Json = object_of(
    {
        "name": TEXT,
        "severity": {"enum": ["error", "warning"]},
        "about": TEXT,
        "message": TEXT,
        "cue": WHOLE,
        "start": SECONDS,
        "end": SECONDS,
        "source": TEXT,
        "fixable": FLAG,
        "segments": list_of(ID),
    },
    ("segments",),
)
CHECKED: Json = object_of(
    {
        "cues": WHOLE,
        "errors": WHOLE,
        "frame_rate": or_null(NUMBER),
        "findings": list_of(FINDING),
    }
)
FIX: Json = object_of(
    {
        "profile": TEXT, "frame_rate": TEXT, "author": TEXT,
        "segments": {**or_null(list_of(WHOLE)), "description": "ids; all without it"},
        "approved": {**FLAG, "description": "whether approved segments are changed too"},
    },
    ("frame_rate", "author", "segments", "approved"),
)  # fmt: skip
FIXED: Json = object_of(
    {
        "revision": WHOLE, "edit": or_null(TEXT), "segments": {**WHOLE, "description": "with a new text"},
        "kept": {**WHOLE, "description": "approved segments that have a fix and stay"},
    }
)  # fmt: skip
