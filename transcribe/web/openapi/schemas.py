"""What the API speaks, as JSON Schema: the shapes of `openapi.py`.

A test holds them to real answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from transcribe.asr.engines import ENGINE_NAMES
from transcribe.asr.models import files as models
from transcribe.document.model import STATUSES
from transcribe.document.serialization import MAX_WORDS
from transcribe.jobs.executors.base import WorkerState
from transcribe.jobs.kinds import kind_names, known_names
from transcribe.jobs.kinds.channel_speakers import SOURCES as SPEAKER_SOURCES
from transcribe.library import old_names
from transcribe.store.values import ChunkState, EditKind, EditOrigin, JobState, StreamChoice
from transcribe.text.tags import MAX_CHARACTERS, MAX_TAGS

Json = dict[str, Any]

MAX_OPERATIONS = 50_000  # of one edit: a new text for each segment of twelve hours
MAX_SPEAKER_OPERATIONS = 200

TEXT: Json = {"type": "string"}
NUMBER: Json = {"type": "number"}
SECONDS: Json = {"type": "number", "minimum": 0, "description": "seconds, three decimals"}
WHOLE: Json = {"type": "integer", "minimum": 0}
ID: Json = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
FLAG: Json = {"type": "boolean"}
BYTES: Json = {"type": "string", "format": "binary"}


def or_null(schema: Json) -> Json:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def list_of(schema: Json) -> Json:
    """A list of what the schema tells."""
    return {"type": "array", "items": schema}


def tuple_of(places: tuple[Json, ...], n_required: int | None = None) -> Json:
    """A list with a schema for each place; without a number all places are filled."""
    n = len(places) if n_required is None else n_required
    return {"type": "array", "prefixItems": list(places), "minItems": n, "maxItems": len(places)}


def ref(name: str) -> Json:
    """The schema of this name in `SCHEMAS`."""
    return {"$ref": f"#/components/schemas/{name}"}


def object_of(fields: Json, optional: tuple[str, ...] = (), **more: Any) -> Json:
    """An object; what is not named as optional is always there."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required, **more}


def with_deprecated(fields: Json, names: Mapping[str, str]) -> Json:
    """Fields with the old names that some of them had, which are still read and answered."""
    old = {
        was: {**fields[now], "deprecated": True, "description": f"old name of {now}"}
        for was, now in names.items()
    }
    return {**fields, **old}


def answer_of(fields: Json, names: Mapping[str, str], optional: tuple[str, ...] = ()) -> Json:
    """An object in answers, with its renamed fields under both names."""
    return object_of(with_deprecated(fields, names), optional)


def _operation(name: str, fields: Json, optional: tuple[str, ...] = ()) -> tuple[str, Json]:
    return name, object_of({"op": {"const": name}, **fields}, optional)


# Schemas of their own, `Op_set_text` and so on: generated clients get one type for each.
OPERATIONS: dict[str, Json] = dict(
    [
        _operation("set_text", {"id": ID, "text": TEXT, "words": list_of(ref("Word"))}, ("words",)),
        _operation("set_times", {"id": ID, "start": SECONDS, "end": SECONDS}),
        _operation("set_words", {"id": ID, "words": list_of(ref("Word"))}),
        _operation("set_speaker", {"id": ID, "speaker": or_null(TEXT)}),
        _operation("set_status", {"id": ID, "status": {"enum": list(STATUSES)}}),
        _operation("set_flag", {"id": ID, "flagged": {"type": "boolean"}}),
        _operation(
            "split",
            {
                "id": ID,
                "at_char": {**WHOLE, "description": "position in the text, in Unicode code points"},
                "at": SECONDS,
                "new_id": ID,
                "n_words": {**WHOLE, "description": "how many words the first part keeps"},
            },
            ("n_words",),
        ),
        _operation("merge", {"id": ID, "other_id": ID}),
        _operation("insert", {"segment": ref("Segment")}),
        _operation("delete", {"id": ID}),
        _operation("replace", {"put": list_of(ref("Segment")), "remove": list_of(ID)}),
        _operation(
            "add_speaker",
            {
                "speaker": ref("Speaker"),
                "place": {**WHOLE, "description": "how many speakers come before it; absent: all"},
            },
            ("place",),
        ),
        _operation("rename_speaker", {"id": TEXT, "name": TEXT}),
        _operation("remove_speaker", {"id": TEXT}),
    ]
)

