"""Markers in Final Cut Pro's XML: a project with an empty clip that carries them.

Written after Apple's description of FCPXML 1.10 and its document type (developer.apple.com/documentation/
professional-video-applications/fcpxml-reference); not tried in the program itself. Times are exact fractions of a
second, whole frames each.
"""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from transcribe.document.model import Segment, Transcript
from transcribe.document.sanitize import clean_text
from transcribe.formats.documents.turns import title_of
from transcribe.formats.losses import Losses
from transcribe.formats.markers.places import places_of, timeline_clock, titles_of
from transcribe.subtitles.frame_rates import FrameRate

LONGEST_NAME = 200  # characters
KINDS = ("chapter", "to-do", "standard")


def dumps(
    transcript: Transcript,
    losses: Losses,
    *,
    frame_rate: str = "25",
    start: str = "01:00:00:00",
    kind: str = "chapter",
    flagged: bool = True,
) -> str:
    """Write a project with a marker for each segment.

    Args:
        transcript: Segments without text get no marker.
        losses: Names that are cut, and segments without a flag.
        frame_rate: Of the timeline, one of the format's choices.
        start: The timecode of the timeline's first frame, one of the format's choices.
        kind: `chapter`, `to-do` or `standard` markers.
        flagged: Only flagged segments get a marker.
    """
    clock = timeline_clock(frame_rate, start)
    rate = clock.rate
    places = places_of(transcript, losses, flagged=flagged)
    titles = titles_of(places, losses, LONGEST_NAME)
    markers = "".join(
        _marker(place, title, kind, rate) for place, title in zip(places, titles, strict=True)
    )
    ends = (rate.nearest(one.end_ms) for one in transcript.segments)
    after = (rate.nearest(one.start_ms) + 1 for one in places)
    length = _time(max([1, rate.nearest(transcript.duration_ms), *ends, *after]), rate)
    first, name = _time(clock.start, rate), _quoted(title_of(transcript))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n<fcpxml version="1.10">\n'
        f'  <resources>\n    <format id="r1" frameDuration="{_time(1, rate)}" width="1920" height="1080"/>\n'
        f"  </resources>\n  <library>\n    <event name={name}>\n      <project name={name}>\n"
        f'        <sequence format="r1" duration="{length}" tcStart="{first}" '
        f'tcFormat="{"DF" if rate.is_drop else "NDF"}">\n          <spine>\n'
        f'            <gap name="Gap" offset="{first}" start="0s" duration="{length}">\n{markers}'
        "            </gap>\n          </spine>\n        </sequence>\n      </project>\n    </event>\n"
        "  </library>\n</fcpxml>\n"
    )


def _marker(place: Segment, title: str, kind: str, rate: FrameRate) -> str:
    at, name = _time(rate.nearest(place.start_ms), rate), _quoted(title)
    element, more = {
        "chapter": ("chapter-marker", ' posterOffset="0s"'),
        "to-do": ("marker", ' completed="0"'),
    }.get(kind, ("marker", ""))
    return (
        f'              <{element} start="{at}" duration="{_time(1, rate)}" value={name}{more}/>\n'
    )


def _quoted(text: str) -> str:
    return quoteattr(clean_text(text))


def _time(frame: int, rate: FrameRate) -> str:
    """Exact seconds of a frame as a fraction over the rate's own divisor: `1001/30000s`."""
    above, below = frame * rate.fps.denominator, rate.fps.numerator
    return f"{above // below}s" if above % below == 0 else f"{above}/{below}s"
