"""Schemas of comparing and merging transcripts, for `document.py`."""

from __future__ import annotations

from transcribe.document.model import STATUSES
from transcribe.library.comparing.cue_differences import KINDS
from transcribe.web.openapi.schemas import (
    FLAG,
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    or_null,
    ref,
)

_CUE = object_of(
    {
        "start": SECONDS, "end": SECONDS, "text": TEXT,
        "speaker": {**or_null(TEXT), "description": "a name"},
        "status": {"enum": list(STATUSES)}, "words": list_of(ref("Word")),
    }
)  # fmt: skip
_DIFFERENCE = object_of(
    {
        "kinds": list_of({"enum": list(KINDS)}),
        "here": {**list_of(WHOLE), "description": "ids of segments"},
        "there": list_of(_CUE),
    }
)
COMPARED: Json = object_of(
    {
        "revision": WHOLE, "name": TEXT, "warnings": list_of(TEXT),
        "cues": {**WHOLE, "description": "of the other transcript"},
        "same": {**WHOLE, "description": "groups of cues that do not differ"},
        "has_times": {**FLAG, "description": "false: a plain text"},
        "differences": list_of(_DIFFERENCE),
    }
)  # fmt: skip
MERGED: Json = object_of(
    {
        "revision": WHOLE,
        "edit": {**or_null(TEXT), "description": "the edit, for undo; null for a preview"},
        "at": {**SECONDS, "description": "where the other transcript begins"},
        "added": {**WHOLE, "description": "new segments"},
        "changed": {**WHOLE, "description": "segments with a new text"},
        "approved": {**WHOLE, "description": "approved segments that get a new text, or would"},
        "kept": {**WHOLE, "description": "of these, those that stay as they are"},
        "same": {**WHOLE, "description": "cues that are here already"},
        "warnings": list_of(TEXT),
        "preview": list_of(object_of(
            {"start": SECONDS, "end": SECONDS, "text": TEXT, "speaker": or_null(TEXT),
             "change": {"enum": ["added", "changed", "approved", "kept"]}})),
    }
)  # fmt: skip
