"""Check subtitle files, and the cues of recordings, against a delivery profile."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from transcribe.document.model import Segment, Transcript
from transcribe.document.serialization import seconds
from transcribe.formats import Loss, ReadOptions, Written, detect, read, write
from transcribe.formats.losses import count
from transcribe.formats.parsing import Notes, decode_text
from transcribe.formats.subtitles import ass_layout, vtt_layout
from transcribe.formats.subtitles.vtt_layout import ChangedCue
from transcribe.formats.vtt import cue_body
from transcribe.library.subtitles.deliveries import (
    Delivery,
    deliver,
    language_of,
    rate_of,
    shot_times,
)
from transcribe.library.subtitles.dictionaries import word_check
from transcribe.library.subtitles.profiles import all_profiles
from transcribe.store import Store
from transcribe.subtitles.checks.model import CheckedCue, Finding, Rules
from transcribe.subtitles.checks.running import check, fix
from transcribe.subtitles.frame_rates import MILLISECONDS, NAMED, FrameRate, frame_rate
from transcribe.subtitles.profiles.limits import limits

HEAD_BYTES = 20_000
_FRAME_RATE = re.compile(rb"\bframeRate\s*=\s*[\"']\s*(\d{1,4})\s*[\"']")
_MULTIPLIER = re.compile(rb"\bframeRateMultiplier\s*=\s*[\"']\s*(\d{1,6})[ :]+([1-9]\d{0,5})")


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
        declared_rate: Frames a second that a TTML file names.
        content: The file, where its styles, settings and notes can be kept (WebVTT, ASS).
        cue_lines: For each segment the line in it that it comes from.
        writer_options: For a writer that shall use the file's own frame rate and code table.
    """

    name: str
    format: str
    transcript: Transcript
    warnings: tuple[str, ...]
    declared_rate: Fraction | None = None
    content: bytes = b""
    cue_lines: tuple[int, ...] = ()
    writer_options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Words:
    """What words are checked against.

    Attributes:
        avoided: Words and phrases that are not used.
        spelling: Check that the dictionary of the language has each word.
    """

    avoided: tuple[str, ...] = ()
    spelling: bool = False

    def of(self, rules: Rules, data_folder: Path) -> Rules:
        """Rules that check these too.

        Raises:
            SpellingUnavailable: There is no dictionary.
        """
        is_word = word_check(data_folder, rules.language) if self.spelling else None
        return replace(rules, avoided=self.avoided, is_word=is_word)


NO_WORDS = Words()


def read_subtitles(
    content: bytes, name: str, frame_rate_named: str = "", *, keeps_layout: bool = False
) -> SubtitleFile:
    """Read a subtitle file.

    Args:
        content: The file.
        name: Its name, for messages.
        frame_rate_named: For times that count frames.
        keeps_layout: The file will be fixed: what `fix_file` keeps is not reported.

    Raises:
        FormatError: It cannot be read.
        InvalidFrameRate: The named rate is none.
    """
    rate = float(frame_rate(frame_rate_named).fps) if frame_rate_named else None
    format_ = detect(content, name)
    options = ReadOptions(frame_rate=rate, keeps_layout=keeps_layout)
    done = read(content, format_, name=name, options=options)
    if keeps_layout and done.cue_lines is not None:
        return SubtitleFile(
            name, format_, done.transcript, done.warnings, content=content, cue_lines=done.cue_lines
        )
    if keeps_layout:
        done = read(content, format_, name=name, options=ReadOptions(frame_rate=rate))
    declared = _declared_rate(content) if format_ == "ttml" else None
    return SubtitleFile(
        name, format_, done.transcript, done.warnings, declared, writer_options=done.writer_options
    )


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
    """Check the cues of a file, and the frame rate that it names."""
    cues = cues_of(file.transcript)
    found = [*named_rate(file, rules.limits.rate), *check(cues, rules)]
    return Checked(cues, tuple(found), rules.limits.rate, file.warnings)


def named_rate(file: SubtitleFile, rate: FrameRate) -> Iterator[Finding]:
    """Whether the frame rate in a TTML file is a known one, and that of the delivery."""
    if file.declared_rate is None:
        return
    said = f"ttp:frameRate with its multiplier is {float(file.declared_rate):.4g}"
    if file.declared_rate not in NAMED.values():
        named = ", ".join(NAMED)
        yield _of_file(f"{said}, none of {named}; 23.976 is 24 with the multiplier 1000 1001")
    elif rate.has_frames and file.declared_rate != rate.fps:
        yield _of_file(f"{said}, and the delivery has {rate.name}")


def _of_file(message: str) -> Finding:
    return Finding("frame-rate", "error", "The file's frame rate is known.", message, 1, 0, 0)


def _declared_rate(content: bytes) -> Fraction | None:
    """The `ttp:frameRate` of a TTML file, with its multiplier; None if it names none."""
    head = content[:HEAD_BYTES].replace(b"\0", b"")  # of UTF-16 too
    found = _FRAME_RATE.search(head)
    if found is None:
        return None
    multiplier = _MULTIPLIER.search(head)
    by = Fraction(int(multiplier[1]), int(multiplier[2])) if multiplier else Fraction(1)
    return int(found[1]) * by


def fix_file(file: SubtitleFile, rules: Rules) -> tuple[Written, Checked]:
    """A file in the same format with every fix that makes no other finding, and its check."""
    # Checks look at cues by their times; those of one start are written in the order of the file.
    done = sorted(fix(cues_of(file.transcript), rules), key=lambda cue: (cue.start_ms, cue.number))
    numbered = [replace(cue, number=number) for number, cue in enumerate(done, 1)]
    transcript = replace(file.transcript, segments=tuple(map(_segment, numbered)))
    written = (
        _in_layout(file, done)
        if file.content
        else write(transcript, file.format, **file.writer_options)
    )
    found = [*named_rate(file, rules.limits.rate), *check(numbered, rules)]
    return written, Checked(tuple(numbered), tuple(found), rules.limits.rate, written.warnings)


def _in_layout(file: SubtitleFile, fixed: Sequence[CheckedCue]) -> Written:
    """The file with other cues, and with its own styles, regions, notes and settings."""
    was = cues_of(file.transcript)
    names = {speaker.id: speaker.name for speaker in file.transcript.speakers}
    n_of_line = Counter(file.cue_lines)
    cues = []
    is_vtt = file.format == "vtt"
    for cue in sorted(fixed, key=lambda one: (one.start_ms, -one.end_ms if is_vtt else 0)):
        if not cue.text.strip():
            continue
        line, before = file.cue_lines[cue.number - 1], was[cue.number - 1]
        is_same = n_of_line[line] == 1 and (cue.text, cue.speaker) == (before.text, before.speaker)
        body = cue_body(cue.text, names.get(cue.speaker or "", "")) if is_vtt else cue.text
        end_ms = max(cue.end_ms, cue.start_ms + 1)
        cues.append(ChangedCue(line, cue.start_ms, end_ms, body, is_same))
    content = decode_text(file.content, Notes(file.name))
    text, n_lost = (
        vtt_layout.with_cues(content, cues)
        if is_vtt
        else ass_layout.with_cues(content, cues, file.cue_lines)
    )
    told = f"changed: the markup of {count(n_lost, 'cue')} whose text was fixed was removed"
    return Written(text, (Loss("text", n_lost, told),) if n_lost else ())


def check_recording(
    store: Store, media_id: str, delivery: Delivery, words: Words = NO_WORDS
) -> Checked:
    """Check the cues that an export of a recording for a profile has.

    Raises:
        SpellingUnavailable: There is no dictionary.
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
    rules = words.of(rules, store.folder)
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
