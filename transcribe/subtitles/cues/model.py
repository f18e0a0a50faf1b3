"""Cues, and what they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from transcribe.document.model import Word

Forced = Literal["", "line", "cue"]


@dataclass(frozen=True, slots=True)
class Token:
    """The smallest piece of text that a break can stand before.

    Attributes:
        text: Without white space.
        has_space: A space stands before it where it follows another token in a line.
        start: Frame at which it begins to be heard.
        end: Frame at which it has been heard.
        n_chars: As a reader sees them.
        n_words: 1 for a word; 0 for a piece of one, or for punctuation.
        segment_id: The segment that it comes from.
        speaker: Who says it.
        forced: A break before it that a person made, or that a pause or another speaker needs.
        break_cost: How bad a break before it reads, 0 to 130.
        pause: Frames between the token before and this one.
        ends_sentence: The text before it ends a sentence.
        word: The word that begins in it.
    """

    text: str
    has_space: bool
    start: int
    end: int
    n_chars: int
    n_words: int
    segment_id: int
    speaker: str | None = None
    forced: Forced = ""
    break_cost: int = 0
    pause: int = 0
    ends_sentence: bool = False
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Miss:
    """A rule that a cue does not keep.

    Attributes:
        key: The profile's rule.
        message: By how much: characters or time, a clause.
    """

    key: str
    message: str


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown at one time.

    Attributes:
        start: First frame that shows it.
        end: First frame that does not.
        start_ms: The time to write, so that `start` is its first frame.
        end_ms: The same for `end`.
        lines: Its text.
        speaker: None if there are two or none.
        segment_ids: Segments that its text comes from, in order.
        words: Words with times that begin in it.
        misses: Rules of the profile that it does not keep.
    """

    start: int
    end: int
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    speaker: str | None = None
    segment_ids: tuple[int, ...] = ()
    words: tuple[Word, ...] = ()
    misses: tuple[Miss, ...] = ()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)
