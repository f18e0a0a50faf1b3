"""Plain text, for reading. It comes in too: without times, unless its lines begin with them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import itemgetter

from transcribe.document.model import Transcript, is_unspaced
from transcribe.document.segmentation import ends_sentence
from transcribe.errors import InvalidOptionValue
from transcribe.formats.losses import Losses
from transcribe.formats.parsing import (
    Builder,
    Notes,
    decode_text,
    one_line,
    ordered_times,
    trimmed_lines,
)
from transcribe.formats.speaker_names import names_in, split_speaker
from transcribe.formats.timestamps import Time, parse_time, to_timestamp

LONGEST = 84  # characters of a segment, as in a draft
LAST_MS = 3_000  # of the last segment with a time of its own
MIN_WRAPPED = 40  # characters: shorter lines are lines on purpose, as in a poem
_TIME = r"(\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?)"
# `[00:01.000]`, and both times of a segment as the programs around Whisper print them.
_STAMP = re.compile(
    rf"[\[(]?{_TIME}(?:[ \t]*(?:-{{1,2}}>?|[\u2013\u2014\u2192])[ \t]*{_TIME})?[\])]?(?:[ \t]+|$)",
    re.ASCII,
)
FIELDS = ("number", "start", "end", "speaker", "text")
_FIELD = re.compile(r"\{(\w*)\}")
# What looks like a field and is none: `{text:>10}`, `{ text }`.
_NO_FIELD = re.compile(
    rf"\{{([ \t]*(?:{'|'.join(FIELDS)})\b[^{{}}]+|[ \t]+(?:{'|'.join(FIELDS)}))\}}"
)
_SPACES = re.compile(r"[ \t]+")
_CLAUSE = re.compile(r"[,;:—–][\"”’»)]?$")
_Place = tuple[int, int]  # where a part may end, and where the next begins
_UNSPACED_STOP = re.compile(r"(?<=[。！？])(?![。！？」』”’）])")


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    text: str
    time: Time | None = None
    end: Time | None = None


def loads(data: bytes | str, notes: Notes) -> Transcript:
    """Read plain text.

    Lines that begin with times keep them and become a segment each. Otherwise all times are 0, and
    `notes.has_times` is False. Paragraphs are cut into sentences, unless the options say
    otherwise. Lines of a text that was wrapped at a width are joined.
    """
    lines = decode_text(data, notes).split("\n")
    stamped = [_stamped(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    builder = Builder(notes)
    if _is_timed(stamped):
        _add_timed(stamped, builder)
    else:
        notes.has_times = False
        stamped = _paragraphs(lines)
        _add_paragraphs(stamped, builder)
    notes.names = names_in([line.text for line in stamped])
    return builder.transcript()


def _is_timed(lines: list[_Line]) -> bool:
    """Whether nine of ten lines have a time, of their own or in the line before."""
    n_timed = sum(1 if line.text.strip(" \t") else 2 for line in lines if line.time is not None)
    return bool(lines) and n_timed * 10 >= len(lines) * 9


def _stamped(number: int, line: str) -> _Line:
    found = _STAMP.match(line.strip(" \t\f\v"))
    if found is None:
        return _Line(number, line)
    end = parse_time(found[2]) if found[2] else None
    return _Line(number, line.strip(" \t\f\v")[found.end() :], parse_time(found[1]), end)


def _add_timed(lines: list[_Line], builder: Builder) -> None:
    """One segment a line; it lasts to its end, else to the time of the next. A line without a time continues one."""
    joined: list[_Line] = []
    for line in lines:
        if line.time is None and joined:
            joined[-1] = replace(joined[-1], text=f"{joined[-1].text}\n{line.text}")
        else:
            joined.append(line)
    starts = [line.time.ms if line.time else 0 for line in joined]
    for index, (line, start_ms) in enumerate(zip(joined, starts, strict=True)):
        later = [ms for ms in starts[index + 1 : index + 2] if ms > start_ms]
        speaker, text = split_speaker(line.text, builder.notes, line.number)
        end_ms = line.end.ms if line.end else later[0] if later else start_ms + LAST_MS
        times = ordered_times(start_ms, end_ms, line.number, builder.notes)
        builder.add(*times, trimmed_lines(text), speaker=speaker)


def _paragraphs(lines: list[str]) -> list[_Line]:
    """Lines as paragraphs; wrapped ones joined, with the line where each begins."""
    blocks: list[list[_Line]] = [[]]
    for number, line in enumerate(lines, 1):
        if not line.strip(" \t\f\v"):
            blocks.append([])
        else:
            blocks[-1].append(_Line(number, one_line(line)))
    found: list[_Line] = []
    is_wrapped = _is_wrapped([block for block in blocks if block])
    for block in blocks:
        if is_wrapped and block:
            found.append(replace(block[0], text=" ".join(line.text for line in block)))
        else:
            found += block
    return found


def _is_wrapped(blocks: list[list[_Line]]) -> bool:
    """Whether lines end where the width of a page ends: alike long, and inside of sentences."""
    inner = [line.text for block in blocks for line in block[:-1]]
    if not inner or len(inner) < len(blocks) / 2:
        return False
    widest = max(map(len, inner))
    n_full = sum(len(text) > 0.7 * widest for text in inner)
    n_open = sum(not ends_sentence(text.split()[-1]) for text in inner if text.split())
    return widest >= MIN_WRAPPED and n_full > 0.8 * len(inner) and n_open > 0.5 * len(inner)


def _add_paragraphs(lines: list[_Line], builder: Builder) -> None:
    """A name holds until the next one, as in a transcript that names speakers at each change."""
    speaker: str | None = None
    for line in lines:
        name, text = split_speaker(line.text, builder.notes, line.number)
        speaker = name or speaker
        pieces = [text] if builder.notes.options.by_paragraph else sentences(text)
        for piece in pieces:
            builder.add(0, 0, piece, speaker=speaker)


def sentences(text: str) -> list[str]:
    """Sentences of a paragraph; those longer than a segment are cut at clauses, or between words."""
    found: list[str] = []
    begin = word = 0
    for space in _SPACES.finditer(text):
        if ends_sentence(text[word : space.start()]):
            found.append(text[begin : space.start()])
            begin = space.end()
        word = space.end()
    found.append(text[begin:])
    split = [part for sentence in found for part in _UNSPACED_STOP.split(sentence)]
    return [piece for sentence in split if sentence for piece in _shortened(sentence)]


def _shortened(sentence: str) -> list[str]:
    if _fits(sentence):
        return [sentence]
    spaces = [found.span() for found in _SPACES.finditer(sentence)]
    clauses = [place for place in spaces if _ends_clause(sentence, place[0])]
    return _halved(sentence, (0, len(sentence)), spaces, clauses)


def _halved(
    sentence: str, part: tuple[int, int], places: list[_Place], clauses: list[_Place]
) -> list[str]:
    """A part of a sentence, cut near its middle again and again. Places are looked up, not tried one by one."""
    first, last = part
    text = sentence[first:last]
    if _fits(text):
        return [text]
    middle, half = (first + last) / 2, (last - first) / 2
    near = [(abs(at - middle), at, begin) for at, begin in _around(places, middle, part)]
    # A break after a comma may lie a fifth of the sentence further from the middle.
    near += [
        (abs(at - middle) - half * 0.4, at, begin) for at, begin in _around(clauses, middle, part)
    ]
    if not near:
        marks = [(at, at) for at in range(1, len(text)) if text[at - 1] in "、，；"]
        is_cut = bool(marks) and is_unspaced(text[0])
        return _halved(text, (0, len(text)), marks, []) if is_cut else [text]
    _, end, begin = min(near)
    return [
        *_halved(sentence, (first, end), places, clauses),
        *_halved(sentence, (begin, last), places, clauses),
    ]


def _around(places: list[_Place], middle: float, part: tuple[int, int]) -> list[_Place]:
    """The last place before the middle of a part and the first one after it."""
    at = bisect_left(places, middle, key=itemgetter(0))
    return [place for place in places[max(0, at - 1) : at + 1] if part[0] < place[0] < part[1]]


def _ends_clause(sentence: str, at: int) -> bool:
    """Whether a clause ends before a place; only two characters tell, however long the sentence is."""
    return _CLAUSE.search(sentence, max(0, at - 2), at) is not None


def _fits(text: str) -> bool:
    """Whether a text is no longer than a segment; ideographs are twice as wide as letters."""
    if text.isascii() or len(text) > LONGEST:
        return len(text) <= LONGEST
    return sum(2 if is_unspaced(character) else 1 for character in text) <= LONGEST


def dumps(
    transcript: Transcript,
    _losses: Losses,
    *,
    times: bool = False,
    speakers: bool = False,
    template: str = "",
) -> str:
    r"""Write one line per segment.

    Args:
        transcript: The transcript.
        times: Begin each line with `[HH:MM:SS.mmm]`.
        speakers: Name the speaker at each change, or on each line with `times`.
        template: What to write for each segment, instead of both: text with `{number}`, `{start}`, `{end}`, `{speaker}`
            and `{text}`; `\n` and `\t` are a line end and a tab.

    Raises:
        InvalidOptionValue: The template names something else.
    """
    if template:
        return "".join(_templated(transcript, template))
    lines: list[str] = []
    previous: str | None = None
    for segment in transcript.segments:
        text = one_line(segment.text)
        if not text:
            continue
        speaker = transcript.speaker(segment.speaker) if speakers else None
        name = one_line(speaker.name) if speaker and (times or segment.speaker != previous) else ""
        previous = segment.speaker
        stamp = f"[{to_timestamp(segment.start_ms, '.')}] " if times else ""
        lines.append(f"{stamp}{f'{name}: ' if name else ''}{text}")
    return "".join(f"{line}\n" for line in lines)


def _templated(transcript: Transcript, template: str) -> Iterator[str]:
    unknown = sorted({*_FIELD.findall(template), *_NO_FIELD.findall(template)} - set(FIELDS))
    if unknown:
        raise InvalidOptionValue(
            "txt", "template", unknown[0], tuple(f"{{{one}}}" for one in FIELDS)
        )
    shown = template.replace("\\n", "\n").replace("\\t", "\t")
    number = 0
    for segment in transcript.segments:
        text = one_line(segment.text)
        if not text:
            continue
        number += 1
        speaker = transcript.speaker(segment.speaker)
        values = dict(
            zip(
                FIELDS,
                (str(number), to_timestamp(segment.start_ms, "."), to_timestamp(segment.end_ms, "."),
                 one_line(speaker.name) if speaker else "", text),
                strict=True,
            )
        )  # fmt: skip
        yield f"{_filled(shown, values)}\n"


def _filled(template: str, values: dict[str, str]) -> str:
    return _FIELD.sub(lambda found: values[found[1]], template)
