"""SubRip.

There is no specification; the reader accepts what players accept, and more. Markup is removed,
since the document has none; only known tags are markup. The writer uses UTF-8 with LF and numbers
from 1. A blank line would end a cue, so one inside a text is written as a line with a space.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from transcribe.document.model import Transcript
from transcribe.formats.losses import Losses, note_lengthened
from transcribe.formats.markup import escape, unescape, without_markup
from transcribe.formats.parsing import (
    MICRODVD,
    Builder,
    Notes,
    decode_text,
    one_line,
    ordered_times,
    quoted,
    time_ms,
    trimmed_lines,
)
from transcribe.formats.rolling import Shown, unrolled
from transcribe.formats.speaker_names import split_speaker
from transcribe.formats.timestamps import TimeLine, parse_time_line, to_timestamp

POSITION = re.compile(r"(?:[XY][12]:-?\d+[ \t]*)+|(?:[a-z]+:\S+[ \t]*)+", re.ASCII)
BLANK_IN_TEXT = " "  # A blank line of a text, as `dumps` writes it.
_NUMBER = re.compile(r"[ \t\u00a0]*#?[0-9]{1,9}[ \t\u00a0]*")


class _Head(NamedTuple):
    """A time line at `line` (0-based); `first` is the line of its number, or itself."""

    line: int
    first: int
    times: TimeLine


class _Cue(NamedTuple):
    line: int
    start_ms: int
    end_ms: int
    text: str


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read SubRip text.

    Raises:
        FormatError: It is not empty but has no cue, or it counts frames at an unknown rate.
    """
    lines = decode_text(data, notes).split("\n")
    builder = Builder(notes)
    heads = _heads(lines)
    if not heads:
        if any(line.strip() for line in lines):
            raise _no_cue(lines, notes)
        return builder.transcript()
    _note_lost(lines, 0, heads[0].first, "text before the first cue was left out", notes)
    is_spaced = _is_double_spaced(lines, heads)
    stops = [*(head.first for head in heads[1:]), len(lines)]
    cues = [
        _cue(lines, head, stop, is_spaced, notes) for head, stop in zip(heads, stops, strict=True)
    ]
    for cue in unrolled(cues, notes, shown=_shown, merged=_merged, rest=_rest):
        speaker, text = split_speaker(cue.text, notes, cue.line)
        builder.add(cue.start_ms, cue.end_ms, text, speaker=speaker)
    return builder.transcript()


def _no_cue(lines: list[str], notes: Notes) -> Exception:
    line, text = next((n, text) for n, text in enumerate(lines, 1) if text.strip())
    if MICRODVD.match(text.strip()):
        return notes.error(
            line, "this is MicroDVD with frame numbers, not SubRip; convert it first"
        )
    return notes.error(line, "it has no SubRip time line (00:00:01,000 --> 00:00:02,000)")


def _heads(lines: list[str]) -> list[_Head]:
    """The time lines. One that could also be text counts only after a number or at the beginning."""
    found: list[_Head] = []
    for index, line in enumerate(lines):
        times = parse_time_line(line) if ">" in line or "\u2192" in line else None
        if times is None:
            continue
        number = _number_line(lines, index)
        first = index if number is None else number
        is_placed = index == 0 or (number is not None and _begins(lines, number))
        if times.is_certain or is_placed or (times.is_likely and _begins(lines, first)):
            found.append(_Head(index, first, times))
    n_numbered = sum(1 for head in found if head.first < head.line)
    if n_numbered * 2 < len(found):  # a file without numbers: digits before a time line are text
        return [_Head(head.line, head.line, head.times) for head in found]
    return found


def _number_line(lines: list[str], head: int) -> int | None:
    """The line of a cue's number: before its time line, with at most three blank lines between."""
    for before in range(head - 1, max(head - 5, -1), -1):
        if _NUMBER.fullmatch(lines[before]):
            return before
        if lines[before].strip(" \t"):
            return None
    return None


def _begins(lines: list[str], index: int) -> bool:
    return index == 0 or not lines[index - 1].strip(" \t")


def _is_double_spaced(lines: list[str], heads: list[_Head]) -> bool:
    """Whether a blank line follows nearly every line, as after a wrong conversion of line ends."""
    n_blank_after = sum(
        1 for head in heads if head.line + 1 < len(lines) and not lines[head.line + 1].strip(" \t")
    )
    return n_blank_after * 2 > len(heads)


