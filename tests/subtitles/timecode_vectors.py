"""Timecodes for the tests of both languages: `python -m tests.subtitles.timecode_vectors` writes them."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from transcribe.errors import InvalidTimecode
from transcribe.subtitles.frame_rates import NAMED, FrameRate
from transcribe.subtitles.timecodes import format_timecode, frame_number

FILE = Path(__file__).parents[1] / "data" / "timecode_vectors.json"
KNOWN = [1799, 1800, 1801, 3597, 3598, 17_981, 17_982, 107_891, 107_892, 86_400, 108_000, 215_784]
N_RANDOM = 20
REFUSED = [
    "00:01:00;00", "00:01:00;01", "10:59:00;03", "00:11:00;00", "00:10:00;00", "1:2:3", "00:60:00:00",
    "00:00:60:00", "00:00:00:30", "00:00:00:60", "00:00:01;00", "-1:00:00:00", "",
]  # fmt: skip


def vectors() -> dict[str, Any]:
    """Frames with their timecodes and times, and texts that some rates refuse."""
    chance = random.Random(16)
    rates = [FrameRate(fps) for fps in NAMED.values()]
    rates += [FrameRate(NAMED[name], is_drop=True) for name in ("29.97", "59.94")]
    frames, texts = [], []
    for rate in rates:
        for number in [0, 1, *KNOWN, *(chance.randrange(99 * 3600 * 23) for _ in range(N_RANDOM))]:
            ms = chance.randrange(36_000_000)
            frames.append({
                "rate": float(rate.fps), "drop": rate.is_drop, "frame": number,
                "text": format_timecode(number, rate), "ms": ms, "nearest": rate.nearest(ms),
            })  # fmt: skip
        texts += [{"rate": float(rate.fps), "text": text, **_read(text, rate)} for text in REFUSED]
    return {"frames": frames, "texts": texts}


def _read(text: str, rate: FrameRate) -> dict[str, Any]:
    try:
        return {"frame": frame_number(text, rate)}
    except InvalidTimecode as error:
        _, sign, nearest = str(error).partition("the nearest are ")
        return {"frame": None, "nearest": nearest.split(".")[0][:27] if sign else ""}


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=0) + "\n")
