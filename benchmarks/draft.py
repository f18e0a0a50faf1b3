"""Speed, errors and memory of drafting, beside plain `whisper` on the same weights.

    python -m benchmarks.draft                   all scorable recordings (an hour and more)
    python -m benchmarks.draft --seconds 60      at most so much of each set and language
    python -m benchmarks.draft --engines batched faster-whisper      only these, against the first

Each engine lives in a process of its own, so that its peak memory is its own; recordings go to them
in turn, one after the other, so that a noisy machine slows all alike. `whisper` is
`whisper.transcribe` with the defaults of its command (beam 5, best of 5, temperatures up to 1) and
word times; `batched` is faster-whisper's own `BatchedInferencePipeline` with word times, int8, on as
many threads and in batches of the same size as ours. Ours run the product's own path: voice activity,
chunks, batches, repaired word times.

WER is by words after Whisper's own normaliser, over all words of a language together; Chinese and
Japanese are scored by characters, which makes theirs a CER.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
SPEECH = REPOSITORY.parent / "shared" / "data" / "speech"
MODELS = Path.home() / ".cache" / "transcribe-tests"
ENGINES = ("whisper", "batched", "openai-whisper", "faster-whisper")
BATCH = 8


def scorable_rows(seconds: float) -> list[dict[str, Any]]:
    """Recordings with a reference in one language, at most `seconds` of each set and language."""
    rows = [json.loads(line) for line in (SPEECH / "manifest.jsonl").read_text().splitlines()]
    taken: dict[tuple[str, str], float] = defaultdict(float)
    chosen = []
    for row in rows:
        key = (row["set"], row["language"])
        is_scorable = row.get("text_kind") in {"reference", "script"} and "+" not in row["language"]
        if not is_scorable or taken[key] >= seconds:
            continue
        taken[key] += row["duration"]
        chosen.append(row)
    return chosen


# The engine's side: one process, one recording a line on standard input.


def _whisper_texts() -> Iterator[str]:
    """Plain whisper; yields the text of each recording that is asked for."""
    import whisper

    from transcribe.asr import models
    from transcribe.asr.convert import load_checkpoint

    model = load_checkpoint(models.check(MODELS, "base"))
    text = ""
    while True:
        samples, language = yield text
        heard = whisper.transcribe(
            model, samples, language=language, beam_size=5, best_of=5,
            temperature=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), word_timestamps=True, fp16=False,
        )  # fmt: skip
        text = heard["text"]


def _batched_texts() -> Iterator[str]:
    """faster-whisper's own batched mode on the same weights."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from transcribe.asr import models
    from transcribe.asr.engine import cpu_threads

    folder = str(models.check(MODELS, "base"))
    whisper = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=cpu_threads())
    pipeline = BatchedInferencePipeline(whisper)
    text = ""
    while True:
        samples, language = yield text
        segments, _ = pipeline.transcribe(
            samples, language=language, batch_size=BATCH, word_timestamps=True
        )
        text = " ".join(segment.text for segment in segments)


def _engine_texts(name: str) -> Iterator[str]:
    """One of our engines on the product's path."""
    import numpy as np

    from transcribe.asr.engine import DecodeOptions, load_engine
    from transcribe.audio.activity import iter_speech
    from transcribe.audio.chunks import iter_chunks

    engine = load_engine(name, "base", models_folder=MODELS)
    text = ""
    while True:
        samples, language = yield text
        recording = (samples * 32767).astype(np.int16)
        chunks = iter_chunks(iter_speech(recording), recording)
        words = []
        while batch := list(islice(chunks, BATCH)):
            options = DecodeOptions(language=language, batch_size=BATCH)
            for draft in engine.draft([chunk.samples(recording) for chunk in batch], options):
                words += [word.text for word in draft.words]
        text = " ".join(words)


