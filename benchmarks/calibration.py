"""How well a word's probability predicts that it is right, and which words to mark as low-confidence.

    python -m benchmarks.calibration collect --seconds 120     draft recordings, keep words and verdicts
    python -m benchmarks.calibration report                     fit, measure, draw; prints Markdown

`collect` drafts the open speech set on the product's own path and aligns each draft to its reference
by words (characters in Chinese and Japanese), each word normalised separately by Whisper's
normaliser. A word is right if its normalised form is in the reference at its place. Words
with digits are skipped: "21" and "twenty-one" are the same speech.

`report` fits the map on one half of the recordings and measures on the other; the name of a recording
decides its half. It prints expected calibration error (ten bins), the area under the ROC curve of
each confidence signal, and the thresholds that catch a share of the errors, draws
`docs/images/calibration.svg` and prints the figures for `transcribe/asr/calibration.py`, which are
fitted again on all recordings.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from benchmarks.support.draft_engines import BATCH, MODELS
from benchmarks.support.draft_rows import SPEECH, scorable_rows
from benchmarks.support.draft_scores import normalise
from transcribe.asr.calibration import EDGE

KEPT = Path.home() / ".cache" / "transcribe-benchmarks" / "calibration"
PICTURE = Path(__file__).resolve().parent.parent / "docs" / "images" / "calibration.svg"
N_BINS = 10
Floats = NDArray[np.float64]


# Collecting


def collect(engine_name: str, seconds: float) -> None:
    """Draft recordings that are not collected yet, one line of JSON each."""
    from transcribe.asr.engines import load_engine

    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{engine_name}.jsonl"
    lines = path.read_text().splitlines() if path.exists() else []
    known = {json.loads(line)["path"] for line in lines}
    engine = load_engine(engine_name, "base", models_folder=MODELS)
    rows = sorted(scorable_rows(seconds), key=lambda row: zlib.crc32(row["path"].encode()))
    with path.open("a") as out:
        for number, row in enumerate(rows, 1):
            if row["path"] not in known:
                out.write(json.dumps(_collected(engine, row), ensure_ascii=False) + "\n")
                out.flush()
            print(f"\r{number} of {len(rows)}", end="", file=sys.stderr, flush=True)


def _collected(engine: Any, row: dict[str, Any]) -> dict[str, Any]:
    samples = _decoded(SPEECH / row["path"])
    words = list(_heard(engine, samples, row["language"]))
    verdicts = judge([word["text"] for word in words], row)
    for word, verdict in zip(words, verdicts, strict=True):
        word["right"] = verdict
    kept = {name: row[name] for name in ("path", "set", "language", "duration")}
    return {**kept, "speaker": row.get("speaker"), "words": words}


def _decoded(path: Path) -> NDArray[np.int16]:
    """Mono 16 kHz, int16, shape (n_samples,)."""
    from transcribe.audio.ffmpeg import ffmpeg_path

    command = [ffmpeg_path(), "-v", "error", "-i", str(path), "-f", "s16le", "-ac", "1",
               "-ar", "16000", "-"]  # fmt: skip
    return np.frombuffer(subprocess.run(command, capture_output=True, check=True).stdout, "<i2")


def _heard(engine: Any, recording: NDArray[np.int16], language: str) -> Iterator[dict[str, Any]]:
    """The draft's words with all possible confidence signals."""
    from transcribe.asr.engine import DecodeOptions
    from transcribe.audio.chunking import iter_chunks
    from transcribe.audio.vad import iter_speech

    chunks = iter_chunks(iter_speech(recording), recording)
    options = DecodeOptions(language=language, batch_size=BATCH)
    while batch := list(islice(chunks, BATCH)):
        with _LeastOfTokens() as least:
            drafts = engine.draft([chunk.samples(recording) for chunk in batch], options)
        lowest = iter(least.words)
        for draft in drafts:
            mean = float(np.mean([word.probability or 0.0 for word in draft.words] or [0.0]))
            end_ms = 0
            for word in draft.words:
                yield {
                    "text": word.text, "p": word.probability, "least": next(lowest, None),
                    "chunk": round(mean, 4), "ms": word.end_ms - word.start_ms,
                    "gap": word.start_ms - end_ms,
                }  # fmt: skip
                end_ms = word.end_ms


