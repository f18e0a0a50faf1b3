"""Shot lists: the frames at which the image changes, a line each.

A line has a time in seconds (`12.5`), a clock time (`00:00:12.500`) or a timecode (`00:00:12:12`, `;` for
drop-frame). What follows a `#` is a comment.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from transcribe.errors import FormatError, InvalidTimecode
from transcribe.subtitles.frame_rates import FrameRate
from transcribe.subtitles.timecodes import frame_number

_SECONDS = re.compile(r"\d{1,7}(?:\.\d{1,9})?", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d(?:[.,]\d{1,9})?)", re.ASCII)


def read_shots(text: str, name: str, rate: FrameRate) -> tuple[int, ...]:
    """The frames of a shot list, in order.

    Raises:
        FormatError: A line is no time; it is named.
    """
    frames = set()
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        bare = line.partition("#")[0].strip()
        if bare:
            frames.add(_frame(bare, name, number, rate))
    return tuple(sorted(frames))


def _frame(text: str, name: str, line: int, rate: FrameRate) -> int:
    if _SECONDS.fullmatch(text):
        return rate.nearest(round(Fraction(text) * 1000))
    if clock := _CLOCK.fullmatch(text):
        seconds = Fraction(clock[3].replace(",", "."))
        whole = int(clock[1] or 0) * 3600 + int(clock[2]) * 60 + seconds
        return rate.nearest(round(whole * 1000))
    try:
        return frame_number(text, rate)
    except InvalidTimecode as error:
        raise FormatError(name, line, str(error)) from error


def write_shots(cuts_ms: Sequence[int]) -> str:
    """A shot list of times in milliseconds, as seconds."""
    return "".join(f"{ms / 1000:.3f}\n" for ms in cuts_ms)