def _cue(lines: list[str], head: _Head, stop: int, is_spaced: bool, notes: Notes) -> _Cue:
    number = head.line + 1
    times = head.times
    start_ms, end_ms = ordered_times(
        time_ms(times.start, number, notes), time_ms(times.end, number, notes), number, notes
    )
    if not is_spaced:
        stop = _orphan(lines, head, stop, notes)
    body = lines[head.line + 1 : stop]
    if times.rest and POSITION.fullmatch(times.rest):
        notes.warn(number, "a position was removed")
    elif times.rest:
        notes.warn(number, "text on a time line was taken into its cue")
        body = [times.rest, *body]
    raw = _joined(body, is_spaced)
    text = _unmarked(raw) if "<" in raw or "{" in raw else raw
    if text != raw:
        notes.warn(number, "markup (italics, colours, positions) was removed")
    return _Cue(number, start_ms, end_ms, unescape(text))


def _unmarked(raw: str) -> str:
    """Text without markup, and without the lines that held only markup."""
    pairs = [(line, without_markup(line)) for line in raw.split("\n")]
    return trimmed_lines(
        "\n".join(plain for line, plain in pairs if plain.strip(" \t") or not line)
    )


def _joined(body: list[str], is_spaced: bool) -> str:
    """The text of a cue. Empty lines separate; a line of spaces inside is a blank line of the text."""
    kept = [line for line in body if line and (line.strip(" \t") or not is_spaced)]
    return trimmed_lines("\n".join(kept))


def _orphan(lines: list[str], head: _Head, stop: int, notes: Notes) -> int:
    """Where a block without readable times begins after this cue: it is reported, never joined."""
    expected = _value(lines[head.first]) + 1 if head.first < head.line else None
    for index in range(head.line + 2, stop):
        before = lines[index - 1]
        if before.strip(" \t") or before == BLANK_IN_TEXT:
            continue
        is_next = (
            expected is not None
            and index + 1 < stop
            and _NUMBER.fullmatch(lines[index]) is not None
            and _value(lines[index]) == expected
            and lines[index + 1].strip(" \t") != ""
        )
        if is_next or _is_broken_time_line(lines[index]):
            _note_lost(lines, index, stop, "a cue without readable times was left out", notes)
            return index
    return stop


def _value(line: str) -> int:
    return int(line.strip(" \t\u00a0#"))


def _is_broken_time_line(line: str) -> bool:
    return "-->" in line and any(c.isdigit() for c in line) and ":" in line


def _note_lost(lines: list[str], first: int, stop: int, what: str, notes: Notes) -> None:
    for index in range(first, stop):
        if lines[index].strip():
            notes.warn(index + 1, f"{what}: {quoted(' '.join(lines[index:stop]))}")
            return


def _shown(cue: _Cue) -> Shown:
    return Shown(cue.start_ms, cue.end_ms, _shown_lines(cue.text))


def _shown_lines(text: str) -> tuple[str, ...]:
    if "\n" not in text:
        return (text,) if text else ()
    return tuple(filter(None, text.split("\n")))


def _merged(run: Sequence[_Cue]) -> _Cue:
    """Cues that grow by the word as one cue with the last text."""
    return run[-1]._replace(line=run[0].line, start_ms=run[0].start_ms)


def _rest(cue: _Cue, shown: Shown, n_repeated: int) -> _Cue:
    return cue._replace(text="\n".join(shown.lines[n_repeated:]))


def dumps(transcript: Transcript, losses: Losses, *, speakers: bool = False) -> str:
    """Write SubRip.

    Args:
        transcript: Segments without text are skipped, since players show nothing for them.
        speakers: Put the speaker's name before the text, as `Alice: …`.
    """
    cues: list[str] = []
    note_lengthened(transcript, losses)
    for segment in transcript.segments:
        text = escape(cue_text(segment.text))
        if not text:
            continue
        speaker = transcript.speaker(segment.speaker) if speakers else None
        name = one_line(speaker.name) if speaker else ""
        end_ms = max(segment.end_ms, segment.start_ms + 1)  # players drop a cue of 0 ms
        head = f"{to_timestamp(segment.start_ms, ',')} --> {to_timestamp(end_ms, ',')}"
        cues.append(f"{len(cues) + 1}\n{head}\n{f'{escape(name)}: ' if name else ''}{text}\n")
    return "\n".join(cues)


def cue_text(text: str) -> str:
    """A segment's text for a cue: a blank line inside becomes a line with a space."""
    lines = trimmed_lines(text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", ""))
    return lines.replace("\n\n", "\n \n").replace("\n\n", "\n \n")
