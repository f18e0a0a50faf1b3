"""WebVTT, read by https://www.w3.org/TR/webvtt1/ §6, and what is not valid but written by programs.

Layout (settings, styles, regions) and notes are not kept; each kind is reported with its lines.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from transcribe.document.model import Segment, Transcript, Word
from transcribe.formats.losses import Losses, count, note_lengthened
from transcribe.formats.markup import READINGS, parentheses
from transcribe.formats.parsing import (
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
from transcribe.formats.spacing import without_spacing
from transcribe.formats.srt import cue_text
from transcribe.formats.timestamps import parse_time_line, to_timestamp

TIME = r"(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
TIMINGS = re.compile(rf"[ \t\f]*{TIME}[ \t\f]*-->[ \t\f]*{TIME}(?!\d)(.*)", re.ASCII)
INNER = re.compile(TIME, re.ASCII)
VOICE = re.compile(r"v(?:\.[^\s>]*)?[ \t\n]")
RUBY_TEXT, RUBY = re.compile(r"rt\b"), re.compile(r"/?r(?:t|uby)\b")
# Tags of WebVTT, and those of SubRip that converters leave inside; anything else is text.
TAG = re.compile(
    r"/?(?:c|i|b|u|v|ruby|rt|lang|font|s|em|strong|span|p|div)(?P<rest>[ \t\n\f./].*)?|br ?/?",
    re.DOTALL | re.IGNORECASE,
)


class _Payload(NamedTuple):
    """A cue's text without markup.

    Attributes:
        text: As shown, white space included.
        marks: Where in the text a time stands: (characters before it, ms).
        voices: Where a speaker begins: (characters before, name); None ends a voice.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    voices: tuple[tuple[int, str | None], ...] = ()


class _Cue(NamedTuple):
    line: int
    start_ms: int
    end_ms: int
    payload: _Payload


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read WebVTT.

    Raises:
        FormatError: The first line is not WEBVTT, or the times count frames at an unknown rate.
    """
    lines = decode_text(data, notes).split("\n")
    lines, notes.numbers = without_spacing(lines)
    if not re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        raise notes.error(1, "a WebVTT file must begin with the line WEBVTT")
    index = _read_header(lines, notes)
    cues: list[_Cue] = []
    while index < len(lines):
        index = _read_block(lines, index, cues, notes)
    builder, notes.cue_lines = Builder(notes), []
    whole = unrolled(cues, notes, shown=_shown, merged=_merged, rest=_rest)
    for cue in _in_track_order(list(whole)):
        _add_voices(cue, builder, notes)
    return builder.transcript()


def _in_track_order(cues: list[_Cue]) -> list[_Cue]:
    """Cues that begin together in WebVTT's "text track cue order": longer ones first. Others stay in their places."""
    places: dict[int, list[int]] = {}
    for at, cue in enumerate(cues):
        places.setdefault(cue.start_ms, []).append(at)
    ordered = list(cues)
    for own in places.values():
        if len(own) > 1:
            longer_first = sorted(own, key=lambda at: -cues[at].end_ms)
            for at, source in zip(own, longer_first, strict=True):
                ordered[at] = cues[source]
    return ordered


def _read_header(lines: list[str], notes: Notes) -> int:
    """The index of the first line after the header, whose fields are reported."""
    if len(lines[0]) > 7:
        notes.warn_layout(1, f"the header was not kept: {quoted(lines[0][7:])}")
    stop = header_end(lines)
    for index in range(1, stop):
        notes.warn_layout(index + 1, f"the header was not kept: {quoted(lines[index])}")
    return stop


def header_end(lines: list[str]) -> int:
    """The index of the first line after the header."""
    index = 1
    while index < len(lines) and lines[index] and "-->" not in lines[index]:
        index += 1
    return index


