"""Speed, errors, word times and memory of drafting, compared with plain `whisper` on the same weights.

    python -m benchmarks.draft                   all scorable recordings (an hour and more)
    python -m benchmarks.draft --seconds 60      at most this much of each set and language
    python -m benchmarks.draft --minutes 20      starts no recording after this time
    python -m benchmarks.draft --long            recordings of minutes instead, and one of ten
    python -m benchmarks.draft --engines batched faster-whisper      only these, against the first

Each engine has its own process, so that its peak memory can be measured; recordings go to them
in turn, one after the other, so that other load slows all equally. `whisper` is
`whisper.transcribe` with the defaults of its command (beam 5, best of 5, temperatures up to 1) and
word times; `batched` is faster-whisper's own `BatchedInferencePipeline` with word times, int8, on as
many threads and in batches of the same size as ours. Ours run the product's own path: voice activity,
chunks, batches, corrected word times.

WER is by words after Whisper's own normaliser, over all words of a language together; Chinese and
Japanese are scored by characters: CER. Edges are starts and ends of words, or of utterances where
the truth has no words; see `benchmarks.edges`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import wave
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.draft_engines import (
    BATCH,
    ENGINES,
    MODELS,
    REPOSITORY,
    Answer,
    iter_children,
    load_samples,
)
from benchmarks.edges import edge_errors, read_truth

__all__ = ["BATCH", "MODELS"]
SPEECH = REPOSITORY.parent / "shared" / "data" / "speech"
BY_LETTERS = {"zh", "ja"}
MOST_LETTERS_A_SECOND = (
    40  # a reference with more words belongs to a longer recording than the file
)
LONG_S = 90
JOINED_S, JOINT_S = 600, 0.6
Row = dict[str, Any]


@dataclass(slots=True)
class Total:
    """Sums over recordings."""

    errors: int = 0
    words: int = 0
    seconds: float = 0.0
    duration: float = 0.0
    starts: list[float] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)

    def add(self, other: Total) -> None:
        """Add another sum."""
        for name in ("errors", "words", "seconds", "duration", "starts", "ends"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def scorable_rows(seconds: float) -> list[Row]:
    """Recordings with a reference in one language, at most `seconds` of each set and language.

    The sets take turns, so that a shortened run covers all of them.
    """
    rows = [json.loads(line) for line in (SPEECH / "manifest.jsonl").read_text().splitlines()]
    taken: dict[tuple[str, str], float] = defaultdict(float)
    chosen: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        key = (row["set"], row["language"])
        if not _is_scorable(row) or taken[key] >= seconds:
            continue
        taken[key] += row["duration"]
        chosen[key].append(row)
    return [row for turn in zip_longest(*chosen.values()) for row in turn if row]


def _is_scorable(row: Row) -> bool:
    is_told = row.get("text_kind") in {"reference", "script"} and "+" not in row["language"]
    return is_told and len(row["text"]) < MOST_LETTERS_A_SECOND * row["duration"]


def long_rows(folder: Path) -> list[Row]:
    """Recordings of minutes, the last of ten: English readings and talk one after the other."""
    rows = scorable_rows(1e9)
    singles = [
        row for row in rows
        if row["language"] == "en" and row["duration"] < LONG_S and row["set"] != "assembled"
    ]  # fmt: skip
    return [*(row for row in rows if row["duration"] >= LONG_S), _joined(singles, folder)]


def _joined(rows: list[Row], folder: Path) -> Row:
    pause = np.zeros(int(JOINT_S * 16_000), np.int16)
    parts, texts, length = [], [], 0
    for row in rows:
        if length >= JOINED_S * 16_000:
            break
        samples = (load_samples(SPEECH / row["path"]) * 32767).astype(np.int16)
        parts += [samples, pause]
        texts.append(row["text"])
        length += len(samples) + len(pause)
    path = folder / "joined.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16_000, 0, "NONE", ""))
        file.writeframes(np.concatenate(parts).tobytes())
    return {"path": str(path), "text": " ".join(texts), "language": "en",
            "duration": length / 16_000}  # fmt: skip


def normalise(text: str, row: Row) -> list[str]:
    """Words, or characters for Chinese and Japanese, as in Whisper's own scoring."""
    from whisper.normalizers import BasicTextNormalizer, EnglishTextNormalizer

    if row["language"] == "en":
        return str(EnglishTextNormalizer()(text)).split()
    by_letters = row["language"] in BY_LETTERS
    folds = "accent" in str(row.get("norm_hint"))
    plain = BasicTextNormalizer(remove_diacritics=folds, split_letters=by_letters)(text)
    return str(plain).split()


