"""SMPTE timecodes (ST 12-1): names of frames, with and without dropped numbers.

A colon before the frames means non-drop, a semicolon drop-frame. Drop-frame skips numbers, never frames: at
29.97, 00:00:59;29 is followed by 00:01:00;02, so that an hour of timecode is 3599.9964 s. Non-drop
at 29.97 and 23.976 runs 3.6 s an hour behind the clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from transcribe.errors import InvalidTimecode
from transcribe.subtitles.frame_rates import FrameRate, frame_rate

_TIMECODE = re.compile(
    r"([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([:;])([0-9]{1,4})", re.ASCII
)  # hours, minutes, seconds, frames
EXAMPLE = "use hours:minutes:seconds:frames, such as 01:00:00:00"
MAX_HOURS = 99


@dataclass(frozen=True, slots=True)
class TimecodeClock:
    """Timecodes of one recording.

    Attributes:
        rate: Of the recording; `is_drop` says how `text` writes.
        start: The number of the first frame, as `frame_number` counts: programmes often start at
            10:00:00:00.
    """

    rate: FrameRate
    start: int = 0

    def text(self, frame: int) -> str:
        """The timecode of a frame of the recording."""
        return format_timecode(frame + self.start, self.rate)

    def frame(self, text: str) -> int:
        """The frame of the recording that a timecode names.

        Raises:
            InvalidTimecode: It is none, skipped, or before the recording's start.
        """
        frame = frame_number(text, self.rate) - self.start
        if frame < 0:
            first = format_timecode(self.start, self.rate)
            raise InvalidTimecode(text, f"the recording starts at {first}")
        return frame


def frame_number(text: str, rate: FrameRate) -> int:
    """The number of the frame that a timecode names, counted from 00:00:00:00.

    Args:
        text: Its last separator decides how numbers are counted: `:` non-drop, `;` drop-frame.
        rate: Frames per second; its `is_drop` is not used.

    Raises:
        InvalidTimecode: It is none, a part is too large, drop-frame where the rate has none, or a number
            that drop-frame skips: the message names the nearest two.
    """
    _check_rate(text, rate)
    found = _TIMECODE.fullmatch(text.strip())
    if found is None:
        raise InvalidTimecode(text, EXAMPLE)
    hours, minutes, seconds, frames = (int(found[n]) for n in (1, 2, 3, 5))
    _check_parts(text, minutes, seconds, frames, rate)
    number = ((hours * 60 + minutes) * 60 + seconds) * rate.nominal + frames
    if found[4] == ":":
        return number
    n_dropped = _n_dropped(text, rate)
    n_minutes = hours * 60 + minutes
    if seconds == 0 and frames < n_dropped and minutes % 10:
        raise InvalidTimecode(text, _nearest(n_minutes, rate, n_dropped))
    return number - n_dropped * (n_minutes - n_minutes // 10)


def format_timecode(number: int, rate: FrameRate) -> str:
    """The timecode of a frame number, drop-frame if the rate says so.

    Raises:
        InvalidTimecode: It is negative or beyond 99 hours, or the rate has no timecodes.
    """
    _check_rate(str(number), rate)
    if rate.is_drop:
        number = _with_dropped(number, rate)
    whole, frames = divmod(number, rate.nominal)
    hours = whole // 3600
    if number < 0 or hours > MAX_HOURS:
        raise InvalidTimecode(f"frame {number}", f"timecodes go from 0 to {MAX_HOURS} hours")
    width = max(2, len(str(rate.nominal - 1)))
    mark = ";" if rate.is_drop else ":"
    return f"{hours:02}:{whole // 60 % 60:02}:{whole % 60:02}{mark}{frames:0{width}}"


def _check_rate(text: str, rate: FrameRate) -> None:
    if not rate.has_frames or rate.counted != rate.nominal:
        shown = rate.name if rate.has_frames else "a recording without video"
        raise InvalidTimecode(text, f"{shown} has no timecodes; name a frame rate such as 25")


def _check_parts(text: str, minutes: int, seconds: int, frames: int, rate: FrameRate) -> None:
    if minutes > 59:
        raise InvalidTimecode(text, "minutes go from 00 to 59")
    if seconds > 59:
        raise InvalidTimecode(text, "seconds go from 00 to 59")
    if frames >= rate.nominal:
        raise InvalidTimecode(
            text, f"at {rate.name} frames a second, frames go from 00 to {rate.nominal - 1}"
        )


def _n_dropped(text: str, rate: FrameRate) -> int:
    """Numbers that drop-frame skips in a minute: 2 at 29.97, 4 at 59.94."""
    if rate.fps not in {frame_rate("29.97").fps, frame_rate("59.94").fps}:
        raise InvalidTimecode(
            text, f"a semicolon means drop-frame, which {rate.name} has not; write a colon"
        )
    return rate.nominal // 15


def _nearest(n_minutes: int, rate: FrameRate, n_dropped: int) -> str:
    drop = FrameRate(rate.fps, is_drop=True)
    first = n_minutes * 60 * rate.nominal - n_dropped * (n_minutes - 1 - (n_minutes - 1) // 10)
    before, after = format_timecode(first - 1, drop), format_timecode(first, drop)
    return f"drop-frame skips this number; the nearest are {before} and {after}"


def _with_dropped(frame: int, rate: FrameRate) -> int:
    """The number that a frame has when the skipped ones are counted."""
    n_dropped = rate.nominal // 15
    per_minute = rate.nominal * 60 - n_dropped
    per_ten = per_minute * 10 + n_dropped
    tens, rest = divmod(frame, per_ten)
    n_skips = 0 if rest < n_dropped else (rest - n_dropped) // per_minute
    return frame + n_dropped * (tens * 9 + n_skips)
