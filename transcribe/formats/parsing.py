"""Shared by all readers: bytes to text, times, and warnings."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field

from transcribe.document.model import Segment, Speaker, Transcript, Word
from transcribe.errors import FormatError

MAX_BYTES = 64 << 20
MAX_CUES = 200_000
MAX_WARNINGS = 200
MAX_TIME_MS = 400 * 3_600_000
BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass
class Notes:
    """Warnings about a file that was still read; sentences with line numbers."""

    name: str
    warnings: list[str] = field(default_factory=list)

    def warn(self, line: int | None, text: str) -> None:
        """Add a warning, up to a limit."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings.append(f"line {line}: {text}" if line else text)
        elif len(self.warnings) == MAX_WARNINGS:
            self.warnings.append("… and more")

    def error(self, line: int | None, reason: str) -> FormatError:
        """The error to raise if nothing can be read."""
        return FormatError(self.name, line, reason)


def decode_text(data: bytes | str, notes: Notes) -> str:
    """Decode bytes to text with LF newlines: by byte order mark, UTF-8, UTF-16, Windows-1252.

    Raises:
        FormatError: The data is too large.
    """
    if len(data) > MAX_BYTES:
        raise notes.error(
            None, f"it is larger than {MAX_BYTES >> 20} MiB, too large for a transcript"
        )
    text = data if isinstance(data, str) else _decoded(data, notes)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    # A lone surrogate is not valid text and cannot be stored.
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _decoded(data: bytes, notes: Notes) -> str:
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if (guess := _utf16_without_mark(data)) is not None:
        notes.warn(None, f"read as {guess} (it has no byte order mark)")
        return data.decode(guess, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        notes.warn(line, "not UTF-8; the file is read as Windows-1252")
        return data.decode("cp1252", "replace")


def _utf16_without_mark(data: bytes) -> str | None:
    head = data[:4000]
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if odd > len(head) // 4 and even < odd // 4:
        return "utf-16-le"
    if even > len(head) // 4 and odd < even // 4:
        return "utf-16-be"
    return None


def ordered_times(start_ms: int, end_ms: int, line: int | None, notes: Notes) -> tuple[int, int]:
    """Times in order and within limits: reversed times are swapped and reported."""
    if end_ms < start_ms:
        notes.warn(line, "the end is before the start; swapped")
        start_ms, end_ms = end_ms, start_ms
    if end_ms > MAX_TIME_MS:
        notes.warn(line, "a time beyond 400 h; limited to 400 h")
    return min(max(start_ms, 0), MAX_TIME_MS), min(max(end_ms, 0), MAX_TIME_MS)


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
        self.segments.append(
            Segment(
                len(self.segments) + 1,
                start_ms,
                end_ms,
                text,
                self.speaker_id(speaker),
                words=words,
            )
        )

    def transcript(self) -> Transcript:
        """The collected transcript."""
        end_ms = max((segment.end_ms for segment in self.segments), default=0)
        return Transcript(tuple(self.segments), tuple(self.speakers.values()), duration_ms=end_ms)
