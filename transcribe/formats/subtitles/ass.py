r"""Advanced SubStation Alpha and SubStation Alpha (.ass, .ssa).

Fields are where the `Format:` line of their section says. Styles, positions and drawings are reported;
`{\k…}` gives words their times. There is no escape that all players know: `{` is written as `\{`, which
libass reads, and a word joiner (U+2060) follows a typed `\` that would act as a line break.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transcribe.document.model import Segment, Transcript, Word
from transcribe.formats.losses import Losses, count
from transcribe.formats.markup import JOINER
from transcribe.formats.parsing import (
    Builder,
    Notes,
    decode_text,
    is_blank,
    one_line,
    ordered_times,
    quoted,
    trimmed_lines,
)

_SECTION = re.compile(r"\s*\[([^\]]*)\]\s*")
_FIELD = re.compile(r"\s*[A-Za-z ]+\s*")
_TIME = re.compile(r"\s*(\d{1,7}):(\d{1,2}):(\d{1,2})[.:](\d{1,3})\s*", re.ASCII)
_PART = re.compile(r"\{([^}]*)\}|\\([Nnh{}])|([^{\\]+|.)", re.DOTALL)
_KARAOKE = re.compile(r"\\(?:kt(\d+)|[kK][of]?(\d+))", re.ASCII)
_DRAWING = re.compile(r"\\p(\d+)", re.ASCII)
_ACTIVE = re.compile(rf"\\(?={JOINER}*[Nnh{{}}])")
_ESCAPED = re.compile(rf"(?<=\\){JOINER}(?={JOINER}*[Nnh{{}}])")
_USUAL = (
    "layer",
    "start",
    "end",
    "style",
    "name",
    "marginl",
    "marginr",
    "marginv",
    "effect",
    "text",
)
# What readers of the file know: the fields, and one style at the bottom in white with a black edge.
_HEAD = """[Script Info]
ScriptType: v4.00+
WrapStyle: 0
ScaledBorderAndShadow: yes
PlayResX: 1920
PlayResY: 1080

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,60,&H00FFFFFF,&H0000A5FF,&H00000000,&H80000000,0,0,0,0,100,100,0,0,1,3,0,2,60,60,50,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


class _Shown(NamedTuple):
    """A text without overrides, and for each syllable of karaoke where it begins, its start and end in ms."""

    text: str
    syllables: tuple[tuple[int, int, int], ...] = ()


