"""SubRip.

There is no specification; the reader accepts what players accept. Markup is removed, since the
document has none. The writer uses UTF-8 with LF, numbers from 1, and removes blank lines inside a
text, because a blank line ends a cue.
"""

from __future__ import annotations

import re

from transcribe.document.model import Transcript
from transcribe.formats.parsing import Builder, Notes, decode_text, ordered_times
from transcribe.formats.timestamps import from_timestamp, to_timestamp

ARROW = re.compile(
    r"\s*(-?[\d:.,; ]{3,24}?)\s*-{1,3}>\s*(-?[\d:.,;]{3,24}(?:\s[\d]{1,3})?)(.*)", re.ASCII
)
TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>|\{\\[^{}\n]{0,200}\}")
MICRODVD = re.compile(r"\{\d{1,9}\}\{\d{1,9}\}")


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read SubRip text.

    Raises:
        FormatError: It is not empty but has no cue.
    """
    lines = decode_text(data, notes).split("\n")
    builder = Builder(notes)
    heads = [index for index, line in enumerate(lines) if _times(line) is not None]
    if not heads:
        if any(line.strip() for line in lines):
            raise _no_cue(lines, notes)
        return builder.transcript()
    if any(line.strip() for line in lines[: _number_line(lines, heads[0])]):
        notes.warn(1, "text before the first cue was skipped")
    for position, head in enumerate(heads):
        following = heads[position + 1] if position + 1 < len(heads) else None
        stop = len(lines) if following is None else _number_line(lines, following)
        _read_cue(lines, head, stop, builder, notes)
    return builder.transcript()


def _no_cue(lines: list[str], notes: Notes) -> Exception:
    line, text = next((n, text) for n, text in enumerate(lines, 1) if text.strip())
    if MICRODVD.match(text.strip()):
        return notes.error(
            line, "this is MicroDVD with frame numbers, not SubRip; convert it first"
        )
    return notes.error(line, "it has no SubRip time line (00:00:01,000 --> 00:00:02,000)")


def _times(line: str) -> tuple[int, int] | None:
    if "->" not in line or len(line) > 500:
        return None
    found = ARROW.match(line)
    if found is None:
        return None
    start, end = from_timestamp(found[1]), from_timestamp(found[2].split()[0])
    return None if start is None or end is None else (start, end)


def _number_line(lines: list[str], head: int) -> int:
    """The first line of the cue with its time line at `head`: the number, if it has one."""
    return head - 1 if head and lines[head - 1].strip().isdecimal() else head


def _read_cue(lines: list[str], head: int, stop: int, builder: Builder, notes: Notes) -> None:
    times = _times(lines[head])
    if times is None:
        return
    if min(times) < 0:
        notes.warn(head + 1, "a negative time; read as 0")
    start_ms, end_ms = ordered_times(*times, head + 1, notes)
    raw = "\n".join(lines[head + 1 : stop]).strip("\n")
    text = "\n".join(line.strip() for line in TAG.sub("", raw).split("\n") if line.strip())
    if text != "\n".join(line.strip() for line in raw.split("\n") if line.strip()):
        notes.warn(head + 1, "markup (italics, colours, positions) was removed")
    builder.add(start_ms, end_ms, text)


def dumps(transcript: Transcript, *, speakers: bool = False) -> str:
    """Write SubRip.

    Args:
        transcript: Segments without text are skipped, since players show nothing for them.
        speakers: Put the speaker's name before the text, as `Alice: …`.
    """
    cues: list[str] = []
    for segment in transcript.segments:
        text = _safe("\n".join(line.strip() for line in segment.text.splitlines() if line.strip()))
        if not text:
            continue
        speaker = transcript.speaker(segment.speaker) if speakers else None
        head = f"{to_timestamp(segment.start_ms, ',')} --> {to_timestamp(segment.end_ms, ',')}"
        cues.append(f"{len(cues) + 1}\n{head}\n{f'{speaker.name}: ' if speaker else ''}{text}\n")
    return "\n".join(cues)


def _safe(text: str) -> str:
    """Prevent an arrow in a text from being read as a time line."""
    return text.replace("-->", "\u2192").replace("\0", "")