def n_errors(reference: list[str], heard: list[str]) -> int:
    """Minimum number of substitutions, deletions and insertions."""
    import jiwer

    counted = jiwer.process_words(" ".join(reference), " ".join(heard) or "-")
    errors = counted.substitutions + counted.deletions + counted.insertions
    return errors if heard else len(reference)


def score(row: Row, answer: Answer) -> Total:
    """One engine's figures for one recording."""
    reference = normalise(row["text"], row)
    errors = n_errors(reference, normalise(answer.text, row))
    total = Total(errors, len(reference), answer.seconds, row["duration"])
    truth = SPEECH / row.get("truth", "none")
    if truth.suffix in {".json", ".TextGrid"} and truth.is_file():
        heard = list(answer.words)
        total.starts, total.ends = edge_errors(
            read_truth(truth), heard, lambda text: normalise(text, row)
        )
    return total


def main() -> None:
    """Run all engines in turn over the recordings and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    arguments = parser.parse_args()
    if not SPEECH.is_dir():
        raise SystemExit(f"{SPEECH} is absent: there are no recordings to score here")
    with tempfile.TemporaryDirectory() as folder:
        rows = long_rows(Path(folder)) if arguments.long else scorable_rows(arguments.seconds)
        _run(rows, arguments.engines, arguments.minutes)


def _run(rows: list[Row], engines: list[str], minutes: float) -> None:
    children = dict(iter_children(engines))
    totals: dict[str, dict[str, Total]] = {name: defaultdict(Total) for name in children}
    peaks = dict.fromkeys(children, 0.0)
    until = time.monotonic() + 60 * minutes
    for number, row in enumerate(rows, 1):
        if time.monotonic() > until:
            break
        if not normalise(row["text"], row):
            continue
        for name, child in children.items():
            answer = child.hear(SPEECH / row["path"], row["language"])
            totals[name][row["language"]].add(score(row, answer))
            peaks[name] = max(peaks[name], answer.peak_mb)
        print(f"\r{number} of {len(rows)}", end="", file=sys.stderr, flush=True)
    for child in children.values():
        child.close()
    print(file=sys.stderr)
    print("\n".join(tables(totals, peaks)))


def tables(totals: dict[str, dict[str, Total]], peaks: dict[str, float]) -> Iterator[str]:
    """Markdown tables: all together, error rates by language, edges by language."""
    sums = {name: Total() for name in totals}
    for name, by_language in totals.items():
        for total in by_language.values():
            sums[name].add(total)
    first = next(iter(sums))
    yield f"{sums[first].duration / 60:.1f} minutes of speech\n"
    yield f"| engine | real-time factor | times as fast as `{first}` | WER % | peak memory MB |"
    yield "|---|---|---|---|---|"
    for name, total in sums.items():
        yield (
            f"| {name} | {total.seconds / total.duration:.3f} "
            f"| {sums[first].seconds / total.seconds:.1f} "
            f"| {100 * total.errors / total.words:.2f} | {peaks[name]:.0f} |"
        )
    languages = sorted(totals[first])
    heads = [f"{code} (CER)" if code in BY_LETTERS else code for code in languages]
    yield from _by_language("WER %", heads, languages, totals, _rate)
    timed = [code for code in languages if totals[first][code].starts]
    yield from _by_language("start off by ms (within 200 ms)", timed, timed, totals, _starts)
    yield from _by_language("end off by ms (within 200 ms)", timed, timed, totals, _ends)


def _by_language(
    title: str, heads: list[str], languages: list[str], totals: Any, cell: Any
) -> Iterator[str]:
    if not languages:
        return
    yield f"\n| {title} | {' | '.join(heads)} |"
    yield "|---" * (len(languages) + 1) + "|"
    for name, by_language in totals.items():
        yield f"| {name} | {' | '.join(cell(by_language[code]) for code in languages)} |"


def _rate(total: Total) -> str:
    return f"{100 * total.errors / total.words:.1f}"


def _starts(total: Total) -> str:
    return _off(total.starts)


def _ends(total: Total) -> str:
    return _off(total.ends)


def _off(errors: list[float]) -> str:
    """Mean distance, share within 0.2 s, and number of recognised edges."""
    if not errors:
        return "–"
    sizes = np.abs(errors)
    return f"{1000 * sizes.mean():.0f} ({100 * np.mean(sizes <= 0.2):.0f} %, {len(sizes)})"


if __name__ == "__main__":
    main()
