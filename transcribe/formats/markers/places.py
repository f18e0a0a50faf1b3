"""Places of a recording that get a chapter or a marker: all segments, or the flagged ones."""

from __future__ import annotations

from collections.abc import Sequence

from transcribe.document.model import Segment, Transcript
from transcribe.formats.losses import Losses, count
from transcribe.formats.parsing import is_blank, one_line
from transcribe.subtitles.frame_rates import frame_rate
from transcribe.subtitles.timecodes import TimecodeClock, frame_number


def places_of(transcript: Transcript, losses: Losses, *, flagged: bool) -> list[Segment]:
    """The segments where a chapter or a marker begins; those without text have no title.

    Args:
        transcript: What is written.
        losses: Segments that are not flagged.
        flagged: Only flagged segments.
    """
    shown = [one for one in transcript.segments if not is_blank(one.text)]
    found = [one for one in shown if one.is_flagged or not flagged]
    n = len(shown) - len(found)
    losses.add("segments", n, f"not kept: {count(n, 'segment')} without a flag")
    if shown and not found:
        losses.add("segments", 1, "no segment is flagged: flag those where a chapter or marker "
                   "begins, or write all segments (the option “flagged” off)")  # fmt: skip
    return found


def titles_of(places: Sequence[Segment], losses: Losses, longest: int) -> list[str]:
    """A title for each place, its text on one line; longer ones are cut and reported."""
    titles = [one_line(one.text) for one in places]
    n = sum(len(title) > longest for title in titles)
    losses.add("text", n, f"changed: {count(n, 'title')} cut after {longest} characters")
    return [_cut(title, longest) for title in titles]


def _cut(title: str, longest: int) -> str:
    if len(title) <= longest:
        return title
    kept = title[: longest - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"


def timeline_clock(name: str, start: str) -> TimecodeClock:
    """The timecodes of a timeline.

    Args:
        name: Its frame rate, one of the format's choices.
        start: The timecode of its first frame; it counts as the timeline's others do.
    """
    rate = frame_rate(name)
    written = f"{start[:8]};{start[9:]}" if rate.is_drop else start
    return TimecodeClock(rate, frame_number(written, rate))
