"""The time and the keystrokes that a person spent on a segment, as a window reports them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpentTime:
    """Work of one person on one segment.

    Attributes:
        segment_id: The segment that had the cursor; 0 for work beside all of them.
        keystrokes: Keys pressed in its text.
        focus_ms: Time with the cursor in it, without the time that nothing happened.
        play_ms: Sound that was heard meanwhile, at the recording's own speed.
    """

    author: str
    segment_id: int
    keystrokes: int
    focus_ms: int
    play_ms: int
