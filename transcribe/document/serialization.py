"""Values to plain JSON structures and back: segments, speakers and operations.

One shape everywhere: the HTTP API, the edit history in the database and the JSON export use the
field names of Whisper's JSON, with seconds as decimals. `round(seconds * 1000)` recovers the exact
millisecond. Reading raises `InvalidOperation` that names the field.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from transcribe.document.model import STATUSES, Segment, Speaker, Status, Word
from transcribe.document.operations import (
    OPERATIONS,
    AddSpeaker,
    Delete,
    Insert,
    Merge,
    Operation,
    RemoveSpeaker,
    RenameSpeaker,
    Replace,
    SetFlag,
    SetSpeaker,
    SetStatus,
    SetText,
    SetTimes,
    SetWords,
    Split,
)
from transcribe.document.sanitize import clean_text
from transcribe.errors import InvalidOperation

Json = dict[str, Any]
T = TypeVar("T")

MAX_TEXT = 100_000  # characters in one segment; more is not speech but a pasted file
MAX_WORDS = 10_000  # in one segment: an hour of speech
MAX_TIME_S = 400 * 3600.0  # far beyond any recording that ingest accepts
MAX_ID = 2**53 - 1  # the largest integer that a browser keeps exact


def seconds(ms: int) -> float:
    """Milliseconds to seconds with three decimals."""
    return ms / 1000


def word_to_json(word: Word) -> Json:
    """Write one word; fields that say nothing are left out."""
    plain: Json = {"word": word.text, "start": seconds(word.start_ms), "end": seconds(word.end_ms)}
    if word.probability is not None:
        plain["probability"] = round(word.probability, 4)
    if word.speaker is not None:
        plain["speaker"] = word.speaker
    return plain


def segment_to_json(segment: Segment) -> Json:
    """Write one segment with its words; a flag only where there is one."""
    plain: Json = {
        "id": segment.id,
        "start": seconds(segment.start_ms),
        "end": seconds(segment.end_ms),
        "text": segment.text,
        "speaker": segment.speaker,
        "status": segment.status,
        "words": [word_to_json(word) for word in segment.words],
    }
    return {**plain, "flagged": True} if segment.is_flagged else plain


def speaker_to_json(speaker: Speaker) -> Json:
    """Write one speaker."""
    return {"id": speaker.id, "name": speaker.name}


def operation_to_json(operation: Operation) -> Json:
    """Write one operation with its name under "op"."""
    return {"op": operation.name, **_WRITERS[type(operation)](operation)}


def word_from_json(plain: object) -> Word:
    """Read one word."""
    fields = _object(plain, "word")
    text = _text(fields, "word").strip()
    if not text:
        raise InvalidOperation("word", "a word without text")
    probability = fields.get("probability")
    start_ms, end_ms = _times(fields)
    return _valid(
        "word",
        lambda: Word(
            text,
            start_ms,
            end_ms,
            None if probability is None else _number(fields, "probability"),
            _optional_text(fields, "speaker"),
        ),
    )


def segment_from_json(plain: object) -> Segment:
    """Read one segment."""
    fields = _object(plain, "segment")
    start_ms, end_ms = _times(fields)
    return _valid(
        "segment",
        lambda: Segment(
            _id(fields, "id"),
            start_ms,
            end_ms,
            _text(fields, "text"),
            _optional_text(fields, "speaker"),
            _status(fields),
            _words(fields) or (),
            _is_set(fields, "flagged"),
        ),
    )


def speaker_from_json(plain: object) -> Speaker:
    """Read one speaker."""
    fields = _object(plain, "speaker")
    return _valid("speaker", lambda: Speaker(_text(fields, "id"), _text(fields, "name")))


def operation_from_json(plain: object) -> Operation:
    """Read one operation.

    Raises:
        InvalidOperation: Unknown name, missing field, wrong type or value out of range.
    """
    fields = _object(plain, "operation")
    name = fields.get("op")
    if not isinstance(name, str) or name not in OPERATIONS:
        raise InvalidOperation(
            str(name), f'an operation has "op" set to one of {", ".join(OPERATIONS)}'
        )
    return _READERS[OPERATIONS[name]](fields)


def _write_split(operation: Split) -> Json:
    plain: Json = {
        "id": operation.id,
        "at_char": operation.at_char,
        "at": seconds(operation.at_ms),
        "new_id": operation.new_id,
    }
    if operation.n_words is not None:
        plain["n_words"] = operation.n_words
    return plain


def _write_added_speaker(operation: AddSpeaker) -> Json:
    plain: Json = {"speaker": speaker_to_json(operation.speaker)}
    return plain if operation.place is None else {**plain, "place": operation.place}


def _write_set_text(operation: SetText) -> Json:
    plain: Json = {"id": operation.id, "text": operation.text}
    if operation.words is not None:
        plain["words"] = [word_to_json(word) for word in operation.words]
    return plain


_WRITERS: dict[type[Operation], Callable[[Any], Json]] = {
    SetText: _write_set_text,
    SetTimes: lambda o: {"id": o.id, "start": seconds(o.start_ms), "end": seconds(o.end_ms)},
    SetWords: lambda o: {"id": o.id, "words": [word_to_json(word) for word in o.words]},
    SetSpeaker: lambda o: {"id": o.id, "speaker": o.speaker},
    SetStatus: lambda o: {"id": o.id, "status": o.status},
    SetFlag: lambda o: {"id": o.id, "flagged": o.is_flagged},
    Split: _write_split,
    Merge: lambda o: {"id": o.id, "other_id": o.other_id},
    Insert: lambda o: {"segment": segment_to_json(o.segment)},
    Delete: lambda o: {"id": o.id},
    Replace: lambda o: {"put": [segment_to_json(s) for s in o.put], "remove": list(o.remove)},
    AddSpeaker: _write_added_speaker,
    RenameSpeaker: lambda o: {"id": o.id, "name": o.to},
    RemoveSpeaker: lambda o: {"id": o.id},
}

_READERS: dict[type[Operation], Callable[[Mapping[str, Any]], Operation]] = {
    SetText: lambda f: SetText(_id(f, "id"), _text(f, "text"), _words(f)),
    SetTimes: lambda f: SetTimes(_id(f, "id"), *_times(f)),
    SetWords: lambda f: SetWords(_id(f, "id"), _words(f) or ()),
    SetSpeaker: lambda f: SetSpeaker(_id(f, "id"), _optional_text(f, "speaker")),
    SetStatus: lambda f: SetStatus(_id(f, "id"), _status(f)),
    SetFlag: lambda f: SetFlag(_id(f, "id"), _is_set(f, "flagged")),
    Split: lambda f: Split(
        _id(f, "id"), _integer(f, "at_char"), _time(f, "at"), _id(f, "new_id"),
        _integer(f, "n_words") if f.get("n_words") is not None else None,
    ),
    Merge: lambda f: Merge(_id(f, "id"), _id(f, "other_id")),
    Insert: lambda f: Insert(segment_from_json(f.get("segment"))),
    Delete: lambda f: Delete(_id(f, "id")),
    Replace: lambda f: Replace(
        tuple(segment_from_json(s) for s in _list(f, "put")),
        tuple(_id({"remove": s}, "remove") for s in _list(f, "remove")),
    ),
    AddSpeaker: lambda f: AddSpeaker(
        speaker_from_json(f.get("speaker")),
        _count(f, "place") if f.get("place") is not None else None,
    ),
    RenameSpeaker: lambda f: RenameSpeaker(_text(f, "id"), _text(f, "name")),
    RemoveSpeaker: lambda f: RemoveSpeaker(_text(f, "id")),
}  # fmt: skip


def _valid(what: str, build: Callable[[], T]) -> T:
    try:
        return build()
    except ValueError as error:
        raise InvalidOperation(what, str(error)) from error


def _object(plain: object, what: str) -> Mapping[str, Any]:
    if not isinstance(plain, dict):
        raise InvalidOperation(what, f"a JSON object is needed, not {type(plain).__name__}")
    return plain


def _list(fields: Mapping[str, Any], key: str) -> list[Any]:
    value = fields.get(key, [])
    if not isinstance(value, list):
        raise InvalidOperation(key, "a JSON array is needed")
    return value


def _text(fields: Mapping[str, Any], key: str) -> str:
    value = fields.get(key)
    if not isinstance(value, str):
        raise InvalidOperation(key, f'"{key}" must be text')
    if len(value) > MAX_TEXT:
        raise InvalidOperation(key, f'"{key}" is longer than {MAX_TEXT} characters; split it')
    return clean_text(value)


def _optional_text(fields: Mapping[str, Any], key: str) -> str | None:
    return None if fields.get(key) is None else _text(fields, key)


def _number(fields: Mapping[str, Any], key: str) -> float:
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidOperation(key, f'"{key}" must be a finite number')
    return float(value)


def _integer(fields: Mapping[str, Any], key: str) -> int:
    value = fields.get(key)
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidOperation(key, f'"{key}" must be a whole number')
    return value


def _count(fields: Mapping[str, Any], key: str) -> int:
    value = _integer(fields, key)
    if value < 0:
        raise InvalidOperation(key, f'"{key}" must not be negative')
    return value


def _id(fields: Mapping[str, Any], key: str) -> int:
    value = _integer(fields, key)
    if not 1 <= value <= MAX_ID:
        raise InvalidOperation(key, f'"{key}" must lie between 1 and 2^53 - 1')
    return value


def _time(fields: Mapping[str, Any], key: str) -> int:
    value = _number(fields, key)
    if not 0 <= value <= MAX_TIME_S:
        raise InvalidOperation(key, f'"{key}" must be seconds from the start of the recording')
    return round(value * 1000)


def _times(fields: Mapping[str, Any]) -> tuple[int, int]:
    return _time(fields, "start"), _time(fields, "end")


def _status(fields: Mapping[str, Any]) -> Status:
    value = fields.get("status") or "draft"
    if value not in STATUSES:
        raise InvalidOperation("status", f"one of {', '.join(STATUSES)}, not {value!r}")
    return cast(Status, value)


def _is_set(fields: Mapping[str, Any], key: str) -> bool:
    value = fields.get(key, False)
    if not isinstance(value, bool):
        raise InvalidOperation(key, f'"{key}" is true or false')
    return value


def _words(fields: Mapping[str, Any]) -> tuple[Word, ...] | None:
    if fields.get("words") is None:
        return None
    return tuple(word_from_json(word) for word in _list(fields, "words"))
