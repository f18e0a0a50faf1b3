"""The values of a transcript.

All are frozen and equal by value. Times are integer milliseconds on the decoded PCM's clock,
half-open `[start_ms, end_ms)`.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import attrgetter
from typing import Literal

Status = Literal["draft", "corrected", "approved", "rejected"]
STATUSES: tuple[Status, ...] = ("draft", "corrected", "approved", "rejected")


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word with its punctuation, without surrounding white space.

    Attributes:
        text: Never empty, never with white space at its ends.
        start_ms: First millisecond of the audio.
        end_ms: One past the last millisecond, at least `start_ms`.
        probability: 0 to 1 from the engine; None if a user typed the word.
        speaker: Id of the word's speaker if it differs from the segment's, else None.
    """

    text: str
    start_ms: int
    end_ms: int
    probability: float | None = None
    speaker: str | None = None

    def __post_init__(self) -> None:
        if not self.text or self.text != self.text.strip():
            raise ValueError(
                f"a word needs text without surrounding white space, not {self.text!r}"
            )
        _check_times(self.start_ms, self.end_ms)
        if self.probability is not None and not 0 <= self.probability <= 1:
            raise ValueError(f"a probability must be between 0 and 1, not {self.probability}")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the transcript that is shown, edited and exported as one.

    Segments may overlap in time (two people talk). The text is authoritative; `words` locate parts
    of it in the audio and may be fewer than the text has.

    Attributes:
        id: Positive, unique in its transcript, unchanged by edits.
        status: State of the segment between draft and approval.
        words: Ordered as in the text.
        is_flagged: Marked to return to.
    """

    id: int
    start_ms: int
    end_ms: int
    text: str
    speaker: str | None = None
    status: Status = "draft"
    words: tuple[Word, ...] = ()
    is_flagged: bool = False

    def __post_init__(self) -> None:
        if self.id < 1:
            raise ValueError(f"a segment's id must be at least 1, not {self.id}")
        if self.status not in STATUSES:
            raise ValueError(f"a status must be one of {', '.join(STATUSES)}, not {self.status!r}")
        _check_times(self.start_ms, self.end_ms)

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker in the recording: `id` is fixed (S1, S2 …), `name` is the displayed name."""

    id: str
    name: str

    def __post_init__(self) -> None:
        if not self.id:
            raise ValueError("a speaker needs an id")


@dataclass(frozen=True, slots=True)
class MediaReference:
    """The recording that a transcript belongs to."""

    title: str = ""
    filename: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class DraftOrigin:
    """The engine of the draft. `options` are (name, value) pairs, sorted by name, values as text."""

    engine: str
    model: str
    model_sha256: str = ""
    options: tuple[tuple[str, str], ...] = ()


NO_WORDS = "speech without words"
NOT_DRAFTED = "recognition failed"
OTHER_LANGUAGE = "sounds like another language"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a draft says of a range in addition to its text.

    Attributes:
        reason: `NO_WORDS`, `NOT_DRAFTED` or `OTHER_LANGUAGE`.
        language: Whisper's code of the language that the range sounds like; else None.
        id: In the library; 0 elsewhere, and for a failed range.
    """

    start_ms: int
    end_ms: int
    reason: str
    language: str | None = None
    id: int = 0

    def __post_init__(self) -> None:
        _check_times(self.start_ms, self.end_ms)

    @property
    def is_lost(self) -> bool:
        """Whether there is speech that the transcript lacks."""
        return self.reason != OTHER_LANGUAGE


_segment_order = attrgetter("start_ms", "id")


@dataclass(frozen=True)
class Transcript:
    """The whole document. Segments are ordered by (start, id), in any input order.

    Those that begin together have the order in which they were made, which is that of the file they come from.

    Raises:
        ValueError: Two segments or two speakers share an id.
    """

    segments: tuple[Segment, ...] = ()
    speakers: tuple[Speaker, ...] = ()
    language: str | None = None
    duration_ms: int = 0
    media: MediaReference = field(default_factory=MediaReference)
    draft: DraftOrigin | None = None
    notices: tuple[Notice, ...] = ()

    def __post_init__(self) -> None:
        ordered = tuple(sorted(self.segments, key=_segment_order))
        object.__setattr__(self, "segments", ordered)
        if len(self._segment_by_id) != len(ordered):
            raise ValueError("two segments share an id")
        if len({speaker.id for speaker in self.speakers}) != len(self.speakers):
            raise ValueError("two speakers share an id")

    @cached_property
    def _segment_by_id(self) -> dict[int, Segment]:
        return {segment.id: segment for segment in self.segments}

    def segment(self, segment_id: int) -> Segment | None:
        """Look up one segment by id."""
        return self._segment_by_id.get(segment_id)

    def speaker(self, speaker_id: str | None) -> Speaker | None:
        """Look up one speaker by id."""
        return next((speaker for speaker in self.speakers if speaker.id == speaker_id), None)

    @property
    def text(self) -> str:
        """The text of all segments in order, joined by `join_text`."""
        joined = ""
        for segment in self.segments:
            joined = join_text(joined, segment.text)
        return joined

    def with_segments(
        self, put: tuple[Segment, ...] = (), remove: tuple[int, ...] = ()
    ) -> Transcript:
        """Replace segments with the same id, add the other ones of `put`, drop those in `remove`."""
        kept = {key: value for key, value in self._segment_by_id.items() if key not in set(remove)}
        kept.update((segment.id, segment) for segment in put)
        return replace(self, segments=tuple(kept.values()))


def join_text(before: str, after: str) -> str:
    """Join two texts with a space, unless both sides belong to scripts without spaces.

    Chinese, Japanese and Thai put no space between words, so none is added at the joint.
    """
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before or after
    if is_unspaced(before[-1]) and is_unspaced(after[0]):
        return before + after
    return f"{before} {after}"


def is_unspaced(character: str) -> bool:
    """Whether a character belongs to a script written without spaces between words."""
    code = ord(character)
    if 0x0E00 <= code <= 0x0EFF or 0x1780 <= code <= 0x17FF or 0x1000 <= code <= 0x109F:
        return True  # Thai, Lao, Khmer, Burmese
    if 0x3000 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF:
        return True  # CJK punctuation, kana, ideographs
    if code >= 0x20000:
        return unicodedata.category(character) == "Lo"
    return 0xFF00 <= code <= 0xFFEF and unicodedata.east_asian_width(character) in "FW"


def _check_times(start_ms: int, end_ms: int) -> None:
    if start_ms < 0 or end_ms < start_ms:
        raise ValueError(
            f"times must start at 0 or later and not decrease, not {start_ms} to {end_ms} ms"
        )
