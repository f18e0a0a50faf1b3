"""The engines compared by `benchmarks.draft`, each in its own process.

A line on standard input names a recording and its language; the answer line has the text, the
words with their times in seconds, the seconds that it took and the peak memory so far.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

REPOSITORY = Path(__file__).resolve().parent.parent
MODELS = Path.home() / ".cache" / "transcribe-tests"
ENGINES = ("whisper", "batched", "openai-whisper", "faster-whisper")
BATCH = 8
Word = tuple[str, float, float]
Hear = Callable[[Any, str], tuple[str, list[Word]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An engine's result for a recording."""

    text: str
    words: tuple[Word, ...]
    seconds: float
    peak_mb: float


def _whisper() -> Hear:
    """Plain whisper as in its command, with word times."""
    import whisper

    from transcribe.asr.models import files as models
    from transcribe.asr.models.convert import load_checkpoint

    model = load_checkpoint(models.check(MODELS, "base"))

    def hear(samples: Any, language: str) -> tuple[str, list[Word]]:
        heard = whisper.transcribe(
            model, samples, language=language, beam_size=5, best_of=5,
            temperature=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), word_timestamps=True, fp16=False,
        )  # fmt: skip
        words = [word for segment in heard["segments"] for word in segment["words"]]
        return heard["text"], [(word["word"], word["start"], word["end"]) for word in words]

    return hear


def _batched() -> Hear:
    """faster-whisper's own batched mode on the same weights, with word times."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from transcribe.asr.engine import cpu_threads
    from transcribe.asr.models import files as models

    folder = str(models.check(MODELS, "base"))
    whisper = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=cpu_threads())
    pipeline = BatchedInferencePipeline(whisper)

    def hear(samples: Any, language: str) -> tuple[str, list[Word]]:
        found, _ = pipeline.transcribe(
            samples, language=language, batch_size=BATCH, word_timestamps=True
        )
        segments = list(found)
        words = [word for segment in segments for word in segment.words]
        text = " ".join(segment.text for segment in segments)
        return text, [(word.word, word.start, word.end) for word in words]

    return hear


def _ours(name: str) -> Hear:
    """One of our engines on the product's path: voice activity, chunks, batches."""
    from transcribe.asr.engine import DecodeOptions
    from transcribe.asr.engines import load_engine
    from transcribe.audio.chunking import iter_chunks
    from transcribe.audio.vad import iter_speech

    engine = load_engine(name, "base", models_folder=MODELS)

    def hear(samples: Any, language: str) -> tuple[str, list[Word]]:
        recording = np.round(samples * 32768).clip(-32768, 32767).astype(np.int16)
        chunks = iter_chunks(iter_speech(recording), recording)
        options = DecodeOptions(language=language, batch_size=BATCH)
        words: list[Word] = []
        while batch := list(islice(chunks, BATCH)):
            drafts = engine.draft([chunk.samples(recording) for chunk in batch], options)
            for chunk, draft in zip(batch, drafts, strict=True):
                for word in draft.words:
                    start_ms, end_ms = chunk.to_recording_ms(word.start_ms, word.end_ms)
                    words.append((word.text, start_ms / 1000, end_ms / 1000))
        return " ".join(text for text, _, _ in words), words

    return hear


def load_samples(path: Path) -> Any:
    """A recording decoded as in the product: float32, mono 16 kHz."""
    from transcribe.audio.decode import to_float
    from transcribe.audio.ffmpeg import ffmpeg_path

    raw = subprocess.run(
        [ffmpeg_path(), "-nostdin", "-loglevel", "error", "-i", str(path), "-f", "s16le",
         "-ac", "1", "-ar", "16000", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return to_float(np.frombuffer(raw, "<i2"))


def serve(name: str) -> None:
    """Load an engine and answer line by line until standard input ends."""
    warnings.simplefilter("ignore")
    peers = {"whisper": _whisper, "batched": _batched}
    hear = peers[name]() if name in peers else _ours(name)
    hear(np.zeros(16_000, np.float32), "en")  # load everything that is loaded at first use
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        samples = load_samples(Path(asked["path"]))
        started = time.perf_counter()
        text, words = hear(samples, asked["language"])
        seconds = time.perf_counter() - started
        peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([text, words, seconds, peak_mb]), flush=True)


class Child:
    """An engine in its own process."""

    def __init__(self, name: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.draft_engines", name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY,
        )  # fmt: skip
        self._line()

    def _line(self) -> Any:
        assert self._child.stdout is not None
        return json.loads(self._child.stdout.readline())

    def hear(self, path: Path, language: str) -> Answer:
        """The engine's result for a recording."""
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps({"path": str(path), "language": language}) + "\n")
        self._child.stdin.flush()
        text, words, seconds, peak_mb = self._line()
        return Answer(text, tuple((str(w), float(a), float(b)) for w, a, b in words), seconds,
                      peak_mb)  # fmt: skip

    def close(self) -> None:
        """End the process."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()


def iter_children(names: list[str]) -> Iterator[tuple[str, Child]]:
    """Start one after another, so that their loading does not add up in memory."""
    for name in names:
        yield name, Child(name)


if __name__ == "__main__":
    serve(sys.argv[1])