ORIGIN: Json = {"enum": list(get_args(EditOrigin)), "description": "what made the edit"}
EDIT_JOB: Json = {**or_null(WHOLE), "description": "the job that made the edit"}
EDIT_FIELDS: Json = {
    "revision": WHOLE,
    "id": TEXT,
    "kind": {"enum": list(get_args(EditKind))},
    "target": or_null(TEXT),
    "author": TEXT,
    "at": TEXT,
    "origin": ORIGIN,
    "job": EDIT_JOB,
    "ops": list_of(ref("Operation")),
    "inverse": list_of(ref("Operation")),
}

RANGE: Json = {
    "start": SECONDS,
    "end": SECONDS,
    "reason": {
        **TEXT,
        "description": "speech without words, recognition failed, sounds like another language",
    },
}
# number of chunks in each state
_CHUNK_COUNTS: Json = dict.fromkeys(("waiting", "running", "done", "quarantined"), WHOLE)
CHUNK: Json = {
    "id": WHOLE,
    "job": WHOLE,
    "start": SECONDS,
    "end": SECONDS,
    "state": {"enum": list(get_args(ChunkState))},
    "attempts": WHOLE,
    "failures": WHOLE,
    "worker": or_null(TEXT),
    "seconds": or_null(NUMBER),
    "error": or_null(TEXT),
    "finished": or_null(TEXT),
}

PROBLEM: Json = {"type": TEXT, "title": TEXT, "status": WHOLE}

TRANSCRIPT: Json = {
    "format": {"const": "transcribe/1"},
    "text": TEXT,
    "language": or_null(TEXT),
    "duration": SECONDS,
    "media": object_of({"title": TEXT, "filename": TEXT, "sha256": TEXT}),
    "draft": or_null(object_of({"engine": TEXT, "model": TEXT})),
    "speakers": list_of(ref("Speaker")),
    "segments": list_of(ref("Segment")),
    "lost": {**list_of(object_of(RANGE)), "description": "speech that has no words"},
    "warnings": list_of(object_of({**RANGE, "language": or_null(TEXT)})),
}

