"""The clips of a corpus: which segments become clips, with which times and which text.

The text of a clip is that of one segment. Times are milliseconds on the PCM's clock,
half-open `[start_ms, end_ms)`, so the first sample at 16 kHz is `16 * start_ms`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Literal, Protocol

from transcribe.datasets.ids import clip_id, short_id
from transcribe.datasets.redaction import (
    NOTHING,
    STAND_IN,
    Range,
    RedactionOptions,
    Redactions,
    Redactor,
    reach_of,
    redacted_text,
    without_stand_in,
)
from transcribe.document.model import Segment, Status, Transcript
from transcribe.text.folding import fold
from transcribe.text.tags import fold_tag

Marks = Literal["keep", "drop"]
Reason = Literal[
    "status", "tag", "speaker", "no text", "no length", "beyond the end", "too short", "too long",
    "overlap", "noise", "redacted", "overlaps redacted",
]  # fmt: skip
REASONS: dict[Reason, str] = {
    "status": "not of the wanted status",
    "tag": "without the wanted tags",
    "speaker": "of another speaker",
    "no text": "without text",
    "no length": "without length: the end is not after the start",
    "beyond the end": "beyond the end of the recording",
    "too short": "shorter than the minimum",
    "too long": "longer than the maximum",
    "overlap": "while another person speaks",
    "noise": "with more noise than wanted",
    "redacted": "redacted as a whole: flagged, or the time of a match is not known",
    "overlaps redacted": "during which another person says what is redacted",
}
# [laughs], <noise> and music notes; parentheses are often part of the text.
_MARK = re.compile(r"\[[^\[\]]*\]|<[^<>]*>|[♪♫♬]+")
_GENERATED_NAME = re.compile(r"(?:S|Speaker|SPEAKER)[ _]?\d+", re.IGNORECASE)

Normalise = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ClipOptions:
    """Which segments become clips.

    Attributes:
        statuses: Of the segments; all if empty.
        tags: The recording has all of them, or a tag below each.
        speakers: Names; case and accents do not count. All if empty.
        min_ms, max_ms: Shortest and longest speech, before padding.
        padding_ms: Added before and after, as far as no other segment is there.
        with_overlap: Also take segments that another person's segment overlaps.
        marks: Whether marks such as [laughs] stay in the text.
        min_snr_db: Least signal-to-noise ratio (`audio.clip_levels.snr_db`); None for any. A segment too short to be
            measured is left out too.
        trims_silence: Silence at both ends of a clip is cut off.
        redaction: What is removed from texts and audio.
    """

    statuses: tuple[Status, ...] = ("approved",)
    tags: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    min_ms: int = 300
    max_ms: int = 30_000
    padding_ms: int = 0
    with_overlap: bool = True
    marks: Marks = "keep"
    min_snr_db: float | None = None
    trims_silence: bool = False
    redaction: RedactionOptions = field(default_factory=RedactionOptions)

    @property
    def needs_sound(self) -> bool:
        """Whether the audio must be read to choose the clips."""
        return self.trims_silence or self.min_snr_db is not None

    def __post_init__(self) -> None:
        if not 0 <= self.min_ms <= self.max_ms:
            raise ValueError(f"the shortest clip ({self.min_ms} ms) is over the longest")
        if self.padding_ms < 0:
            raise ValueError(f"padding cannot be negative: {self.padding_ms} ms")


class Sound(Protocol):
    """The audio of a recording, as far as the choice of clips needs it."""

    def snr_db(self, start_ms: int, end_ms: int) -> float | None:
        """The signal-to-noise ratio of a range in dB; None if it is too short."""

    def without_silence(self, start_ms: int, end_ms: int) -> tuple[int, int]:
        """A range without the silence at its ends, in ms."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording of a corpus.

    Attributes:
        id: In the library.
        duration_ms: Of its samples; no clip ends later.
        tags: In alphabetical order.
        sound: Needed where `ClipOptions.needs_sound`.
    """

    id: str
    transcript: Transcript
    duration_ms: int
    tags: tuple[str, ...] = ()
    sound: Sound | None = None


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a recording with its text.

    Attributes:
        id: ASCII, without dots, unique in the corpus: SPEAKER-RECORDING-START-SEGMENT.
        recording: Id in the library.
        segment: Id in the recording.
        speaker: A salted hash of the voice, of one width.
        text: As typed.
        normalized: By the corpus's normaliser.
        snr_db: Estimated signal-to-noise ratio, of the segment if it chose the clip, else of the clip as written
            but for its loudness and what is redacted; None in a plan, or for less than 0.2 s.
        redacted: Where its audio is replaced, on the recording's clock.
    """

    id: str
    recording: str
    segment: int
    start_ms: int
    end_ms: int
    speaker: str
    text: str
    normalized: str
    status: Status
    language: str | None = None
    tags: tuple[str, ...] = ()
    snr_db: float | None = None
    redacted: tuple[Range, ...] = ()

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True)
class CutRecording:
    """The clips of one recording, in order of time.

    Attributes:
        left_out: How many segments became none, by reason.
        redacted: Where the audio of the recording is replaced.
        n_places: What is redacted in the texts of the clips.
    """

    clips: tuple[Clip, ...]
    left_out: Mapping[Reason, int] = field(default_factory=dict)
    redacted: tuple[Range, ...] = ()
    n_places: int = 0


