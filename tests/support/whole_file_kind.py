"""A kind of job on a whole file, with a file as its result, that goes on where it was ended.

It stands for what comes (burn-in, shot changes, diarization, data sets) and shows that one module is
enough. Its file has one line a second of the recording: the attempt that measured it, and its peak.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from transcribe.audio.decode import open_pcm
from transcribe.errors import InvalidOperation
from transcribe.jobs.kinds.base import (
    ChunkedKind,
    JobContext,
    JobOptions,
    TaskParts,
    whole_file_plan,
    work_folder,
)
from transcribe.jobs.tasks import IsStopped, Plain, task_type
from transcribe.jobs.worker import run
from transcribe.store import Store
from transcribe.store.values import ChunkPlan, Job, Media, WorkChunk

RESULT = "loudness.txt"
perform = run.perform  # the work of the test's executor: with it this module is loaded


@dataclass(frozen=True, slots=True, kw_only=True)
class LoudnessOptions(JobOptions):
    """Options of the job: after how many seconds its first worker is killed; 0 for never."""

    killed_after: int = 0


@task_type
@dataclass(frozen=True, slots=True)
class LoudnessTask:
    """Measure the samples in `pcm`; `folder` keeps what is done."""

    kind: ClassVar[str] = "loudness"
    runner: ClassVar[str] = "tests.support.whole_file_kind:run_loudness"

    pcm: str
    folder: str
    killed_after: int


def run_loudness(task: LoudnessTask, blobs: Sequence[bytes], is_stopped: IsStopped) -> Plain:
    """The worker's side: one line a second, written at once, so that the next attempt goes on."""
    assert not blobs
    part, attempts = Path(task.folder) / RESULT, Path(task.folder) / "attempts"
    attempt = int(attempts.read_text()) + 1 if attempts.exists() else 1
    attempts.write_text(str(attempt))
    n_done = len(part.read_text().splitlines()) if part.exists() else 0
    samples = open_pcm(Path(task.pcm))
    with part.open("a") as file:
        for second in range(n_done, -(-len(samples) // 16_000)):
            if is_stopped():
                return {"stopped": True}
            if task.killed_after and second >= task.killed_after and attempt == 1:
                os.kill(os.getpid(), signal.SIGKILL)
            heard = samples[second * 16_000 : (second + 1) * 16_000]
            print(attempt, int(np.abs(heard.astype(np.int32)).max()), file=file, flush=True)
    return {"file": RESULT}


class Loudness(ChunkedKind[LoudnessOptions]):
    """The kind, without a model."""

    name = "loudness"
    options_type = LoudnessOptions

    def read_body(self, body: Mapping[str, Any], media: Media) -> dict[str, Any]:
        killed_after = body.get("killed_after", 0)
        if not isinstance(killed_after, int):
            raise InvalidOperation("loudness", f"{media.id}: killed_after is a number")
        return {"killed_after": killed_after}

    def plan(self, context: JobContext[LoudnessOptions]) -> Iterator[tuple[ChunkPlan, int]]:
        return whole_file_plan(context)

    def task(
        self, context: JobContext[LoudnessOptions], chunks: Sequence[WorkChunk], group: int
    ) -> TaskParts:
        assert len(chunks) == group == 1
        context.work_folder.mkdir(exist_ok=True)
        pcm = context.store.media_folder(context.job.media_id) / "audio.pcm"
        killed_after = context.options.killed_after
        return TaskParts(LoudnessTask(str(pcm), str(context.work_folder), killed_after))

    def commit(self, store: Store, job: Job, options: LoudnessOptions, chunk: WorkChunk) -> None:
        """Move the file to its place; after a crash in between it is there already."""
        del options
        assert chunk.result is not None
        made = work_folder(store, job) / str(chunk.result["file"])
        if made.exists():
            made.replace(store.media_folder(job.media_id) / RESULT)