_COMPACT_WORD = tuple_of((TEXT, WHOLE, WHOLE, or_null(NUMBER), or_null(TEXT)), n_required=3)
_COMPACT_SEGMENT = tuple_of(
    (
        ID,
        WHOLE,
        WHOLE,
        TEXT,
        or_null(TEXT),
        {"enum": list(STATUSES)},
        list_of(_COMPACT_WORD),
        {"enum": [0, 1]},
    )
)
COMPACT = object_of(
    {
        "revision": WHOLE,
        "speakers": list_of(tuple_of((TEXT, TEXT))),
        "segments": list_of(_COMPACT_SEGMENT),
    },
    description="segments as [id, start_ms, end_ms, text, speaker, status, words, is_flagged], words as "
    "[text, start_ms, end_ms, probability?, speaker?]",
)
TIMECODE = object_of(
    {
        "shown": {**FLAG, "description": "as SMPTE timecodes; else clock times"},
        "drop": {**FLAG, "description": "drop-frame, where the rate has it"},
        "start": {**TEXT, "description": "timecode of the first frame"},
    }
)
SCHEMAS: Json = {
    "Word": object_of(
        {"word": TEXT, "start": SECONDS, "end": SECONDS, "probability": NUMBER, "speaker": TEXT},
        ("probability", "speaker"),
    ),
    "Segment": object_of(
        {
            "id": ID,
            "start": SECONDS,
            "end": SECONDS,
            "text": TEXT,
            "speaker": or_null(TEXT),
            "status": {"enum": list(STATUSES)},
            "words": {
                **list_of(ref("Word")),
                "description": f"an edit that leaves more than {MAX_WORDS} in one gets 422",
            },
            "flagged": {"type": "boolean", "description": "marked for later by a user"},
        },
        ("speaker", "status", "words", "flagged"),
    ),
    "Speaker": object_of({"id": TEXT, "name": TEXT}),
    **{f"Op_{name}": schema for name, schema in OPERATIONS.items()},
    "Operation": {
        "oneOf": [ref(f"Op_{name}") for name in OPERATIONS],
        "discriminator": {
            "propertyName": "op",
            "mapping": {name: f"#/components/schemas/Op_{name}" for name in OPERATIONS},
        },
    },
    "Edit": object_of(EDIT_FIELDS),
    "UndoEntry": object_of(
        {**EDIT_FIELDS, "large": {**FLAG, "description": "its operations are left out"}}
    ),
    "CompactTranscript": COMPACT,
    "Transcript": object_of({**TRANSCRIPT, "revision": WHOLE}),
    "Translation": object_of(TRANSCRIPT),
    "TagCount": object_of(
        {
            "tag": {**TEXT, "examples": ["interviews/anna"]},
            "n": {**WHOLE, "description": "recordings that have it", "examples": [12]},
        }
    ),
    "Notice": object_of(
        {
            "id": WHOLE,
            **RANGE,
            "language": or_null(TEXT),
            "text": {**TEXT, "description": "a sentence for people"},
        }
    ),
    "Stream": object_of(
        {
            "index": WHOLE,
            "codec": TEXT,
            "channels": WHOLE,
            "sample_rate": WHOLE,
            "language": or_null(TEXT),
            "title": or_null(TEXT),
            "is_default": {**FLAG, "description": "the file marks it as the one to play"},
            "problem": {
                **or_null({"enum": ["silent", "undecodable"]}),
                "description": "why it was passed over; null for one that was not tried",
            },
            "duration": {
                **or_null(SECONDS),
                "description": "what the file's header claims; the length is known when the recording is ready",
            },
        }
    ),
    "Media": answer_of(
        {
            "id": TEXT,
            "title": TEXT,
            "filename": TEXT,
            "sha256": TEXT,
            "size": WHOLE,
            "duration": or_null(SECONDS),
            "language": or_null(TEXT),
            "state": {"enum": ["new", "ingesting", "drafting", "ready", "failed"]},
            "progress": or_null({"type": "number", "minimum": 0, "maximum": 1}),
            "eta_s": or_null(NUMBER),
            "message": TEXT,
            "error": or_null(TEXT),
            "warnings": list_of(TEXT),
            "has_video": FLAG,
            "frame_rate": or_null(NUMBER),
            "timecode": {
                **or_null(TIMECODE),
                "description": "how times are shown; null until somebody chose",
            },
            "audio_stream": WHOLE,
            "stream_choice": {
                "enum": list(get_args(StreamChoice)),
                "description": "automatic: the first stream with sound, marked ones first",
            },
            "streams": list_of(ref("Stream")),
            "revision": WHOLE,
            "n_segments": WHOLE,
            "translation": {
                **or_null({"enum": list(get_args(JobState))}),
                "description": "progress of the English translation, 0 to 1; null without one",
            },
            "peaks": object_of(
                {
                    "levels": WHOLE,
                    "sample_rate": WHOLE,
                    "samples_per_peak": list_of(WHOLE),
                    "channels": WHOLE,
                }
            ),
            "spectrogram": object_of(
                {
                    "levels": WHOLE,
                    "sample_rate": WHOLE,
                    "samples_per_column": list_of(WHOLE),
                    "columns": WHOLE,
                    "rows": object_of({"linear": WHOLE, "mel": WHOLE}),
                    "max_hz": WHOLE,
                    "floor_db": NUMBER,
                }
            ),
            "stream_url": or_null(TEXT),
            "created": TEXT,
            "draft": or_null(object_of({"engine": TEXT, "model": TEXT})),
            "deleted": FLAG,
            "is_sample": {**FLAG, "description": "the recording that a new library begins with"},
            "tags": {
                **list_of(TEXT),
                "description": "in alphabetical order",
                "examples": [["interviews/anna", "to check"]],
            },
            "duplicate": {**FLAG, "description": "in answers to uploads: it was there before"},
        },
        old_names.MEDIA,
        ("duplicate",),
    ),
    "Job": answer_of(
        {
            "id": WHOLE,
            "media": {**or_null(TEXT), "description": "null for the job of a collection"},
            "project": {**or_null(TEXT), "description": "the collection, for the job of one"},
            "kind": {"enum": list(known_names())},
            "state": {"enum": list(get_args(JobState))},
            "progress": NUMBER,
            "eta_s": or_null(NUMBER),
            "message": TEXT,
            "error": or_null(TEXT),
            "reason_code": {
                **or_null(TEXT),
                "description": "why it ended so, for programs: no_speech, nothing_to_align, "
                "not_transcribed, ranges_failed, given_up, recording_deleted, ingest_failed, "
                "unexpected, or the error's name such as model_unavailable",
            },
            "created": TEXT,
            "started": or_null(TEXT),
            "finished": or_null(TEXT),
            "owner": TEXT,
            "priority": {**WHOLE, "description": "2 for a job that a user waits for"},
            "language": or_null(TEXT),
            "model": or_null(TEXT),
            "start": {**or_null(SECONDS), "description": "of a redrafted range"},
            "end": or_null(SECONDS),
            "segments": {**or_null(list_of(ID)), "description": "whose words are aligned"},
            "hotwords": list_of(TEXT),
            "multilingual": FLAG,
            "keep_numbers": FLAG,
            "keep_spelling": FLAG,
            "dry_run": FLAG,
            "overwrite_corrected": FLAG,
            "folder": {**or_null(TEXT), "description": "of a corpus that is made"},
        },
        old_names.JOB,
    ),
    "Chunk": object_of(CHUNK),
    "Work": object_of(
        {
            "trouble": {**TEXT, "description": "why nothing is done at present; else empty"},
            "dashboard": {**TEXT, "description": "Dask's own page, seen from the scheduler's host"},
            "speed": {
                **or_null(NUMBER),
                "description": "seconds of audio per second of computing, recently",
            },
            "workers": list_of(
                object_of(
                    {
                        "name": TEXT,
                        "state": {"enum": list(get_args(WorkerState))},
                        "host": TEXT,
                        "pid": or_null(WHOLE),
                        "threads": WHOLE,
                        "memory": or_null(WHOLE),
                        "task": or_null(TEXT),
                        "reason": TEXT,
                        "done": WHOLE,
                        "gpus": WHOLE,
                        "job": or_null(WHOLE),
                        "start": or_null(SECONDS),
                    }
                )
            ),
            "jobs": list_of(
                {
                    "allOf": [
                        ref("Job"),
                        object_of({"title": TEXT, "chunks": object_of(_CHUNK_COUNTS)}),
                    ]
                }
            ),
            "n_jobs": {**WHOLE, "description": "unfinished jobs, also those beyond `limit`"},
            "quarantine": list_of(object_of({**CHUNK, "media": TEXT, "title": TEXT})),
            "failed": {
                **list_of(
                    {
                        "allOf": [
                            ref("Job"),
                            object_of({"title": TEXT, "chunks": object_of(_CHUNK_COUNTS)}),
                        ]
                    }
                ),
                "description": "neither dismissed nor replaced by a later job of the same kind",
            },
        }
    ),
    "Upload": object_of({"id": TEXT, "filename": TEXT, "size": WHOLE, "offset": WHOLE}),
    "Taken": object_of(
        {
            "media": list_of(ref("Media")),
            "errors": list_of(object_of({"filename": TEXT, "title": TEXT})),
        }
    ),
    "Hit": object_of(
        {
            "media": TEXT,
            "title": TEXT,
            "segment": ID,
            "start": SECONDS,
            "word_start": or_null(SECONDS),
            "snippet": list_of(object_of({"text": TEXT, "match": FLAG})),
        }
    ),
    "Problem": object_of(PROBLEM, description="RFC 9457; the title says what to do"),
    "Conflict": object_of(
        {**PROBLEM, "revision": WHOLE, "segments": list_of(ref("Segment")), "removed": list_of(ID)},
        description="both sides changed these segments, which are given as they are now",
    ),
    "Misplaced": object_of(
        {**PROBLEM, "id": TEXT, "filename": TEXT, "size": WHOLE, "offset": WHOLE},
        description="the upload goes on at `offset`",
    ),
}

