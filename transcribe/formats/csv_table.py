"""Comma-separated values: start and end in seconds, speaker, text; also what other programs write.

A cell that begins with `=`, `+`, `-`, `@` or a tab is a formula to a spreadsheet (OWASP, "CSV injection"). It
is written with an apostrophe before it, which spreadsheets do not show, and read without.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from transcribe.document.model import Transcript
from transcribe.formats.annotation.nist import as_seconds, seconds_ms
from transcribe.formats.losses import Losses
from transcribe.formats.parsing import (
    Builder,
    Notes,
    decode_text,
    one_line,
    ordered_times,
    quoted,
    trimmed_lines,
)
from transcribe.formats.timestamps import parse_time

COLUMNS = ("start", "end", "speaker", "text")
NAMES = {
    "start": ("start", "begin", "from", "start_time", "starttime", "start (s)", "onset", "in"),
    "end": ("end", "to", "stop", "end_time", "endtime", "end (s)", "offset", "out"),
    "speaker": ("speaker", "name", "who", "participant"),
    "text": ("text", "transcript", "transcription", "word", "utterance", "label", "content"),
}
MAX_CELL = 1_000_000
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read a table; without a line of names its columns are found by their values.

    Raises:
        FormatError: No columns with times and text are found, or a row has no times.
    """
    text = decode_text(data, notes)
    rows = list(_rows(text, notes))
    builder = Builder(notes)
    if not rows:
        return builder.transcript()
    places = _named(rows[0][1])
    if places is not None:
        rows = rows[1:]
    else:
        places = _guessed(rows[0][1])
    if places is None:
        raise notes.error(rows[0][0], "it has no columns start, end and text")
    n_widest = max(places.values()) + 1
    for number, cells in rows:
        times = [
            _ms(cells[places[name]]) if len(cells) >= n_widest else None
            for name in ("start", "end")
        ]
        if times[0] is None or times[1] is None:
            raise notes.error(number, f"a row without times: {quoted(', '.join(cells))}")
        speaker = one_line(_plain(cells[places["speaker"]])) if "speaker" in places else None
        shown = trimmed_lines(_plain(cells[places["text"]]))
        builder.add(
            *ordered_times(times[0], times[1], number, notes), shown, speaker=speaker or None
        )
    return builder.transcript()


def _rows(text: str, notes: Notes) -> Iterator[tuple[int, list[str]]]:
    """The rows with the line where each begins; the separator is the one that the first line has."""
    first = text.split("\n", 1)[0]
    separator = max(",;\t|", key=lambda one: (first.count(one), one == ","))
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    line = 0
    try:
        for cells in reader:
            number, line = line + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error as error:
        raise notes.error(line + 1, f"this is no table of CSV ({error})") from error


def _named(cells: Sequence[str]) -> dict[str, int] | None:
    """The places of the columns by a line of names."""
    given = [cell.strip().lower() for cell in cells]
    places = {
        column: given.index(name)
        for column, names in NAMES.items()
        for name in reversed(names)
        if name in given
    }
    return places if {"start", "end", "text"} <= set(places) else None


def _guessed(cells: Sequence[str]) -> dict[str, int] | None:
    """The places of two times side by side, and of the text: the last other column, or the first."""
    times = [_ms(cell) is not None for cell in cells]
    at = next((n for n in range(len(cells) - 1) if times[n] and times[n + 1]), None)
    if at is None:
        return None
    others = [n for n in range(len(cells)) if n not in {at, at + 1}]
    return {"start": at, "end": at + 1, "text": others[-1]} if others else None


def _ms(cell: str) -> int | None:
    text = cell.strip()
    time = parse_time(text) if ":" in text and len(text) < 30 else None
    if time is not None:
        return time.ms if time.frames is None else None
    return seconds_ms(text.replace(",", "."))


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _harmless(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def dumps(transcript: Transcript, _losses: Losses) -> str:
    """Write a table with a line of names, separated by commas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for segment in transcript.segments:
        speaker = transcript.speaker(segment.speaker)
        name = one_line(speaker.name) if speaker else ""
        times = as_seconds(segment.start_ms), as_seconds(segment.end_ms)
        writer.writerow((*times, _harmless(name), _harmless(trimmed_lines(segment.text))))
    return out.getvalue()
