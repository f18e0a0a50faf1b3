"""The edits that give a segment other times."""

from __future__ import annotations

from collections.abc import Iterator

from transcribe.document.model import Segment, Transcript
from transcribe.document.operations import Operation, SetTimes, SetWords


def time_edits(old: Segment, new: Segment) -> Iterator[Operation]:
    """The edits that give a segment the times of another; words that move along need none."""
    if (old.start_ms, old.end_ms) == (new.start_ms, new.end_ms) and old.words == new.words:
        return
    move = SetTimes(old.id, new.start_ms, new.end_ms)
    yield move
    if move.apply(Transcript((old,))).segments[0].words != new.words:
        yield SetWords(old.id, new.words)