TAGS: Json = {
    **list_of(TEXT),
    "description": f"at most {MAX_TAGS}, each of 1 to {MAX_CHARACTERS} characters, with levels "
    "separated by /, like folders; case and accents do not tell two apart",
}
SPEAKERS: Json = {
    "type": ["string", "integer", "null"],
    "description": "how many speakers to find: auto, a number, or a range such as 2-4; for drafts also none. "
    "A draft without it is as with auto if the models for speakers are installed",
}
CHOICES: Json = with_deprecated(
    {
        "title": TEXT,
        "language": {**TEXT, "description": "Whisper's code, or auto"},
        "model": {
            **TEXT,
            "description": f"one of {', '.join(models.model_names())}, one of your own, or none",
        },
        "engine": {"enum": list(ENGINE_NAMES)},
        "stream": {
            **WHOLE,
            "description": "which audio stream, from 0; by default the first with sound, those "
            "that the file marks as default before the others",
        },
        "max_seconds": {**NUMBER, "description": "longest segment of the draft, 7 by default"},
        "max_chars": {**WHOLE, "description": "most characters of a segment, 84 by default"},
        "hotwords": {
            "anyOf": [list_of(TEXT), TEXT],
            "description": "names and terms to be spelled so; in a form by commas or lines",
        },
        "multilingual": {
            "enum": [True, False, "0", "1"],
            "description": "each part in the language it is spoken in, although one is named",
        },
        "keep_numbers": {
            "enum": [True, False, "0", "1"],
            "description": "small numbers stay as each chunk of the draft has them: 2 or two",
        },
        "keep_spelling": {
            "enum": [True, False, "0", "1"],
            "description": "names, joined words, capitals and full stops stay as each chunk has them",
        },
        "translate": {"enum": [True, False, "0", "1"], "description": "into English as well"},
        "speakers": SPEAKERS,
        "tags": {
            **TAGS,
            "description": f"{TAGS['description']}; in a form the field is repeated",
        },
        "batch": {
            **TEXT,
            "description": "the same for files that are added together: clips of up to "
            "10 s get one language, decided by all of them",
        },
    },
    old_names.DRAFT_OPTIONS,
)
ASKED: Json = with_deprecated(
    {
        "kind": {"enum": list(kind_names())},
        "model": or_null(TEXT),
        "engine": TEXT,
        "language": or_null(TEXT),
        "initial_prompt": or_null(TEXT),
        "max_seconds": or_null(NUMBER),
        "max_chars": or_null(WHOLE),
        "hotwords": {**list_of(TEXT), "description": "names and terms to be spelled so"},
        "multilingual": {
            **FLAG,
            "description": "each part in the language it is spoken in, although one is named",
        },
        "keep_numbers": {
            **FLAG,
            "description": "small numbers stay as each chunk of the draft has them: 2 or two",
        },
        "keep_spelling": {
            **FLAG,
            "description": "names, joined words, capitals and full stops stay as each chunk has them",
        },
        "start": {**SECONDS, "description": "of the range to draft again"},
        "end": SECONDS,
        "overwrite_corrected": {
            **FLAG,
            "description": "also replace segments that users have corrected",
        },
        "dry_run": {**FLAG, "description": "a redraft is kept as a proposal and changes nothing"},
        "segments": {**list_of(ID), "description": "whose words are to get new times"},
        "speakers": SPEAKERS,
        "speakers_from": {
            "enum": [*SPEAKER_SOURCES],
            "description": "of the job speakers: compare voices, or take each channel of the recording as one speaker; "
            "auto takes the channels where they tell speakers apart. Where they do not, voices are compared",
        },
        "rttm": {
            **TEXT,
            "description": "of the job speakers: the content of an RTTM file, whose turns are taken "
            "instead of finding them",
        },
        "voices_only": {
            **FLAG,
            "description": "of the job speakers: compute voices for offers; no text changes",
        },
        "owner": {**TEXT, "description": "owner of the job; owners share the workers fairly"},
        "webhook": {
            **or_null(TEXT),
            "description": "address for a message at the end; its origin must be allowed",
        },
    },
    old_names.JOB_OPTIONS,
)
NEW_EDIT: Json = with_deprecated(
    {
        "base": {**WHOLE, "description": "the revision that the edit was made on"},
        "ops": {
            **list_of(ref("Operation")),
            "maxItems": MAX_OPERATIONS,
            "description": f"segments of a replace count as one each; {MAX_SPEAKER_OPERATIONS} of them "
            "may add, rename or remove speakers; more gets 422",
        },
        "id": {**TEXT, "description": "chosen by the client; the same id twice is one edit"},
        "kind": {"enum": ["edit", "undo", "redo"]},
        "target": {
            **or_null(TEXT),
            "description": "the edit to undo or redo; of an edit: the one that it continues, "
            "to be undone with it",
        },
        "author": TEXT,
        "realign": {**FLAG, "description": "false: words without times of their own stay so"},
    },
    old_names.NEW_EDIT,
)
APPLIED = answer_of(
    {
        "revision": WHOLE,
        "id": TEXT,
        "duplicate": {**FLAG, "description": "this id was applied before; nothing was repeated"},
        "applied": list_of(ref("Operation")),
        "inverse": list_of(ref("Operation")),
        "segments": list_of(ref("Segment")),
        "removed": list_of(ID),
    },
    old_names.APPLIED,
)
MODEL = object_of(
    {
        "name": TEXT,
        "present": {**FLAG, "description": "a draft with one that is not fetches it first"},
        "size": {**WHOLE, "description": "bytes to fetch"},
        "sources": {
            **list_of(TEXT),
            "description": "sources, in the order in which they are tried",
        },
        "speed": {**NUMBER, "description": "seconds of audio drafted in a second of computing"},
        "is_speed_measured": {
            **FLAG,
            "description": "by the last draft with this model here; else `speed` is as published, for a processor",
        },
        "n_languages": {**WHOLE, "description": "1: only English"},
        "good_for": {**TEXT, "description": "one short sentence"},
        "is_main": {**FLAG, "description": "false: English only, or replaced by a later model"},
    }
)
FORMAT = object_of(
    {
        "name": TEXT, "title": TEXT, "suffix": TEXT, "reads": FLAG, "writes": FLAG, "options": list_of(TEXT),
        "group": {"enum": ["subtitles", "text", "annotation", "data"]},
        "option_values": list_of(object_of({
            "name": TEXT, "kind": {"enum": ["switch", "whole number", "choice", "text"]},
            "default": {"type": ["boolean", "integer", "string"]}, "choices": list_of(TEXT),
            "title": {**TEXT, "description": "for people"}, "choice_titles": list_of(TEXT),
        })),
    }
)  # fmt: skip
IMPORTED = object_of(
    {
        "revision": or_null(WHOLE), "segments": WHOLE, "warnings": list_of(TEXT), "format": TEXT,
        "encoding": TEXT, "job": or_null(ref("Job")), "edit": {**or_null(TEXT), "description": "the edit, for undo; null for a preview"},
        "beyond": {**WHOLE, "description": "segments that end after the recording"},
        "has_times": {**FLAG, "description": "false: a plain text, which is found in the audio"},
        "names": {**list_of(TEXT), "description": "beginnings of lines that may be speakers"},
        "preview": list_of(object_of(
            {"start": SECONDS, "end": SECONDS, "text": TEXT, "speaker": or_null(TEXT)})),
    },
    ("beyond", "has_times", "names", "preview"),
)  # fmt: skip
_POINT = object_of({"at": SECONDS, "to": {**SECONDS, "description": "where it should be"}})
SHIFT = object_of(
    {
        "shift": {**NUMBER, "description": "seconds, negative for earlier"},
        "points": {
            **list_of(_POINT),
            "maxItems": 2,
            "description": "one shifts, two scale the times between them and beyond",
        },
        "rates": {
            **object_of({"from": TEXT, "to": TEXT}),
            "description": "frame rates: subtitles made for one, of a video that now has the other",
        },
        "segments": or_null(list_of(ID)),
        "author": TEXT,
    },
    ("shift", "points", "rates", "segments", "author"),
    description="one of shift, points and rates",
)
SHIFTED = object_of(
    {
        "revision": WHOLE,
        "edit": TEXT,
        "segments": WHOLE,
        "cut": WHOLE,
        "beyond": WHOLE,
        "message": TEXT,
    }
)
DELIVERY = object_of(
    {
        "id": {**TEXT, "description": "the webhook-id"},
        "type": {"enum": ["draft.done", "draft.failed", "ingest.failed"]},
        "url": {**TEXT, "description": "without its query"},
        "job": WHOLE,
        "media": TEXT,
        "state": {"enum": ["pending", "delivered", "failed"]},
        "attempts": WHOLE,
        "status": {**or_null(WHOLE), "description": "HTTP status of the last answer"},
        "error": or_null(TEXT),
        "next": {**or_null(NUMBER), "description": "next attempt, seconds since 1970"},
        "created": TEXT,
        "finished": or_null(TEXT),
    }
)
WATCHED = object_of({"path": TEXT, "sha256": TEXT, "media": or_null(TEXT), "error": or_null(TEXT)})