def named_voice(name: str) -> str:
    """A key of the person of this name; case and accents do not count."""
    return f"name {fold(name).strip()}"


def voice_of(recording: str, transcript: Transcript, speaker: str | None) -> str:
    """A key that is equal for the same person in all recordings of a project.

    A name that a user typed is one person everywhere. A speaker without a name, or with one that
    the program gave, belongs to the recording alone.
    """
    known = transcript.speaker(speaker)
    name = "" if known is None else fold(known.name).strip()
    if not name or _GENERATED_NAME.fullmatch(name):
        return f"recording {recording} {speaker or ''}"
    return named_voice(name)


def cut(
    recording: Recording, options: ClipOptions, salt: str, normalise: Normalise
) -> CutRecording:
    """Cut a recording into clips.

    Args:
        recording: Its transcript and tags.
        options: Which segments are taken.
        salt: The project's, for the ids of speakers and recordings.
        normalise: Makes the normalised text.
    """
    transcript = recording.transcript
    left_out: Counter[Reason] = Counter()
    clips = []
    spans = _Spans(transcript.segments)
    texts = _Texts(recording, options, normalise)
    check = _Checks(recording, options, texts.redactions)
    tags, n_places = texts.tags(recording.tags), 0
    for segment in transcript.segments:
        reason = check.reason(segment, texts.bare(segment))
        if reason is None and not options.with_overlap and spans.is_overlapped(segment):
            reason = "overlap"
        snr_db = None if reason else _snr_db(recording, segment, options)
        if reason is None and not _is_clean(snr_db, options):
            reason = "noise"
        both = None if reason else texts.both(segment)
        if reason is not None or both is None:
            left_out[reason or "redacted"] += 1
            continue
        n_places += texts.n_places(segment)
        start_ms, end_ms = spans.padded(segment, options.padding_ms, recording.duration_ms)
        if options.trims_silence and recording.sound is not None:
            start_ms, end_ms = recording.sound.without_silence(start_ms, end_ms)
        speaker = short_id(salt, voice_of(recording.id, transcript, segment.speaker))
        clips.append(
            Clip(
                clip_id(speaker, short_id(salt, recording.id), start_ms, segment.id), recording.id,
                segment.id, start_ms, end_ms, speaker, *both, segment.status,
                transcript.language, tags, snr_db, texts.redactions.within(start_ms, end_ms),
            )
        )  # fmt: skip
    return CutRecording(tuple(clips), dict(left_out), texts.redactions.spans, n_places)


class _Texts:
    """The texts of a recording's clips, without what is redacted."""

    def __init__(self, recording: Recording, options: ClipOptions, normalise: Normalise) -> None:
        self._options, self._normalise = options, normalise
        self._redactor = Redactor(options.redaction)
        segments = (
            replace(one, text=without_stand_in(one.text)) for one in recording.transcript.segments
        )
        is_asked = options.redaction.is_asked
        self.redactions = self._redactor.find(tuple(segments)) if is_asked else NOTHING

    def tags(self, tags: tuple[str, ...]) -> tuple[str, ...]:
        """A recording's tags but for those with something to redact."""
        if not self._options.redaction.is_asked:
            return tags
        return tuple(tag for tag in tags if not self._redactor.holds(tag))

    def bare(self, segment: Segment) -> str:
        """The text of a segment without what is redacted; empty if only punctuation is left."""
        marked = self._marked(segment)
        text = self._clean(marked.replace(STAND_IN, ""))
        return text if STAND_IN not in marked or any(map(str.isalnum, text)) else ""

    def both(self, segment: Segment) -> tuple[str, str] | None:
        """The typed and the normalised text; None if one of them still has something to redact."""
        return redacted_text(self._marked(segment), self._clean, self._normalise, self._redactor)

    def n_places(self, segment: Segment) -> int:
        """How many places of a segment's text are redacted."""
        return self._marked(segment).count(STAND_IN)

    def _marked(self, segment: Segment) -> str:
        return self.redactions.texts.get(segment.id) or without_stand_in(segment.text)

    def _clean(self, text: str) -> str:
        return _text(text, self._options.marks)


