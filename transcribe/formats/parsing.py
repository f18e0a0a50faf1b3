"""Shared by all readers: bytes to text, times, and warnings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.errors import FormatError, InvalidOperation
from transcribe.formats.encodings import (
    BOMS,
    ENCODINGS,
    damaged_utf8,
    guess_encoding,
    known_encoding,
    utf16_without_mark,
)
from transcribe.formats.timestamps import Time, with_frames

MICRODVD = re.compile(r"\{\d{1,9}\}\{\d{1,9}\}")
MAX_BYTES = 64 << 20
MAX_CUES = 200_000
MAX_WARNINGS = 200
MAX_LINES_NAMED = 12
MAX_QUOTED = 300
MAX_TIME_MS = 400 * 3_600_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person knows of a file that it does not say.

    Attributes:
        encoding: Its character encoding; None to find it out.
        language: Whisper's code of the recording's language, to guess the encoding.
        frame_rate: Frames a second, for times with frames.
        speakers: Take `Name:` at the beginning of a text for its speaker.
        speaker_names: Names that are taken for speakers in any case.
        by_paragraph: A paragraph of a plain text is a segment; else a sentence is.
        keeps_layout: The caller keeps styles, settings and markup, so they are not reported.
    """

    encoding: str | None = None
    language: str | None = None
    frame_rate: float | None = None
    speakers: bool = False
    speaker_names: tuple[str, ...] = ()
    by_paragraph: bool = False
    keeps_layout: bool = False


@dataclass
class Notes:
    """Warnings about a file that was still read, and what is known of the file.

    The same warning about several lines is one sentence that names the lines.

    Attributes:
        name: The file's name, for messages.
        options: What a person knows of the file.
        encoding: The encoding that the file was read with.
        has_times: The file has times; False for a plain text.
        names: Beginnings that may be speakers' names, to be offered to a person.
        numbers: For each line that is read, its number in the file; None if they are the same.
        writer_options: Options of the writer that give the file's own frame rate and code table.
        cue_lines: For each segment the line that it was read from, where its reader keeps them (WebVTT, ASS).
    """

    name: str
    options: ReadOptions = ReadOptions()
    encoding: str = "utf-8"
    has_times: bool = True
    names: tuple[str, ...] = ()
    numbers: Sequence[int] | None = None
    cue_lines: list[int] | None = None
    writer_options: dict[str, str] = field(default_factory=dict)
    _lines: dict[str, list[int]] = field(default_factory=dict)
    _n_more: int = 0

    def warn(self, line: int | None, text: str) -> None:
        """Add a warning about a line, or about the whole file."""
        if text not in self._lines and len(self._lines) >= MAX_WARNINGS:
            self._n_more += 1
            return
        lines = self._lines.setdefault(text, [])
        number = self._number(line)
        if number is not None and number not in lines[-1:]:
            lines.append(number)

    def warn_layout(self, line: int | None, text: str) -> None:
        """Add a warning about styles, settings or markup, unless the caller keeps them."""
        if not self.options.keeps_layout:
            self.warn(line, text)

    def _number(self, line: int | None) -> int | None:
        return line if line is None or self.numbers is None else self.numbers[line - 1]

    @property
    def warnings(self) -> list[str]:
        """One sentence for each kind of warning, in the order of the file."""
        found = [_located(lines, text) for text, lines in self._lines.items()]
        return [*found, f"… and {self._n_more} more warnings"] if self._n_more else found

    def error(self, line: int | None, reason: str) -> FormatError:
        """The error to raise if nothing can be read."""
        return FormatError(self.name, self._number(line), reason)


def _located(lines: list[int], text: str) -> str:
    if not lines:
        return text
    if len(lines) == 1:
        return f"line {lines[0]}: {text}"
    named = ", ".join(map(str, lines[:MAX_LINES_NAMED]))
    n_more = len(lines) - MAX_LINES_NAMED
    return f"lines {named}{f' and {n_more} more' if n_more > 0 else ''}: {text}"


def frame_rate_of(text: str) -> float:
    """A frame rate as people name it: 25, 29.97, 30000/1001.

    Raises:
        InvalidOperation: It is none.
    """
    number, _, divisor = text.strip().partition("/")
    try:
        rate = float(number) / float(divisor or 1)
    except (ValueError, ZeroDivisionError) as error:
        raise InvalidOperation("frame rate", f'"{text}" is none; use 25 or 29.97') from error
    if not 1 <= rate <= 1000:
        raise InvalidOperation("frame rate", f'"{text}" is none; use 1 to 1000')
    return rate


def quoted(text: str) -> str:
    """Text for a message, on one line and not too long."""
    joined = " ".join(text.split())
    return f'"{joined[:MAX_QUOTED]}{"…" if len(joined) > MAX_QUOTED else ""}"'


