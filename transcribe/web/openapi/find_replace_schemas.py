"""JSON schemas of find and replace in all recordings."""

from __future__ import annotations

from transcribe.web.openapi.schemas import (
    FLAG,
    ID,
    SECONDS,
    TEXT,
    WHOLE,
    Json,
    list_of,
    object_of,
    ref,
)

_QUERY: Json = {
    "text": {**TEXT, "description": "words or a regular expression"},
    "is_regex": FLAG,
    "whole_words": FLAG,
    "match_case": FLAG,
    "replacement": {**TEXT, "description": "for a regular expression, $1 is the first group"},
    "keep_case": FLAG,
}


_OPTIONAL = ("is_regex", "whole_words", "match_case", "replacement", "keep_case")


REPLACING_SCHEMAS: Json = {
    "FindQuery": object_of(
        {**_QUERY, "media": list_of(TEXT), "limit": WHOLE}, (*_OPTIONAL, "media", "limit")
    ),
    "LibraryHit": object_of(
        {
            "media": TEXT,
            "segment": ID,
            "from": {**WHOLE, "description": "in the segment's text, in code points"},
            "to": WHOLE,
            "start": SECONDS,
            "before": TEXT,
            "match": TEXT,
            "after": TEXT,
            "replacement": TEXT,
        }
    ),
    "Preview": object_of(
        {
            "hits": list_of(ref("LibraryHit")),
            "recordings": list_of(
                object_of({"media": TEXT, "title": TEXT, "revision": WHOLE, "hits": WHOLE})
            ),
            "segments": {**WHOLE, "description": "number of searched segments"},
            "capped": {**FLAG, "description": "there are more hits"},
        }
    ),
    "Replace": object_of(
        {
            **_QUERY,
            "author": TEXT,
            "recordings": list_of(
                object_of(
                    {
                        "media": TEXT,
                        "revision": {**WHOLE, "description": "the revision in the preview"},
                        "segments": list_of(object_of({"id": ID, "hits": list_of(list_of(WHOLE))})),
                    }
                )
            ),
        },
        (*_OPTIONAL, "author"),
    ),
    "Replaced": object_of(
        {
            "recordings": list_of(
                object_of(
                    {
                        "media": TEXT,
                        "title": TEXT,
                        "edit": {"anyOf": [TEXT, {"type": "null"}]},
                        "hits": WHOLE,
                        "segments": WHOLE,
                        "changed": {
                            **list_of(ID),
                            "description": "skipped: changed since the preview",
                        },
                    }
                )
            )
        }
    ),
    "UndoReplace": object_of(
        {"author": TEXT, "edits": list_of(object_of({"media": TEXT, "edit": TEXT}))}, ("author",)
    ),
}