def serve_engine(name: str) -> None:
    """Answer each line (path and language) with text, seconds and peak memory."""
    import numpy as np
    import whisper

    warnings.simplefilter("ignore")
    peers = {"whisper": _whisper_texts, "batched": _batched_texts}
    texts: Any = peers[name]() if name in peers else _engine_texts(name)
    next(texts)
    texts.send((np.zeros(16_000, np.float32), "en"))  # what is loaded at first use
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        samples = whisper.load_audio(asked["path"])
        started = time.perf_counter()
        text = texts.send((samples, asked["language"]))
        answer = {
            "text": text,
            "seconds": time.perf_counter() - started,
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
        print(json.dumps(answer), flush=True)


# The benchmark's side.


def normalise(text: str, row: dict[str, Any]) -> list[str]:
    """Words, or characters for Chinese and Japanese, as Whisper's own scoring sees them."""
    from whisper.normalizers import BasicTextNormalizer, EnglishTextNormalizer

    if row["language"] == "en":
        return str(EnglishTextNormalizer()(text)).split()
    by_letters = row["language"] in {"zh", "ja"}
    folds = "accent" in str(row.get("norm_hint"))
    plain = BasicTextNormalizer(remove_diacritics=folds, split_letters=by_letters)(text)
    return str(plain).split()


def n_errors(reference: list[str], heard: list[str]) -> int:
    """Least number of substitutions, deletions and insertions."""
    import jiwer

    counted = jiwer.process_words(" ".join(reference), " ".join(heard) or "-")
    errors = counted.substitutions + counted.deletions + counted.insertions
    return errors if heard else len(reference)


def main() -> None:
    """Run all engines in turn over the recordings and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--engine", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.engine:
        serve_engine(arguments.engine)
        return
    if not SPEECH.is_dir():
        raise SystemExit(f"{SPEECH} is absent: there are no recordings to score here")
    rows = scorable_rows(arguments.seconds)
    children = {name: _start(name) for name in arguments.engines}
    totals: dict[str, dict[str, list[float]]] = {
        name: defaultdict(lambda: [0, 0, 0.0, 0.0]) for name in children
    }
    peaks = dict.fromkeys(children, 0.0)
    for number, row in enumerate(rows, 1):
        reference = normalise(row["text"], row)
        if not reference:
            continue
        for name, child in children.items():
            answer = _ask(child, row)
            total = totals[name][row["language"]]
            total[0] += n_errors(reference, normalise(answer["text"], row))
            total[1] += len(reference)
            total[2] += answer["seconds"]
            total[3] += row["duration"]
            peaks[name] = max(peaks[name], answer["peak_mb"])
        print(f"\r{number} of {len(rows)}", end="", file=sys.stderr, flush=True)
    for child in children.values():
        child.stdin.close()
        child.wait()
    print(file=sys.stderr)
    print("\n".join(tables(totals, peaks)))


def _start(name: str) -> Any:
    child = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.draft", "--engine", name],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY,
    )  # fmt: skip
    assert child.stdout is not None
    json.loads(child.stdout.readline())
    return child


def _ask(child: Any, row: dict[str, Any]) -> dict[str, Any]:
    question = {"path": str(SPEECH / row["path"]), "language": row["language"]}
    child.stdin.write(json.dumps(question) + "\n")
    child.stdin.flush()
    answer: dict[str, Any] = json.loads(child.stdout.readline())
    return answer


def tables(totals: dict[str, dict[str, list[float]]], peaks: dict[str, float]) -> Iterator[str]:
    """Two Markdown tables: all together, and error rates by language."""
    sums = {
        name: [sum(total[i] for total in by_language.values()) for i in range(4)]
        for name, by_language in totals.items()
    }
    first = next(iter(sums))
    base = sums[first][2]
    yield f"{sums[first][3] / 60:.1f} minutes of speech\n"
    yield f"| engine | real-time factor | times as fast as `{first}` | WER % | peak memory MB |"
    yield "|---|---|---|---|---|"
    for name, (errors, words, seconds, duration) in sums.items():
        yield (
            f"| {name} | {seconds / duration:.3f} | {base / seconds:.1f} "
            f"| {100 * errors / words:.2f} | {peaks[name]:.0f} |"
        )
    languages = sorted(totals[first])
    yield f"\n| WER % | {' | '.join(languages)} |"
    yield "|---" * (len(languages) + 1) + "|"
    for name, by_language in totals.items():
        rates = (100 * by_language[lang][0] / by_language[lang][1] for lang in languages)
        yield f"| {name} | {' | '.join(f'{rate:.1f}' for rate in rates)} |"


if __name__ == "__main__":
    main()
