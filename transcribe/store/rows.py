"""Rows to values and back. Only this package knows how a value lies in a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlite_utils import Database

from transcribe.document.model import DraftOrigin, Segment, Word
from transcribe.document.operations import Operation
from transcribe.document.serialization import operation_from_json, operation_to_json
from transcribe.store.values import (
    ChunkPlan,
    Edit,
    Event,
    Job,
    Media,
    Stream,
    TimecodeChoice,
    WorkChunk,
)

Row = Mapping[str, Any]

_JOB_FIELDS = [field.name for field in fields(Job)]


def to_text(plain: object) -> str:
    """Compact JSON text."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def media_from_row(row: Row) -> Media:
    """Read a row of `media`."""
    values = dict(row)
    values["warnings"] = tuple(json.loads(row["warnings"] or "[]"))
    values["streams"] = tuple(Stream(**plain) for plain in json.loads(row["streams"] or "[]"))
    values["has_video"], values["is_sample"] = bool(row["has_video"]), bool(row["is_sample"])
    values["draft"] = _draft_from_text(row["draft"])
    chosen = row["timecode"]
    values["timecode"] = TimecodeChoice(**json.loads(chosen)) if chosen else None
    return Media(**values)


def media_to_row(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Write some or all fields of a `Media` as column values."""
    row = dict(changes)
    if "warnings" in row:
        row["warnings"] = to_text(list(row["warnings"]))
    if "streams" in row:
        row["streams"] = to_text([asdict(stream) for stream in row["streams"]])
    for name in {"has_video", "is_sample"} & row.keys():
        row[name] = int(row[name])
    if row.get("draft") is not None:
        row["draft"] = to_text(asdict(row["draft"]))
    if row.get("timecode") is not None:
        row["timecode"] = to_text(asdict(row["timecode"]))
    return row


def _draft_from_text(text: str | None) -> DraftOrigin | None:
    if not text:
        return None
    plain = json.loads(text)
    plain["options"] = tuple((name, value) for name, value in plain["options"])
    return DraftOrigin(**plain)


def segment_from_row(row: Row) -> Segment:
    """Read a row of `segments`."""
    words = tuple(Word(*values) for values in json.loads(row["words"]))
    return Segment(
        row["id"], row["start_ms"], row["end_ms"], row["text"], row["speaker"], row["status"],
        words, bool(row["is_flagged"]),
    )  # fmt: skip


def _word_to_values(word: Word) -> list[Any]:
    """A word as a list: a third of the bytes of an object, and long transcripts open faster."""
    values = [word.text, word.start_ms, word.end_ms, word.probability, word.speaker]
    while values[-1] is None:
        values.pop()
    return values


def segment_to_row(media_id: str, segment: Segment) -> dict[str, Any]:
    """Write a segment as a row of `segments`, without its key and its revisions."""
    return {
        "media_id": media_id,
        "id": segment.id,
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "text": segment.text,
        "speaker": segment.speaker,
        "status": segment.status,
        "words": to_text([_word_to_values(word) for word in segment.words]),
        "is_flagged": int(segment.is_flagged),
    }


def operations_to_texts(operations: Iterable[Operation]) -> tuple[str, ...]:
    """Write each operation as JSON text.

    One by one, as other threads stand still while a single long text is made.
    """
    return tuple(to_text(operation_to_json(operation)) for operation in operations)


def operations_from_text(text: str) -> tuple[Operation, ...]:
    """Read operations from a JSON list.

    Raises:
        InvalidOperation: One is not an operation, or out of range.
    """
    return tuple(operation_from_json(plain) for plain in json.loads(text))


def operation_from_text(text: str) -> Operation:
    """Read one operation from JSON text; raises as `operations_from_text`."""
    return operation_from_json(json.loads(text))


def read_operations(db: Database, row: Row, name: str) -> tuple[Operation, ...]:
    """Read "ops" or "inverse" of a row of `edits`; those of a large edit lie in pieces beside it."""
    if row["staging"] is None or not row[name]:
        return operations_from_text(row[name] or "[]")
    parts = db.query(
        "SELECT text FROM edit_parts WHERE staging = ? AND name = ? ORDER BY n",
        [row["staging"], name],
    )
    return tuple(op for part in parts for op in operations_from_text(f"[{part['text']}]"))


def edit_from_row(db: Database, row: Row) -> Edit:
    """Read a row of `edits`; one with empty "ops" and "inverse" comes without its operations."""
    return Edit(
        row["revision"],
        row["id"],
        row["kind"],
        row["target"],
        row["author"],
        row["created_at"],
        read_operations(db, row, "ops"),
        read_operations(db, row, "inverse"),
        row["origin"],
        row["job_id"],
    )


def job_from_row(row: Row) -> Job:
    """Read a row of `jobs`."""
    values = {name: row[name] for name in _JOB_FIELDS}
    values["options"] = json.loads(row["options"] or "{}")
    values["media_id"] = row["media_id"] or ""
    return Job(**values)


def plan_to_text(plan: ChunkPlan) -> str:
    """Write a chunk's plan as JSON text."""
    return to_text([plan.pieces, plan.segment, plan.text])


def chunk_from_row(row: Row) -> WorkChunk:
    """Read a row of `chunks`."""
    pieces, segment, text = json.loads(row["plan"])
    values = dict(row)
    values["plan"] = ChunkPlan(tuple((start, end) for start, end in pieces), segment, text)
    values["result"] = json.loads(row["result"]) if row["result"] else None
    values["is_published"] = bool(row["is_published"])
    values.pop("is_dismissed", None)  # read by the jobs page only
    return WorkChunk(**values)


def event_from_row(row: Row) -> Event:
    """Read a row of `events`."""
    return Event(row["id"], row["type"], row["media_id"], json.loads(row["payload"]))
