"""Move the cues of a subtitle file to where their words are heard in a recording."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from transcribe.audio.decode import open_pcm
from transcribe.audio.vad import ActivityOptions, iter_speech
from transcribe.document.model import Segment, Transcript, Word
from transcribe.document.serialization import seconds
from transcribe.jobs.activity_fit import fit_activity, fit_by_either
from transcribe.library.subtitles.checks import SubtitleFile
from transcribe.library.subtitles.retimed_files import RetimedFile, retime_file
from transcribe.quality.fit_report import describe_fit, map_to_json
from transcribe.quality.time_fit import TimeFit
from transcribe.subtitles.retiming import MapOf, TimeMap

LEAST_PAUSE_MS = 200  # a shorter one is part of the speech


@dataclass(frozen=True, slots=True)
class Resynced:
    """What a resync found.

    Attributes:
        cues: In the order of time; indexes of the fit name them.
        file: The file with other times; None if its text was not found, or nothing has to move.
    """

    fit: TimeFit
    cues: tuple[Segment, ...]
    file: RetimedFile | None

    @property
    def message(self) -> str:
        """How the times were off, for a person."""
        return describe_fit(self.fit, flagged="listed below")


def heard_words(transcript: Transcript) -> list[Word]:
    """The words of a recording's transcript with their times, in order."""
    words = [word for segment in transcript.segments for word in segment.words]
    return sorted(words, key=lambda word: word.start_ms)


def spoken_ranges(pcm: Path) -> list[tuple[int, int]]:
    """Where somebody speaks in samples of 16 kHz, in ms, by voice activity: no model recognises words."""
    found = iter_speech(open_pcm(pcm), ActivityOptions(pad_ms=0, min_silence_ms=LEAST_PAUSE_MS))
    return [(one.start_ms, one.end_ms) for one in found]


def resync_by_speech(
    content: bytes, file: SubtitleFile, speech: Sequence[tuple[int, int]], total_ms: int
) -> Resynced:
    """Find how a file's times are off from where somebody speaks, and move its cues; texts stay."""
    return _resynced(content, file, fit_activity(file.transcript.segments, speech, total_ms))


def resync_file(
    content: bytes, file: SubtitleFile, heard: Sequence[Word], total_ms: int
) -> Resynced:
    """Find how a file's times are off from a recording, and move its cues; texts stay.

    Its words decide, or, if they are not found as in another language, where somebody speaks.
    """
    return _resynced(content, file, fit_by_either(file.transcript.segments, heard, total_ms))


def _resynced(content: bytes, file: SubtitleFile, fit: TimeFit) -> Resynced:
    cues = file.transcript.segments
    if fit.is_right:
        return Resynced(fit, cues, None)
    done = retime_file(content, file, _map_of(cues, fit), is_strict=False)
    return Resynced(fit, cues, done)


def _map_of(cues: Sequence[Segment], fit: TimeFit) -> MapOf:
    """The map of a cue by its times; equal cues lie in the same piece."""
    by_times = {(cue.start_ms, cue.end_ms): fit.map_of(n) for n, cue in enumerate(cues)}
    starts = [cue.start_ms for cue in cues]

    def map_of(start_ms: int, end_ms: int) -> TimeMap:
        near = max(0, bisect_right(starts, start_ms) - 1)
        return by_times.get((start_ms, end_ms)) or fit.map_of(near)

    return map_of


def resynced_to_json(done: Resynced) -> dict[str, Any]:
    """A resync as the command line writes it; times are seconds."""
    fit = done.fit
    number = dict(zip((cue.id for cue in sorted(done.cues, key=lambda cue: cue.id)), count(1), strict=False))  # fmt: skip
    return {
        "found": fit.is_found,
        "sure": fit.is_sure,
        "by": "words" if fit.agreement is None else "speech",
        "cues": fit.n_cues,
        "placed": fit.n_placed,
        "spread": seconds(fit.spread_ms),
        "pieces": [
            {"from": seconds(done.cues[one.first].start_ms), **map_to_json(one.map)}
            for one in fit.pieces
        ],
        "unplaced": [
            {"cue": number[done.cues[n].id], "start": seconds(done.cues[n].start_ms),
             "text": done.cues[n].text}
            for n in fit.marked
        ],
        "message": done.message,
    }  # fmt: skip
