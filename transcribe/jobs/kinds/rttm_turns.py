"""Speaker turns of an RTTM file from outside, for the job that lays turns on the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from transcribe.document.model import MediaReference, Segment, Transcript
from transcribe.errors import FormatError
from transcribe.formats import read
from transcribe.formats.annotation.nist import recording_field
from transcribe.formats.losses import count
from transcribe.store.values import Media

GivenTurn = tuple[int, int, str]  # start and end in ms, name of the speaker
MAX_TURNS = 50_000  # a turn a second for 14 hours
_NUMBER = re.compile(r"(?:speaker|spkr?|s)?[ _-]?\d{1,9}", re.IGNORECASE | re.ASCII)
MAX_TOLD = 3  # warnings of the reader that the job repeats


@dataclass(frozen=True, slots=True)
class GivenTurns:
    """The turns of a file.

    Attributes:
        turns: In the order of time; those of one speaker do not overlap.
        notes: What was left out or guessed, in sentences.
    """

    turns: tuple[GivenTurn, ...]
    notes: tuple[str, ...]


def turns_from_rttm(text: str, media: Media, name: str = "RTTM") -> GivenTurns:
    """Read the turns of a recording.

    Of a file with several recordings those are read that have the name of the recording's file or its title, else
    the first.

    Raises:
        FormatError: It is no RTTM, or has no turn of a named speaker within the recording.
    """
    ours = _lines_of(text, media)
    report = read(ours, "rttm", name=name)
    named, notes = _named(report.transcript)
    inside = [one for one in named if media.duration_ms is None or one[0] < media.duration_ms]
    if not inside:
        why = "all its turns lie after the end of the recording" if named else "it has no turns with a speaker"  # fmt: skip
        raise FormatError(name, None, f"{why}; check that the file belongs to this recording")
    if len(inside) > MAX_TURNS:
        raise FormatError(name, None, f"it has over {MAX_TURNS} turns")
    if n_after := len(named) - len(inside):
        notes.append(f"{count(n_after, 'turn')} after the end of the recording {_was(n_after)}.")
    notes += [f"{one.rstrip('.')}." for one in report.warnings[:MAX_TOLD]]
    return GivenTurns(_joined(_cut(inside, media.duration_ms)), tuple(notes))


def is_number(name: str) -> bool:
    """Whether a name is only a number, as programs give it (`SPEAKER_00`, `spk1`), so that it names nobody."""
    return _NUMBER.fullmatch(name) is not None


def _lines_of(text: str, media: Media) -> str:
    """The lines of the recording at their places, if the file has some; else all."""
    reference = MediaReference(filename=media.filename, title=media.title)
    ours = recording_field(Transcript(media=reference))
    lines = text.splitlines()
    own = [line if line.split()[1:2] == [ours] else "" for line in lines]
    return "\n".join(own) if any(own) else text


def _named(transcript: Transcript) -> tuple[list[GivenTurn], list[str]]:
    """Turns with a speaker that take time, and what is said of the others."""
    names = {one.id: one.name for one in transcript.speakers}
    turns = [s for s in transcript.segments if s.speaker and s.end_ms > s.start_ms]
    n_unnamed = sum(not segment.speaker for segment in transcript.segments)
    notes = [f"{count(n_unnamed, 'turn')} without a speaker {_was(n_unnamed)}."] if n_unnamed else []  # fmt: skip
    return [_turn(segment, names) for segment in turns], notes


def _turn(segment: Segment, names: dict[str, str]) -> GivenTurn:
    return segment.start_ms, segment.end_ms, names[segment.speaker or ""]


def _was(n: int) -> str:
    return "was left out" if n == 1 else "were left out"


def _cut(turns: list[GivenTurn], duration_ms: int | None) -> list[GivenTurn]:
    return [(a, b if duration_ms is None else min(b, duration_ms), who) for a, b, who in turns]


def _joined(turns: list[GivenTurn]) -> tuple[GivenTurn, ...]:
    """Overlapping turns of one speaker become one, so that its time counts once."""
    found: list[GivenTurn] = []
    by_name = sorted(turns, key=lambda turn: (turn[2], turn[0]))
    for _, own in groupby(by_name, key=lambda turn: turn[2]):
        first, *others = own
        for start_ms, end_ms, who in others:
            if start_ms <= first[1]:
                first = (first[0], max(first[1], end_ms), who)
            else:
                found.append(first)
                first = (start_ms, end_ms, who)
        found.append(first)
    return tuple(sorted(found))
