"""Actions on many recordings and their archive, as JSON Schema."""

from __future__ import annotations

from transcribe.formats import WRITABLE
from transcribe.library.bulk import ACTIONS, MAX_RECORDINGS
from transcribe.web.openapi.schemas import (
    ASKED,
    TAGS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    or_null,
)

_IDS: Json = {**list_of(TEXT), "minItems": 1, "maxItems": MAX_RECORDINGS}
_OF_OTHER_JOBS = {"kind", "start", "end", "segments", "dry_run", "overwrite_corrected"}
_DRAFT: Json = {
    name: schema
    for name, schema in ASKED.items()
    if name not in {*_OF_OTHER_JOBS, "language"} and not schema.get("deprecated")
}
_BULK: Json = {
    "ids": _IDS,
    "action": {"enum": list(ACTIONS)},
    "language": {**ASKED["language"], "description": "of the action language, or of the drafts"},
    "add": {**TAGS, "description": "tags, for the action tags"},
    "remove": {**TAGS, "description": "tags, for the action tags"},
    "project": {**or_null(TEXT), "description": "id of a collection, for the action project"},
    **_DRAFT,
}
_SWITCH: Json = {"enum": ["0", "1", False, True]}
_ARCHIVE: Json = {
    "ids": _IDS,
    "formats": {
        **list_of({"enum": list(WRITABLE)}), "description": "with several, each has a folder",
    },
    "of": {"enum": ["transcript", "translation"]},
    "view": {"enum": ["verbatim", "clean"]},
    "fillers": TEXT,
    "repeats": _SWITCH,
    "false_starts": _SWITCH,
}  # fmt: skip
BULK = object_of(_BULK, tuple(name for name in _BULK if name not in {"ids", "action"}))
ARCHIVE: Json = {
    **object_of(_ARCHIVE, tuple(name for name in _ARCHIVE if name not in {"ids", "formats"})),
    "additionalProperties": {"type": ["string", "boolean", "number"]},
    "description": "or a form with repeated fields; options of the formats as in the address of an "
    "export, each for the formats that have it",
}
DONE: Json = object_of(
    {
        "done": {**WHOLE, "description": "recordings with which it succeeded"},
        "failed": list_of(object_of({"id": TEXT, "title": {**TEXT, "description": "the reason"}})),
    }
)