class _LeastOfTokens:
    """While open, records the lowest token probability of each word in addition to the mean."""

    def __enter__(self) -> _LeastOfTokens:
        self.words: list[float | None] = []
        self._engine = cast(Any, import_module("transcribe.asr.faster_whisper"))
        self._words = cast(Any, import_module("transcribe.asr.word_times"))
        self._kept = self._engine._timed, self._engine.assemble, self._words.drop_repetitions
        timed, assemble, _ = self._kept
        least: dict[int, float] = {}

        def timed_too(result: Any, text: list[int], tokenizer: Any) -> Any:
            pieces = timed(result, text, tokenizer)
            _, tokens = tokenizer.split_to_word_tokens([*text, tokenizer.eot])
            edges = np.pad(np.cumsum([len(one) for one in tokens[:-1]]), (1, 0))
            for piece, first, last in zip(pieces, edges[:-1], edges[1:], strict=True):
                least[id(piece)] = float(np.min(result.text_token_probs[first:last]))
            return pieces

        def assemble_too(pieces: Any, *, is_spaced: bool) -> Any:
            lowered = [replace(piece, probability=least[id(piece)]) for piece in pieces]
            self.words += [w.probability for w in assemble(lowered, is_spaced=is_spaced)]
            return assemble(pieces, is_spaced=is_spaced)

        self._engine._timed, self._engine.assemble = timed_too, assemble_too
        self._words.drop_repetitions = lambda words: words  # words keep their positions
        return self

    def __exit__(self, *_: object) -> None:
        self._engine._timed, self._engine.assemble, self._words.drop_repetitions = self._kept


def judge(texts: Sequence[str], row: dict[str, Any]) -> list[bool | None]:
    """Whether each word of a draft is right; None if unknown."""
    import jiwer

    reference = [token for word in row["text"].split() for token in normalise(word, row)]
    heard = [(token, place) for place, text in enumerate(texts) for token in normalise(text, row)]
    if not reference or not heard:
        return [None for _ in texts]
    verdicts: list[bool | None] = [None for _ in texts]
    tokens = [token for token, _ in heard]
    aligned = jiwer.process_words(" ".join(reference), " ".join(tokens)).alignments[0]
    for part in aligned:
        said = reference[part.ref_start_idx : part.ref_end_idx]
        for index in range(part.hyp_start_idx, part.hyp_end_idx):
            place = heard[index][1]
            has_digits = any(c.isdigit() for word in (tokens[index], *said) for c in word)
            if part.type != "equal" and has_digits:
                verdicts[place] = None
            elif verdicts[place] is not False:
                verdicts[place] = part.type == "equal"
    return verdicts


# Fitting and measuring


def log_odds(p: Floats) -> Floats:
    """Log odds of probabilities, limited as in `transcribe/asr/calibration.py`."""
    clipped = np.clip(p, EDGE, 1 - EDGE)
    return np.log(clipped / (1 - clipped))


def fit(p: Floats, right: Floats) -> Floats:
    """Slope and offset of Platt scaling."""
    return logistic(log_odds(p)[:, None], right)


def through(fitted: Floats, p: Floats) -> Floats:
    """Probabilities through a fitted map."""
    odds: Floats = np.exp(-(fitted[0] * log_odds(p) + fitted[1]))
    return 1 / (1 + odds)


def calibration_error(p: Floats, right: Floats) -> float:
    """Expected calibration error over ten equal bins (Naeini et al. 2015)."""
    return sum(abs(hit - mean) * n for mean, hit, n in bins_of(p, right)) / len(p)


