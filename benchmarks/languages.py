"""Which language is drafted where: recordings in one, two and three languages, clean, noisy and by telephone.

    python -m benchmarks.languages                  the half that no setting was chosen on
    python -m benchmarks.languages --half tuned     the half on which settings were chosen
    python -m benchmarks.languages --minutes 3      stops after this time; run again to go on

The recordings are built by `language_mixes`; the product has to find all languages itself. A second of
reference speech is in the wrong language if the piece of audio that it was drafted in has another one.
WER is over all words, after Whisper's basic normaliser without accents. CPU seconds are those of the
process, with one thread. Answers are kept in a folder (`--cache`).
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.support.coverage_mixes import RATE, Mix, Samples
from benchmarks.support.draft_engines import BATCH, MODEL, MODELS
from benchmarks.support.draft_scores import n_errors, n_invented, normalise, uncovered_s
from benchmarks.support.language_mixes import build_language_mixes

RULE = {"language": "", "norm_hint": "accents"}
Answer = dict[str, Any]  # words and pieces with times in seconds, language, CPU seconds


def main() -> None:
    """Draft what is not in the cache, and print the table of what is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["held", "tuned"], default="held")
    parser.add_argument("--number", type=int, default=4, help="of recordings of each kind")
    parser.add_argument("--minutes", type=float, default=1e9)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache/transcribe-languages")
    arguments = parser.parse_args()
    os.environ.setdefault("TRANSCRIBE_THREADS", "1")
    until = time.monotonic() + 60 * arguments.minutes
    arguments.cache.mkdir(parents=True, exist_ok=True)
    hear: Callable[[Samples], Answer] | None = None
    heard: list[tuple[Mix, Answer]] = []
    for mix in build_language_mixes(arguments.half, arguments.number):
        path = arguments.cache / f"{arguments.half} {mix.name}.json"
        if not path.is_file() and time.monotonic() < until:
            hear = hear or hearer()
            path.write_text(json.dumps(hear(mix.samples)))
        if path.is_file():
            heard.append((mix, json.loads(path.read_text())))
    print("\n".join(report(heard)))


def hearer() -> Callable[[Samples], Answer]:
    """The product's path from samples to words, with the languages that they were drafted in."""
    from transcribe.asr.engine import DecodeOptions
    from transcribe.asr.engines import load_engine
    from transcribe.asr.whole_drafts import draft_whole
    from transcribe.audio.chunking import iter_chunks
    from transcribe.audio.vad import iter_speech
    from transcribe.jobs.chunk_plans import listening_samples, pcm_bytes
    from transcribe.jobs.worker import asr_tasks
    from transcribe.store.values import ChunkPlan

    engine = load_engine("faster-whisper", MODEL, models_folder=MODELS)

    def hear(samples: Samples) -> Answer:
        began = time.process_time()
        recording = np.round(samples * 32768).clip(-32768, 32767).astype(np.int16)
        blobs = listening_samples(recording, (0, len(recording) * 1000 // RATE))
        parts = [asr_tasks.samples_of(blob) for blob in blobs]
        options = DecodeOptions(asr_tasks._vote(engine, parts, parts), batch_size=BATCH)
        answer: Answer = {"language": options.language, "words": [], "pieces": []}
        chunks = iter_chunks(iter_speech(recording), recording)
        while batch := list(islice(chunks, BATCH)):
            plans = [ChunkPlan(tuple((p.start_ms, p.end_ms) for p in c.pieces)) for c in batch]
            audio = [asr_tasks.samples_of(pcm_bytes(plan, recording)) for plan in plans]
            drafts = draft_whole(engine, audio, options, (), follows_language=True)
            for chunk, draft in zip(batch, drafts, strict=True):
                for word in draft.words:
                    start_ms, end_ms = chunk.to_recording_ms(word.start_ms, word.end_ms)
                    answer["words"].append((word.text, start_ms / 1000, end_ms / 1000))
                for one in draft.drafted_in:
                    start_ms, _ = chunk.to_recording_ms(one.start_ms, one.start_ms)
                    _, end_ms = chunk.to_recording_ms(one.end_ms, one.end_ms)
                    answer["pieces"].append((one.language, start_ms / 1000, end_ms / 1000))
        return answer | {"cpu_s": time.process_time() - began}

    return hear


def report(heard: Iterable[tuple[Mix, Answer]]) -> Iterator[str]:
    """A Markdown table by kind and by sound."""
    groups: dict[str, list[dict[str, float]]] = defaultdict(list)
    for mix, answer in heard:
        for name in (mix.kind, mix.name.split()[-1], "all"):
            groups[name].append(figures(mix, answer))
    yield "| recordings | minutes | wrong language, s/h | invented words/h | WER % | uncovered s/h | CPU s/s |"
    yield "|---|---|---|---|---|---|---|"
    for name, some in sorted(groups.items(), key=lambda pair: pair[0] == "all"):
        total = {key: sum(one[key] for one in some) for key in some[0]}
        hours = total["duration_s"] / 3600
        yield (
            f"| {name}, {len(some)} | {60 * hours:.1f} | {total['wrong_s'] / hours:.0f} "
            f"| {total['invented'] / hours:.0f} | {100 * total['errors'] / total['words']:.1f} "
            f"| {total['uncovered_s'] / hours:.0f} | {total['cpu_s'] / total['duration_s']:.3f} |"
        )


def figures(mix: Mix, answer: Answer) -> dict[str, float]:
    """Score one answer."""
    seconds = len(mix.samples) / RATE
    said = normalise(" ".join(one.text for one in mix.utterances), RULE)
    words = [(text, start_s, end_s) for text, start_s, end_s in answer["words"]]
    written = normalise(" ".join(text for text, _, _ in words), RULE)
    texts = [(one.text, one.language) for one in mix.utterances]
    spoken = [(one.start_s, one.end_s) for one in mix.utterances]
    return {
        "duration_s": seconds, "wrong_s": wrong_language_s(mix, answer["pieces"]),
        "invented": n_invented(texts, (text for text, _, _ in words)),
        "errors": n_errors(said, written), "words": len(said),
        "uncovered_s": uncovered_s(spoken, seconds, words)[1], "cpu_s": answer["cpu_s"],
    }  # fmt: skip


def wrong_language_s(mix: Mix, pieces: Iterable[tuple[str, float, float]]) -> float:
    """Seconds of reference speech in pieces of another language."""
    return sum(
        max(0.0, min(end_s, one.end_s) - max(start_s, one.start_s))
        for language, start_s, end_s in pieces
        for one in mix.utterances
        if one.language != language
    )


if __name__ == "__main__":
    main()
