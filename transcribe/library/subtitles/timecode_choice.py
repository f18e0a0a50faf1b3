"""How the times of a recording are shown, as a request names it."""

from __future__ import annotations

from typing import Any

from transcribe.errors import InvalidOperation, InvalidTimecode
from transcribe.library.subtitles.deliveries import rate_of
from transcribe.store.values import Media, TimecodeChoice
from transcribe.subtitles.frame_rates import MILLISECONDS
from transcribe.subtitles.timecodes import frame_number


def timecode_choice(media: Media, plain: Any) -> TimecodeChoice | None:
    """Read a choice; null takes it back.

    Raises:
        InvalidOperation: It is no choice, or the recording has no frames to count.
        InvalidTimecode: `start` is no timecode at the recording's rate.
    """
    if plain is None:
        return None
    if not isinstance(plain, dict):
        raise InvalidOperation("timecode", 'an object with "shown", "drop" and "start", or null')
    usual = TimecodeChoice()
    shown, drop = plain.get("shown", usual.shown), plain.get("drop", usual.drop)
    start = plain.get("start", usual.start)
    if not isinstance(shown, bool) or not isinstance(drop, bool):
        raise InvalidOperation("timecode", '"shown" and "drop" are true or false')
    if not isinstance(start, str):
        raise InvalidTimecode(str(start), 'write "start" as a text, such as 10:00:00:00')
    rate = rate_of(media)
    if rate != MILLISECONDS:
        frame_number(start, rate)
    elif shown or start != usual.start:
        raise InvalidOperation(
            "timecode",
            "this recording has no video with a known frame rate; its times are clock times",
        )
    return TimecodeChoice(shown, drop, start)
