"""ASR tasks of a worker: audio bytes in, words out. Knows no recording and no database.

The header of a task:

- `kind`: "draft" (transcribe or translate), "align" (times for given text), "listen" (no result
  but a cached encoder output for a later "align" of the same audio) or "alternatives";
- `version`: of the sender; a worker of another version refuses, since results could differ;
- `engine`, `model`, `sha256`: the model to load; a worker with other weights refuses;
- `models_folder`: the sender's models folder; a cluster worker has its own, set by
  `TRANSCRIBE_WORKER_MODELS`;
- `language`: Whisper's code, or None to detect it from the last `n_listen` blobs;
- `options`: fields of `DecodeOptions`; `glossary`: terms, each a list of it and its wrong forms;
- `texts`: for "align", one text per chunk;
- `question`: for "alternatives", the fields of `AlternativesRequest` for the one chunk; the result has
  `alternatives`, pairs of text and probability;
- `group`: number of chunks decoded together; the task can be stopped between groups.

The blobs are mono 16 kHz PCM, int16 little-endian, one chunk of at most 30 s each.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from transcribe import __version__
from transcribe.asr import devices
from transcribe.asr.alternatives import AlternativesRequest
from transcribe.asr.biasing import draft_biased
from transcribe.asr.calibration import calibrated
from transcribe.asr.engine import DecodeOptions, Engine, Samples
from transcribe.asr.engines import load_engine
from transcribe.asr.models import files as models
from transcribe.audio.decode import to_float
from transcribe.document.model import Word
from transcribe.errors import WorkerRefused
from transcribe.jobs.executors.cancellation import is_cancel_requested
from transcribe.text.glossary import Term

IDLE_UNLOAD_S = 600.0
SURE = 0.8  # one chunk with this language probability is enough

Spoken = tuple[str, tuple[Word, ...]]  # language and words of a chunk

log = logging.getLogger("transcribe.worker")


def perform(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """Run one task.

    Returns:
        `{"engine", "sha256", "language", "stopped", "chunks"}`, with for each chunk
        `{"language", "words"}` and words as `[text, start_ms, end_ms, probability]` in ms from the
        chunk's start. A stopped task returns the first chunks only.

    Raises:
        WorkerRefused: This worker has another version or other weights.
        ModelUnavailable, EngineUnavailable: The model or the engine is missing.
    """
    if header["version"] != __version__:
        raise WorkerRefused(f"it runs version {__version__}, the server {header['version']}")
    with _HOLDER.engine(header) as engine:
        n_listen = int(header.get("n_listen") or 0)
        heard = blobs[len(blobs) - n_listen :] if n_listen else ()
        chunks = [samples_of(blob) for blob in blobs[: len(blobs) - n_listen]]
        if header["kind"] == "listen":
            for chunk in chunks:
                engine.listen(chunk)
            return {"engine": engine.name, "sha256": _HOLDER.sha256, "language": "", "chunks": []}
        if header["kind"] == "alternatives":
            question = AlternativesRequest(**header["question"])
            spoken = header.get("language") or _vote(engine, chunks)
            found = engine.alternatives(chunks[0], question, spoken)
            return {
                "engine": engine.name, "sha256": _HOLDER.sha256, "language": spoken,
                "chunks": [], "alternatives": [list(pair) for pair in found],
            }  # fmt: skip
        language = header.get("language") or _vote(engine, [samples_of(b) for b in heard] or chunks)
        drafts: list[Spoken] = []
        # Group by group, so that the task stops within about one chunk's time.
        size = max(1, min(_HOLDER.most_chunks, int(header.get("group") or len(chunks))))
        while len(drafts) < len(chunks) and not is_cancel_requested(header.get("id")):
            group = slice(len(drafts), len(drafts) + size)
            drafts += _do_group(engine, header, chunks[group], group, language)
        return {
            "engine": engine.name,
            "sha256": _HOLDER.sha256,
            "language": language,
            "stopped": len(drafts) < len(chunks),
            "chunks": [
                {"language": spoken, "words": [_word_to_list(word) for word in words]}
                for spoken, words in drafts
            ],
        }


def _do_group(
    engine: Engine,
    header: Mapping[str, Any],
    chunks: Sequence[Samples],
    group: slice,
    language: str,
) -> list[Spoken]:
    if header["kind"] != "align":
        return _draft(engine, chunks, language, header.get("options") or {})
    return [
        (language, engine.align(chunk, text, language))
        for chunk, text in zip(chunks, header["texts"][group], strict=True)
    ]


def _draft(
    engine: Engine, chunks: Sequence[Samples], language: str, asked: Mapping[str, Any]
) -> list[Spoken]:
    """Language and words of each chunk; with `detect_each` in the language detected for it."""
    prompt = str(asked.get("initial_prompt") or "")
    if names := asked.get("hotwords"):  # as if just spoken
        prompt = f"{prompt} {', '.join(names)}.".strip()
    spoken = [language] * len(chunks)
    if asked.get("detect_each"):
        for index, chunk in enumerate(chunks):
            found, probability = engine.detect_language(chunk)
            spoken[index] = found if probability >= SURE else language
    terms = [Term(term, tuple(wrong)) for term, *wrong in asked.get("glossary", ())]
    drafts: dict[int, tuple[Word, ...]] = {}
    for one in dict.fromkeys(spoken):
        options = DecodeOptions(
            language=one, task=asked.get("task", "transcribe"), initial_prompt=prompt,
            batch_size=int(asked.get("batch_size", 1)),
        )  # fmt: skip
        places = [index for index, other in enumerate(spoken) if other == one]
        heard = draft_biased(engine, [chunks[index] for index in places], options, terms)
        drafts |= {place: _calibrated(words) for place, words in zip(places, heard, strict=True)}
    return [(spoken[index], drafts[index]) for index in range(len(chunks))]


def _calibrated(words: tuple[Word, ...]) -> tuple[Word, ...]:
    return tuple(
        word if word.probability is None
        else replace(word, probability=round(calibrated(word.probability), 4))
        for word in words
    )  # fmt: skip


def samples_of(blob: bytes) -> Samples:
    """PCM bytes to float32 in [-1, 1], shape (n_samples,)."""
    return to_float(np.frombuffer(blob, "<i2"))


def words_of(result: Mapping[str, Any]) -> tuple[Word, ...]:
    """The words in one chunk's result, times in ms from the chunk's start."""
    return tuple(Word(text, start, end, probability) for text, start, end, probability in
                 result["words"])  # fmt: skip


def _word_to_list(word: Word) -> list[Any]:
    return [word.text, word.start_ms, word.end_ms, word.probability]


def _vote(engine: Engine, chunks: Sequence[Samples]) -> str:
    """The language of these chunks, each weighted by the model's probability."""
    votes: Counter[str] = Counter()
    for chunk in chunks:
        language, probability = engine.detect_language(chunk)
        if probability >= SURE:
            return language
        votes[language] += round(probability * 1000)
    return votes.most_common(1)[0][0]


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

    def engine(self, header: Mapping[str, Any]) -> _Use:
        return _Use(self, header)

    def acquire(self, header: Mapping[str, Any]) -> Engine:
        self._lock.acquire()
        try:
            return self._loaded(header)
        except BaseException:
            self._lock.release()
            raise

    def release(self) -> None:
        self._used_at = time.monotonic()
        self._lock.release()

    def _loaded(self, header: Mapping[str, Any]) -> Engine:
        folder = Path(os.environ.get("TRANSCRIBE_WORKER_MODELS") or header["models_folder"])
        key = (str(header["engine"]), str(header["model"]))
        if self._engine is None or self._key != key:
            self._engine = None  # two models at once could exceed the memory
            models.ensure(folder, key[1])
            self.most_chunks = _most_chunks(key[1])
            self._engine = load_engine(*key, models_folder=folder)
            self._key = key
            self.sha256 = models.model_sha256(folder, key[1])
            self._start_watch()
        wanted = header.get("sha256")
        if wanted and wanted != self.sha256:
            raise WorkerRefused(
                f"its weights of {key[1]} have the digest {self.sha256[:12]}…, "
                f"the server's {str(wanted)[:12]}…"
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


def _most_chunks(model: str) -> int:
    """How many chunks fit into memory: a GPU's before the model is loaded, else this process's limit."""
    on_gpu = devices.n_gpus() > 0
    allowed = os.environ.get("TRANSCRIBE_WORKER_ROOM")
    room = devices.free_gpu_bytes() if on_gpu else int(allowed) if allowed else None
    return devices.most_chunks(models.weights_bytes(model), room, on_gpu=on_gpu)


class _Use:
    """The engine for the duration of a task."""

    def __init__(self, holder: _EngineCache, header: Mapping[str, Any]) -> None:
        self._holder, self._header = holder, header

    def __enter__(self) -> Engine:
        return self._holder.acquire(self._header)

    def __exit__(self, *_: object) -> None:
        self._holder.release()


_HOLDER = _EngineCache()
