"""Collections of recordings and their releases, as JSON Schema."""

from __future__ import annotations

from transcribe.audio.encoding import AUDIO_FORMATS
from transcribe.datasets.normalisers import NORMALISERS
from transcribe.datasets.writers import WRITERS
from transcribe.document.model import STATUSES
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

_FIELDS: Json = {
    "name": {**TEXT, "examples": ["Interviews"]},
    "language": {**or_null(TEXT), "description": "Whisper's code; null for several languages"},
    "licence": {**TEXT, "examples": ["CC-BY-4.0"]},
    "consent": {**TEXT, "description": "what the speakers agreed to"},
}
NEW_PROJECT = object_of(_FIELDS, ("language", "licence", "consent"))
CHANGED_PROJECT = object_of(_FIELDS, tuple(_FIELDS))

_NUMBERS: Json = {"type": "object", "additionalProperties": NUMBER}
_COUNTS: Json = {"type": "object", "additionalProperties": WHOLE}
_CORPUS_FIELDS: Json = {
    "format": {"enum": list(WRITERS)},
    "audio": {"enum": ["", *AUDIO_FORMATS]},
    "rate": {**WHOLE, "description": "Hz; 0 for the format's"},
    "recordings": {**list_of(TEXT), "description": "ids; all of the collection if empty"},
    "statuses": list_of({"enum": list(STATUSES)}),
    "tags": list_of(TEXT), "speakers": list_of(TEXT),
    "min_seconds": NUMBER, "max_seconds": NUMBER, "padding_ms": WHOLE, "overlap": FLAG, "trim_silence": FLAG,
    "min_snr_db": {**or_null(NUMBER), "description": "least signal-to-noise ratio"},
    "loudness": {**or_null(NUMBER), "description": "of each clip, in LUFS (BS.1770)"},
    "marks": {"enum": ["keep", "drop"]}, "normaliser": {"enum": list(NORMALISERS)},
    "text": {"enum": ["typed", "normalized"]},
    "splits": {**TEXT, "examples": ["train=80,validation=10,test=10"]},
    "on_join": {"enum": ["freeze", "move"]}, "version": TEXT,
    "redact": {**list_of(TEXT), "description": "terms, and expressions between two /, that are removed from texts and audio"},
    "redact_flagged": {**FLAG, "description": "flagged segments are removed as a whole"},
    "redact_padding_ms": {**WHOLE, "description": "audio that is replaced before and after words"},
    "redact_sound": {"enum": ["silence", "tone"]},
    "whole_recordings": {**FLAG, "description": "whole recordings and the clips' times in them"},
    "relative_paths": {**FLAG, "description": "for Kaldi and ESPnet"},
    "folder": {**TEXT, "description": "name of the folder in the server's folder of corpora"},
    "owner": TEXT,
}  # fmt: skip
ASKED_CORPUS = object_of(_CORPUS_FIELDS, tuple(_CORPUS_FIELDS))
_RATES: Json = {**list_of(WHOLE), "description": "Hz; any if empty"}
CORPUS_FORMAT = object_of(
    {
        "name": TEXT, "title": TEXT, "rate": {**WHOLE, "description": "the default, in Hz"},
        "rates": _RATES, "audio": list_of(object_of({"name": TEXT, "rates": _RATES})),
        "holds_recordings": {**FLAG, "description": "whether it can have whole recordings"},
    }
)  # fmt: skip
_CLIPS = object_of({"n": WHOLE, "first": list_of(TEXT)})
DIFFERENCE = object_of(dict.fromkeys(("added", "removed", "changed", "moved"), _CLIPS))

PROJECT_SCHEMAS: Json = {
    "Project": object_of(
        {
            "id": TEXT, **_FIELDS, "created": TEXT, "n_media": WHOLE,
            "duration": {**SECONDS, "description": "of all its recordings"},
        }
    ),
    "Corpus": object_of(
        {
            "clips": WHOLE, "hours": NUMBER, "recordings": WHOLE, "speakers": WHOLE,
            "splits": {**_NUMBERS, "description": "share of the time of each split"},
            "left_out": {**_COUNTS, "description": "segments that become no clips, by reason"},
            "reasons": {**_COUNTS, "description": "the same, with a description of the reason"},
            "redacted": {**WHOLE, "description": "places in the texts"},
            "warnings": list_of(TEXT), "shards": WHOLE,
            "bytes": {**WHOLE, "description": "rough size"},
            "folder": {**TEXT, "description": "where it will lie on the server"},
        }
    ),
    "Release": object_of(
        {
            "id": WHOLE, "version": TEXT, "format": TEXT, "folder": TEXT, "digest": TEXT, "created": TEXT,
            "erased": {
                **list_of(object_of({"recording": TEXT, "split": TEXT, "clips": WHOLE})),
                "description": "recordings that it holds and the library does not have any more",
            },
            "is_present": {**FLAG, "description": "its folder is there"},
            "clips": WHOLE, "hours": NUMBER, "bytes": WHOLE,
            "has_archive": {**FLAG, "description": "it is small enough to be fetched as one file"},
            "splits": list_of(TEXT),
        }
    ),
}  # fmt: skip
ASKED_BAKEOFF = object_of(
    {
        "models": {**list_of(TEXT), "description": "installed models"},
        "split": {**TEXT, "description": "of the release, or all", "default": "test"},
        "normaliser": {"enum": list(NORMALISERS)}, "owner": TEXT,
    },
    ("split", "normaliser", "owner"),
)  # fmt: skip
_RATE = or_null(object_of({"value": NUMBER, "low": or_null(NUMBER), "high": or_null(NUMBER)}))
BAKEOFF_REPORT = object_of(
    {
        "release": object_of({"project": TEXT, "version": TEXT, "digest": TEXT, "split": TEXT}),
        "recordings": WHOLE, "words": WHOLE, "hours": NUMBER, "normalisation": TEXT,
        "models": list_of(object_of({
            "model": TEXT, "engine": TEXT, "sha256": TEXT, "wer": _RATE, "cer": _RATE,
            "substitutions": WHOLE, "deletions": WHOLE, "insertions": WHOLE,
            "terms": {**object_of({"said": WHOLE, "written": WHOLE}), "description": "of the glossary"},
            "cpu_s_per_s": NUMBER, "wall_s_per_s": NUMBER, "peak_bytes": WHOLE,
            "errors_by_recording": _COUNTS,
            "worst": list_of(object_of({
                "recording": TEXT, "start": SECONDS, "end": SECONDS, "errors": WHOLE, "reference": TEXT, "draft": TEXT,
            })),
        })),
        "comparisons": list_of(object_of({
            "first": TEXT, "second": TEXT, "difference": _RATE, "p": or_null(NUMBER), "tie": FLAG,
            "hours_needed": or_null(NUMBER), "verdict": TEXT,
        })),
        "warnings": list_of(TEXT),
    }
)  # fmt: skip
BAKEOFFS = object_of(
    {"bakeoffs": list_of(object_of({"job": ref("Job"), "report": or_null(BAKEOFF_REPORT)}))}
)
PROJECTS = object_of({"projects": list_of(ref("Project"))})
RELEASES = object_of({"releases": list_of(ref("Release"))})
