"""Times in the notation of SubRip and WebVTT."""

from __future__ import annotations

import re

# Bounded repeats: a line of a million digits takes linear time.
TIMESTAMP = re.compile(
    r"(-?)(?:(\d{1,6})[:.])?(\d{1,3})[:.](\d{1,2})(?:[,.:;](\d{1,9}))?(?!\d)", re.ASCII
)


def from_timestamp(text: str) -> int | None:
    """Read `01:02:03,456` and its many variants as ms; None if it is not a time."""
    found = TIMESTAMP.fullmatch(text.strip().replace(" ", ""))
    if found is None:
        return None
    sign, hours, minutes, seconds, fraction = found.groups()
    fraction_ms = int(((fraction or "0") + "00")[:3])
    total = ((int(hours or 0) * 60 + int(minutes)) * 60 + int(seconds)) * 1000 + fraction_ms
    return -total if sign else total


def to_timestamp(ms: int, decimal: str) -> str:
    """Write ms as `HH:MM:SS` with three decimals; hours have at least two digits."""
    seconds, fraction = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{decimal}{fraction:03d}"
