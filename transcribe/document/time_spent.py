"""Time and keystrokes that a user spent on a segment, reported by a window."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpentTime:
    """Work of one user on one segment.

    Attributes:
        segment_id: The segment that had the cursor; 0 for work outside of segments.
        keystrokes: Keys pressed in its text.
        focus_ms: Time with the cursor in it, without idle time.
        play_ms: Length of the audio played meanwhile, at normal speed.
    """

    author: str
    segment_id: int
    keystrokes: int
    focus_ms: int
    play_ms: int
