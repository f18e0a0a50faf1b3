"""Markers in an edit decision list (CMX 3600), as DaVinci Resolve reads and writes those of a timeline."""

from __future__ import annotations

from transcribe.document.model import Transcript
from transcribe.formats.documents.turns import title_of
from transcribe.formats.losses import Losses, count
from transcribe.formats.markers.places import places_of, timeline_clock, titles_of
from transcribe.subtitles.timecodes import MAX_HOURS, frame_number

LONGEST_NAME = 200  # characters
MOST_EVENTS = 999  # numbers of events have three digits


def dumps(
    transcript: Transcript,
    losses: Losses,
    *,
    frame_rate: str = "25",
    start: str = "01:00:00:00",
    flagged: bool = False,
) -> str:
    """Write a marker for each segment.

    Args:
        transcript: Segments without text get none.
        losses: Markers that do not fit in, and names that are cut.
        frame_rate: Of the timeline, one of the format's choices.
        start: The timecode of the timeline's first frame, one of the format's choices.
        flagged: Only flagged segments get a marker.
    """
    clock = timeline_clock(frame_rate, start)
    last = frame_number(f"{MAX_HOURS}:59:59:00", clock.rate) - clock.start
    all_places = places_of(transcript, losses, flagged=flagged)
    places = [one for one in all_places if clock.rate.nearest(one.start_ms) < last][:MOST_EVENTS]
    n_lost = len(all_places) - len(places)
    losses.add("segments", n_lost, f"not kept: {count(n_lost, 'marker')}; an edit decision list has at "
               f"most {MOST_EVENTS}, and timecodes end at {MAX_HOURS} hours")  # fmt: skip
    mode = "DROP FRAME" if clock.rate.is_drop else "NON-DROP FRAME"
    parts = [f"TITLE: {title_of(transcript)}\nFCM: {mode}\n"]
    titles = titles_of(places, losses, LONGEST_NAME)
    n_bars = sum("|" in title for title in titles)
    losses.add("text", n_bars, f"changed: the bars | in {count(n_bars, 'name')} became /")
    for n, (place, title) in enumerate(zip(places, titles, strict=True), 1):
        at = clock.rate.nearest(place.start_ms)
        times = f"{clock.text(at)} {clock.text(at + 1)}"
        name = title.replace("|", "/")
        parts.append(
            f"{n:03}  001      V     C        {times} {times}\n |C:ResolveColorBlue |M:{name} |D:1\n"
        )
    return "\n".join(parts)