def _snr_db(recording: Recording, segment: Segment, options: ClipOptions) -> float | None:
    if options.min_snr_db is None or recording.sound is None:
        return None
    return recording.sound.snr_db(segment.start_ms, segment.end_ms)


def _is_clean(snr_db: float | None, options: ClipOptions) -> bool:
    if options.min_snr_db is None:
        return True
    return snr_db is not None and snr_db >= options.min_snr_db


def _text(text: str, marks: Marks) -> str:
    """The text of a clip, without white space at its ends."""
    if marks == "keep":
        return text.strip()
    return " ".join(_MARK.sub(" ", text).split())


class _Checks:
    """Tells why a segment is left out."""

    def __init__(self, recording: Recording, options: ClipOptions, redactions: Redactions) -> None:
        self._recording, self._options, self._redactions = recording, options, redactions
        has = {fold_tag(tag) for tag in recording.tags}
        self._has_tags = all(has_tag(has, fold_tag(tag)) for tag in options.tags)
        wanted = {fold(name).strip() for name in options.speakers}
        self._speakers = {
            one.id for one in recording.transcript.speakers if fold(one.name).strip() in wanted
        }

    def reason(self, segment: Segment, text: str) -> Reason | None:
        """The first reason; None for a segment that is taken."""
        options, length_ms = self._options, segment.duration_ms
        reasons: Iterator[tuple[Reason, bool]] = iter([
            ("tag", not self._has_tags),
            ("speaker", bool(options.speakers) and segment.speaker not in self._speakers),
            ("status", bool(options.statuses) and segment.status not in options.statuses),
            ("no text", not fold(text).strip()),  # nor with zero-width spaces only
            ("no length", length_ms <= 0),
            ("beyond the end", segment.end_ms > self._recording.duration_ms),
            ("too short", length_ms < options.min_ms),
            ("too long", length_ms > options.max_ms),
            ("redacted", segment.id in self._redactions.hidden),
            ("overlaps redacted", segment.id in self._redactions.overlapping),
        ])  # fmt: skip
        return next((reason for reason, holds in reasons if holds), None)


def has_tag(has: set[str], wanted: str) -> bool:
    """Whether a folded tag, or one below it, is among others."""
    return any(tag == wanted or tag.startswith(f"{wanted}/") for tag in has)


class _Spans:
    """Where segments lie, with their words: what a clip must not reach into."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._by_start = sorted(segments, key=lambda segment: reach_of(segment)[0])
        self._by_end = sorted(segments, key=lambda segment: reach_of(segment)[1])
        self._starts = [reach_of(segment)[0] for segment in self._by_start]
        self._ends = [reach_of(segment)[1] for segment in self._by_end]
        ends = (reach_of(segment)[1] for segment in self._by_start)
        self._latest_ends = list(accumulate(ends, max))
        starts = (reach_of(segment)[0] for segment in reversed(self._by_end))
        self._earliest_starts = list(accumulate(starts, min))[::-1]

    def padded(self, segment: Segment, padding_ms: int, duration_ms: int) -> tuple[int, int]:
        """A segment's times with padding that ends where another segment is, or the recording."""
        start_ms, end_ms = segment.start_ms, segment.end_ms
        wanted_start, wanted_end = (
            max(0, start_ms - padding_ms),
            min(end_ms + padding_ms, duration_ms),
        )
        before = [
            reach_of(one)[1] for one in self._before(start_ms, wanted_start) if one != segment
        ]
        after = [reach_of(one)[0] for one in self._after(end_ms, wanted_end) if one != segment]
        return (
            min(start_ms, max(wanted_start, *before, wanted_start)),
            max(end_ms, min(wanted_end, *after, wanted_end)),
        )

    def _before(self, start_ms: int, from_ms: int) -> Iterator[Segment]:
        """Segments that begin before a time, and all those of them that end after another."""
        for at in range(bisect_left(self._starts, start_ms) - 1, -1, -1):
            if self._latest_ends[at] <= from_ms:
                return
            yield self._by_start[at]

    def _after(self, end_ms: int, to_ms: int) -> Iterator[Segment]:
        """Segments that end after a time, and all those of them that begin before another."""
        for at in range(bisect_right(self._ends, end_ms), len(self._ends)):
            if self._earliest_starts[at] >= to_ms:
                return
            yield self._by_end[at]

    def is_overlapped(self, segment: Segment) -> bool:
        """Whether a segment of another speaker lies in part over this one."""
        return any(
            other.start_ms < segment.end_ms
            and other.end_ms > segment.start_ms
            and other.speaker != segment.speaker
            for other in self._before(segment.end_ms, segment.start_ms)
        )
