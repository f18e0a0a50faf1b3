"""The library's list, as JSON Schema."""

from __future__ import annotations

from transcribe.library.recording_list import MAX_IDS, ORDERS, STATES
from transcribe.store.library_rows import SORTS, STAGES
from transcribe.web.openapi.schemas import (
    FLAG,
    NUMBER,
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    or_null,
    ref,
)

FILTER = ("q", "state", "language", "speaker", "tag", "project", "since", "until", "sort", "order")
_SHARE: Json = {"type": "number", "minimum": 0, "maximum": 1}
_SINCE: Json = {
    **TEXT, "description": "a date in UTC, or a time in ISO 8601", "examples": ["2026-11-30"],
}  # fmt: skip

LIST_PARAMETERS: Json = {
    "q": {**TEXT, "description": "words; all occur in the title, the file name or a tag"},
    "state": {"enum": list(STATES), "description": "text is draft, in_work and done together"},
    "speaker": {**TEXT, "description": "name of a speaker in the transcript"},
    "tag": {**list_of(TEXT), "description": "may be repeated; all of them are set"},
    "project": {**TEXT, "description": "id of a collection; none for recordings in none"},
    "since": _SINCE,
    "until": {**_SINCE, "description": "as since; the whole day counts"},
    "sort": {"enum": list(SORTS), "default": "created"},
    "order": {"enum": list(ORDERS)},
    "limit": {"type": "integer", "minimum": 1, "maximum": 200, "default": 100},
    "id": {**list_of(TEXT), "description": f"only these, at most {MAX_IDS}"},
    "after": {**TEXT, "description": "id of a recording; it need not match the filter"},
    "direction": {"enum": ["next", "previous"], "default": "next"},
}

LIBRARY_SCHEMAS: Json = {
    "LibraryRow": object_of(
        {
            "id": {**TEXT, "examples": ["k3m9x2p4vw"]},
            "title": {**TEXT, "examples": ["Interview 12"]},
            "filename": TEXT,
            "duration": or_null(SECONDS),
            "language": or_null(TEXT),
            "state": {"enum": ["new", "ingesting", "drafting", "ready", "failed"]},
            "stage": {"enum": list(STAGES), "description": "what is done, or what it needs"},
            "progress": {**or_null(_SHARE), "description": "of the running ingest or draft"},
            "eta_s": or_null(NUMBER),
            "message": TEXT,
            "error": or_null(TEXT),
            "n_warnings": WHOLE,
            "has_video": FLAG,
            "is_sample": FLAG,
            "n_segments": {**WHOLE, "examples": [164]},
            "n_corrected": {**WHOLE, "description": "not approved", "examples": [40]},
            "n_approved": {**WHOLE, "examples": [37]},
            "n_rejected": WHOLE,
            "n_flagged": WHOLE,
            "confidence": {
                **or_null(_SHARE),
                "description": "mean probability of the words; null where no word has one",
            },
            "tags": {**list_of(TEXT), "examples": [["interviews/anna"]]},
            "project": {**or_null(TEXT), "description": "id of its collection"},
            "created": TEXT,
            "opened": {**or_null(TEXT), "description": "when; null if never"},
            "place": or_null(ref("Place")),
            "revision": WHOLE,
        }
    ),
    "Place": object_of(
        {"segment": or_null(WHOLE), "time": SECONDS, "at": TEXT},
        description="where the recording was opened last",
    ),
    "LibraryPage": object_of(
        {
            "total": {**WHOLE, "description": "recordings that match", "examples": [137]},
            "n_all": {**WHOLE, "description": "recordings in the library", "examples": [5000]},
            "sums": object_of(
                {"duration": SECONDS, "segments": WHOLE, "corrected": WHOLE, "approved": WHOLE},
                description="of all recordings that match",
            ),
            "counts": object_of(
                dict.fromkeys(STAGES, WHOLE), description="of the whole library, by stage"
            ),
            "languages": list_of(object_of({"language": TEXT, "n": WHOLE})),
            "tags": {**list_of(ref("TagCount")), "description": "the 200 most frequent ones"},
            "n_tags": WHOLE,
            "projects": list_of(object_of({"id": TEXT, "name": TEXT, "n": WHOLE})),
            "continue": {
                **or_null(ref("LibraryRow")),
                "description": "the recording opened last that is not done",
            },
            "media": list_of(ref("LibraryRow")),
        }
    ),
    "LibraryNext": object_of(
        {
            "media": or_null(ref("LibraryRow")),
            "position": {**or_null(WHOLE), "description": "of it in the list, from 1"},
            "total": WHOLE,
        }
    ),
}
