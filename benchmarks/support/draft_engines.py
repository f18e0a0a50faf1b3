"""The engines compared by `benchmarks.draft`, each in its own process.

A line on standard input names a recording and its language; the answer line has the text, the words with
their times in seconds, the CPU and wall seconds that they took and the peak memory. This file imports
nothing from `benchmarks`, so that a child can run it with another checkout's `transcribe`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

REPOSITORY = Path(__file__).resolve().parents[2]
MODELS = Path(os.environ.get("TRANSCRIBE_TEST_MODELS", Path.home() / ".cache" / "transcribe-tests"))
MODEL = "base"
BATCH = 8
RATE = 16_000
PEERS = ("whisper", "faster-whisper", "batched")
# Ours with other windows: values of TRANSCRIBE_WINDOW; and with the other encoder.
OWN = "ours, CTranslate2 encoder"
ONNX = "ours, ONNX encoder"  # also with models for which it is not the default
VARIANTS: Mapping[str, str] = {
    "ours": "",
    "ours, full window": "full",
    "ours, window 10 s": "10+2",
    "ours, window 15 s": "15+2",
    "ours, window 20 s": "20+3",
    "ours, window 20 s, pad 5 s": "20+5",
    "ours, 15 s from 8 s": "20+3/8:15+2",
    "ours, beam 3": "",
    "ours, beam 3, 15 s from 8 s": "20+3/8:15+2",
    ONNX: "",
    OWN: "",
    f"{OWN}, window 10 s": "10+2",
    f"{OWN}, full window": "full",
}
ENGINES = (*PEERS, *VARIANTS, "ours on openai-whisper")
Samples = NDArray[np.float32]
Word = tuple[str, float, float]
Heard = tuple[str, list[Word]]
Hear = Callable[[Samples, str | None, bool], Heard]


@dataclass(frozen=True, slots=True)
class Answer:
    """An engine's result for a recording.

    Attributes:
        cpu_s: Processor seconds of all threads, without decoding the file.
        wall_s: Seconds by the clock, likewise.
        peak_mb: Most resident memory of the process while it worked on this recording.
    """

    text: str
    words: tuple[Word, ...]
    cpu_s: float
    wall_s: float
    peak_mb: float


def hearer(name: str, model: str = MODEL) -> Hear:
    """Load an engine; it takes samples, the language (None: to be found) and whether that may change.

    Raises:
        KeyError: There is no such engine.
    """
    if name == "whisper":
        return _whisper(model)
    if name in PEERS:
        return _faster_whisper(model, is_batched=name == "batched")
    if name == "ours on openai-whisper":
        return _ours("openai-whisper", model)
    if name.startswith(OWN):
        os.environ["TRANSCRIBE_ENCODER"] = "ctranslate2"
    elif name == ONNX:
        os.environ["TRANSCRIBE_ENCODER"] = "onnx"
    os.environ["TRANSCRIBE_WINDOW"] = VARIANTS[name]
    if "beam 3" in name:
        _use_beam(3)
    return _ours("faster-whisper", model)


def _use_beam(size: int) -> None:
    """Decode with another number of hypotheses than the product does, in this process."""
    from transcribe.asr.faster_whisper import FasterWhisper

    generate = FasterWhisper._generate

    def narrower(self: Any, *given: Any) -> Any:
        encoded, n_chunks, tokenizer, options, *rest = given
        return generate(self, encoded, n_chunks, tokenizer, replace(options, beam_size=size), *rest)

    FasterWhisper._generate = narrower  # type: ignore[assignment]


def _whisper(name: str) -> Hear:
    """`whisper.transcribe` with the defaults of its command, and word times."""
    import whisper

    from transcribe.asr.models import files as models
    from transcribe.asr.models.convert import load_checkpoint

    model = load_checkpoint(models.check(MODELS, name))

    def hear(samples: Samples, language: str | None, follows: bool) -> Heard:
        del follows  # it has no such option
        heard = whisper.transcribe(
            model, samples, language=language, beam_size=5, best_of=5,
            temperature=(0.0, 0.2, 0.4, 0.6, 0.8, 1.0), word_timestamps=True, fp16=False,
        )  # fmt: skip
        words = [word for segment in heard["segments"] for word in segment["words"]]
        return heard["text"], [(word["word"], word["start"], word["end"]) for word in words]

    return hear


def _faster_whisper(name: str, *, is_batched: bool) -> Hear:
    """faster-whisper's own modes on the same weights, with word times."""
    from faster_whisper import BatchedInferencePipeline, WhisperModel

    from transcribe.asr.engine import cpu_threads
    from transcribe.asr.models import files as models

    folder = str(models.check(MODELS, name))
    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=cpu_threads())
    batched = BatchedInferencePipeline(model)

    def hear(samples: Samples, language: str | None, follows: bool) -> Heard:
        options: dict[str, Any] = {
            "language": language, "word_timestamps": True, "multilingual": follows
        }  # fmt: skip
        if is_batched:
            found, _ = batched.transcribe(samples, batch_size=BATCH, **options)
        else:
            found, _ = model.transcribe(samples, **options)
        segments = list(found)
        words = [word for segment in segments for word in segment.words or ()]
        text = " ".join(segment.text for segment in segments)
        return text, [(word.word.strip(), float(word.start), float(word.end)) for word in words]

    return hear