def decode_text(data: bytes | str, notes: Notes) -> str:
    """Decode bytes to text with LF newlines.

    The encoding is, in this order: the named one, that of the byte order mark, UTF-8, UTF-16, UTF-8
    with some wrong bytes, and a code page of the recording's language.

    Raises:
        FormatError: The data is too large.
        InvalidOperation: The named encoding does not exist.
    """
    if len(data) > MAX_BYTES:
        raise notes.error(
            None, f"it is larger than {MAX_BYTES >> 20} MiB, too large for a transcript"
        )
    text = data if isinstance(data, str) else _decoded(data, notes)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1) if "\0" in text else ():
        if "\0" in line:
            notes.warn(number, "a zero byte became \ufffd")
    # A lone surrogate is not valid text and cannot be stored.
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _decoded(data: bytes, notes: Notes) -> str:
    named = notes.options.encoding and known_encoding(notes.options.encoding)
    for mark, encoding in BOMS:
        if data.startswith(mark) and (named is None or named.startswith("utf")):
            return _as_named(data[len(mark) :], encoding, notes)
    if named is not None:
        return _as_named(data, named, notes)
    if (utf16 := utf16_without_mark(data)) is not None:
        notes.warn(None, f"read as {ENCODINGS[utf16]} (it has no byte order mark)")
        return _as_named(data, utf16, notes)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _not_utf8(data, error.start, notes)


def _as_named(data: bytes, encoding: str, notes: Notes) -> str:
    notes.encoding = encoding
    text = data.decode(encoding, "replace")
    for number, line in enumerate(text.split("\n"), 1) if "\ufffd" in text else ():
        if "\ufffd" in line:
            notes.warn(
                number, f"bytes that are not {ENCODINGS.get(encoding, encoding)} became \ufffd"
            )
    return text


def _not_utf8(data: bytes, first_wrong: int, notes: Notes) -> str:
    damaged = damaged_utf8(data)
    if damaged is not None:
        for line in damaged[1]:
            notes.warn(line, "a byte that is not UTF-8 became \ufffd")
        return damaged[0]
    encoding = guess_encoding(data, notes.options.language)
    line = data.count(b"\n", 0, first_wrong) + 1
    notes.warn(
        line,
        f"not UTF-8; the file is read as {ENCODINGS[encoding]}. "
        "If letters are wrong, import it again and name its encoding",
    )
    return _as_named(data, encoding, notes)


def ordered_times(start_ms: int, end_ms: int, line: int | None, notes: Notes) -> tuple[int, int]:
    """Times in order and within limits: reversed times are swapped and reported."""
    if 0 <= start_ms <= end_ms <= MAX_TIME_MS:
        return start_ms, end_ms
    if min(start_ms, end_ms) < 0:
        notes.warn(line, "a negative time; read as 0")
    if end_ms < start_ms:
        notes.warn(line, "the end is before the start; swapped")
        start_ms, end_ms = end_ms, start_ms
    if end_ms > MAX_TIME_MS:
        notes.warn(line, "a time beyond 400 h; limited to 400 h")
    return min(max(start_ms, 0), MAX_TIME_MS), min(max(end_ms, 0), MAX_TIME_MS)


def time_ms(time: Time, line: int, notes: Notes) -> int:
    """Milliseconds of a time; guesses are reported.

    Raises:
        FormatError: It counts frames, and the frame rate is not known.
    """
    if time.is_guessed:
        notes.warn(
            line,
            "an unusual time (decimals of other than 3 digits, or more than 59 minutes or seconds); "
            "read as written, decimals as a fraction of a second",
        )
    if time.frames is None:
        return time.ms
    rate = notes.options.frame_rate
    if rate is None:
        raise notes.error(
            line,
            "its times count frames (00:00:01:12); import it with its frame rate, for example 25",
        )
    if time.frames >= round(rate):
        notes.warn(line, f"a frame number that {rate:g} frames a second do not have")
    return with_frames(time, rate)


def one_line(text: str) -> str:
    """Text with line breaks, tabs and repeated spaces as one space; no-break spaces stay."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    return re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" ")


def trimmed_lines(text: str) -> str:
    """Text without white space at the ends of its lines; no-break spaces stay."""
    if "\n" not in text:
        return text.strip(" \t\f\v")
    return "\n".join(line.strip(" \t\f\v") for line in text.split("\n")).strip("\n")


def is_blank(text: str) -> bool:
    """Whether a text shows nothing; a no-break space is text."""
    return not text.strip(" \t\r\n\f\v")


@dataclass
class Builder:
    """Collects cues into a transcript: ids from 1, one speaker per name."""

    notes: Notes
    segments: list[Segment] = field(default_factory=list)
    speakers: dict[str, Speaker] = field(default_factory=dict)

    def speaker_id(self, name: str | None) -> str | None:
        """The id for a speaker's name; a new id for a new name."""
        if not name:
            return None
        if name not in self.speakers:
            self.speakers[name] = Speaker(f"S{len(self.speakers) + 1}", name)
        return self.speakers[name].id

    def add(
        self,
        start_ms: int,
        end_ms: int,
        text: str,
        *,
        speaker: str | None = None,
        words: tuple[Word, ...] = (),
    ) -> None:
        """Add a segment; `speaker` is a name.

        Raises:
            FormatError: There are too many.
        """
        if len(self.segments) >= MAX_CUES:
            raise self.notes.error(None, f"it has more than {MAX_CUES:,} cues")
        whose = self.speaker_id(speaker)
        self.segments.append(
            Segment(len(self.segments) + 1, start_ms, end_ms, text, whose, words=words)
        )

    def transcript(self) -> Transcript:
        """The collected transcript."""
        end_ms = max((segment.end_ms for segment in self.segments), default=0)
        return Transcript(tuple(self.segments), tuple(self.speakers.values()), duration_ms=end_ms)
