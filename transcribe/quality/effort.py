"""What a transcript cost its people: keystrokes, time at work, and time for each minute of sound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from transcribe.document.time_spent import SpentTime


@dataclass(frozen=True, slots=True)
class Effort:
    """Figures of one person, or of all together.

    Attributes:
        sound_ms: Length of the segments that were worked on, each counted once.
        real_time_factor: Time at work for a unit of sound; None before there is any.
    """

    keystrokes: int
    focus_ms: int
    play_ms: int
    n_segments: int
    sound_ms: int

    @property
    def real_time_factor(self) -> float | None:
        return self.focus_ms / self.sound_ms if self.sound_ms else None


def total(spent: Iterable[SpentTime], durations_ms: Mapping[int, int]) -> Effort:
    """Add work up.

    Args:
        spent: Of one person or of many.
        durations_ms: Of the segments by id; those that were merged away or deleted count no sound.
    """
    spent = tuple(spent)
    worked = {one.segment_id for one in spent if one.segment_id}
    return Effort(
        sum(one.keystrokes for one in spent),
        sum(one.focus_ms for one in spent),
        sum(one.play_ms for one in spent),
        len(worked),
        sum(durations_ms.get(segment_id, 0) for segment_id in worked),
    )


def by_author(spent: Iterable[SpentTime], durations_ms: Mapping[int, int]) -> dict[str, Effort]:
    """The same for each person, in the order of their names."""
    people: dict[str, list[SpentTime]] = {}
    for one in spent:
        people.setdefault(one.author, []).append(one)
    return {author: total(people[author], durations_ms) for author in sorted(people)}
