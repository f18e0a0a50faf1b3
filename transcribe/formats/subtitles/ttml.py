"""TTML: also IMSC 1.1 text and EBU-TT-D; W3C Timed Text Markup Language 2.

Times of body, div, p and span add up; `seq` containers follow one another. Styles, regions and
pictures are reported.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from transcribe.document.model import Segment, Transcript, Word
from transcribe.formats.json_dialects import language_code
from transcribe.formats.losses import Losses, count, note_lengthened
from transcribe.formats.markup import READINGS, parentheses
from transcribe.formats.parsing import (
    Builder,
    Notes,
    is_blank,
    one_line,
    ordered_times,
    quoted,
    trimmed_lines,
)
from transcribe.formats.timestamps import to_timestamp
from transcribe.formats.xml_reading import Element, line_of, local_name, parse_xml, text_of

LAST_MS = 3_000
_CLOCK = re.compile(
    r"(\d{1,7}):(\d{1,2}):(\d{1,2})(?:(\.\d{1,18})|([:;])(\d{1,4})(?:\.(\d{1,4}))?)?", re.ASCII
)
# What nearly all files have: read without fractions.
_USUAL = re.compile(r"(\d\d):(\d\d):(\d\d)\.(\d\d\d)", re.ASCII)
_OFFSET = re.compile(r"(\d{1,12}(?:\.\d{1,18})?)(h|ms|m|s|f|t)", re.ASCII)
_SPACE = re.compile(r"[ \t\r\n]+")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_LOOKS = {
    "style": "styles",
    "region": "regions and positions",
    "backgroundImage": "pictures",
    "forcedDisplay": "marks of forced narrative",
}
_NAMESPACES = (
    'xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" '
    'xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling"'
)


@lru_cache(maxsize=256)
def _looks_of(attributes: tuple[str, ...]) -> tuple[str, ...]:
    """Warnings of what is not kept of an element with these attributes; most elements have the same."""
    names = {key.rpartition("}")[2] for key in attributes}
    looks = {what: None for name, what in _LOOKS.items() if name in names}
    styled = any("#styling}" in key for key in attributes)
    looks |= {_LOOKS["style"]: None} if styled else {}
    return tuple(f"{what} were left out" for what in looks)


@dataclass(frozen=True, slots=True)
class _Rates:
    """Frames, parts of a frame and ticks in a second; `is_drop` if times with frames leave out numbers (SMPTE 12M)."""

    frames: Fraction
    nominal: int
    sub_frames: int
    ticks: Fraction
    is_drop: bool = False

    @classmethod
    def of(cls, root: Element, notes: Notes) -> _Rates:
        """The rates that the root names, else the defaults of the specification."""
        nominal = _whole(_attribute(root, "frameRate"), 30)
        multiplier = re.split(r"[ :]+", (_attribute(root, "frameRateMultiplier") or "1 1").strip())
        numbers = [_whole(one, 1) for one in (*multiplier, "1")][:2]
        frames = Fraction(nominal * numbers[0], numbers[1])
        if _attribute(root, "frameRate") is None and notes.options.frame_rate is not None:
            frames = Fraction(notes.options.frame_rate).limit_denominator(1001)
            nominal = round(frames)
        sub_frames = _whole(_attribute(root, "subFrameRate"), 1)
        given = _attribute(root, "tickRate")
        is_counted = _attribute(root, "frameRate") is not None
        ticks = (
            Fraction(_whole(given, 1))
            if given
            else frames * sub_frames
            if is_counted
            else Fraction(1)
        )
        is_drop = _attribute(root, "dropMode") == "dropNTSC"
        return cls(frames, nominal, sub_frames, ticks, is_drop)

    def n_dropped(self, minutes: int, sign: str) -> int:
        """The numbers of frames that were left out in the minutes before a time; a semicolon means drop-frame too."""
        if not (self.is_drop or sign == ";") or self.nominal % 30:
            return 0
        return self.nominal // 15 * (minutes - minutes // 10)


def _whole(text: str | None, usual: int) -> int:
    is_number = text is not None and text.strip().isascii() and text.strip().isdigit()
    return max(1, int(text.strip()[:9])) if is_number and text is not None else usual


def _attribute(element: Element, name: str) -> str | None:
    """An attribute by its local name: its namespace differs between versions."""
    suffix = f"}}{name}"
    for key, value in element.attrib.items():
        if key == name or key.endswith(suffix):
            return value
    return None


@lru_cache(maxsize=1024)
def _agent_name(names: tuple[str, ...]) -> str | None:
    """The attribute that names the speaker; its namespace differs between versions."""
    return next((name for name in names if name.rsplit("}", 1)[-1] == "agent"), None)


class _Cue(NamedTuple):
    start_ms: int
    end_ms: int | None
    text: str
    agent: str | None
    words: tuple[Word, ...] = ()


class _Reader:
    def __init__(self, root: Element, notes: Notes) -> None:
        self._notes = notes
        self._rates = _Rates.of(root, notes)
        self._ruby_styles = _ruby_styles(root)
        self.cues: list[_Cue] = []

    def read(self, element: Element, first_ms: int, last_ms: int | None, agent: str | None,
             *, keeps_space: bool) -> int | None:  # fmt: skip
        """Read an element that may begin at a time; returns when it ends, None if that is open."""
        begin, end, duration = self.times(element)
        start_ms = first_ms + (begin or 0)
        end_ms = last_ms
        if end is not None:
            end_ms = first_ms + end if end_ms is None else min(first_ms + end, end_ms)
        if duration is not None:
            end_ms = start_ms + duration if end_ms is None else min(start_ms + duration, end_ms)
        names = tuple(element.attrib)
        agent_name = _agent_name(names)
        agent = (agent_name and element.get(agent_name)) or agent
        space = element.get(_XML_SPACE)
        keeps_space = space == "preserve" if space else keeps_space
        self.note_look(element, names)
        if local_name(element) == "p":
            self._paragraph(element, start_ms, end_ms, agent, keeps_space=keeps_space)
            return end_ms
        is_sequence = element.get("timeContainer") == "seq"
        at_ms = start_ms
        for child in element:
            if local_name(child) in {"div", "p", "body"}:
                stop_ms = self.read(child, at_ms, end_ms, agent, keeps_space=keeps_space)
                at_ms = stop_ms if is_sequence and stop_ms is not None else at_ms
        return end_ms if end_ms is not None or not is_sequence else at_ms

    def _paragraph(self, element: Element, start_ms: int, end_ms: int | None, agent: str | None,
                   *, keeps_space: bool) -> None:  # fmt: skip
        if not len(element):
            raw = element.text or ""
            text = trimmed_lines(raw if keeps_space else _SPACE.sub(" ", raw))
            if text:
                self.cues.append(_Cue(start_ms, end_ms, text, agent))
            return
        inner = _Inner(self, keeps_space=keeps_space)
        inner.read(element, start_ms, end_ms)
        text = trimmed_lines(inner.text)
        if inner.is_all_timed and not inner.has_one_line:
            # Spans with times of their own, one a line: cues that come one after the other.
            for first, last, shown in inner.timed:
                if shown.strip():
                    self.cues.append(_Cue(first, last, trimmed_lines(shown), agent))
        elif text:
            self.cues.append(_Cue(start_ms, end_ms, text, agent, inner.words()))

    def note_look(self, element: Element, names: tuple[str, ...]) -> None:
        """Report what is not kept of an element with these attributes: its style, place and picture."""
        for warning in _looks_of(names):
            self._notes.warn(line_of(element), warning)

    def ruby(self, span: Element) -> str:
        """What a span is in ruby: "base", "text" (the reading), "delimiter"; empty if it is none."""
        styles = (self._ruby_styles.get(name, "") for name in span.get("style", "").split())
        return _attribute(span, "ruby") or next(filter(None, styles), "")

    def note_ruby(self, span: Element) -> None:
        """Report a reading, which this program keeps as text."""
        self._notes.warn(line_of(span), READINGS)

    def times(self, element: Element) -> tuple[int | None, int | None, int | None]:
        """Milliseconds of its begin, end and duration, None for those that are absent."""
        begin, end, duration = map(element.get, ("begin", "end", "dur"))
        return (
            None if begin is None else self._time(element, begin),
            None if end is None else self._time(element, end),
            None if duration is None else self._time(element, duration),
        )

    def _time(self, element: Element, text: str) -> int:
        if (usual := _USUAL.fullmatch(text)) is not None:  # nearly all: 00:00:00.000
            hours, minutes, whole, thousandths = map(int, usual.groups())
            return ((hours * 60 + minutes) * 60 + whole) * 1000 + thousandths
        seconds = self._seconds(text.strip())
        if seconds is None:
            raise self._notes.error(line_of(element), f"{quoted(text)} is no time of TTML")
        return round(seconds * 1000)

    def _seconds(self, text: str) -> Fraction | None:
        if (clock := _CLOCK.fullmatch(text)) is not None:
            rates, minutes = self._rates, int(clock[1]) * 60 + int(clock[2])
            whole = Fraction(minutes * 60 + int(clock[3]))
            if clock[6] is not None:  # time code counts nominal frames
                frames = int(clock[6]) + Fraction(int(clock[7] or 0), rates.sub_frames)
                frames -= rates.n_dropped(minutes, clock[5])
                return (whole * rates.nominal + frames) / rates.frames
            return whole + Fraction(f"0{clock[4]}" if clock[4] else 0)
        offset = _OFFSET.fullmatch(text)
        if offset is None:
            return None
        units = {"h": Fraction(1, 3600), "m": Fraction(1, 60), "s": Fraction(1), "ms": Fraction(1000),
                 "f": self._rates.frames, "t": self._rates.ticks}  # fmt: skip
        return Fraction(offset[1]) / units[offset[2]]


class _Inner:
    """Text of a paragraph, and the spans in it that have times of their own."""

    def __init__(self, reader: _Reader, *, keeps_space: bool) -> None:
        self._reader, self._keeps_space = reader, keeps_space
        self.text = ""
        self.timed: list[tuple[int, int | None, str]] = []
        self._n_timed = 0

    @property
    def is_all_timed(self) -> bool:
        """Whether all text is in spans with times."""
        return bool(self.timed) and self._n_timed == sum(not c.isspace() for c in self.text)

    @property
    def has_one_line(self) -> bool:
        """Whether spans with times stand side by side, as words do."""
        return len(self.timed) > len(trimmed_lines(self.text).split("\n"))

    def words(self) -> tuple[Word, ...]:
        """Spans with times as words, where each is one."""
        return tuple(
            Word(one_line(text), first, max(first, last))
            for first, last, text in self.timed
            if last is not None and one_line(text)
        )

    def read(self, element: Element, start_ms: int, end_ms: int | None) -> None:
        self._add(element.text)
        for child in element:
            name = local_name(child)
            if name == "br":
                self.text = self.text.rstrip(" ") + "\n"
            elif name == "span":
                self._span(child, start_ms, end_ms)
            elif name not in {"metadata", "set"} and "}" in str(child.tag):
                self._reader.note_look(child, tuple(child.attrib))
            self._add(child.tail)

    def _span(self, span: Element, start_ms: int, end_ms: int | None) -> None:
        self._reader.note_look(span, tuple(span.attrib))
        ruby = self._reader.ruby(span)
        if ruby == "delimiter":  # parentheses for players without ruby
            return
        if ruby == "text":
            self._reader.note_ruby(span)
            begin_mark, end_mark = parentheses(text_of(span))
            self.text += begin_mark
            self.read(span, start_ms, end_ms)
            self.text += end_mark
            return
        begin, end, duration = self._reader.times(span)
        if begin is None and end is None and duration is None:
            self.read(span, start_ms, end_ms)
            return
        first = start_ms + (begin or 0)
        last = (
            start_ms + end
            if end is not None
            else first + duration
            if duration is not None
            else end_ms
        )
        before = len(self.text)
        self.read(span, first, last)
        shown = self.text[before:]
        self._n_timed += sum(not c.isspace() for c in shown)
        self.timed.append((first, last, shown))

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if not self._keeps_space:
            text = _SPACE.sub(" ", text)
            if self.text.endswith((" ", "\n")) or not self.text:
                text = text.lstrip(" ")
        self.text += text


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read the paragraphs that have text.

    Raises:
        FormatError: It is no XML of TTML, or a time cannot be read.
    """
    root = parse_xml(data, notes)
    if local_name(root) != "tt":
        raise notes.error(
            line_of(root), f"its root is <{local_name(root)}>, not <tt>: this is no TTML"
        )
    reader = _Reader(root, notes)
    keeps_space = root.get(_XML_SPACE) == "preserve"
    for body in (child for child in root if local_name(child) == "body"):
        reader.read(body, 0, None, None, keeps_space=keeps_space)
    names = dict(_agents(root)) if any(cue.agent for cue in reader.cues) else {}
    builder = Builder(notes)
    cues = sorted(reader.cues, key=attrgetter("start_ms"))
    starts = [cue.start_ms for cue in cues]
    for cue in cues:
        end_ms = cue.end_ms
        if end_ms is None:
            after = bisect_right(starts, cue.start_ms)
            end_ms = starts[after] if after < len(starts) else cue.start_ms + LAST_MS
            notes.warn(None, "cues without an end last to the next one")
        speaker = names.get(cue.agent or "", cue.agent)
        times = ordered_times(cue.start_ms, end_ms, None, notes)
        builder.add(*times, cue.text, speaker=speaker and one_line(speaker), words=cue.words)
    return _with_language(builder.transcript(), root)


