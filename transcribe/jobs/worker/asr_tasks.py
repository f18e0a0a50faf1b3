"""ASR tasks of a worker: audio bytes in, words out. Knows no recording and no database.

`run_…` are the runners of the task types in `jobs/tasks.py`, which describe header, blobs and result.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from transcribe.asr import devices
from transcribe.asr.calibration import calibrated
from transcribe.asr.coverage import find_speech
from transcribe.asr.engine import DecodeOptions, Engine, Samples
from transcribe.asr.engines import load_engine
from transcribe.asr.language_runs import N_KEPT, weigh
from transcribe.asr.models import files as models
from transcribe.asr.whole_drafts import draft_whole
from transcribe.audio.decode import to_float
from transcribe.audio.vad import ActivityOptions
from transcribe.document.model import Word
from transcribe.errors import WorkerRefused
from transcribe.jobs.tasks import (
    AlignTask,
    AlternativesTask,
    ChunkResult,
    DecodeRequest,
    DraftTask,
    EncodeTask,
    IsStopped,
    ModelResult,
    ModelTask,
    Plain,
)
from transcribe.text.glossary import Term

IDLE_UNLOAD_S = 600.0
VOTE_MS = 12_000  # of speech of each sample, for the language of a recording
# Joined without any pause, Italian by telephone sounded like Tagalog.
VOTE_ACTIVITY = ActivityOptions(pad_ms=200)

log = logging.getLogger("transcribe.worker")


def run_draft(task: DraftTask, blobs: Sequence[bytes], is_stopped: IsStopped) -> Plain:
    """Transcribe or translate chunks; a stopped task returns the first chunks only.

    Raises:
        WorkerRefused: This worker has other weights.
        ModelUnavailable, EngineUnavailable: The model or the engine is missing.
    """
    with _HOLDER.engine(task) as engine:
        return _by_groups(
            task, engine, blobs, is_stopped,
            lambda chunks, _, language: _draft(engine, chunks, language, task.options),
        )  # fmt: skip


def run_align(task: AlignTask, blobs: Sequence[bytes], is_stopped: IsStopped) -> Plain:
    """Find word times for the task's texts; raises as `run_draft`."""
    with _HOLDER.engine(task) as engine:
        return _by_groups(
            task, engine, blobs, is_stopped,
            lambda chunks, group, language: [
                ChunkResult(language, engine.align(chunk, text, language))
                for chunk, text in zip(chunks, task.texts[group], strict=True)
            ],
        )  # fmt: skip


def run_encode(task: EncodeTask, blobs: Sequence[bytes], is_stopped: IsStopped) -> Plain:
    """Cache encoder outputs; raises as `run_draft`."""
    del is_stopped
    with _HOLDER.engine(task) as engine:
        for blob in blobs:
            engine.encode(samples_of(blob))
        return ModelResult(engine.name, _HOLDER.sha256, "").to_plain()


def run_alternatives(
    task: AlternativesTask, blobs: Sequence[bytes], is_stopped: IsStopped
) -> Plain:
    """Find alternatives for words in one chunk; raises as `run_draft`."""
    del is_stopped
    with _HOLDER.engine(task) as engine:
        chunks = [samples_of(blob) for blob in blobs]
        language = task.language or _vote(engine, chunks, chunks)
        found = engine.alternatives(chunks[0], task.question, language)
        pairs = tuple((text, probability) for text, probability in found)
        return ModelResult(engine.name, _HOLDER.sha256, language, alternatives=pairs).to_plain()


def _by_groups(
    task: DraftTask | AlignTask,
    engine: Engine,
    blobs: Sequence[bytes],
    is_stopped: IsStopped,
    do: Callable[[Sequence[Samples], slice, str], list[ChunkResult]],
) -> Plain:
    """Do chunks group by group, so that the task stops within about one chunk's time."""
    n_chunks = len(blobs) - task.n_language_blobs
    heard, chunks = blobs[n_chunks:], [samples_of(blob) for blob in blobs[:n_chunks]]
    language = task.language or _vote(engine, [samples_of(blob) for blob in heard], chunks)
    done: list[ChunkResult] = []
    size = max(1, min(_HOLDER.most_chunks, task.group or len(chunks)))
    while len(done) < len(chunks) and not is_stopped():
        group = slice(len(done), len(done) + size)
        done += do(chunks[group], group, language)
    is_short = len(done) < len(chunks)
    notice = str(getattr(engine, "notice", ""))
    return ModelResult(
        engine.name, _HOLDER.sha256, language, tuple(done), is_stopped=is_short, notice=notice
    ).to_plain()


