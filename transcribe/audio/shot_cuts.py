"""Shot cuts of a video, by ffmpeg's scene score."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from transcribe.audio import ffmpeg
from transcribe.errors import MediaUnreadable
from transcribe.system.child_process import Cancellation

# 35 of 35 hard cuts on the exact frame at five rates, at most one false one a file (synthetic cuts).
LEAST_SCORE = 0.3
WIDTH = 320  # px; the score compares whole images, and small ones are decoded as well as large ones
_FRAME = re.compile(r"pts_time:\s*(-?[\d.]+)")
_SCORE = re.compile(r"lavfi\.scene_score=([\d.]+)")


def find_cuts(
    path: Path, *, name: str, least_score: float = LEAST_SCORE,
    on_progress: Callable[[int], None] | None = None, cancellation: Cancellation | None = None,
) -> tuple[int, ...]:  # fmt: skip
    """When the image changes to another shot.

    Every frame is decoded. Dissolves and flashes are not told from cuts: the first are mostly missed, the second found.

    Args:
        path: The file.
        name: Its name for messages.
        least_score: Of ffmpeg's scene score, 0 to 1, from which a frame begins a shot.
        on_progress: Called with the milliseconds that have been looked at.
        cancellation: Ends the work when it is cancelled.

    Returns:
        Milliseconds at which the first frame of a shot begins, rounded to the nearest, in order.

    Raises:
        MediaUnreadable: There is no video that can be decoded.
        WorkCancelled: `cancellation` was cancelled meanwhile.
    """
    # Each frame prints its score, so that a long shot does not look like a stalled decoder.
    filters = (
        f"scale={WIDTH}:-2,select='gte(scene,0)',"
        "metadata=mode=print:key=lavfi.scene_score:file=-:direct=1"
    )
    node = ffmpeg.read_source(path)["v:0"].output("-", format="null", vf=filters)
    with ffmpeg.running(ffmpeg.command(node), name, cancellation) as (blocks, errors):
        times = []
        for ms, score in _scores(blocks):
            times.append((ms, score))
            if on_progress is not None:
                on_progress(ms)
        said = errors().strip()
    if not times:
        reason = "there is no video in it that can be decoded"
        raise MediaUnreadable(
            name, f"{reason} ({said.splitlines()[-1]})." if said else f"{reason}."
        )
    return tuple(ms for ms, score in times if score >= least_score)


def _scores(blocks: Iterator[bytes]) -> Iterator[tuple[int, float]]:
    """The time and the score of each frame."""
    ms, rest = 0, ""
    for block in blocks:
        *lines, rest = (rest + block.decode("ascii", "replace")).split("\n")
        for line in lines:
            if found := _FRAME.search(line):
                ms = round(float(found[1]) * 1000)
            elif found := _SCORE.search(line):
                yield ms, float(found[1])
