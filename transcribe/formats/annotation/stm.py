"""STM: one segment a line (recording, channel, speaker, start, end, labels, text).

`<o,f0,male>` are labels, `{ a / b }` alternatives; both as in SCTK's `doc/infmts.htm`.
"""

from __future__ import annotations

import re

from transcribe.document.model import Transcript
from transcribe.formats.annotation.nist import (
    Lines,
    as_seconds,
    one_field,
    recording_field,
    seconds_ms,
)
from transcribe.formats.annotation.spoken_words import note_names
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import Builder, Notes, one_line, ordered_times, quoted

UNKNOWN = "unknown"
NOT_SCORED = ("inter_segment_gap", "excluded_region")
IGNORED = "ignore_time_segment_in_scoring"
_LABEL = re.compile(r"<[^<>]*>(?:\s+|$)")
_INNERMOST = re.compile(r"\{([^{}]*)\}")


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read segments with speakers and text; of alternatives the first.

    Raises:
        FormatError: A line has no times.
    """
    lines, builder = Lines.of(data, notes), Builder(notes)
    for number, fields in lines.fields(5):
        times = [seconds_ms(text) for text in fields[3:5]]
        if len(fields) < 5 or times[0] is None or times[1] is None:
            raise notes.error(number, f"this is no line of STM: {quoted(' '.join(fields))}")
        rest = fields[5] if len(fields) > 5 else ""
        if fields[2].lower() in NOT_SCORED or IGNORED in rest.lower():
            notes.warn(number, f"a part that is not scored was left out: {quoted(rest)}")
        elif lines.is_ours(fields[0]):
            speaker = None if fields[2].lower() == UNKNOWN else fields[2]
            text = _text(rest, number, notes)
            builder.add(*ordered_times(times[0], times[1], number, notes), text, speaker=speaker)
    lines.end(len(builder.segments), "STM")
    return builder.transcript()


def _text(rest: str, number: int, notes: Notes) -> str:
    label = _LABEL.match(rest)
    if label is not None:
        if label[0].strip() not in {"<>", "<O>", "<o>"}:
            notes.warn(number, f"labels were left out: {label[0].strip()}")
        rest = rest[label.end() :]
    before = None
    while before != rest and "/" in rest:
        before, rest = rest, _INNERMOST.sub(_first, rest)
        if before != rest:
            notes.warn(number, "of alternatives the first was read")
    return one_line(rest)


def _first(found: re.Match[str]) -> str:
    first = found[1].split("/")[0].strip() if "/" in found[1] else found[0]
    return "" if first == "@" else first


def dumps(transcript: Transcript, losses: Losses) -> str:
    """Write a line for each segment."""
    known = [speaker.name for speaker in transcript.speakers]
    note_names(known, map(one_field, known), losses)
    texts = [one_line(segment.text) for segment in transcript.segments]
    n = sum(_INNERMOST.search(text) is not None and "/" in text for text in texts)
    losses.add(
        "text", n, f"changed: braces with a slash in {count(n, 'segment')} mean alternatives"
    )
    head = recording_field(transcript)
    lines = []
    for segment, text in zip(transcript.segments, texts, strict=True):
        speaker = transcript.speaker(segment.speaker)
        name = (one_field(speaker.name) if speaker else "") or UNKNOWN
        label = "<O> " if text.startswith("<") else ""
        times = f"{as_seconds(segment.start_ms)} {as_seconds(segment.end_ms)}"
        lines.append(f"{head} 1 {name} {times} {label}{text}".rstrip(" ") + "\n")
    return "".join(lines)
