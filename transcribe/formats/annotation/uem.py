"""UEM: the parts of a recording that an evaluation looks at (recording, channel, start, end)."""

from __future__ import annotations

from transcribe.document.model import Transcript
from transcribe.formats.annotation.nist import Lines, as_seconds, recording_field, seconds_ms
from transcribe.formats.losses import Losses
from transcribe.formats.parsing import Builder, Notes, ordered_times, quoted


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read each part as a segment without text.

    Raises:
        FormatError: A line has no times.
    """
    lines, builder = Lines.of(data, notes), Builder(notes)
    for number, fields in lines.fields():
        times = [seconds_ms(text) for text in fields[2:4]]
        if len(fields) != 4 or times[0] is None or times[1] is None:
            raise notes.error(number, f"this is no line of UEM: {quoted(' '.join(fields))}")
        if lines.is_ours(fields[0]):
            builder.add(*ordered_times(times[0], times[1], number, notes), "")
    lines.end(len(builder.segments), "UEM")
    return builder.transcript()


def dumps(transcript: Transcript, _losses: Losses) -> str:
    """Write the whole recording as one part: that is what the transcript covers."""
    last_ms = max((segment.end_ms for segment in transcript.segments), default=0)
    end_ms = max(transcript.duration_ms, last_ms)
    return f"{recording_field(transcript)} 1 {as_seconds(0)} {as_seconds(end_ms)}\n"
