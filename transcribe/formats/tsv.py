"""Whisper's TSV: start and end in ms and the text, separated by tabs, with a header line."""

from __future__ import annotations

import math

from transcribe.document.model import Transcript
from transcribe.formats.losses import Losses
from transcribe.formats.parsing import Builder, Notes, decode_text, one_line, ordered_times


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read Whisper's TSV.

    Times with a decimal point are seconds, as some programs write them.

    Raises:
        FormatError: A line has no times.
    """
    rows = [
        (number, line.split("\t", 2))
        for number, line in enumerate(decode_text(data, notes).split("\n"), 1)
        if line.strip() and not (number == 1 and line.lower().startswith("start\t"))
    ]
    is_seconds = any("." in field for _, fields in rows for field in fields[:2])
    if is_seconds:
        notes.warn(None, "times with a decimal point were read as seconds")
    builder = Builder(notes)
    for number, fields in rows:
        times = [_ms(field, is_seconds) for field in fields[:2]]
        if len(fields) < 3 or times[0] is None or times[1] is None:
            raise notes.error(number, "it must have start and end in milliseconds and a text")
        start_ms, end_ms = ordered_times(times[0], times[1], number, notes)
        builder.add(start_ms, end_ms, fields[2].strip(" \t"))
    return builder.transcript()


def _ms(field: str, is_seconds: bool) -> int | None:
    if not field.isascii() or len(field) > 20 or not field.replace(".", "", 1).isdigit():
        return None
    value = float(field) * (1000 if is_seconds else 1)
    return round(value) if math.isfinite(value) else None


def dumps(transcript: Transcript, _losses: Losses) -> str:
    """Write Whisper's TSV; tabs and line ends inside a text become spaces, as in Whisper."""
    rows = [
        f"{segment.start_ms}\t{segment.end_ms}\t{one_line(segment.text)}\n"
        for segment in transcript.segments
    ]
    return "start\tend\ttext\n" + "".join(rows)
