"""Subtitle files with other times, in their own format."""

from __future__ import annotations

from dataclasses import dataclass, replace

from transcribe.document.model import Segment, Transcript
from transcribe.errors import InvalidOperation, TranscribeError
from transcribe.formats import read, write
from transcribe.formats.subtitles.file_times import change_times
from transcribe.library.subtitles.checks import SubtitleFile
from transcribe.subtitles.retiming import MapOf, TimeMap, retimed

COARSE_MS = 10  # ASS and LRC write hundredths of a second


@dataclass(frozen=True, slots=True)
class RetimedFile:
    """A subtitle file with other times.

    Attributes:
        n_cues: Cues that moved.
        n_cut: Of these, cues that now begin at 0, since they would have begun before it.
        warnings: What the file lost because it was written from what was read; empty where only times were changed.
    """

    data: bytes
    n_cues: int
    n_cut: int
    warnings: tuple[str, ...] = ()


def retime_file(
    content: bytes, file: SubtitleFile, map_of: MapOf, *, is_strict: bool = True
) -> RetimedFile:
    """Move the cues of a file; one that would begin before 0 begins at 0.

    Args:
        content: The file.
        file: The same, as it was read.
        map_of: The map of a cue with this start and end; the identity where it stays.
        is_strict: Refuse to move a cue before 0 altogether; else it stands at 0 for a millisecond.

    Raises:
        InvalidOperation: A cue would lie before 0 altogether, or none moves.
        UnknownFormat: The format is not written.
    """
    segments = file.transcript.segments
    done = retimed(segments, map_of, is_strict=is_strict)
    n_moved = sum(map_of(one.start_ms, one.end_ms) != TimeMap() for one in segments)
    if not n_moved:
        raise InvalidOperation("shift", f"no cue of {file.name} lies there")
    wanted = replace(file.transcript, segments=done.segments)
    changed = change_times(content, file.format, map_of)
    if changed is not None and _is_as_wanted(changed, file, wanted):
        return RetimedFile(changed, n_moved, done.n_cut)
    written = write(wanted, file.format, **file.writer_options)
    return RetimedFile(written.data, n_moved, done.n_cut, (*file.warnings, *written.warnings))


def _is_as_wanted(content: bytes, file: SubtitleFile, wanted: Transcript) -> bool:
    """Whether a file with changed times reads as the cues that it should have."""
    try:
        again = read(content, file.format, name=file.name).transcript
    except TranscribeError:
        return False
    pairs = list(zip(_in_file(again), _in_file(wanted), strict=False))
    return len(again.segments) == len(wanted.segments) and all(_is_same(*pair) for pair in pairs)


def _in_file(transcript: Transcript) -> list[Segment]:
    return sorted(transcript.segments, key=lambda one: one.id)


def _is_same(one: Segment, other: Segment) -> bool:
    apart_ms = max(abs(one.start_ms - other.start_ms), abs(one.end_ms - other.end_ms))
    return (one.text, one.speaker) == (other.text, other.speaker) and apart_ms <= COARSE_MS
