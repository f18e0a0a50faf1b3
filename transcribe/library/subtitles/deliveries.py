"""Transcripts as cues of a delivery profile, at the frame rate of their recording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcribe.document.model import Transcript
from transcribe.errors import InvalidOption
from transcribe.formats import FORMATS
from transcribe.library.subtitles.profiles import all_profiles
from transcribe.store import Store
from transcribe.store.values import Media
from transcribe.subtitles.cues.builder import as_transcript, build_cues
from transcribe.subtitles.cues.model import Cue
from transcribe.subtitles.frame_rates import (
    HIGHEST,
    LOWEST,
    MILLISECONDS,
    FrameRate,
    frame_rate,
)
from transcribe.subtitles.profiles.limits import limits
from transcribe.subtitles.profiles.model import Profile
from transcribe.subtitles.shot_list import read_shots

SHOWN = 3  # examples of cues that miss a rule


@dataclass(frozen=True, slots=True)
class ShotList:
    """The text of a shot list, and its name for messages."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """How subtitles are delivered.

    Attributes:
        profile: Its name.
        frame_rate: As people name it; empty for the recording's own.
        shots: When the image changes; None for the cuts of the recording.
    """

    profile: str
    frame_rate: str = ""
    shots: ShotList | None = None

    def cuts(self, rate: FrameRate, known_ms: Sequence[int] = ()) -> tuple[int, ...]:
        """The frames at which the image changes.

        Args:
            rate: Of the frames.
            known_ms: Times that are used where no list is named.

        Raises:
            FormatError: A line of the shot list is no time.
        """
        if self.shots is None:
            return tuple(sorted({rate.nearest(ms) for ms in known_ms}))
        return read_shots(self.shots.text, self.shots.name, rate)


@dataclass(frozen=True, slots=True)
class Missed:
    """A rule of a profile that cues cannot keep.

    Attributes:
        key: The rule.
        n: Cues that miss it.
        text: A sentence with the first ones and the amounts.
    """

    key: str
    n: int
    text: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """Cues of a transcript.

    Attributes:
        transcript: Its segments are the cues.
        misses: Rules of the profile that some cues cannot keep.
    """

    transcript: Transcript
    cues: tuple[Cue, ...]
    misses: tuple[Missed, ...]


def rate_of(media: Media, named: str = "") -> FrameRate:
    """The frame rate that a recording's cues are counted in.

    Args:
        media: Without video, or without a known rate, times are milliseconds.
        named: A rate that a person names instead.

    Raises:
        InvalidFrameRate: `named` is none.
    """
    if named:
        return frame_rate(named)
    measured = media.frame_rate if media.has_video else None
    if measured is None or not LOWEST <= measured <= HIGHEST:  # some files count ticks
        return MILLISECONDS
    return frame_rate(measured)


def language_of(transcript: Transcript, profile: Profile) -> str | None:
    """The language of a transcript; that of the profile where the transcript's is not known."""
    return transcript.language or next(iter(profile.languages), None)


def deliver(store: Store, media_id: str, transcript: Transcript, delivery: Delivery) -> Delivered:
    """Build the cues of a recording's transcript for a profile.

    Raises:
        UnknownProfile: There is no such profile.
        InvalidProfile: It may be in a file that cannot be used.
        InvalidFrameRate: The named rate is none.
    """
    profile = all_profiles(store.folder).get(delivery.profile)
    rate = rate_of(store.media.get(media_id), delivery.frame_rate)
    language = language_of(transcript, profile)
    cues = build_cues(
        transcript,
        limits(profile, rate),
        language=language,
        cuts=delivery.cuts(rate, shot_times(store, media_id)),
    )
    made = as_transcript(transcript, cues)
    return Delivered(made, cues, tuple(_missed(cues, profile.title)))


def shot_times(store: Store, media_id: str) -> tuple[int, ...]:
    """The shot cuts of a recording, in ms."""
    return tuple(cut.time_ms for cut in store.shots.list(media_id))


def require_subtitles(format: str) -> None:
    """Refuse a profile for a format without cues.

    Raises:
        InvalidOption: The format is none of subtitles.
    """
    known = FORMATS.get(format)
    if known is not None and known.group != "subtitles":
        raise InvalidOption(format, "profile", tuple(option.name for option in known.options))


def _missed(cues: Sequence[Cue], profile: str) -> Iterator[Missed]:
    counted = Counter(miss.key for cue in cues for miss in cue.misses)
    for key, n in counted.items():
        found = [(number, miss.message) for number, cue in enumerate(cues, 1)
                 for miss in cue.misses if miss.key == key]  # fmt: skip
        shown = "; ".join(f"cue {number}: {message}" for number, message in found[:SHOWN])
        more = f" and {n - SHOWN} more" if n > SHOWN else ""
        said = f"{n} of {len(cues)} cues cannot keep “{key}” of {profile}"
        yield Missed(key, n, f"{said}: {shown}{more}")
