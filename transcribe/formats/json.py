"""Transcribe's JSON, a superset of the JSON of Whisper and of WhisperX."""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from transcribe.document.model import (
    STATUSES,
    DraftOrigin,
    MediaReference,
    Notice,
    Segment,
    Speaker,
    Transcript,
    Word,
    join_text,
)
from transcribe.document.serialization import seconds, segment_to_json, speaker_to_json
from transcribe.formats.json_dialects import as_segments, language_code
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import (
    MAX_BYTES,
    MAX_TIME_MS,
    Notes,
    decode_text,
    ordered_times,
    quoted,
)
from transcribe.formats.strangers import what_is_json

MARK = "transcribe/1"
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]")
PROBABILITIES = ("probability", "score", "confidence")  # Whisper, WhisperX, whisper-timestamped
Fields = Mapping[str, Any]


def dumps(transcript: Transcript, _losses: Losses) -> str:
    """Write the whole document."""
    return json.dumps(to_plain(transcript), ensure_ascii=False, indent=1) + "\n"


def to_plain(transcript: Transcript) -> dict[str, Any]:
    """The whole document as JSON structures."""
    origin = transcript.draft
    return {
        "format": MARK,
        "text": transcript.text,
        "language": transcript.language,
        "duration": seconds(transcript.duration_ms),
        "media": {
            "title": transcript.media.title,
            "filename": transcript.media.filename,
            "sha256": transcript.media.sha256,
        },
        "draft": None
        if origin is None
        else {
            "engine": origin.engine,
            "model": origin.model,
            "model_sha256": origin.model_sha256,
            "options": dict(origin.options),
        },
        "speakers": [speaker_to_json(speaker) for speaker in transcript.speakers],
        "segments": [segment_to_json(segment) for segment in transcript.segments],
        "lost": [_notice_to_plain(notice) for notice in transcript.notices if notice.is_lost],
        "warnings": [
            {**_notice_to_plain(notice), "language": notice.language}
            for notice in transcript.notices
            if not notice.is_lost
        ],
    }


def _notice_to_plain(notice: Notice) -> dict[str, Any]:
    return {
        "start": seconds(notice.start_ms), "end": seconds(notice.end_ms), "reason": notice.reason,
    }  # fmt: skip


