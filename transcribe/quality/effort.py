"""Effort for a transcript: keystrokes, working time, and working time per minute of audio."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from transcribe.document.time_spent import SpentTime


@dataclass(frozen=True, slots=True)
class Effort:
    """Figures of one user, or of all together.

    Attributes:
        sound_ms: Total length of the edited segments, each counted once.
        real_time_factor: Working time per audio time; None without any.
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
    """Sum up effort.

    Args:
        spent: Effort of one or more users.
        durations_ms: Segment lengths by id; merged or deleted segments count no audio.
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
    """The sums for each user, ordered by name."""
    people: dict[str, list[SpentTime]] = {}
    for one in spent:
        people.setdefault(one.author, []).append(one)
    return {author: total(people[author], durations_ms) for author in sorted(people)}