def _read_block(lines: list[str], index: int, cues: list[_Cue], notes: Notes) -> int:
    """Read one block from `index`; returns the index of the next."""
    if not lines[index]:
        return index + 1
    head = index
    if "-->" not in lines[head]:
        head += 1  # an identifier, or the first line of a NOTE, STYLE or REGION
        if head >= len(lines) or "-->" not in lines[head]:
            stop = block_end(lines, index)
            notes.warn_layout(index + 1, f"{_kind_of(lines[index])} was not kept: "
                       f"{quoted(' '.join(lines[index:stop]))}")  # fmt: skip
            return stop
    stop = block_end(lines, head + 1)
    times = _times(lines[head], head + 1, notes)
    if times is None:
        lost = quoted(" ".join(lines[index:stop]))
        notes.warn(head + 1, f"an invalid time line; its cue was skipped: {lost}")
        return stop
    if head > index and not lines[index].strip().isdecimal():
        notes.warn_layout(index + 1, f"the cue's name was not kept: {quoted(lines[index])}")
    start_ms, end_ms = ordered_times(*times, head + 1, notes)
    payload = _CueText("\n".join(lines[head + 1 : stop]), head + 2, notes).read()
    cues.append(_Cue(head + 1, start_ms, end_ms, payload))
    return stop


def _kind_of(line: str) -> str:
    kind = next(iter(line.split()), "")
    known = {"NOTE": "a note", "STYLE": "a style", "REGION": "a region"}
    return known.get(kind, "a block without times")


def block_end(lines: list[str], index: int) -> int:
    """The index after the last line of a block."""
    while index < len(lines) and lines[index] and "-->" not in lines[index]:
        index += 1
    return index


def _times(line: str, number: int, notes: Notes) -> tuple[int, int] | None:
    found = TIMINGS.match(line)
    if found is not None:
        parts = found.groups()
        _note_settings(parts[8], number, notes)
        return _ms(*parts[:4]), _ms(*parts[4:8])
    loose = parse_time_line(line)
    if loose is None:
        return None
    notes.warn(number, "a time line that is not valid WebVTT; read anyway")
    _note_settings(loose.rest, number, notes)
    return time_ms(loose.start, number, notes), time_ms(loose.end, number, notes)


def _note_settings(rest: str, number: int, notes: Notes) -> None:
    if rest.strip():
        notes.warn_layout(number, f"the cue's settings were not kept: {quoted(rest)}")


def _ms(hours: str | None, minutes: str, seconds: str, fraction: str) -> int:
    whole = (int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction + "00")[:3])


class _CueText:
    """Reads cue text: plain text, with its voices and inner times aside."""

    def __init__(self, raw: str, line: int, notes: Notes) -> None:
        self._raw, self._line, self._notes = raw, line, notes
        self._plain: list[str] = []
        self._length = 0
        self._marks: list[tuple[int, int]] = []
        self._voices: list[tuple[int, str | None]] = []
        self._after_reading = ""  # what ends the reading of a ruby that is being read

    def read(self) -> _Payload:
        at = 0
        while at < len(self._raw):
            opened = self._raw.find("<", at)
            self._add(html.unescape(self._raw[at : opened if opened >= 0 else len(self._raw)]))
            at = self._read_tag(opened) if opened >= 0 else len(self._raw)
        self._end_reading()
        return _Payload("".join(self._plain), tuple(self._marks), tuple(self._voices))

    def _add(self, text: str) -> None:
        self._plain.append(text)
        self._length += len(text)

    def _read_tag(self, opened: int) -> int:
        """Read what begins with `<`, markup or not; returns where to go on."""
        closed = self._raw.find(">", opened)
        tag = self._raw[opened + 1 : closed] if closed >= 0 else ""
        if (time := INNER.fullmatch(tag)) is not None:
            self._marks.append((self._length, _ms(*time.groups())))
        elif not _is_tag(tag, self._raw[max(0, opened - 1) : opened]):
            whole = self._raw[opened : closed + 1] if closed >= 0 else self._raw[opened:]
            self._warn(opened, f"{quoted(whole)} is no markup of WebVTT; kept as text")
            self._add("<")
            return opened + 1
        elif VOICE.match(tag) or tag == "/v":
            self._voices.append((self._length, _voice(tag)))
        else:
            line = self._line + self._raw.count("\n", 0, opened)
            self._notes.warn_layout(line, "markup (italics, colours, classes) was removed")
            self._add("\n" if tag.lower().startswith("br") else "")
            if RUBY.match(tag):
                self._end_reading()
            if RUBY_TEXT.match(tag):
                self._notes.warn(line, READINGS)
                begin, self._after_reading = parentheses(self._raw[closed + 1 :].partition("<")[0])
                self._add(begin)
        return closed + 1

    def _end_reading(self) -> None:
        self._add(self._after_reading)
        self._after_reading = ""

    def _warn(self, at: int, text: str) -> None:
        self._notes.warn(self._line + self._raw.count("\n", 0, at), text)