def bins_of(p: Floats, right: Floats) -> list[tuple[float, float, int]]:
    """Mean probability, share of right words and number of words in each non-empty bin."""
    which = np.minimum((p * N_BINS).astype(int), N_BINS - 1)
    groups = [which == n for n in range(N_BINS)]
    return [(float(p[g].mean()), float(right[g].mean()), int(g.sum())) for g in groups if g.any()]


def auc(score: Floats, wrong: Floats) -> float:
    """Chance that a wrong word has lower confidence than a right one; ties count half."""
    ranks = np.empty(len(score))
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    n_wrong = wrong.sum()
    return float(
        (ranks[wrong > 0].sum() - n_wrong * (n_wrong + 1) / 2) / (n_wrong * (len(wrong) - n_wrong))
    )


def operating_points(p: Floats, right: Floats) -> Iterator[tuple[float, float, float, float]]:
    """For each share of the errors: threshold, share of words marked, share of those wrong."""
    wrong = np.sort(p[right == 0])
    for share in (0.5, 0.6, 0.7, 0.8, 0.9):
        threshold = float(wrong[min(len(wrong) - 1, int(np.ceil(share * len(wrong))) - 1)])
        marked = p <= threshold
        yield share, threshold, float(marked.mean()), float(1 - right[marked].mean())


def _signals(words: list[dict[str, Any]]) -> Floats:
    """Confidence signals of each word: float64, shape (n_words, n_signals)."""
    p = np.array([w["p"] for w in words])
    least = np.array([w["p"] if w["least"] is None else w["least"] for w in words])
    around = np.convolve(np.pad(p, 1, mode="edge"), np.ones(3) / 3, "valid")
    pace = np.array([w["ms"] / max(1, len(w["text"])) for w in words])

    def logit(x: Floats) -> Floats:
        odds: Floats = np.log(np.clip(x, 1e-3, 0.999) / (1 - np.clip(x, 1e-3, 0.999)))
        return odds

    return np.stack(
        [
            logit(p), logit(least), logit(around), logit(np.array([w["chunk"] for w in words])),
            np.abs(np.log(np.maximum(pace, 5) / 70)),
            np.log1p(np.maximum(0, [w["gap"] for w in words])),
            np.array([min(8, len(w["text"])) for w in words]),
        ],
        axis=1,
    )  # fmt: skip


def logistic(x: Floats, y: Floats, steps: int = 60) -> Floats:
    """Weights of a logistic regression by Newton's method, the last for the constant."""
    x = np.column_stack([x, np.ones(len(x))])
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(weights))
        weights += np.linalg.solve(hessian, x.T @ (y - p) - 1e-3 * weights)
    return weights


