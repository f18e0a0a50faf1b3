"""Files of 20,000 cues, written and read, compared with pysubs2 in the same run, and how the time grows with cues.

    python -m benchmarks.formats [--cues 20000] [--rounds 5] [--growth]

CPU seconds, the smallest of the rounds; each round goes through both programs. pysubs2 reads and writes
SubRip, WebVTT, ASS and TTML; the others stand alone. `--growth` compares with ten times as many cues.
"""

from __future__ import annotations

import argparse
import io
import time
from collections.abc import Callable

import pysubs2

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.formats import FORMATS, READABLE, WRITABLE, dumps, loads

PEERS = {"srt": "srt", "vtt": "vtt", "ass": "ass", "ttml": "ttml"}


def talk(n: int) -> Transcript:
    """A conversation of two speakers in cues of two seconds."""
    texts = (
        "And so, my fellow Americans,",
        "ask not what your country\ncan do for you,",
        "ask what you can do.",
    )
    segments = (
        Segment(i, i * 2_000, i * 2_000 + 1_840, f"{texts[i % 3]} ({i})", f"S{i % 2 + 1}")
        for i in range(1, n + 1)
    )
    voices = (Speaker("S1", "Alice"), Speaker("S2", "Bob"))
    return Transcript(tuple(segments), voices, duration_ms=(n + 1) * 2_000)


def cpu_s(run: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    run()
    return time.process_time() - start


def measure(
    name: str, transcript: Transcript, rounds: int
) -> tuple[float, float, float | None, float | None]:
    """The smallest times for writing and reading: ours, then those of pysubs2."""
    peer = PEERS.get(name)
    content = dumps(transcript, name)
    subtitles = pysubs2.SSAFile.from_string(str(content), peer) if peer else None
    theirs = subtitles.to_string(peer) if peer and subtitles else ""
    shared = theirs or content  # both read the same file
    ours = [(cpu_s(lambda: dumps(transcript, name)), cpu_s(lambda: loads(shared, name))) for _ in range(rounds)]  # fmt: skip
    others = [
        (cpu_s(lambda: subtitles.to_string(peer)),
         cpu_s(lambda: pysubs2.SSAFile.from_file(io.StringIO(theirs), peer)))
        for _ in range(rounds) if peer and subtitles
    ]  # fmt: skip
    wrote, read = (min(column) for column in zip(*ours, strict=True))
    if not others:
        return wrote, read, None, None
    return wrote, read, min(one[0] for one in others), min(one[1] for one in others)


def growth(name: str, few: Transcript, many: Transcript) -> float:
    """How many times as long the larger file takes to read."""
    small, large = dumps(few, name), dumps(many, name)
    return cpu_s(lambda: loads(large, name)) / min(
        cpu_s(lambda: loads(small, name)) for _ in range(3)
    )


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cues", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--growth", action="store_true")
    parser.add_argument(
        "--formats", nargs="*", default=[n for n in FORMATS if n in READABLE and n in WRITABLE]
    )
    asked = parser.parse_args()
    transcript = talk(asked.cues)
    print("| format | write | read | pysubs2 writes | pysubs2 reads |\n|---|---|---|---|---|")
    for name in asked.formats:
        ours = measure(name, transcript, asked.rounds)
        print(
            f"| {name} | " + " | ".join("" if s is None else f"{s:.2f} s" for s in ours) + " |",
            flush=True,
        )
    if asked.growth:
        large = talk(asked.cues * 9)
        for name in asked.formats:
            print(
                f"{name}: nine times as many cues take {growth(name, transcript, large):.1f} times as long to read",
                flush=True,
            )


if __name__ == "__main__":
    main()