def _is_tag(tag: str, before: str) -> bool:
    """Whether it is a known tag; in a formula like `a<b and b>c` it is none."""
    found = TAG.fullmatch(tag)
    is_formula = found is not None and (found["rest"] or "").startswith(" ") and before.isalnum()
    return found is not None and not is_formula


def _voice(tag: str) -> str | None:
    if tag == "/v":
        return None
    return one_line(html.unescape(re.split(r"[ \t\n]+", tag, maxsplit=1)[1])) or None


def _shown(cue: _Cue) -> Shown:
    lines = tuple(line for line, _ in _lines(cue.payload.text))
    return Shown(cue.start_ms, cue.end_ms, lines, _adds_words(cue.payload))


def _adds_words(payload: _Payload) -> bool:
    """Whether only lines below the first have inner times, as in automatic captions that roll."""
    return bool(payload.marks) and payload.marks[0][0] > payload.text.strip("\n").find("\n") >= 0


def _merged(run: Sequence[_Cue]) -> _Cue:
    """Cues that grow by the word as one cue with the last text; each addition begins with its cue."""
    first, last = run[0], run[-1]
    text = last.payload.text
    added = [(len(a.payload.text), b.start_ms) for a, b in pairwise(run)]
    is_told = last.payload.marks or not all(text.startswith(cue.payload.text) for cue in run)
    payload = last.payload if is_told else last.payload._replace(marks=tuple(added))
    return last._replace(line=first.line, start_ms=first.start_ms, payload=payload)


def _rest(cue: _Cue, _: Shown, n_repeated: int) -> _Cue:
    begin = _lines(cue.payload.text)[n_repeated][1]
    return cue._replace(payload=_cut(cue.payload, begin, len(cue.payload.text)))


def _lines(text: str) -> list[tuple[str, int]]:
    """Lines that show something, and where in the text each begins."""
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((" ".join(line.split()), at))
        at += len(line) + 1
    return found


def _cut(payload: _Payload, first: int, last: int) -> _Payload:
    """A part of a cue; a voice that began before goes on in it."""
    inside = tuple((at - first, ms) for at, ms in payload.marks if first <= at <= last)
    before = [name for at, name in payload.voices if at < first]
    voices = tuple((at - first, name) for at, name in payload.voices if first <= at < last)
    return _Payload(
        payload.text[first:last], inside, ((0, before[-1]), *voices) if before else voices
    )


def _add_voices(cue: _Cue, builder: Builder, notes: Notes) -> None:
    """One segment for each voice of a cue. Where inner times tell, they have times of their own."""
    parts = _by_voice(cue.payload)
    if len(parts) > 1:
        notes.warn(cue.line, "several voices in a cue; each became a segment")
    starts = [cue.start_ms, *(_start_of(cue, first) for _, first, _ in parts[1:]), cue.end_ms]
    for index, (speaker, first, last) in enumerate(parts):
        part = _cut(cue.payload._replace(voices=()), first, last)
        start_ms = starts[index]
        # Without a time between two voices both last as long as the cue.
        end_ms = starts[index + 1] if starts[index + 1] > start_ms else cue.end_ms
        words = _words(part, start_ms, end_ms) if part.marks else ()
        builder.add(start_ms, end_ms, trimmed_lines(part.text), speaker=speaker, words=words)
        if notes.cue_lines is not None:
            notes.cue_lines.append(cue.line)


def _start_of(cue: _Cue, first: int) -> int:
    """When a voice begins: at the last inner time before its first word, else with the cue."""
    rest = cue.payload.text[first:]
    word = first + len(rest) - len(rest.lstrip(" \t\n-\u2013\u2014"))
    before = [ms for at, ms in cue.payload.marks if at <= word and cue.start_ms <= ms <= cue.end_ms]
    return max(before, default=cue.start_ms)


