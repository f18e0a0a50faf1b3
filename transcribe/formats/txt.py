"""Plain text, for reading. It comes in too: without times, unless its lines begin with them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from transcribe.document.model import Transcript, is_unspaced
from transcribe.document.segmentation import ends_sentence
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
_SPACES = re.compile(r"[ \t]+")
_CLAUSE = re.compile(r"[,;:—–][\"”’»)]?$")
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
    begin = 0
    for space in _SPACES.finditer(text):
        word = text[begin : space.start()].rsplit(" ", 1)[-1]
        if ends_sentence(word):
            found.append(text[begin : space.start()])
            begin = space.end()
    found.append(text[begin:])
    split = [part for sentence in found for part in _UNSPACED_STOP.split(sentence)]
    return [piece for sentence in split if sentence for piece in _shortened(sentence)]


def _shortened(sentence: str) -> list[str]:
    if _width(sentence) <= LONGEST:
        return [sentence]
    middle = len(sentence) / 2
    breaks = [(found.start(), found.end()) for found in _SPACES.finditer(sentence)]
    if not breaks and is_unspaced(sentence[0]):
        breaks = [(at, at) for at in range(1, len(sentence)) if sentence[at - 1] in "、，；"]
    if not breaks:
        return [sentence]
    # A break after a comma may lie a fifth of the sentence further from the middle.
    end, begin = min(
        breaks,
        key=lambda at: abs(at[0] - middle) - bool(_CLAUSE.search(sentence[: at[0]])) * middle * 0.4,
    )
    return [*_shortened(sentence[:end]), *_shortened(sentence[begin:])]


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if is_unspaced(character) else 1 for character in text)


def dumps(
    transcript: Transcript, _losses: Losses, *, times: bool = False, speakers: bool = False
) -> str:
    """Write one line per segment.

    Args:
        transcript: The transcript.
        times: Begin each line with `[HH:MM:SS.mmm]`.
        speakers: Name the speaker at each change, or on each line with `times`.
    """
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