def report(engine_name: str) -> None:
    """Print the tables of one engine and draw its diagram."""
    lines = (KEPT / f"{engine_name}.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    halves: list[list[dict[str, Any]]] = [[], []]
    for row in rows:
        scored = [word for word in row["words"] if word["right"] is not None]
        halves[zlib.crc32(("half" + row["path"]).encode()) % 2] += scored
    (p_fit, y_fit), (p, y) = ((_column(h, "p"), _column(h, "right")) for h in halves)
    after = through(fit(p_fit, y_fit), p)
    print(f"## {engine_name}: {len(rows)} recordings, {len(p_fit)} words to fit, {len(p)} held out, "
          f"{100 * (1 - y.mean()):.1f} % of these wrong\n")  # fmt: skip
    print("| held-out words | expected calibration error |\n|---|---|")
    print(f"| model probability | {calibration_error(p, y):.3f} |")
    print(f"| calibrated | {calibration_error(after, y):.3f} |\n")
    _print_signals(halves)
    for name, values in (("raw", p), ("calibrated", after)):
        print(
            f"\n| {name}: errors caught | threshold | words marked | of these wrong |\n|---|---|---|---|"
        )
        for share, threshold, marked, hit in operating_points(values, y):
            print(f"| {share:.0%} | {threshold:.3f} | {marked:.1%} | {hit:.1%} |")
    both_p, both_y = np.concatenate([p_fit, p]), np.concatenate([y_fit, y])
    print("\nslope and offset on all words:", fit(both_p, both_y).round(3))
    PICTURE.write_text(picture(bins_of(p, y), bins_of(after, y)))


def _print_signals(halves: list[list[dict[str, Any]]]) -> None:
    names = (
        "mean of tokens",
        "lowest token",
        "with neighbours",
        "chunk",
        "unusual pace",
        "gap",
        "length",
    )
    x_fit, x = (_signals(half) for half in halves)
    y_fit, y = (_column(half, "right") for half in halves)
    print("| confidence signal | AUC, held out |\n|---|---|")
    for index, name in enumerate(names):
        sign = -1.0 if index in {0, 1, 2, 3, 6} else 1.0
        print(f"| {name} | {auc(sign * x[:, index], 1 - y):.3f} |")
    for label, columns in (("mean and lowest", [0, 1]), ("mean, lowest, neighbours", [0, 1, 2]),
                           ("all, by logistic regression", list(range(len(names))))):  # fmt: skip
        weights = logistic(x_fit[:, columns], y_fit)
        score = np.column_stack([x[:, columns], np.ones(len(x))]) @ weights
        print(f"| {label} | {auc(-score, 1 - y):.3f} |")


def _column(words: list[dict[str, Any]], name: str) -> Floats:
    return np.array([float(word[name]) for word in words])


def picture(before: list[tuple[float, float, int]], after: list[tuple[float, float, int]]) -> str:
    """The reliability diagram as SVG: share of right words against the probability given."""
    size, margin = 300, 46

    def at(x: float, y: float) -> str:
        return f"{margin + x * size:.1f},{margin + (1 - y) * size:.1f}"

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size + 2 * margin} '
        f'{size + 2 * margin + 26}" font-family="sans-serif" font-size="12">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<rect x="{margin}" y="{margin}" width="{size}" height="{size}" fill="none" stroke="#888"/>',
        f'<polyline points="{at(0, 0)} {at(1, 1)}" stroke="#888" stroke-dasharray="4 4"/>',
    ]
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x, y = at(tick, tick).split(",")
        parts.append(f'<text x="{x}" y="{margin + size + 16}" text-anchor="middle">{tick}</text>')
        parts.append(f'<text x="{margin - 6}" y="{y}" text-anchor="end">{tick}</text>')
    for label, bins, colour, dash, row in (
        ("model probability", before, "#b3261e", "6 3", 0), ("calibrated", after, "#1a5fb4", "", 1),
    ):  # fmt: skip
        points = " ".join(at(mean, hit) for mean, hit, _ in bins)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2" '
                     f'stroke-dasharray="{dash}"/>')  # fmt: skip
        for mean, hit, n in bins:
            x, y = at(mean, hit).split(",")
            parts.append(f'<circle cx="{x}" cy="{y}" r="{2 + min(6.0, n**0.5 / 8):.1f}" '
                         f'fill="{colour}"><title>{n} words</title></circle>')  # fmt: skip
        parts.append(
            f'<text x="{margin + 10}" y="{margin + 18 + 16 * row}" fill="{colour}">{label}</text>'
        )
    middle = margin + size / 2
    parts.append(
        f'<text x="{middle}" y="{margin + size + 36}" text-anchor="middle">predicted probability</text>'
    )
    parts.append(
        f'<text x="{middle}" y="{margin - 14}" text-anchor="middle">share of words that are right</text>'
    )
    return "\n".join([*parts, "</svg>\n"])


def main() -> None:
    """Run one of the two steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=("collect", "report"))
    parser.add_argument(
        "--engine", default="faster-whisper", choices=("faster-whisper", "openai-whisper")
    )
    parser.add_argument("--seconds", type=float, default=1e9)
    arguments = parser.parse_args()
    if arguments.step == "report":
        report(arguments.engine)
    elif not SPEECH.is_dir():
        raise SystemExit(f"{SPEECH} is absent: there are no recordings to score here")
    else:
        collect(arguments.engine, arguments.seconds)


if __name__ == "__main__":
    main()
