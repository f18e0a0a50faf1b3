"""Schema of delivery profiles."""

from __future__ import annotations

from transcribe.web.openapi.schemas import FLAG, NUMBER, TEXT, Json, list_of, object_of, or_null

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
