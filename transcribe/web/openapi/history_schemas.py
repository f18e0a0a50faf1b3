"""Schemas of the history's routes, for `document.py`."""

from __future__ import annotations

from typing import get_args

from transcribe.document.model import STATUSES
from transcribe.store.values import EditKind
from transcribe.web.openapi.schemas import (
    EDIT_JOB,
    FLAG,
    NUMBER,
    ORIGIN,
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    or_null,
    ref,
)

_FIGURES: Json = {
    "keystrokes": WHOLE,
    "focus": {**SECONDS, "description": "working time in seconds"},
    "play": {**SECONDS, "description": "seconds of audio played meanwhile"},
    "segments": WHOLE,
    "sound": {**SECONDS, "description": "length of the edited segments"},
    "real_time_factor": {**or_null(NUMBER), "description": "focus / sound"},
}
_WORK: Json = {
    "work": {
        **SECONDS,
        "description": "work time: the gaps of at most 2 minutes between a person's edits",
    },
    "sound": {**SECONDS, "description": "audio of the segments worked on, each counted once"},
    "words": {**WHOLE, "description": "words corrected by edits in force"},
}
_SHARE: Json = {"edits": {**WHOLE, "description": "edits in force"}, **_WORK}
HISTORY_SCHEMAS: Json = {
    "Step": object_of(
        {
            "revision": WHOLE,
            "id": TEXT,
            "kind": {"enum": list(get_args(EditKind))},
            "target": or_null(TEXT),
            "author": TEXT,
            "at": TEXT,
            "origin": ORIGIN,
            "job": EDIT_JOB,
            "undone": FLAG,
            "operations": {"type": "object", "additionalProperties": WHOLE},
            "segments": WHOLE,
            "segment": or_null(WHOLE),
            "start": or_null(SECONDS),
            "before": or_null(TEXT),
            "after": or_null(TEXT),
        }
    ),
    "Piece": object_of({"kind": {"enum": ["equal", "delete", "insert"]}, "text": TEXT}),
    "Change": object_of(
        {
            "start": SECONDS,
            "end": SECONDS,
            "segment": or_null(WHOLE),
            "pieces": list_of(ref("Piece")),
        }
    ),
    "Changes": object_of(
        {
            "words_before": WHOLE,
            "words_after": WHOLE,
            "substituted": WHOLE,
            "deleted": WHOLE,
            "inserted": WHOLE,
            "spelled": {**WHOLE, "description": "substitutions in capitals and punctuation only"},
            "changed": WHOLE,
            "error_rate": or_null(NUMBER),
            "changes": list_of(ref("Change")),
            "more": {**WHOLE, "description": "number of changes not in the list"},
        }
    ),
    "Statistics": object_of(
        {
            "duration": or_null(SECONDS),
            "segments": object_of({"total": WHOLE, **dict.fromkeys(STATUSES, WHOLE)}),
            "total": object_of(_SHARE),
            "people": list_of(object_of({"author": TEXT, **_SHARE})),
            "periods": {
                **list_of(
                    object_of(
                        {
                            "at": {**or_null(TEXT), "description": "time of its first edit"},
                            **_WORK,
                        }
                    )
                ),
                "description": "equal parts of the work time of all people, at most 48; "
                "audio counts in the period of its first edit",
            },
        }
    ),
    "Effort": object_of(_FIGURES),
    "EffortOf": object_of({"author": TEXT, **_FIGURES}),
    "Spent": object_of(
        {"segment": WHOLE, "keystrokes": WHOLE, "focus": SECONDS, "play": SECONDS},
        ("keystrokes", "focus", "play"),
    ),
}
