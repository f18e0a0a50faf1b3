"""LRC: lyrics with the start of each line, `[mm:ss.xx]text`; `<mm:ss.xx>` before a word is its start.

A line without text ends the one before. Tags as `[ar:…]` are reported; `[offset:+500]` makes all
lines earlier by so many ms.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from transcribe.document.model import Transcript, Word
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import (
    Builder,
    Notes,
    decode_text,
    is_blank,
    one_line,
    ordered_times,
    quoted,
)
from transcribe.formats.speaker_names import split_speaker

LAST_MS = 3_000
_TIME = r"(\d{1,5}):(\d{1,2})(?:[.:](\d{1,3}))?"
_STAMP = re.compile(rf"[ \t]*\[{_TIME}\]", re.ASCII)
_INNER = re.compile(rf"<{_TIME}>", re.ASCII)
_TAG = re.compile(r"\s*\[([A-Za-z#]\w*):(.*)\]\s*")
_OFFSET = re.compile(r"\s*([-+]?\d{1,9})\s*", re.ASCII)


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read LRC; a line lasts to the next one.

    Raises:
        FormatError: No line has a time.
    """
    lines = decode_text(data, notes).split("\n")
    offset_ms = _offset(lines, notes)
    stamped = sorted(_stamped(lines, notes), key=lambda one: one[0])
    if not stamped and any(line.strip() for line in lines):
        first = next(n for n, line in enumerate(lines, 1) if line.strip())
        raise notes.error(first, "it has no line with a time ([00:01.00]text)")
    builder = Builder(notes)
    starts = [start_ms for start_ms, _, _ in stamped]
    for start_ms, number, written in stamped:
        if is_blank(_INNER.sub("", written)):
            continue
        after = bisect_right(starts, start_ms)
        end_ms = starts[after] if after < len(starts) else start_ms + LAST_MS
        times = ordered_times(
            max(0, start_ms - offset_ms), max(0, end_ms - offset_ms), number, notes
        )
        speaker, text = split_speaker(one_line(_INNER.sub("", written)), notes, number)
        words = _words(written, offset_ms, times)
        builder.add(*times, one_line(text), speaker=speaker, words=words)
    return builder.transcript()


def _offset(lines: list[str], notes: Notes) -> int:
    """The offset of all lines; other tags are reported."""
    offset_ms = 0
    for number, line in enumerate(lines, 1):
        tag = _TAG.fullmatch(line)
        if tag is None or _STAMP.match(line):
            continue
        shift = _OFFSET.fullmatch(tag[2]) if tag[1].lower() == "offset" else None
        if shift is not None:
            offset_ms = int(shift[1])
        else:
            notes.warn(number, f"a tag was left out: {quoted(line)}")
    return offset_ms


def _stamped(lines: list[str], notes: Notes) -> Iterator[tuple[int, int, str]]:
    """Start, line and text; a line with several times comes several times."""
    for number, line in enumerate(lines, 1):
        at, starts = 0, []
        while (found := _STAMP.match(line, at)) is not None:
            starts.append(_ms(*found.groups()))
            at = found.end()
        if not starts and line.strip() and not _TAG.fullmatch(line):
            notes.warn(number, f"a line without a time was left out: {quoted(line)}")
        yield from ((start_ms, number, line[at:]) for start_ms in starts)


def _ms(minutes: str, seconds: str, fraction: str | None) -> int:
    return (int(minutes) * 60 + int(seconds)) * 1000 + int(((fraction or "") + "000")[:3])


def _words(written: str, offset_ms: int, times: tuple[int, int]) -> tuple[Word, ...]:
    marks = [(_ms(*one.groups()) - offset_ms, one.start(), one.end()) for one in _INNER.finditer(written)]  # fmt: skip
    marks = [mark for mark in marks if times[0] <= mark[0] <= times[1]]
    if not marks:
        return ()
    words = []
    for (start_ms, _, begin), (end_ms, end, _) in zip(
        marks, [*marks[1:], (times[1], len(written), 0)], strict=True
    ):
        text = one_line(_INNER.sub("", written[begin:end]))
        if text and start_ms <= end_ms:
            words.append(Word(text, start_ms, end_ms))
    return tuple(words)


def dumps(transcript: Transcript, losses: Losses, *, speakers: bool = False) -> str:
    """Write LRC.

    Args:
        transcript: Segments without text are skipped.
        losses: What is not kept.
        speakers: Put the speaker's name before the text, as `Alice: …`.
    """
    shown = [segment for segment in transcript.segments if not is_blank(segment.text)]
    lines, n_cut = [], 0
    for at, segment in enumerate(shown):
        speaker = transcript.speaker(segment.speaker) if speakers else None
        name = one_line(speaker.name) if speaker else ""
        lines.append(
            f"[{_stamp(segment.start_ms)}]{f'{name}: ' if name else ''}{one_line(segment.text)}\n"
        )
        start_cs, end_cs = (round(ms / 10) for ms in (segment.start_ms, segment.end_ms))
        next_cs = round(shown[at + 1].start_ms / 10) if at + 1 < len(shown) else None
        if next_cs is None or next_cs > end_cs > start_cs:
            lines.append(f"[{_stamp(segment.end_ms)}]\n")
        n_cut += end_cs <= start_cs or (next_cs is not None and next_cs < end_cs)
    losses.add("ends", n_cut, f"changed: {count(n_cut, 'segment')} that the next one overlaps, or that "
               "last no time, end with the next one")  # fmt: skip
    n_marks = sum(
        _INNER.search(one.text) is not None or _STAMP.match(one_line(one.text)) is not None
        for one in shown
    )
    losses.add(
        "text", n_marks, f"changed: {count(n_marks, 'text')} with [00:00] or <00:00> as a time"
    )
    return "".join(lines)


def _stamp(ms: int) -> str:
    hundredths = round(ms / 10)
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"
