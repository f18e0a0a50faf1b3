"""Whisper's TSV: start and end in ms and the text, separated by tabs, with a header line."""

from __future__ import annotations

from transcribe.document.model import Transcript
from transcribe.formats.parsing import Builder, Notes, decode_text, ordered_times


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read Whisper's TSV.

    Raises:
        FormatError: A line has no times.
    """
    builder = Builder(notes)
    for number, line in enumerate(decode_text(data, notes).split("\n"), 1):
        if not line.strip() or (number == 1 and line.lower().startswith("start\t")):
            continue
        fields = line.split("\t", 2)
        if len(fields) < 3 or not all(
            f.isascii() and f.isdigit() and len(f) < 12 for f in fields[:2]
        ):
            raise notes.error(number, "it must have start and end in milliseconds and a text")
        start_ms, end_ms = ordered_times(int(fields[0]), int(fields[1]), number, notes)
        builder.add(start_ms, end_ms, fields[2].strip())
    return builder.transcript()


def dumps(transcript: Transcript) -> str:
    """Write Whisper's TSV; tabs and line ends inside a text become spaces, as in Whisper."""
    rows = [
        f"{segment.start_ms}\t{segment.end_ms}\t{' '.join(segment.text.split())}\n"
        for segment in transcript.segments
    ]
    return "start\tend\ttext\n" + "".join(rows)