def _with_language(transcript: Transcript, root: Element) -> Transcript:
    code = language_code((root.get(_XML_LANG) or "").split("-")[0].strip().lower())
    values = (transcript.segments, transcript.speakers, code or None, transcript.duration_ms)
    return Transcript(*values)


def _ruby_styles(root: Element) -> dict[str, str]:
    """What styles that can be referred to are in ruby, by their ids."""
    heads = (child for child in root if local_name(child) == "head")
    styles = (one for head in heads for one in head.iter() if local_name(one) == "style")
    found = ((one.get(_XML_ID, ""), _attribute(one, "ruby")) for one in styles)
    return {name: value for name, value in found if value}


def _agents(root: Element) -> Iterator[tuple[str, str]]:
    """The names of agents by their ids."""
    for agent in root.iter():
        if str(agent.tag).endswith("agent") and local_name(agent) == "agent":
            name = "".join(text_of(one) for one in agent if local_name(one) == "name")
            yield agent.get(_XML_ID, ""), one_line(name) or agent.get(_XML_ID, "")


def dumps(
    transcript: Transcript, losses: Losses, *, speakers: bool = True, words: bool = False
) -> str:
    """Write TTML that is also IMSC 1.1 text.

    Args:
        transcript: Segments without text are skipped.
        losses: What is not kept.
        speakers: Name the speakers as agents, which players do not show.
        words: Write the times of words as spans.
    """
    note_lengthened(transcript, losses)
    agents = (
        {speaker.id: f"a{n}" for n, speaker in enumerate(transcript.speakers, 1)}
        if speakers
        else {}
    )
    metadata = "".join(
        f'      <ttm:agent type="person" xml:id="{agents[one.id]}"><ttm:name type="full">'
        f"{escape(one_line(one.name))}</ttm:name></ttm:agent>\n"
        for one in transcript.speakers if one.id in agents and one.name.strip()
    )  # fmt: skip
    n_lost, lines = 0, []
    for segment in transcript.segments:
        text = trimmed_lines(segment.text)
        if is_blank(text):
            continue
        body = _timed(segment, text) if words else None
        n_lost += len(segment.words) if words and body is None else 0
        whose = agents.get(segment.speaker or "")
        agent = f' ttm:agent="{whose}"' if whose else ""
        end_ms = max(segment.end_ms, segment.start_ms + 1)
        times = f'begin="{to_timestamp(segment.start_ms, ".")}" end="{to_timestamp(end_ms, ".")}"'
        lines.append(f"      <p {times}{agent}>{body or _marked(text)}</p>\n")
    losses.add("words", n_lost, f"not kept: the times of {count(n_lost, 'word')} that are not in order in "
               "their segment's text")  # fmt: skip
    head = f"  <head>\n    <metadata>\n{metadata}    </metadata>\n  </head>\n" if metadata else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<tt {_NAMESPACES} ttp:contentProfiles=\"http://www.w3.org/ns/ttml/profile/imsc1.1/text\" "
        f'xml:lang={quoteattr(transcript.language or "")} xml:space="preserve">\n{head}'
        f"  <body>\n    <div>\n{''.join(lines)}    </div>\n  </body>\n</tt>\n"
    )  # fmt: skip


def _marked(text: str) -> str:
    return escape(text).replace("\n", "<br/>")


def _timed(segment: Segment, text: str) -> str | None:
    """The text with a span for each word; None if the words are not all of the text, in order."""
    parts, at = [], 0
    for word in segment.words:
        found = text.find(word.text, at)
        if found < 0 or text[at:found].strip() or word.start_ms < segment.start_ms:
            return None
        begin, end = (Fraction(ms - segment.start_ms, 1000) for ms in (word.start_ms, word.end_ms))
        parts.append(_marked(text[at:found]))
        parts.append(
            f'<span begin="{float(begin):.3f}s" end="{float(end):.3f}s">{_marked(word.text)}</span>'
        )
        at = found + len(word.text)
    is_whole = len(parts) > 2 and "\n" not in text and not text[at:].strip()
    return "".join(parts) + _marked(text[at:]) if is_whole else None
