"""Speech without any word, and words invented, per hour: the product beside faster-whisper's own modes.

    python -m benchmarks.coverage                  all mixes of the held half
    python -m benchmarks.coverage --half tuned     those on which settings were chosen
    python -m benchmarks.coverage --minutes 4      stops after this time; run again to go on

Answers are kept in a folder (`--cache`), so that a run can be made in parts. The recordings are built by
`coverage_mixes`; all engines hear the same samples and use the same checkpoint, and all have to find
the language themselves. `sequential` is `WhisperModel.transcribe`, `batched` is
`BatchedInferencePipeline.transcribe`, both with word times and, for mixes of two languages, with
`multilingual=True`, which is their option for it.

`benchmarks.support.draft_scores` tells what is counted as uncovered and invented.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.support.coverage_mixes import RATE, Mix, build_mixes
from benchmarks.support.draft_engines import hearer as load
from benchmarks.support.draft_scores import n_invented, uncovered_s

PEERS = {"sequential": "faster-whisper", "batched": "batched"}
Timed = tuple[str, float, float]  # text, start, end in seconds
Hearer = Callable[[Mix], list[Timed]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine did with one mix."""

    speech_s: float
    uncovered_s: float
    n_invented: int
    duration_s: float


def hearer(name: str) -> Hearer:
    """Load an engine; peers are told of a second language, ours has to find it."""
    hear = load(PEERS.get(name, name))

    def words(mix: Mix) -> list[Timed]:
        is_mixed = name == "ours" or mix.kind == "two languages"
        return hear(mix.samples, None, is_mixed)[1]

    return words


def figures(mix: Mix, words: list[Timed]) -> Figures:
    """Score one answer."""
    seconds = len(mix.samples) / RATE
    spoken = [(one.start_s, one.end_s) for one in mix.utterances]
    said = [(one.text, one.language) for one in mix.utterances]
    speech_s, left_s = uncovered_s(spoken, seconds, words)
    return Figures(speech_s, left_s, n_invented(said, (text for text, _, _ in words)), seconds)


def main() -> None:
    """Run what is not in the cache, and print the table of what is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["held", "tuned"], default="held")
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--only", nargs="+", default=["ours", *PEERS])
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/transcribe-coverage")
    arguments = parser.parse_args()
    until = time.monotonic() + 60 * arguments.minutes
    arguments.cache.mkdir(parents=True, exist_ok=True)
    mixes = list(build_mixes(arguments.half))
    loaded: dict[str, Hearer] = {}
    for mix in mixes:
        for name in arguments.only:
            path = arguments.cache / f"{arguments.half} {name} {mix.name}.json"
            if path.is_file() or time.monotonic() > until:
                continue
            if name not in loaded:
                loaded[name] = hearer(name)
            path.write_text(json.dumps(loaded[name](mix)))
    print("\n".join(report(mixes, arguments.cache, arguments.half)))


def report(mixes: Iterable[Mix], cache: Path, half: str) -> Iterator[str]:
    """A Markdown table by kind of mix, over the mixes that every engine has heard."""
    found: dict[str, dict[str, list[Figures]]] = defaultdict(lambda: defaultdict(list))
    for mix in mixes:
        paths = {name: cache / f"{half} {name} {mix.name}.json" for name in ("ours", *PEERS)}
        if not all(path.is_file() for path in paths.values()):
            continue
        for name, path in paths.items():
            scored = figures(mix, [(t, s, e) for t, s, e in json.loads(path.read_text())])
            for kind in (mix.kind, "all"):
                found[kind][name].append(scored)
    yield "| mixes | minutes | engine | speech without words, s/h | invented words/h | ours better, equal, worse |"
    yield "|---|---|---|---|---|---|"
    for kind, by_name in sorted(found.items(), key=lambda pair: pair[0] == "all"):
        for name, some in by_name.items():
            hours = sum(one.duration_s for one in some) / 3600
            uncovered = sum(one.uncovered_s for one in some) / hours
            invented = sum(one.n_invented for one in some) / hours
            pairs = "" if name == "ours" else _paired(by_name["ours"], some)
            yield (
                f"| {kind}, {len(some)} | {60 * hours:.1f} | {name} | {uncovered:.0f} "
                f"| {invented:.0f} | {pairs} |"
            )


def _paired(ours_: list[Figures], theirs: list[Figures]) -> str:
    """In how many recordings ours has less, as much and more uncovered speech, to 0.1 s."""
    signs = [
        np.sign(round(b.uncovered_s - a.uncovered_s, 1)) for a, b in zip(ours_, theirs, strict=True)
    ]
    return f"{signs.count(1)}, {signs.count(0)}, {signs.count(-1)}"


if __name__ == "__main__":
    main()
