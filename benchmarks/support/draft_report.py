"""The tables of `benchmarks.draft`, as Markdown, from the scores of every engine and recording.

Engines are compared on the recordings that all of them have heard. Intervals are 95 % of 2,000 bootstrap
samples of the recordings, the same samples for all engines, so that differences are paired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.support.draft_rows import KINDS, Recording
from benchmarks.support.draft_scores import BY_LETTERS, Score

N_SAMPLES = 2_000
WITHIN_S = 0.2
AS_GOOD = 1.01  # errors of a setting that count as as few as the fewest
LEAST_RECORDINGS = 6  # with fewer, bootstrap samples say little: no interval
NOTHING = "–"
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Result:
    """One engine's scored answer."""

    recording: Recording
    score: Score
    cpu_s: float
    wall_s: float
    peak_mb: float


Results = Mapping[str, Mapping[str, Result]]  # by engine and name of the recording
Some = Sequence[Result]


def report(results: Results, base: str) -> Iterator[str]:
    """All tables.

    Args:
        results: By engine, in the order of the rows.
        base: The engine that the others are compared with.
    """
    common = set.intersection(*(set(heard) for heard in results.values()))
    for kind in KINDS:
        of_kind = _chosen(results, common, {kind})
        if len(of_kind[base]):
            yield from _overall(kind, of_kind, base)
            yield from _by_language(of_kind, base)
    if any(name != base and name.startswith(base) for name in results):
        yield from _left_out(_chosen(results, common, {"clip", "long"}))


def _chosen(results: Results, common: set[str], kinds: set[str]) -> dict[str, list[Result]]:
    return {
        engine: [heard[n] for n in sorted(common) if heard[n].recording.kind in kinds]
        for engine, heard in results.items()
    }


def _overall(kind: str, results: Mapping[str, Some], base: str) -> Iterator[str]:
    first = results[base]
    minutes = sum(one.score.duration_s for one in first) / 60
    n_words = sum(one.score.words for one in first)
    yield f"\n**{kind}: {len(first)} recordings, {minutes:.1f} minutes, {n_words:,} words**\n"
    yield (
        f"| engine | errors | WER % (95 %) | against {base}, % of words (95 %) | CPU s per s "
        "| wall s per s | peak MB |"
    )
    yield "|---" * 7 + "|"
    for engine, some in results.items():
        yield f"| {engine} | " + " | ".join(_costs(some, first)) + " |"
    yield (
        "\n| engine | uncovered s/h | invented words/h | repeated words/h "
        "| starts within 200 ms, p95 (edges) | ends within 200 ms, p95 (edges) |"
    )
    yield "|---" * 6 + "|"
    for engine, some in results.items():
        yield f"| {engine} | " + " | ".join(_mistakes(some)) + " |"


def _costs(some: Some, first: Some) -> Iterator[str]:
    errors, words = _errors(some), _words(some)
    weights = _samples(len(some))
    yield f"{errors.sum():.0f}"
    rate = f"{100 * errors.sum() / max(words.sum(), 1):.1f}"
    low, high = _interval(weights @ errors / np.maximum(weights @ words, 1))
    yield rate if len(some) < LEAST_RECORDINGS else f"{rate} ({low:.1f} to {high:.1f})"
    yield NOTHING if some is first else _difference(some, first)
    seconds = sum(one.score.duration_s for one in some)
    yield f"{sum(one.cpu_s for one in some) / seconds:.3f}"
    yield f"{sum(one.wall_s for one in some) / seconds:.3f}"
    yield f"{max(one.peak_mb for one in some):.0f}"


def _mistakes(some: Some) -> Iterator[str]:
    """Per hour of speech, and word times."""
    spoken_h = sum(one.score.speech_s for one in some) / 3600
    yield f"{sum(one.score.uncovered_s for one in some) / spoken_h:.0f}"
    told_h = sum(one.score.speech_s for one in some if one.recording.texts) / 3600
    for count in ("invented", "repeated"):
        yield f"{sum(getattr(one.score, count) for one in some) / max(told_h, 1e-9):.0f}"
    yield _within([late for one in some for late in one.score.starts])
    yield _within([late for one in some for late in one.score.ends])


def _difference(some: Some, first: Some) -> str:
    """Errors more than the first engine, per 100 words, with the paired interval; bold if it excludes 0."""
    more, words = _errors(some) - _errors(first), _words(some)
    shown = f"{100 * more.sum() / max(words.sum(), 1):+.1f}"
    if len(some) < LEAST_RECORDINGS:
        return shown
    low, high = _interval(_samples(len(some)) @ more / np.maximum(_samples(len(some)) @ words, 1))
    shown = f"{shown} ({low:+.1f} to {high:+.1f})"
    return f"**{shown}**" if low > 0 or high < 0 else shown