def _ours(name: str, model: str) -> Hear:
    """The product's path: voice activity, chunks, soft speech lifted, languages, second decodes."""
    from transcribe.asr.engines import load_engine
    from transcribe.audio.chunking import iter_chunks
    from transcribe.audio.vad import iter_speech
    from transcribe.jobs.chunk_plans import listening_samples, pcm_bytes
    from transcribe.jobs.tasks import DecodeRequest
    from transcribe.jobs.worker import asr_tasks
    from transcribe.store.values import ChunkPlan

    engine = load_engine(name, model, models_folder=MODELS)

    def hear(samples: Samples, language: str | None, follows: bool) -> Heard:
        recording = np.round(samples * 32768).clip(-32768, 32767).astype(np.int16)
        chunks = iter_chunks(iter_speech(recording), recording)
        if language is None:
            blobs = listening_samples(recording, (0, len(recording) * 1000 // RATE))
            parts = [asr_tasks.samples_of(blob) for blob in blobs]
            language = asr_tasks._vote(engine, parts, parts)
        asked = DecodeRequest(batch_size=BATCH, multilingual=follows)
        words: list[Word] = []
        while batch := list(islice(chunks, BATCH)):
            plans = [ChunkPlan(tuple((p.start_ms, p.end_ms) for p in c.pieces)) for c in batch]
            heard = [asr_tasks.samples_of(pcm_bytes(plan, recording)) for plan in plans]
            drafts = asr_tasks._draft(engine, heard, language, asked)
            for chunk, draft in zip(batch, drafts, strict=True):
                for word in draft.words:
                    start_ms, end_ms = chunk.to_recording_ms(word.start_ms, word.end_ms)
                    words.append((word.text, start_ms / 1000, end_ms / 1000))
        return " ".join(text for text, _, _ in words), words

    return hear


def load_samples(path: Path) -> Samples:
    """A recording decoded as in the product: float32, mono 16 kHz."""
    from transcribe.audio.decode import to_float
    from transcribe.audio.ffmpeg import ffmpeg_path

    raw = subprocess.run(
        [ffmpeg_path(), "-nostdin", "-loglevel", "error", "-i", str(path), "-f", "s16le",
         "-ac", "1", "-ar", "16000", "-"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    return np.asarray(to_float(np.frombuffer(raw, "<i2")), np.float32)


def serve(name: str, model: str = MODEL) -> None:
    """Load an engine and answer line by line until standard input ends."""
    warnings.simplefilter("ignore")
    import torch

    torch.set_num_threads(int(os.environ.get("TRANSCRIBE_THREADS", "1")))
    hear = hearer(name, model)
    rng = np.random.default_rng(1)
    noise = 0.1 * rng.standard_normal(RATE, np.float32)
    hear(noise, "en", False)  # load everything that is loaded at first use
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        samples = load_samples(Path(asked["path"]))
        _forget_peak()
        wall_s, cpu_s = time.perf_counter(), time.process_time()
        text, words = hear(samples, asked["language"], asked["language"] is None)
        cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
        print(json.dumps([text, words, cpu_s, wall_s, _peak_mb()]), flush=True)


def _forget_peak() -> None:
    """Let Linux count the peak of resident memory from here on; elsewhere it is that of the process."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _peak_mb() -> float:
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


class Child:
    """An engine in its own process.

    Args:
        name: One of `ENGINES`.
        threads: That it may use.
        checkout: Repository whose `transcribe` is used.
        model: Whose weights it has.
    """

    def __init__(
        self, name: str, *, threads: int = 1, checkout: Path = REPOSITORY, model: str = MODEL
    ) -> None:
        names = ("TRANSCRIBE_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
        limits = dict.fromkeys(names, str(threads))
        self._child = subprocess.Popen(
            # -P: this folder has a coverage.py, which numba would import
            [sys.executable, "-P", str(Path(__file__).resolve()), name, model],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=checkout,
            env=os.environ | limits | {"PYTHONPATH": str(checkout), "HF_HUB_OFFLINE": "1"},
        )  # fmt: skip
        self._line()

    def _line(self) -> Any:
        assert self._child.stdout is not None
        if not (line := self._child.stdout.readline()):
            raise SystemExit("An engine's process ended; its message is above.")
        return json.loads(line)

    def hear(self, path: Path, language: str | None) -> Answer:
        """The engine's result for a recording."""
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps({"path": str(path), "language": language}) + "\n")
        self._child.stdin.flush()
        text, words, cpu_s, wall_s, peak_mb = self._line()
        timed = tuple((str(word), float(start), float(end)) for word, start, end in words)
        return Answer(text, timed, cpu_s, wall_s, peak_mb)

    def close(self) -> None:
        """End the process."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait()


def iter_children(
    names: list[str], *, threads: int, against: Path | None, model: str = MODEL
) -> Iterator[tuple[str, Child]]:
    """Start one after another, so that their loading does not add up in memory.

    Args:
        names: Of the engines.
        threads: Each may use.
        against: Another checkout, whose own engine is added as "before".
        model: Of all of them.
    """
    for name in names:
        yield name, Child(name, threads=threads, model=model)
    if against is not None:
        yield "before", Child("ours", threads=threads, checkout=against.resolve(), model=model)


if __name__ == "__main__":
    serve(*sys.argv[1:])
