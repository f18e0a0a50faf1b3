"""Check subtitle files, and the cues of recordings, against a delivery profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from transcribe.document.model import Segment, Transcript
from transcribe.document.serialization import seconds
from transcribe.formats import ReadOptions, Written, detect, read, write
from transcribe.library.subtitles.deliveries import (
    Delivery,
    deliver,
    language_of,
    rate_of,
    shot_times,
)
from transcribe.library.subtitles.profiles import all_profiles
from transcribe.store import Store
from transcribe.subtitles.checks.model import CheckedCue, Finding, Rules
from transcribe.subtitles.checks.running import check, fix
from transcribe.subtitles.frame_rates import MILLISECONDS, FrameRate, frame_rate
from transcribe.subtitles.profiles.limits import limits


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check.

    Attributes:
        cues: What was checked.
        findings: In the order of time.
        warnings: What reading the file dropped or guessed.
        segment_ids: For each cue of a recording, the segments that its text comes from.
    """

    cues: tuple[CheckedCue, ...]
    findings: tuple[Finding, ...]
    rate: FrameRate
    warnings: tuple[str, ...] = ()
    segment_ids: tuple[tuple[int, ...], ...] = ()

    @property
    def n_errors(self) -> int:
        """Findings that break a rule."""
        return sum(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class SubtitleFile:
    """A subtitle file that was read.

    Attributes:
        name: For messages.
        format: Its name in `FORMATS`.
        warnings: What was dropped or guessed, with line numbers.
    """

    name: str
    format: str
    transcript: Transcript
    warnings: tuple[str, ...]


def read_subtitles(content: bytes, name: str, frame_rate_named: str = "") -> SubtitleFile:
    """Read a subtitle file.

    Raises:
        FormatError: It cannot be read.
        InvalidFrameRate: The named rate is none.
    """
    rate = float(frame_rate(frame_rate_named).fps) if frame_rate_named else None
    format_ = detect(content, name)
    done = read(content, format_, name=name, options=ReadOptions(frame_rate=rate))
    return SubtitleFile(name, format_, done.transcript, done.warnings)


def rules_for_file(data_folder: Path, delivery: Delivery, language: str | None = None) -> Rules:
    """What a file is checked against. Without a named rate its times are compared in milliseconds.

    Raises:
        UnknownProfile: There is no such profile.
        InvalidFrameRate: The named rate is none.
    """
    profile = all_profiles(data_folder).get(delivery.profile)
    rate = frame_rate(delivery.frame_rate) if delivery.frame_rate else MILLISECONDS
    spoken = language or next(iter(profile.languages), None)
    return Rules(profile, limits(profile, rate), spoken, delivery.cuts(rate))


def check_file(file: SubtitleFile, rules: Rules) -> Checked:
    """Check the cues of a file."""
    cues = cues_of(file.transcript)
    found = check(cues, rules)
    return Checked(cues, tuple(found), rules.limits.rate, file.warnings)


def fix_file(file: SubtitleFile, rules: Rules) -> tuple[Written, Checked]:
    """A file in the same format with every fix that makes no other finding, and its check."""
    done = fix(cues_of(file.transcript), rules)
    numbered = [replace(cue, number=number) for number, cue in enumerate(done, 1)]
    transcript = replace(file.transcript, segments=tuple(map(_segment, numbered)))
    written = write(transcript, file.format)
    found = check(numbered, rules)
    return written, Checked(tuple(numbered), tuple(found), rules.limits.rate, written.warnings)


def check_recording(store: Store, media_id: str, delivery: Delivery) -> Checked:
    """Check the cues that an export of a recording for a profile has.

    Raises:
        NotFound: The recording does not exist.
        UnknownProfile: There is no such profile.
        InvalidFrameRate: The named rate is none.
    """
    media = store.media.get(media_id)
    _, transcript = store.edits.transcript(media_id)
    profile = all_profiles(store.folder).get(delivery.profile)
    rate = rate_of(media, delivery.frame_rate)
    rules = Rules(
        profile, limits(profile, rate), language_of(transcript, profile),
        delivery.cuts(rate, shot_times(store, media_id)),
        media.duration_ms,
    )  # fmt: skip
    delivered = deliver(store, media_id, transcript, delivery)
    cues = cues_of(delivered.transcript)
    segment_ids = tuple(cue.segment_ids for cue in delivered.cues)
    return Checked(cues, tuple(check(cues, rules)), rate, segment_ids=segment_ids)


def cues_of(transcript: Transcript) -> tuple[CheckedCue, ...]:
    """The segments of a transcript in the order of their file, as cues."""
    in_file = sorted(transcript.segments, key=lambda segment: segment.id)
    return tuple(
        CheckedCue(number, one.start_ms, one.end_ms, one.text, one.speaker)
        for number, one in enumerate(in_file, 1)
    )


def _segment(cue: CheckedCue) -> Segment:
    return Segment(cue.number, cue.start_ms, cue.end_ms, cue.text, cue.speaker)


def checked_to_json(done: Checked) -> dict[str, Any]:
    """A check as the API and the command line write it."""
    findings = findings_to_json(done.findings)
    if done.segment_ids:
        for plain, one in zip(findings, done.findings, strict=True):
            plain["segments"] = list(done.segment_ids[one.number - 1])
    return {
        "cues": len(done.cues),
        "errors": done.n_errors,
        "frame_rate": float(done.rate.fps) if done.rate.has_frames else None,
        "findings": findings,
    }


def findings_to_json(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as the API and the command line write them; times are seconds."""
    return [
        {
            "name": one.name,
            "severity": one.severity,
            "about": one.about,
            "message": one.message,
            "cue": one.number,
            "start": seconds(one.start_ms),
            "end": seconds(one.end_ms),
            "source": one.source,
            "fixable": one.is_fixable,
        }
        for one in findings
    ]
