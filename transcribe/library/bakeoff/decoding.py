"""Draft passages with one model in a process of its own: `python -m transcribe.library.bakeoff.decoding`.

A process for each model makes its processor time and memory its own. The first message says which model; each message
after it is a group of passages of one recording and language. The answer has their texts and what they took. It runs the task of a draft's worker, so a text is that of the product.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from transcribe import __version__
from transcribe.audio.chunking import iter_chunks
from transcribe.audio.decode import SAMPLES_PER_MS, open_pcm
from transcribe.audio.vad import iter_speech
from transcribe.errors import DraftFailed, TranscribeError
from transcribe.evaluation.passages import MAX_MS, Passage
from transcribe.jobs.chunk_plans import pcm_bytes
from transcribe.jobs.executors.pipe_messages import read_frame, write_frame
from transcribe.jobs.tasks import DecodeRequest, DraftTask, ModelResult
from transcribe.store.values import ChunkPlan
from transcribe.system import child_process
from transcribe.system.child_process import Child

BATCH = 8  # passages that are decoded together, as chunks of a draft
KIB = 1024
Samples = NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Model:
    """What is compared.

    Attributes:
        name: Of the model.
        engine: As in a draft.
        models_folder: Where it is; None for the library's.
    """

    name: str
    engine: str = "auto"
    models_folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Drafted:
    """The drafts of a group.

    Attributes:
        texts: One a passage.
        cpu_s: Processor seconds of all threads, without loading the model.
        wall_s: Seconds by the clock, likewise.
        peak_bytes: Most resident memory of the process so far.
        engine, sha256: What drafted, and the digest of its weights.
    """

    texts: tuple[str, ...]
    cpu_s: float
    wall_s: float
    peak_bytes: int
    engine: str
    sha256: str


class Decoder:
    """A process that drafts. Made by `open_decoder`."""

    def __init__(self, model: Model, child: Child) -> None:
        self._model, self._child = model, child

    def draft(self, pcm: Path, passages: Sequence[Passage]) -> Drafted:
        """Draft some passages of one recording and language.

        Raises:
            DraftFailed: The model cannot be used, or the process ended.
        """
        pieces = [passage.pieces for passage in passages]
        asked = {"pcm": str(pcm), "pieces": pieces, "language": passages[0].language}
        answer = self._ask(asked)
        return Drafted(**{**answer, "texts": tuple(answer["texts"])})

    def _ask(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        try:
            write_frame(cast(BinaryIO, self._child.stdin), asked)
            answer = read_frame(cast(BinaryIO, self._child.stdout))
        except BrokenPipeError:
            answer = None
        if answer is None:
            raise DraftFailed(self._model.name, "its process ended; memory may be short.")
        if "error" in answer[0]:
            raise DraftFailed(self._model.name, answer[0]["error"])
        return answer[0]


@contextmanager
def open_decoder(model: Model, models_folder: Path) -> Iterator[Decoder]:
    """Start the process of a model; the model is loaded at the first passage."""
    child = child_process.start(
        [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        ends_with_stdin=True,
    )  # fmt: skip
    with child:
        try:
            about = {
                "name": model.name, "engine": model.engine, "models_folder": str(models_folder),
            }  # fmt: skip
            write_frame(cast(BinaryIO, child.stdin), about)
            yield Decoder(model, child)
        finally:
            child.kill()
            with suppress(
                BrokenPipeError
            ):  # what it did not read any more; the error is told already
                cast(BinaryIO, child.stdin).close()


def serve() -> None:
    """Answer until standard input ends."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer
        first = read_frame(sys.stdin.buffer)
        is_loaded = False
        while first and (asked := read_frame(sys.stdin.buffer)):
            try:
                if not is_loaded:
                    _draft(first[0], asked[0])  # loads all that is loaded at first use
                    is_loaded = True
                answer = _draft(first[0], asked[0])
            except TranscribeError as error:
                answer = {"error": str(error)}
            write_frame(answers, answer)


def _draft(model: Mapping[str, str], asked: Mapping[str, Any]) -> dict[str, Any]:
    # Here, because it imports model libraries, which the process that asks does not need.
    from transcribe.jobs.worker.asr_tasks import run_draft  # noqa: PLC0415

    recording = open_pcm(Path(asked["pcm"]))
    plans = [tuple(_plans(pieces, recording)) for pieces in asked["pieces"]]
    blobs = [pcm_bytes(plan, recording) for plan in chain(*plans)]
    task = DraftTask(
        version=__version__, engine=model["engine"], model=model["name"], sha256=None,
        models_folder=model["models_folder"], language=asked["language"],
        options=DecodeRequest(batch_size=BATCH),
    )  # fmt: skip
    wall_s, cpu_s = time.perf_counter(), time.process_time()
    found = ModelResult.from_plain(run_draft(task, blobs, lambda: False))
    wall_s, cpu_s = time.perf_counter() - wall_s, time.process_time() - cpu_s
    texts = iter([" ".join(word.text for word in chunk.words) for chunk in found.chunks])
    return {
        "texts": [" ".join(next(texts) for _ in some) for some in plans],
        "cpu_s": cpu_s, "wall_s": wall_s, "engine": found.engine, "sha256": found.sha256,
        "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB,
    }  # fmt: skip


def _plans(pieces: Sequence[tuple[int, int]], recording: Samples) -> Iterator[ChunkPlan]:
    """One chunk; more where a clip is longer than a chunk."""
    if sum(end_ms - start_ms for start_ms, end_ms in pieces) <= MAX_MS:
        yield ChunkPlan(tuple((start_ms, end_ms) for start_ms, end_ms in pieces))
        return
    for start_ms, end_ms in pieces:
        part = recording[start_ms * SAMPLES_PER_MS : end_ms * SAMPLES_PER_MS]
        for chunk in iter_chunks(iter_speech(part), part):
            yield ChunkPlan(
                tuple((one.start_ms + start_ms, one.end_ms + start_ms) for one in chunk.pieces)
            )


if __name__ == "__main__":
    serve()
