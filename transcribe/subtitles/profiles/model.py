"""A delivery profile and its rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from transcribe.subtitles.frame_rates import NAMED, FrameRate

Unit = Literal["s", "frames"]


@dataclass(frozen=True, slots=True)
class Span:
    """A length as guides write it: seconds, which scale with the frame rate, or frames, which do not.

    Seconds are those of timecode: 7 s are 168 frames at 23.976, as at 24, though 168 frames take 7.007 s.
    Without video, frames are taken at 23.976, where they are longest, so that the limit holds at
    every rate.
    """

    amount: Fraction
    unit: Unit = "s"

    def at_least(self, rate: FrameRate) -> int:
        """The fewest frames that are not shorter."""
        return ceil(self._frames(rate))

    def at_most(self, rate: FrameRate) -> int:
        """The most frames that are not longer."""
        return floor(self._frames(rate))

    def _frames(self, rate: FrameRate) -> Fraction:
        if self.unit == "s":
            return self.amount * rate.counted
        return self.amount if rate.has_frames else self.amount * 1000 / NAMED["23.976"]

    def __str__(self) -> str:
        if self.unit == "frames":
            return f"{self.amount} frames"
        return f"{_decimal(self.amount)} s"


def _decimal(amount: Fraction) -> str:
    """A number as a decimal if it is a short one, else as a fraction."""
    return f"{float(amount):g}" if (amount * 1000).denominator == 1 else str(amount)


RuleValue = int | Fraction | Span | str | bool


@dataclass(frozen=True, slots=True)
class Source:
    """Where numbers come from.

    Attributes:
        name: What rules of the same file call it.
        title: Of the guide.
        address: Of the guide.
        version: Its version or date, as it says itself.
        read_on: The day on which it was read.
    """

    name: str
    title: str
    address: str = ""
    version: str = ""
    read_on: date | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One number or choice of a profile.

    Attributes:
        key: A name in `reading.KEYS`.
        value: None where a profile removes an inherited limit.
        source: None in a user's own profile without a source.
        note: What the source leaves open, or what other sources say.
        is_second_hand: The number was read in other texts about the source, not in the source.
        profile: The profile that gives it; another one if it is inherited.
    """

    key: str
    value: RuleValue | None
    source: Source | None = None
    note: str = ""
    is_second_hand: bool = False
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What a delivery asks for.

    Attributes:
        name: What the command line and the API call it.
        title: What people call it.
        about: What it is for, and what it cannot say in numbers.
        languages: Codes that it is for; empty for all.
        rules: Own and inherited ones, one for each key, in the order of `reading.KEYS`.
        file: The file that it was read from; empty for a built-in one.
    """

    name: str
    title: str
    about: str = ""
    languages: tuple[str, ...] = ()
    inherits: str = ""
    rules: tuple[Rule, ...] = ()
    file: str = ""

    def rule(self, key: str) -> Rule | None:
        """The rule of a key, if the profile has one."""
        return next((rule for rule in self.rules if rule.key == key), None)

    def value(self, key: str) -> RuleValue | None:
        """The value of a rule; None where the profile sets no limit."""
        rule = self.rule(key)
        return rule.value if rule else None