def _errors(some: Some) -> Floats:
    return np.array([one.score.errors for one in some], np.float64)


def _words(some: Some) -> Floats:
    return np.array([one.score.words for one in some], np.float64)


def _samples(n: int) -> Floats:
    """How often each recording is in each bootstrap sample; the same for the same number of recordings."""
    rng = np.random.default_rng(1)
    return rng.multinomial(n, np.full(n, 1 / n), N_SAMPLES).astype(np.float64)


def _interval(shares: Floats) -> tuple[float, float]:
    low, high = 100 * np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)


def _within(late: Sequence[float]) -> str:
    if not late:
        return NOTHING
    sizes = np.abs(late)
    share = 100 * np.mean(sizes <= WITHIN_S)
    return f"{share:.0f} %, {1000 * np.quantile(sizes, 0.95):.0f} ms ({len(sizes)})"


def _by_language(results: Mapping[str, Some], base: str) -> Iterator[str]:
    languages = sorted({one.recording.language for one in results[base] if one.score.words})
    if len(languages) < 2:
        return
    heads = [f"{code} (CER)" if code in BY_LETTERS else code for code in languages]
    yield f"\n| WER %, against {base} in brackets | {' | '.join(heads)} |"
    yield "|---" * (1 + len(languages)) + "|"
    for engine, some in results.items():
        cells = (_language_cell(some, results[base], code) for code in languages)
        yield f"| {engine} | {' | '.join(cells)} |"


def _language_cell(some: Some, first: Some, code: str) -> str:
    own = [one for one in some if one.recording.language == code]
    shown = f"{100 * _errors(own).sum() / max(_words(own).sum(), 1):.1f}"
    if some is first:
        return shown
    theirs = [one for one in first if one.recording.language == code]
    return f"{shown} [{_difference(own, theirs)}]"


def _left_out(results: Mapping[str, Some]) -> Iterator[str]:
    """Ours with the setting that is chosen without each voice, on that voice."""
    ours = {name: some for name, some in results.items() if name.startswith("ours")}
    peers = {name: some for name, some in results.items() if name not in ours}
    yield (
        "\n**Settings chosen without a voice, reported on it** (clips and long; the least CPU of the "
        f"settings with at most {AS_GOOD:g} times the fewest errors)\n"
    )
    yield "| voice | words | chosen | errors | CPU s | " + " | ".join(
        f"{name}, errors | CPU s" for name in peers
    ) + " |"  # fmt: skip
    yield "|---" * (5 + 2 * len(peers)) + "|"
    rows = [_voice_row(voice, ours, peers) for voice in _voices(ours)]
    for voice, words, chosen, figures in rows:
        yield f"| {voice} | {words} | {chosen} | {' | '.join(_shown(figures))} |"
    total = np.sum([figures for *_, figures in rows], axis=0)
    yield f"| **all** | {sum(row[1] for row in rows)} | | {' | '.join(_shown(total))} |"


def _shown(figures: Iterable[float]) -> list[str]:
    return [f"{figure:.0f}" if n % 2 == 0 else f"{figure:.1f}" for n, figure in enumerate(figures)]


def _voices(ours: Mapping[str, Some]) -> list[str]:
    some = next(iter(ours.values()))
    return sorted({one.recording.voice for one in some if one.score.words})


def _voice_row(
    voice: str, ours: Mapping[str, Some], peers: Mapping[str, Some]
) -> tuple[str, int, str, list[float]]:
    chosen = choose({
        name: [one for one in some if voice not in {one.recording.voice, *one.recording.sources}]
        for name, some in ours.items()
    })  # fmt: skip
    figures: list[float] = []
    words = 0
    for some in (ours[chosen], *peers.values()):
        own = [one for one in some if one.recording.voice == voice]
        words = int(_words(own).sum())
        figures += [float(_errors(own).sum()), sum(one.cpu_s for one in own)]
    return voice, words, chosen, figures


def choose(settings: Mapping[str, Some]) -> str:
    """The setting with the least CPU among those with nearly the fewest errors."""
    errors = {name: _errors(some).sum() for name, some in settings.items()}
    limit = AS_GOOD * min(errors.values())
    return min(
        (name for name in settings if errors[name] <= limit),
        key=lambda name: sum(one.cpu_s for one in settings[name]),
    )
