"""A transcript as a document shows it: paragraphs with times and speakers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from transcribe.document.model import Segment, Transcript
from transcribe.formats.parsing import is_blank, one_line


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One segment.

    Attributes:
        name: The speaker's name; empty where there is none.
        is_change: Another speaker spoke before, or nobody.
    """

    segment: Segment
    name: str
    is_change: bool


def paragraphs(transcript: Transcript) -> Iterator[Paragraph]:
    """The segments that have text, with their speakers."""
    before: str | None = None
    for segment in transcript.segments:
        if is_blank(segment.text):
            continue
        speaker = transcript.speaker(segment.speaker)
        name = one_line(speaker.name) if speaker else ""
        yield Paragraph(segment, name, name != before)
        before = name


def clock(ms: int) -> str:
    """A time as people read it: `0:01:05`."""
    seconds = ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def title_of(transcript: Transcript) -> str:
    """The heading of a document."""
    return one_line(transcript.media.title or transcript.media.filename) or "Transcript"