def dumps_whisper(transcript: Transcript, losses: Losses) -> str:
    """Write the same as the `whisper` command with word times."""
    unsure = sum(word.probability is None for one in transcript.segments for word in one.words)
    losses.add(
        "confidences", unsure, f"changed: confidence 1 for {count(unsure, 'word')} without one"
    )
    plain = {
        "text": transcript.text,
        "language": transcript.language or "",
        "segments": [
            {
                "id": number,
                "start": seconds(segment.start_ms),
                "end": seconds(segment.end_ms),
                # Whisper begins each text with a space, which readers take away.
                "text": f" {segment.text}" if segment.text.startswith(" ") else segment.text,
                "words": [
                    {
                        "word": f" {word.text}",
                        "start": seconds(word.start_ms),
                        "end": seconds(word.end_ms),
                        "probability": 1.0 if word.probability is None else word.probability,
                    }
                    for word in segment.words
                ],
            }
            for number, segment in enumerate(transcript.segments)
        ],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1) + "\n"


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read Transcribe's JSON and that of Whisper's many programs (`json_dialects`).

    Raises:
        FormatError: It is not JSON, or has neither segments nor words.
    """
    parsed = _parse(decode_text(_as_utf8(data, notes), notes), notes)
    plain = as_segments(parsed, notes)
    if plain is None:
        raise notes.error(1, what_is_json(parsed))
    if plain.get("format") == MARK:
        plain = {**plain, "segments": [_as_whisper(fields) for fields in plain["segments"]]}
    speakers = _Speakers(plain.get("speakers"))
    ids = _Ids(plain["segments"])
    segments = [
        segment
        for number, fields in enumerate(plain["segments"], 1)
        if (segment := _segment(fields, number, ids, speakers, notes)) is not None
    ]
    last_ms = max((segment.end_ms for segment in segments), default=0)
    duration_ms = _ms(plain.get("duration"))
    return Transcript(
        tuple(segments),
        tuple(speakers.known.values()),
        language_code(_text(plain.get("language"))) or None,
        last_ms if duration_ms is None else duration_ms,
        _media(plain.get("media")),
        _draft(plain.get("draft")),
        (*_notices(plain.get("lost")), *_notices(plain.get("warnings"))),
    )


def _as_utf8(data: bytes | str, notes: Notes) -> bytes | str:
    """JSON of whisper.cpp as text: it is UTF-8, though its tokens may end inside a character."""
    if isinstance(data, str) or notes.options.encoding or b'"transcription"' not in data:
        return data
    if len(data) > MAX_BYTES or b'"tokens"' not in data:
        return data
    return data.decode("utf-8", "replace") if _is_utf8_but_for_tokens(data) else data


def _is_utf8_but_for_tokens(data: bytes) -> bool:
    """Whether the texts of the segments, if not those of their tokens, are valid UTF-8."""
    with contextlib.suppress(ValueError, RecursionError):
        plain = json.loads(data.decode("utf-8", "surrogateescape"))
        rows = plain.get("transcription") if isinstance(plain, dict) else None
        texts = [str(row.get("text")) for row in rows or () if isinstance(row, dict)]
        return bool(texts) and not any(_ESCAPED_BYTE.search(text) for text in texts)
    return False


def _parse(text: str, notes: Notes) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise notes.error(error.lineno, f"this is not JSON ({error.msg})") from error
    except (RecursionError, ValueError) as error:  # nested too deeply, or a number of 5,000 digits
        raise notes.error(
            None, "this JSON is nested too deeply or has numbers that are too long"
        ) from error


class _Speakers:
    """Speakers by id; an undeclared name (WhisperX's SPEAKER_00) becomes a speaker."""

    def __init__(self, declared: Any) -> None:
        self.known: dict[str, Speaker] = {}
        for fields in declared if isinstance(declared, list) else []:
            key = _text(fields.get("id")) if isinstance(fields, dict) else ""
            if key and key not in self.known:
                self.known[key] = Speaker(key, _text(fields.get("name")))

    def id_of(self, value: Any) -> str | None:
        key = _text(value)
        if not key:
            return None
        if key not in self.known:
            self.known[key] = Speaker(key, key)
        return key


class _Ids:
    """The ids of the file if they are valid, else from 1."""

    def __init__(self, segments: list[Any]) -> None:
        given = [fields.get("id") for fields in segments if isinstance(fields, dict)]
        valid = [
            i for i in given if isinstance(i, int) and not isinstance(i, bool) and 0 < i < 2**53
        ]
        self._are_kept = len(set(valid)) == len(segments)

    def of(self, fields: Fields, number: int) -> int:
        return int(fields["id"]) if self._are_kept else number


def _segment(
    fields: Any, number: int, ids: _Ids, speakers: _Speakers, notes: Notes
) -> Segment | None:
    if not isinstance(fields, dict):
        notes.warn(None, f"segment {number} is not an object; left out: {quoted(str(fields))}")
        return None
    given = fields.get("words")
    words = _words(given, speakers)
    text = fields.get("text")
    text = _plain(text) if isinstance(text, str) else _joined(given)
    start_ms, end_ms = _ms(fields.get("start")), _ms(fields.get("end"))
    if start_ms is None or end_ms is None:
        if not words:
            notes.warn(None, f"segment {number} has no times; left out: {quoted(text)}")
            return None
        start_ms = words[0].start_ms if start_ms is None else start_ms
        end_ms = words[-1].end_ms if end_ms is None else end_ms
    start_ms, end_ms = ordered_times(start_ms, end_ms, None, notes)
    status = fields.get("status")
    return Segment(
        ids.of(fields, number),
        start_ms,
        end_ms,
        text,
        speakers.id_of(fields.get("speaker")),
        status if status in STATUSES else "draft",
        words,
        fields.get("flagged") is True,
    )


def _as_whisper(fields: Any) -> Any:
    """Our segment with Whisper's space, so that a space of its own is kept."""
    is_spaced = isinstance(fields, dict) and str(fields.get("text")).startswith(" ")
    return {**fields, "text": f" {fields['text']}"} if is_spaced else fields


def _plain(text: str) -> str:
    """Whisper starts each text with a space."""
    clean = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return clean[1:] if clean.startswith(" ") else clean


def _joined(words: Any) -> str:
    """The text of a segment that has only words; words without times count too."""
    text = ""
    for fields in words if isinstance(words, list) else []:
        if isinstance(fields, dict):
            text = join_text(text, _text(fields.get("word")) or _text(fields.get("text")))
    return text


def _words(value: Any, speakers: _Speakers) -> tuple[Word, ...]:
    """Words with times; WhisperX omits them where its aligner found none."""
    words = []
    for fields in value if isinstance(value, list) else []:
        if not isinstance(fields, dict):
            continue
        text = _text(fields.get("word")) or _text(fields.get("text"))
        start_ms, end_ms = _ms(fields.get("start")), _ms(fields.get("end"))
        if not text or start_ms is None or end_ms is None or end_ms < start_ms:
            continue
        probability = next((fields[name] for name in PROBABILITIES if name in fields), None)
        is_number = isinstance(probability, int | float) and not isinstance(probability, bool)
        sure = float(probability) if is_number and 0 <= probability <= 1 else None  # type: ignore[operator,arg-type]
        speaker = speakers.id_of(fields.get("speaker"))
        words.append(Word(text, start_ms, end_ms, sure, speaker))
    return tuple(words)


def _ms(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        ms = float(value) * 1000
    except OverflowError:
        return None
    return min(max(round(ms), 0), MAX_TIME_MS) if math.isfinite(ms) else None


def _text(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()


def _media(value: Any) -> MediaReference:
    fields = value if isinstance(value, dict) else {}
    return MediaReference(*(_text(fields.get(name)) for name in ("title", "filename", "sha256")))


def _notices(value: Any) -> Iterator[Notice]:
    """Ranges that a draft says something of; those without times or reason are passed over."""
    for fields in value if isinstance(value, list) else []:
        if not isinstance(fields, dict):
            continue
        start_ms, end_ms = _ms(fields.get("start")), _ms(fields.get("end"))
        reason = _text(fields.get("reason"))
        if start_ms is not None and end_ms is not None and start_ms <= end_ms and reason:
            yield Notice(start_ms, end_ms, reason, _text(fields.get("language")) or None)


def _draft(value: Any) -> DraftOrigin | None:
    if not isinstance(value, dict):
        return None
    options = value.get("options")
    pairs = options.items() if isinstance(options, dict) else ()
    return DraftOrigin(
        _text(value.get("engine")),
        _text(value.get("model")),
        _text(value.get("model_sha256")),
        tuple(sorted((str(name), str(setting)) for name, setting in pairs)),
    )