def _by_voice(payload: _Payload) -> list[tuple[str | None, int, int]]:
    """Speaker, begin and end of each part of a cue.

    Text without letters between voices makes no part: a dash on a new line belongs to the voice
    after it, other signs to the one before.
    """
    edges = [(0, None), *payload.voices, (len(payload.text), None)]
    parts: list[tuple[str | None, int, int]] = []
    begin = 0
    for (first, name), (last, _) in pairwise(edges):
        text = payload.text[first:last]
        if any(c.isalnum() for c in text):
            if parts and parts[-1][0] == name:
                parts[-1] = (name, parts[-1][1], last)
            else:
                parts.append((name, min(begin, first), last))
            begin = last
        elif parts and "\n" not in text.rstrip():
            parts[-1] = (*parts[-1][:2], last)
            begin = last
    if not parts:
        names = [name for _, name in payload.voices if name]
        return [(names[0] if names else None, 0, len(payload.text))]
    return [*parts[:-1], (*parts[-1][:2], len(payload.text))]


def _words(part: _Payload, start_ms: int, end_ms: int) -> tuple[Word, ...]:
    edges = [(0, start_ms), *part.marks, (len(part.text), end_ms)]
    words = []
    for (first, begin), (last, end) in pairwise(edges):
        piece = " ".join(part.text[first:last].split())
        if piece and begin <= end:
            words.append(Word(piece, begin, end))
    return tuple(words)


def dumps(
    transcript: Transcript, losses: Losses, *, speakers: bool = True, words: bool = False
) -> str:
    """Write WebVTT.

    Args:
        transcript: Segments without text are skipped.
        speakers: Write voices as `<v Alice>`.
        words: Write the start and end of each word as `<00:00:01.000>`, if its text has them.
    """
    cues = ["WEBVTT\n"]
    note_lengthened(transcript, losses)
    n_lost = 0
    for segment in sorted(transcript.segments, key=lambda one: (one.start_ms, -one.end_ms)):
        text = cue_text(segment.text)
        if not text:
            continue
        timed = _timed(segment, text) if words else None
        body = timed or _escape(text)
        n_lost += _n_untimed(segment, timed) if words else 0
        speaker = transcript.speaker(segment.speaker) if speakers else None
        body = _spoken_by(one_line(speaker.name) if speaker else "", body)
        end_ms = max(segment.end_ms, segment.start_ms + 1)  # a cue of 0 ms is never shown
        head = f"{to_timestamp(segment.start_ms, '.')} --> {to_timestamp(end_ms, '.')}"
        cues.append(f"{head}\n{body}\n")
    losses.add("words", n_lost, f"not kept: the times of {count(n_lost, 'word')} outside of their "
               "segment, or not in its text")  # fmt: skip
    return "\n".join(cues)


def cue_body(text: str, name: str) -> str:
    """A text as WebVTT writes it, spoken by somebody where a name is given."""
    return _spoken_by(one_line(name), _escape(cue_text(text)))


def _spoken_by(name: str, body: str) -> str:
    return f"<v {_escape(name)}>{body}" if name else body


def _n_untimed(segment: Segment, timed: str | None) -> int:
    """How many words of a segment a reader does not get back with their times."""
    if timed is None:
        return len(segment.words)
    payload = _CueText(timed, 1, Notes("")).read()
    read = {(w.start_ms, w.end_ms) for w in _words(payload, segment.start_ms, segment.end_ms)}
    return sum((word.start_ms, word.end_ms) not in read for word in segment.words)


def _timed(segment: Segment, text: str) -> str | None:
    """The text with a time before and after each word; None if a word is not in it."""
    parts, at, last_ms = [], 0, -1
    for word in segment.words:
        found = text.find(word.text, at)
        if found < 0:
            return None
        parts.append(_escape(text[at:found]))
        if word.start_ms != last_ms:
            parts.append(_mark(word.start_ms, segment, last_ms))
        at = found + len(word.text)
        parts += [_escape(text[found:at]), _mark(word.end_ms, segment, word.start_ms)]
        last_ms = word.end_ms
    return "".join(parts) + _escape(text[at:]) if parts else None


def _mark(ms: int, segment: Segment, after_ms: int) -> str:
    """A time inside a cue; times of a cue increase."""
    is_inside = segment.start_ms <= ms <= segment.end_ms and ms >= after_ms
    return f"<{to_timestamp(ms, '.')}>" if is_inside else ""


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\0", "")
