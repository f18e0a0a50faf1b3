"""Speech without any word, and words invented, per hour: the product beside faster-whisper's own modes.

    python -m benchmarks.coverage                  all mixes of the held half
    python -m benchmarks.coverage --half tuned     those on which settings were chosen
    python -m benchmarks.coverage --minutes 4      stops after this time; run again to go on

Answers are kept in a folder (`--cache`), so that a run can be made in parts. The recordings are built by
`coverage_mixes`; all engines hear the same samples and use the same checkpoint, and all have to find
the language themselves. `sequential` is `WhisperModel.transcribe`, `batched` is
`BatchedInferencePipeline.transcribe`, both with word times and, for mixes of two languages, with
`multilingual=True`, which is their option for it.

A moment of reference speech is uncovered if no word is within 0.25 s and the gap lasts over a second;
a word covers at most 0.6 s and 0.15 s for each letter. A word is invented if the alignment with the
reference (Levenshtein, by words without case, accents and punctuation) gives it no counterpart of which half of
the letters are the same: insertions, and translations.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.coverage_mixes import RATE, Mix, Samples, build_mixes
from benchmarks.draft import BATCH, MODELS, normalise

NEAR_S, GAP_S = 0.25, 1.0
WORD_S, LETTER_S = 0.6, 0.15
SAME = 0.5
KEYS = {"en": ("star", "pound"), "fr": ("étoile", "dièse")}
STEP_S = 0.01
PEERS = ("sequential", "batched")
Timed = tuple[str, float, float]  # text, start, end in seconds
Hearer = Callable[[Mix], list[Timed]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one engine did with one mix."""

    speech_s: float
    uncovered_s: float
    n_invented: int
    duration_s: float


def ours() -> Hearer:
    """The product's path: voice activity, chunks, languages, second decodes."""
    from transcribe.asr.engines import load_engine
    from transcribe.audio.chunking import iter_chunks
    from transcribe.audio.vad import iter_speech
    from transcribe.jobs.chunk_plans import listening_samples
    from transcribe.jobs.tasks import DecodeRequest
    from transcribe.jobs.worker import asr_tasks

    engine = load_engine("auto", "base", models_folder=MODELS)
    asked = DecodeRequest(batch_size=BATCH, multilingual=True)

    def hear(mix: Mix) -> list[Timed]:
        recording = (np.clip(mix.samples, -1, 1) * 32767).astype(np.int16)
        chunks = iter_chunks(iter_speech(recording), recording)
        blobs = listening_samples(recording, (0, len(recording) * 1000 // RATE))
        heard = [asr_tasks.samples_of(blob) for blob in blobs]
        language = asr_tasks._vote(engine, heard, heard)
        words: list[Timed] = []
        while batch := list(islice(chunks, BATCH)):
            samples = [chunk.samples(recording) for chunk in batch]
            for chunk, draft in zip(
                batch, asr_tasks._draft(engine, samples, language, asked), strict=True
            ):
                for word in draft.words:
                    start_ms, end_ms = chunk.to_recording_ms(word.start_ms, word.end_ms)
                    words.append((word.text, start_ms / 1000, end_ms / 1000))
        return words

    return hear


def peer(name: str) -> Hearer:
    """One of faster-whisper's own modes."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from transcribe.asr.models import files as models

    whisper = WhisperModel(str(models.check(MODELS, "base")), device="cpu", compute_type="int8")
    batched = BatchedInferencePipeline(whisper)

    def hear(mix: Mix) -> list[Timed]:
        options = {"word_timestamps": True, "multilingual": mix.kind == "two languages"}
        if name == "batched":
            segments, _ = batched.transcribe(mix.samples, batch_size=BATCH, **options)
        else:
            segments, _ = whisper.transcribe(mix.samples, **options)
        return [
            (word.word.strip(), float(word.start), float(word.end))
            for segment in segments
            for word in segment.words or ()
        ]

    return hear


def figures(mix: Mix, words: list[Timed]) -> Figures:
    """Score one answer."""
    n = int(len(mix.samples) / RATE / STEP_S) + 1
    speech, covered = np.zeros(n, bool), np.zeros(n, bool)
    for one in mix.utterances:
        speech[int(one.start_s / STEP_S) : int(one.end_s / STEP_S)] = True
    for text, start_s, end_s in words:
        most_s = WORD_S + LETTER_S * sum(map(str.isalnum, text))
        first = max(0, int((start_s - NEAR_S) / STEP_S))
        covered[first : int((min(end_s, start_s + most_s) + NEAR_S) / STEP_S)] = True
    n_uncovered = sum(length for length in _runs(speech & ~covered) if length * STEP_S > GAP_S)
    seconds = len(mix.samples) / RATE
    return Figures(speech.sum() * STEP_S, n_uncovered * STEP_S, n_invented(mix, words), seconds)


def _runs(flags: NDArray[np.bool_]) -> Iterator[int]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    yield from (edges[1::2] - edges[::2]).tolist()


def n_invented(mix: Mix, words: list[Timed]) -> int:
    """Words without a counterpart in the reference; numbers are not counted, as they are written both ways."""
    import jiwer

    reference = [
        word for one in mix.utterances for word in _plain(_spelled(one.text, one.language))
    ]
    heard = [
        word for word in _plain(" ".join(text for text, _, _ in words)) if not _is_number(word)
    ]
    if not heard:
        return 0
    found = jiwer.process_words(" ".join(reference), " ".join(heard)).alignments[0]
    n = 0
    for chunk in found:
        said = heard[chunk.hyp_start_idx : chunk.hyp_end_idx]
        if chunk.type == "insert":
            n += len(said)
        elif chunk.type == "substitute":
            meant = reference[chunk.ref_start_idx : chunk.ref_end_idx]
            pairs = zip(meant, said, strict=True)
            n += sum(_ratio(a, b) < SAME for a, b in pairs if not _is_number(a))
    return n


def _spelled(text: str, language: str) -> str:
    """The prompts' keys as they are spoken."""
    star, hash_ = KEYS.get(language, ("", ""))
    return text.replace("*", f" {star} ").replace("#", f" {hash_} ")


def _plain(text: str) -> list[str]:
    """Words without punctuation, case and accents, for all languages alike."""
    return normalise(text, {"language": "", "norm_hint": "accents"})


def _is_number(word: str) -> bool:
    return any(map(str.isdigit, word))


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


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
                loaded[name] = ours() if name == "ours" else peer(name)
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


__all__ = ["Samples", "figures", "n_invented"]


if __name__ == "__main__":
    main()
