"""Error of word times against the truth, where the speech set has it.

Truth is a list of ranges, each of one or more words with a start and an end. Its words and the
recognised ones are matched in order after Whisper's normaliser; a range counts at the edges whose
word was recognised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

TimedText = tuple[str, float, float]  # text, start and end in seconds
TRUTH = re.compile(r'(?:xmin = )?([\d.]+)\s+(?:xmax = )?([\d.]+)\s+(?:text = )?"([^"]*)"')


def read_truth(path: Path) -> list[TimedText]:
    """Ranges of a truth file of the speech set; none if it has no words."""
    if path.suffix == ".TextGrid":
        _, _, words = path.read_text(encoding="utf-8").partition('"words"')
        tier = words.partition('"IntervalTier"')[0]
        found = [(text, float(a), float(b)) for a, b, text in TRUTH.findall(tier)]
        return [span for span in found if span[0].strip()]
    content = json.loads(path.read_text(encoding="utf-8"))
    if isinstance(content, list):
        return [(part["text"], part["start"], part["end"]) for part in content if part.get("text")]
    return [
        (re.sub(r"\(\d\)", "", word["t"]), word["b"], word["b"] + word["d"])
        for word in content.get("w", ())
        if not word["t"].startswith(("<", "["))
    ]


def edge_errors(
    truth: list[TimedText], heard: list[TimedText], normalise: Callable[[str], list[str]]
) -> tuple[list[float], list[float]]:
    """Seconds by which starts and ends are late (negative: early), for recognised edges."""
    told = [(token, place) for place, (text, _, _) in enumerate(truth) for token in normalise(text)]
    said = [(token, place) for place, (text, _, _) in enumerate(heard) for token in normalise(text)]
    matcher = SequenceMatcher(None, [t for t, _ in told], [t for t, _ in said], autojunk=False)
    starts, ends = [], []
    for block in matcher.get_matching_blocks():
        for offset in range(block.size):
            at = block.a + offset
            span, word = told[at][1], heard[said[block.b + offset][1]]
            if at == 0 or told[at - 1][1] != span:
                starts.append(word[1] - truth[span][1])
            if at == len(told) - 1 or told[at + 1][1] != span:
                ends.append(word[2] - truth[span][2])
    return starts, ends
