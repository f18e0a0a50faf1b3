"""Peak memory of a worker process while it drafts: after ten minutes, and as hours go by.

    python -m benchmarks.worker_memory                         10 minutes, then on to an hour
    python -m benchmarks.worker_memory --minutes 10 600        the same to ten hours
    python -m benchmarks.worker_memory --against CHECKOUT      and the product of another checkout

The worker is the product's own process, with one thread; it gets the chunks of speech of the open set's
sessions, eight at a time as from the dispatcher on a fast computer, over and over. Linux counts the peak of
resident memory (VmHWM), libraries included. The builds take turns, task by task.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from benchmarks.support.draft_engines import BATCH, MODEL, MODELS, REPOSITORY, load_samples
from benchmarks.support.draft_rows import SPEECH
from transcribe import __version__
from transcribe.audio.chunking import iter_chunks
from transcribe.audio.vad import iter_speech
from transcribe.jobs.chunk_plans import pcm_bytes
from transcribe.jobs.executors.pipe_messages import read_frame, write_frame
from transcribe.jobs.tasks import DecodeRequest, DraftTask, to_plain
from transcribe.store.values import ChunkPlan

SESSIONS = {"en": "session_en_open.opus", "fr": "session_fr_open.opus"}
BYTES_A_MINUTE = 60 * 16_000 * 2
Batch = tuple[str, list[bytes]]


class Worker:
    """A worker process of a checkout."""

    def __init__(self, checkout: Path = REPOSITORY, models: Path = MODELS) -> None:
        self._models = str(models)
        threads = dict.fromkeys(("TRANSCRIBE_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        self._child = subprocess.Popen(
            [sys.executable, "-P", "-m", "transcribe.jobs.worker.process",
             "--work", "transcribe.jobs.worker.run:perform"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=checkout,
            env=os.environ | threads | {"PYTHONPATH": str(checkout), "HF_HUB_OFFLINE": "1"},
        )  # fmt: skip

    def draft(self, language: str, chunks: Sequence[bytes]) -> None:
        """Draft chunks as one task.

        Raises:
            SystemExit: The worker could not.
        """
        task = DraftTask(
            version=__version__, engine="auto", model=MODEL, sha256=None,
            models_folder=self._models, language=language,
            options=DecodeRequest(batch_size=BATCH, multilingual=True), group=BATCH,
        )  # fmt: skip
        write_frame(cast(BinaryIO, self._child.stdin), {"id": "1", **to_plain(task)}, chunks)
        answer = read_frame(cast(BinaryIO, self._child.stdout))
        if answer is None or "result" not in answer[0]:
            raise SystemExit(f"The worker failed: {answer and answer[0]}")

    def peak_mb(self) -> float:
        """The most resident memory so far."""
        lines = Path(f"/proc/{self._child.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024

    def close(self) -> None:
        """End the process."""
        with self._child:  # closes its pipes, upon which it ends
            pass


def batches() -> Iterator[Batch]:
    """The chunks of the sessions, eight at a time, without end."""
    found: list[Batch] = []
    for language, name in SESSIONS.items():
        samples = load_samples(SPEECH / "assembled" / name)
        recording = np.round(samples * 32768).clip(-32768, 32767).astype(np.int16)
        chunks = iter_chunks(iter_speech(recording), recording)
        while some := list(islice(chunks, BATCH)):
            plans = [ChunkPlan(tuple((p.start_ms, p.end_ms) for p in c.pieces)) for c in some]
            found.append((language, [pcm_bytes(plan, recording) for plan in plans]))
    yield from cycle(found)


def main() -> None:
    """Print a table: minutes of speech, and the peak of each build."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=int, nargs="+", default=[10, 60])
    parser.add_argument("--against", type=Path, metavar="CHECKOUT")
    arguments = parser.parse_args()
    workers = {"ours": Worker()}
    if arguments.against:
        workers["before"] = Worker(arguments.against.resolve())
    print(f"| minutes of speech | {', MB | '.join(workers)}, MB |\n|---|{'---|' * len(workers)}")
    done, marks = 0.0, sorted(arguments.minutes)
    for language, chunks in batches():
        for worker in workers.values():
            worker.draft(language, chunks)
        done += sum(map(len, chunks)) / BYTES_A_MINUTE
        if done >= marks[0]:
            peaks = " | ".join(f"{worker.peak_mb():.0f}" for worker in workers.values())
            print(f"| {marks.pop(0)} | {peaks} |", flush=True)
        if not marks:
            break
    for worker in workers.values():
        worker.close()


if __name__ == "__main__":
    main()