class Columns(NamedTuple):
    """Where the fields of a line are: their number, and for each its place, -1 where there is none."""

    n: int
    start: int
    end: int
    name: int
    text: int

    @classmethod
    def of(cls, fields: Sequence[str]) -> Columns:
        """The places by the names of a `Format:` line, in lower case."""
        places = {name: at for at, name in enumerate(fields)}
        name = places.get("name", places.get("actor", -1))
        start, end, text = (places.get(one, -1) for one in ("start", "end", "text"))
        return cls(len(fields), start, end, name, text)


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read the dialogue lines.

    Raises:
        FormatError: There is no section of events.
    """
    section, has_events = "", False
    columns = Columns.of(_USUAL)
    builder, notes.cue_lines = Builder(notes), []
    breaks_softly = False
    for number, line in enumerate(decode_text(data, notes).split("\n"), 1):
        if section == "events" and line.startswith("Dialogue:"):  # nearly all lines
            text = line[len("Dialogue:") :].lstrip(" \t")
            _read_line(text, columns, number, builder, breaks_softly=breaks_softly)
            continue
        if (head := _SECTION.fullmatch(line)) is not None:
            section = head[1].strip().lower()
            has_events = has_events or section == "events"
            continue
        name, colon, value = line.partition(":")
        if not colon or _FIELD.fullmatch(name) is None:
            continue
        kind, value = name.strip().lower(), value.lstrip(" \t")
        if kind == "wrapstyle":
            breaks_softly = value.strip() == "2"
        elif section != "events":
            _note_other(section, number, notes)
        elif kind == "format":
            columns = Columns.of([name.strip().lower() for name in value.split(",")])
        elif kind == "dialogue":
            _read_line(value, columns, number, builder, breaks_softly=breaks_softly)
        else:
            notes.warn_layout(number, f"{name.strip()} was left out: {quoted(value)}")
    if not has_events:
        raise notes.error(1, "it has no [Events]: this is no file of ASS or SSA")
    return builder.transcript()


def dialogue_columns(lines: Sequence[str]) -> Iterator[tuple[int, Columns]]:
    """For each dialogue line of a file its number and where its fields are."""
    section, columns = "", Columns.of(_USUAL)
    for number, line in enumerate(lines, 1):
        name, _, value = line.partition(":")
        kind = name.strip().lower()
        if (head := _SECTION.fullmatch(line)) is not None:
            section = head[1].strip().lower()
        elif section == "events" and kind == "format":
            columns = Columns.of([one.strip().lower() for one in value.split(",")])
        elif section == "events" and kind == "dialogue":
            yield number, columns


def _note_other(section: str, number: int, notes: Notes) -> None:
    if section in {"fonts", "graphics"}:
        notes.warn_layout(None, "attached fonts and pictures were left out")
    elif section.endswith("styles") or section == "script info":
        notes.warn_layout(None, "styles and the script's info were left out")
    elif not section:
        notes.warn_layout(number, "a line before the first section was left out")


def _read_line(
    value: str, columns: Columns, number: int, builder: Builder, *, breaks_softly: bool
) -> None:
    notes = builder.notes
    # What the line lacks, and columns that do not exist, are empty strings at its end.
    parts = value.split(",", columns.n - 1)
    is_whole = len(parts) > columns.text >= 0
    parts += [""] * (columns.n + 1 - len(parts))
    first_ms, last_ms = ms_of(parts[columns.start]), ms_of(parts[columns.end])
    if first_ms is None or last_ms is None or not is_whole:
        notes.warn(number, f"a line without readable times was left out: {quoted(value)}")
        return
    shown = _shown(parts[columns.text], first_ms, "\n" if breaks_softly else " ", number, notes)
    start_ms, end_ms = ordered_times(first_ms, last_ms, number, notes)
    name = parts[columns.name]
    text = trimmed_lines(shown.text)
    speaker = one_line(name) or None if name else None
    builder.add(start_ms, end_ms, text, speaker=speaker, words=_words(shown, end_ms))
    if notes.cue_lines is not None:
        notes.cue_lines.append(number)


def ms_of(text: str) -> int | None:
    """A time of ASS in ms; None if it is none."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds, fraction = found.groups()
    whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
    return whole * 1000 + int((fraction + "00")[:3])


def _shown(raw: str, start_ms: int, soft_break: str, number: int, notes: Notes) -> _Shown:
    if "{" not in raw and "\\" not in raw:
        return _Shown(raw)
    plain: list[str] = []
    syllables: list[tuple[int, int, int]] = []
    length, at_ms, is_drawing = 0, start_ms, False
    for overrides, escaped, text in _parts(raw):
        if overrides is not None:
            tags = _KARAOKE.findall(overrides)
            for absolute, duration in tags:
                at_ms = start_ms + int(absolute) * 10 if absolute else at_ms
                syllables.append((length, at_ms, at_ms + int(duration or 0) * 10))
                at_ms += int(duration or 0) * 10
            drawn = _DRAWING.findall(overrides)
            is_drawing = drawn[-1] != "0" if drawn else is_drawing
            if _KARAOKE.sub("", overrides).strip():
                if is_drawing:
                    notes.warn(number, "a drawing was left out")
                else:
                    notes.warn_layout(number, "overrides (styles, positions) were removed")
            continue
        piece = {"N": "\n", "n": soft_break, "h": "\u00a0"}.get(escaped, escaped) or text
        if not is_drawing:
            plain.append(piece)
            length += len(piece)
    return (
        _Shown("".join(plain), tuple(syllables)) if JOINER not in raw else _joined(plain, syllables)
    )


def _joined(plain: list[str], syllables: list[tuple[int, int, int]]) -> _Shown:
    r"""The text without the joiners after `\`; syllables begin earlier by so many characters."""
    whole = "".join(plain)
    places = [found.start() for found in _ESCAPED.finditer(whole)]
    moved = [(at - bisect_left(places, at), start_ms, end_ms) for at, start_ms, end_ms in syllables]
    return _Shown(_ESCAPED.sub("", whole), tuple(moved))


def _parts(raw: str) -> Iterator[tuple[str | None, str, str]]:
    """Overrides, escaped characters and plain text; a brace that nothing closes is text."""
    for found in _PART.finditer(raw):
        yield found[1], found[2] or "", found[3] or ""


