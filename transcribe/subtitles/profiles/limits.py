"""A profile's numbers in frames of one recording."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import cast

from transcribe.subtitles.frame_rates import FrameRate
from transcribe.subtitles.profiles.model import Profile, Span

NO_END = 10**12  # frames; more than any recording has


@dataclass(frozen=True, slots=True)
class Limits:
    """What a cue must keep, at one frame rate. Lengths are frames.

    Attributes:
        line_chars: Characters in a line, at most; None for any number.
        lines: Lines in a cue, at most; None for any number.
        cps: Characters a second, at most.
        wpm: Words a minute, at most.
        min_frames: A cue is shown at least so long.
        max_frames: And at most so long.
        gap: Between two cues, at least.
        open_gap: A gap above `gap` is at least so long, or it is closed to `gap`.
        lead: A cue begins before its speech by at most this.
        linger: A cue stays after its speech for this, where there is time.
        cut_window: An edge this near to a cut, or nearer, moves to it.
        line_ratio: The shorter line is at least this part of the longer.
        speakers: What happens when the speaker changes.
    """

    rate: FrameRate
    line_chars: int | None = None
    lines: int | None = None
    cps: Fraction | None = None
    wpm: Fraction | None = None
    min_frames: int = 0
    max_frames: int = NO_END
    gap: int = 0
    open_gap: int = 0
    lead: int = 0
    linger: int = 0
    cut_window: int = 0
    line_ratio: Fraction = Fraction(0)
    speakers: str = "new cue"
    dash_space: bool = True

    def frames_to_read(self, n_chars: int, n_words: int) -> int:
        """The fewest frames in which so much text is read at the highest allowed speed."""
        by_chars = self._ceil(n_chars, self.cps) if self.cps else 0
        by_words = self._ceil(n_words * 60, self.wpm) if self.wpm else 0
        return max(by_chars, by_words)

    def _ceil(self, n: int, speed: Fraction) -> int:
        """`n / speed` seconds in frames, rounded up; in whole numbers, since fractions are slow."""
        fps = self.rate.fps
        above = n * fps.numerator * speed.denominator
        return -(-above // (fps.denominator * speed.numerator))


def limits(profile: Profile, rate: FrameRate) -> Limits:
    """The numbers of a profile for a frame rate.

    A least length is rounded up to whole frames and a greatest one down: 5/6 s are 21 frames at 25, where
    Netflix's own pages also say 20 (the stricter is taken), and 25 at 29.97; 7 s are 168 at 23.976.
    """

    def frames(key: str, *, default: int, up: bool) -> int:
        span = cast("Span | None", profile.value(key))
        if span is None:
            return default
        return span.at_least(rate) if up else span.at_most(rate)

    gap = frames("min_gap", default=0, up=True)
    ratio = cast("Fraction | None", profile.value("line_ratio"))
    return Limits(
        rate=rate,
        line_chars=cast("int | None", profile.value("line_chars")),
        lines=cast("int | None", profile.value("lines")),
        cps=cast("Fraction | None", profile.value("cps")),
        wpm=cast("Fraction | None", profile.value("wpm")),
        min_frames=frames("min_duration", default=0, up=True),
        max_frames=frames("max_duration", default=NO_END, up=False),
        gap=gap,
        open_gap=frames("close_gaps_below", default=gap, up=True),
        lead=frames("lead", default=0, up=False),
        linger=frames("linger", default=0, up=False),
        cut_window=frames("cut_window", default=0, up=False),
        line_ratio=ratio or Fraction(0),
        speakers=cast("str | None", profile.value("speakers")) or "any",
        dash_space=profile.value("dash_space") is not False,
    )
