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