def _words(shown: _Shown, end_ms: int) -> tuple[Word, ...]:
    """Words of karaoke: from the start of their first syllable to the end of their last."""
    if not shown.syllables:
        return ()
    words = []
    at = 0
    for found in re.finditer(r"\S+", shown.text):
        while at + 1 < len(shown.syllables) and shown.syllables[at + 1][0] <= found.start():
            at += 1
        last = at
        while last + 1 < len(shown.syllables) and shown.syllables[last + 1][0] < found.end():
            last += 1
        if shown.syllables[at][0] <= found.start():
            start_ms, stop_ms = shown.syllables[at][1], shown.syllables[last][2]
            words.append(Word(found[0], start_ms, max(start_ms, min(stop_ms, end_ms))))
    return tuple(words)


def dumps(
    transcript: Transcript, losses: Losses, *, speakers: bool = True, words: bool = False
) -> str:
    r"""Write ASS with one style.

    Args:
        transcript: Segments without text are skipped.
        losses: What is not kept.
        speakers: Write the speaker's name into the field Name, which players do not show.
        words: Write the time of each word as karaoke, `{\k…}`.
    """
    lines, n_lost = [_HEAD], 0
    shown = [segment for segment in transcript.segments if not is_blank(segment.text)]
    for segment in shown:
        speaker = transcript.speaker(segment.speaker) if speakers else None
        name = one_line(speaker.name).replace(",", ";") if speaker else ""
        timed = _timed(segment) if words else None
        n_lost += _n_untimed(segment, timed) if words else 0
        text = timed or escaped(trimmed_lines(segment.text))
        end_cs = max(round(segment.end_ms / 10), round(segment.start_ms / 10) + 1)
        times = f"{time_of_hundredths(round(segment.start_ms / 10))},{time_of_hundredths(end_cs)}"
        lines.append(f"Dialogue: 0,{times},Default,{name},0,0,0,,{text}\n")
    n_short = sum(round(s.end_ms / 10) <= round(s.start_ms / 10) for s in shown)
    losses.add(
        "ends", n_short, f"changed: {count(n_short, 'segment')} of less than 10 ms become longer"
    )
    losses.add("words", n_lost, f"changed or not kept: the times of {count(n_lost, 'word')} (rounded to "
               "10 ms, overlapping, or not in the text)")  # fmt: skip
    n_commas = sum("," in one.name for one in transcript.speakers) if speakers else 0
    losses.add(
        "speakers", n_commas, f"changed: the commas in {count(n_commas, 'name')} became semicolons"
    )
    return "".join(lines)


def time_of_hundredths(hundredths: int) -> str:
    """A time as ASS writes it: h:mm:ss.cc."""
    seconds, rest = divmod(hundredths, 100)
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:02}"


def escaped(text: str) -> str:
    """A text that shows as it is: braces and line breaks of ASS have no meaning in it."""
    text = _ACTIVE.sub(lambda _: f"\\{JOINER}", text)
    return text.replace("{", "\\{").replace("}", "\\}").replace("\n", "\\N")


def _timed(segment: Segment) -> str | None:
    """The text with a syllable for each word, and one without text for each gap."""
    text, at, at_cs = trimmed_lines(segment.text), 0, round(segment.start_ms / 10)
    parts = []
    for word in segment.words:
        found = text.find(word.text, at)
        start_cs, end_cs = round(word.start_ms / 10), round(word.end_ms / 10)
        if found < 0 or start_cs < at_cs or any(not c.isspace() for c in text[at:found]):
            return None
        parts.append(escaped(text[at:found]))
        if start_cs > at_cs:
            parts.append(f"{{\\k{start_cs - at_cs}}}")
        at, at_cs = found + len(word.text), end_cs
        parts.append(f"{{\\k{end_cs - start_cs}}}{escaped(text[found:at])}")
    return "".join(parts) + escaped(text[at:]) if parts and not text[at:].strip() else None


def _n_untimed(segment: Segment, timed: str | None) -> int:
    """How many words of a segment a reader does not get back with exactly their times."""
    if timed is None:
        return len(segment.words)
    start_ms = round(segment.start_ms / 10) * 10
    shown = _shown(timed, start_ms, " ", 1, Notes(""))
    read = {(w.text, w.start_ms, w.end_ms) for w in _words(shown, segment.end_ms)}
    return sum((word.text, word.start_ms, word.end_ms) not in read for word in segment.words)
