"""Edges of burned-in cues that are not on their frames, at eight rates: found by looking for the text in each frame.

    python -m benchmarks.burn_in                 854 edges and more
    python -m benchmarks.burn_in --frames 2000   longer clips

Cues of 1 to 6 frames are stored to the nearest millisecond, burned into a black clip by the product's job, and the
result is decoded: a frame has text if any pixel is bright. For comparison the same times are burned in as they are
stored, as an ordinary ASS file has them (hundredths of a second, to the nearest).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.support.burned_edges import (
    burn,
    frames_with_text,
    make_black,
    random_spans,
    stored_cues,
    wrong_edges,
)
from tests.support.made_media import run_ffmpeg
from transcribe.document.model import Transcript
from transcribe.formats import write
from transcribe.subtitles.frame_rates import frame_rate

RATES = ("23.976", "24", "25", "29.97", "30", "50", "59.94", "60")
USUAL_FRAMES = 400


def main() -> None:
    """Print a table of the rates."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=USUAL_FRAMES)
    n_frames = parser.parse_args().frames
    print("| rate | edges | wrong | wrong as stored |\n|---|---|---|---|")
    totals = [0, 0, 0]
    for seed, name in enumerate(RATES):
        counts = measure(name, n_frames, seed)
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        print(f"| {name} | {' | '.join(map(str, counts))} |", flush=True)
    print(f"| all | {' | '.join(map(str, totals))} |")


def measure(name: str, n_frames: int, seed: int) -> tuple[int, int, int]:
    """The edges of a clip, how many are wrong, and how many are wrong with the stored times."""
    rate = frame_rate(name)
    spans = random_spans(n_frames, seed)
    cues = stored_cues(spans, rate)
    with tempfile.TemporaryDirectory() as folder:
        clip = make_black(Path(folder) / "black.mp4", rate, n_frames)
        seen = frames_with_text(burn(clip, cues, rate, Path(folder)))
        plain, usual = Path(folder) / "usual.ass", Path(folder) / "usual.mp4"
        plain.write_bytes(write(Transcript(segments=tuple(cues)), "ass").data)
        run_ffmpeg(
            "-i",
            clip,
            "-vf",
            f"ass={plain}:original_size=64x36",
            "-c:v",
            "mpeg4",
            "-q:v",
            "2",
            usual,
        )
        as_stored = frames_with_text(usual)
    return 2 * len(spans), wrong_edges(spans, seen), wrong_edges(spans, as_stored)


if __name__ == "__main__":
    main()
