"""Cues as they are checked, and what a check finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from transcribe.subtitles.profiles.limits import Limits
from transcribe.subtitles.profiles.model import Profile, RuleValue

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class CheckedCue:
    """One cue of a file.

    Attributes:
        number: Its place in the file, from 1.
    """

    number: int
    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None

    @property
    def lines(self) -> list[str]:
        return self.text.split("\n")


@dataclass(frozen=True, slots=True)
class Rules:
    """What cues are checked against.

    Attributes:
        limits: The profile's numbers at the frame rate of this media; times are compared in its frames.
        language: Code of the text.
        cuts: Frames at which the image changes, in order.
        end_of_media_ms: None if it is not known.
        has_speakers: Some of the cues name their speaker.
        avoided: Words and phrases of a person's own list.
        is_word: Whether a dictionary of the language has a word; None to check no spelling.
    """

    profile: Profile
    limits: Limits
    language: str | None = None
    cuts: tuple[int, ...] = ()
    end_of_media_ms: int | None = None
    has_speakers: bool = False
    avoided: tuple[str, ...] = ()
    is_word: Callable[[str], bool] | None = None

    def value(self, key: str) -> RuleValue | None:
        """The value of a rule of the profile."""
        return self.profile.value(key)

    def frames(self, start_ms: int, end_ms: int) -> int:
        """A length in whole frames, as stored to a millisecond: 833 ms are 20 at 24."""
        return self.limits.rate.nearest(end_ms - start_ms)


@dataclass(frozen=True, slots=True)
class Place:
    """A cue between its neighbours in time."""

    before: CheckedCue | None
    cue: CheckedCue
    after: CheckedCue | None


@dataclass(frozen=True, slots=True)
class Found:
    """What a check says of one cue.

    Attributes:
        message: What is wrong, with the amount.
        fix: The cue as it should be; empty to remove it; None if only a person can tell.
    """

    message: str
    fix: tuple[CheckedCue, ...] | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is checked.

    Attributes:
        name: What reports call it.
        about: What it looks for and why.
        key: The profile's rule that it needs, whose source is shown; empty if it belongs to none.
        run: Looks at one cue.
    """

    name: str
    severity: Severity
    about: str
    run: Callable[[Place, Rules], Iterator[Found]]
    key: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A result of a check.

    Attributes:
        name: Of the check.
        about: Its explanation.
        message: What is wrong here.
        number: The cue's place in the file.
        source: The guide that asks for it, with its address; empty if none does.
        is_fixable: A fix removes it and makes no other finding.
    """

    name: str
    severity: Severity
    about: str
    message: str
    number: int
    start_ms: int
    end_ms: int
    source: str = ""
    is_fixable: bool = False