def _draft(
    engine: Engine, chunks: Sequence[Samples], language: str, asked: DecodeRequest
) -> list[ChunkResult]:
    """The complete draft of each chunk; with `multilingual` in the languages spoken in it."""
    prompt = asked.initial_prompt
    if asked.hotwords:  # as if just spoken
        prompt = f"{prompt} {', '.join(asked.hotwords)}.".strip()
    terms = [Term(term, tuple(wrong)) for term, *wrong in asked.glossary]
    options = DecodeOptions(
        language=language, task=asked.task, initial_prompt=prompt, batch_size=asked.batch_size
    )
    drafts = draft_whole(engine, chunks, options, terms, follows_language=asked.multilingual)
    return [
        ChunkResult(
            draft.language,
            _calibrated(draft.words),
            tuple((one.start_ms, one.end_ms, one.speech_ms) for one in draft.uncovered),
            tuple((one.start_ms, one.end_ms, one.language) for one in draft.sounds_like),
            tuple(weigh(draft.parts).most_common(N_KEPT)),
        )
        for draft in drafts
    ]


def _calibrated(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(
        word if word.probability is None
        else replace(word, probability=round(calibrated(word.probability), 4))
        for word in words
    )  # fmt: skip


def samples_of(blob: bytes) -> Samples:
    """PCM bytes to float32 in [-1, 1], shape (n_samples,)."""
    return to_float(np.frombuffer(blob, "<i2"))


def _vote(engine: Engine, heard: Sequence[Samples], chunks: Sequence[Samples]) -> str:
    """The language of a recording, from the speech in samples of it, else from its chunks."""
    votes: Counter[str] = Counter()
    for samples in heard:
        if len(speech := _speech(samples)):
            votes += weigh(engine.language_parts(speech))
    if not votes:
        votes = sum((weigh(engine.language_parts(chunk)) for chunk in chunks[:1]), Counter())
    return votes.most_common(1)[0][0] if votes else "en"


def _speech(samples: Samples) -> Samples:
    """The speech in some audio, joined, at most `VOTE_MS` of it."""
    spans = find_speech(samples, VOTE_ACTIVITY)
    parts = [samples[span.start_ms * 16 : span.end_ms * 16] for span in spans]
    return np.concatenate([*parts, samples[:0]])[: VOTE_MS * 16]


class _EngineCache:
    """One model per process, loaded once, unloaded when idle, never two at a time."""

    def __init__(self) -> None:
        self.sha256 = ""
        self.most_chunks = devices.MAX_CHUNKS  # that fit next to the model
        self._lock = threading.Lock()
        self._key: tuple[str, str] | None = None
        self._engine: Engine | None = None
        self._used_at = 0.0
        self._watch: threading.Thread | None = None

    def engine(self, task: ModelTask) -> _Use:
        return _Use(self, task)

    def acquire(self, task: ModelTask) -> Engine:
        self._lock.acquire()
        try:
            return self._loaded(task)
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        self._used_at = time.monotonic()
        self._lock.release()

    def _loaded(self, task: ModelTask) -> Engine:
        folder = Path(os.environ.get("TRANSCRIBE_WORKER_MODELS") or task.models_folder)
        key = (task.engine, task.model)
        if self._engine is None or self._key != key:
            self._engine = None  # two models at once could exceed the memory
            models.ensure(folder, key[1])
            self.most_chunks = _most_chunks(folder, key[1])
            self._engine = load_engine(*key, models_folder=folder)
            self._key = key
            self.sha256 = models.model_sha256(folder, key[1])
            self._start_watch()
        if task.sha256 and task.sha256 != self.sha256:
            raise WorkerRefused(
                f"its weights of {key[1]} have the digest {self.sha256[:12]}…, "
                f"the server's {task.sha256[:12]}…"
            )
        return self._engine

    def _start_watch(self) -> None:
        if self._watch is None:
            self._watch = threading.Thread(target=self._unload_idle, name="idle", daemon=True)
            self._watch.start()

    def _unload_idle(self) -> None:
        while True:
            time.sleep(IDLE_UNLOAD_S / 10)
            with self._lock:
                if self._engine and time.monotonic() - self._used_at > IDLE_UNLOAD_S:
                    log.info("unloading %s after idleness", self._engine.model)
                    self._engine = self._key = None


def _most_chunks(models_folder: Path, model: str) -> int:
    """How many chunks fit into memory: a GPU's before the model is loaded, else this process's limit."""
    on_gpu = devices.n_gpus() > 0
    allowed = os.environ.get("TRANSCRIBE_WORKER_ROOM")
    room = devices.free_gpu_bytes() if on_gpu else int(allowed) if allowed else None
    return devices.most_chunks(models.weights_bytes(model, models_folder), room, on_gpu=on_gpu)


class _Use:
    """The engine for the duration of a task."""

    def __init__(self, holder: _EngineCache, task: ModelTask) -> None:
        self._holder, self._task = holder, task

    def __enter__(self) -> Engine:
        return self._holder.acquire(self._task)

    def __exit__(self, *_: object) -> None:
        self._holder.release()


_HOLDER = _EngineCache()
