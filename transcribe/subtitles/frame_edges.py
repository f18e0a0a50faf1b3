"""Cues whose edges show on exactly the frames that they are nearest to."""

from __future__ import annotations

from dataclasses import replace

from transcribe.document.model import Segment
from transcribe.subtitles.frame_rates import FrameRate


def on_frames(cue: Segment, rate: FrameRate) -> Segment:
    """A cue with the times that show it on its frames (`FrameRate.ms_of`), on at least one.

    Its edges go to the frames whose beginnings are nearest: a segment's own times were rounded to milliseconds.
    """
    if not rate.has_frames:
        return cue
    first = rate.nearest(cue.start_ms)
    end = max(rate.nearest(cue.end_ms), first + 1)
    return replace(
        cue, start_ms=rate.ms_of(first), end_ms=max(rate.ms_of(end), rate.ms_of(first) + 1)
    )
