"""WebVTT, read by https://www.w3.org/TR/webvtt1/ §6; layout (settings, styles) is ignored."""

from __future__ import annotations

import html
import re
from itertools import pairwise

from transcribe.document.model import Segment, Transcript, Word
from transcribe.formats.parsing import Builder, Notes, decode_text, ordered_times
from transcribe.formats.timestamps import to_timestamp

TIME = r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMINGS = re.compile(rf"[ \t\f]*{TIME}[ \t\f]*-->[ \t\f]*{TIME}(?!\d)(.*)", re.ASCII)
LOOSE = re.compile(r"[ \t]*(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})[.,](\d{1,3})[ \t]*-->[ \t]*(?:(\d{1,6}):)?(\d{1,3}):(\d{1,2})[.,](\d{1,3})(?!\d)(.*)", re.ASCII)  # fmt: skip
INNER = re.compile(TIME, re.ASCII)


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read WebVTT.

    Raises:
        FormatError: The first line is not WEBVTT.
    """
    lines = decode_text(data, notes).split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise notes.error(1, "a WebVTT file must begin with the line WEBVTT")
    builder = Builder(notes)
    index = 1
    while index < len(lines) and lines[index] and "-->" not in lines[index]:
        index += 1  # the rest of the header
    while index < len(lines):
        index = _read_block(lines, index, builder, notes)
    return builder.transcript()


def _read_block(lines: list[str], index: int, builder: Builder, notes: Notes) -> int:
    """Read one block from `index`; returns the index of the next."""
    if not lines[index]:
        return index + 1
    head = index
    if "-->" not in lines[head]:
        head += 1  # an identifier, or the first line of a NOTE, STYLE or REGION
        if head >= len(lines) or "-->" not in lines[head]:
            return _block_end(lines, index)
    stop = head + 1
    while stop < len(lines) and lines[stop] and "-->" not in lines[stop]:
        stop += 1
    times = _times(lines[head], head + 1, notes)
    if times is None:
        notes.warn(head + 1, "an invalid time line; its cue was skipped")
        return stop
    start_ms, end_ms = ordered_times(*times, head + 1, notes)
    text, speaker, words = _payload("\n".join(lines[head + 1 : stop]), start_ms, end_ms)
    builder.add(start_ms, end_ms, text, speaker=speaker, words=words)
    return stop


def _block_end(lines: list[str], index: int) -> int:
    while index < len(lines) and lines[index] and "-->" not in lines[index]:
        index += 1
    return index


def _times(line: str, number: int, notes: Notes) -> tuple[int, int] | None:
    found = TIMINGS.match(line)
    if found is None:
        found = LOOSE.match(line)
        if found is None:
            return None
        notes.warn(number, "a time line that is not valid WebVTT; read anyway")
    parts = found.groups()
    return _ms(*parts[:4]), _ms(*parts[4:8])


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction + "00")[:3])


def _payload(raw: str, start_ms: int, end_ms: int) -> tuple[str, str | None, tuple[Word, ...]]:
    """Cue text to plain text, the first voice, and words if the cue has inner times."""
    plain: list[str] = []
    marks: list[tuple[int, int]] = []  # (length of the plain text so far, ms)
    speaker: str | None = None
    at = 0
    while at < len(raw):
        opened = raw.find("<", at)
        plain.append(html.unescape(raw[at : opened if opened >= 0 else len(raw)]))
        if opened < 0:
            break
        closed = raw.find(">", opened)
        tag = raw[opened + 1 : closed if closed >= 0 else len(raw)]
        if (time := INNER.fullmatch(tag)) is not None:
            marks.append((sum(map(len, plain)), _ms(*time.groups())))
        elif speaker is None and re.match(r"v(?:\.[^\s>]*)?[ \t\n]", tag):
            speaker = html.unescape(re.split(r"[ \t\n]+", tag, maxsplit=1)[1]).strip() or None
        at = closed + 1 if closed >= 0 else len(raw)
    joined = "".join(plain)
    words = _words(joined, marks, start_ms, end_ms) if marks else ()
    return "\n".join(line.strip() for line in joined.strip().split("\n")), speaker, words


def _words(text: str, marks: list[tuple[int, int]], start_ms: int, end_ms: int) -> tuple[Word, ...]:
    edges = [(0, start_ms), *marks, (len(text), end_ms)]
    words = []
    for (first, begin), (last, end) in pairwise(edges):
        piece = " ".join(text[first:last].split())
        if piece and begin <= end:
            words.append(Word(piece, begin, end))
    return tuple(words)


def dumps(transcript: Transcript, *, speakers: bool = True, words: bool = False) -> str:
    """Write WebVTT.

    Args:
        transcript: Segments without text are skipped.
        speakers: Write voices as `<v Alice>`.
        words: Write the time of each word as `<00:00:01.000>`, if all of the text has times.
    """
    cues = ["WEBVTT\n"]
    for segment in transcript.segments:
        lines = [line.strip() for line in segment.text.splitlines() if line.strip()]
        if not lines:
            continue
        body = (words and _timed(segment)) or _escape("\n".join(lines))
        speaker = transcript.speaker(segment.speaker) if speakers else None
        if speaker is not None and (name := " ".join(speaker.name.split())):
            body = f"<v {_escape(name)}>{body}"
        head = f"{to_timestamp(segment.start_ms, '.')} --> {to_timestamp(segment.end_ms, '.')}"
        cues.append(f"{head}\n{body}\n")
    return "\n".join(cues)


def _timed(segment: Segment) -> str | None:
    if "".join(word.text for word in segment.words) != "".join(segment.text.split()):
        return None
    parts = []
    for word in segment.words:
        inside = segment.start_ms <= word.start_ms <= segment.end_ms
        mark = f"<{to_timestamp(word.start_ms, '.')}>" if inside else ""
        parts.append(mark + _escape(word.text))
    return " ".join(parts)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\0", "")
