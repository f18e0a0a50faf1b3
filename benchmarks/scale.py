"""The cost of drafting without the model: by recording length, and by number of workers.

    python -m benchmarks.scale length [--hours 0.1667 1 10]
    python -m benchmarks.scale workers [--workers 1 10 100 1000]
    python -m benchmarks.scale silence [--hours 48]
    python -m benchmarks.scale dask [--workers 10 100 300 1000] [--blob 640000]

`length`: real voice activity, planning, ledger, worker processes and publishing on speech of that
length; the engine is a fake that answers at once with a usual number of words, so that only the cost of
this program is left. Seconds per hour of audio, and the peak memory of this process.

`silence`: a file of digital silence is added and drafted by the program's own code: seconds
of each step, disk space, peak memory.

`workers`: real ledger and dispatcher on an executor that only sleeps, `--task` seconds per chunk;
chunks per second against the ideal. `dask` measures the same for Dask's own scheduler alone: TLS on loopback,
four processes with threads that sleep, a blob of audio with each task, the result pushed through the
scheduler as in our executor. The figures are in docs/operate/scale.md.
"""

from __future__ import annotations

import argparse
import heapq
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from transcribe.audio.decode import decode
from transcribe.audio.ffmpeg import ffmpeg_path
from transcribe.jobs.dispatcher import Dispatcher
from transcribe.jobs.executors import Outcome, Task, WorkerInfo
from transcribe.jobs.executors.base import NOTHING, OnOutcome, ResourceRequirements
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.jobs.ingest import run_ingest
from transcribe.library.ingest import AddOptions, add_recording
from transcribe.library.sample import SAMPLE
from transcribe.store import Store
from transcribe.store.values import ChunkPlan

RATE = 16_000
WORDS_A_SECOND = 2.5


def instant(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """A fake engine: words at a speaker's pace, in sentences of ten."""
    n_language_blobs = int(header.get("n_language_blobs") or 0)
    return {
        "engine": "fake", "sha256": "", "language": "en",
        "chunks": [
            {"language": "en", "words": _words(len(blob) / 2 / RATE)}
            for blob in blobs[: len(blobs) - n_language_blobs]
        ],
    }  # fmt: skip


def _words(seconds: float) -> list[list[Any]]:
    step = 1000 / WORDS_A_SECOND
    return [
        [f"word{n}" + ("." if n % 10 == 9 else ""), round(n * step), round(n * step + 300), 0.9]
        for n in range(int(seconds * WORDS_A_SECOND))
    ]


class Sleepers:
    """An executor whose workers only sleep: a fake cluster of any size."""

    def __init__(self, workers: int, task_s: float) -> None:
        self._n, self._task_s, self._busy = workers, task_s, 0
        self._due: list[tuple[float, str, Task]] = []
        self._wake = threading.Condition()
        self._is_closed = False
        self._on_outcome: OnOutcome | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self, on_outcome: OnOutcome) -> None:
        self._on_outcome = on_outcome
        self._thread.start()

    def free_slots(self, needs: ResourceRequirements = NOTHING) -> int:
        del needs
        return self._n - self._busy

    def unmet_requirement(self, needs: ResourceRequirements) -> str:
        del needs
        return ""

    def submit(self, task: Task) -> None:
        n_chunks = len(task.blobs) - int(task.header.get("n_language_blobs") or 0)
        with self._wake:
            self._busy += 1
            heapq.heappush(self._due, (time.monotonic() + self._task_s * n_chunks, task.id, task))
            self._wake.notify()

    def cancel(self, task_id: str) -> None: ...

    def workers(self) -> tuple[WorkerInfo, ...]:
        return ()

    def unavailable_reason(self) -> str:
        return ""

    def close(self) -> None:
        with self._wake:
            self._is_closed = True
            self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._due and not self._is_closed:
                    self._wake.wait()
                if self._is_closed:
                    return
                due, _, task = self._due[0]
                if due > time.monotonic():
                    self._wake.wait(due - time.monotonic())
                    continue
                heapq.heappop(self._due)
                self._busy -= 1
            result = instant(task.header, task.blobs)
            if self._on_outcome is not None:
                self._on_outcome(Outcome(task.id, "done", result, seconds=self._task_s))


def _speech(folder: Path) -> np.ndarray[Any, Any]:
    target = folder / "sample.pcm"
    decode(SAMPLE, target, name=SAMPLE.name, channels=1)
    return np.fromfile(target, "<i2")


def _recording(store: Store, media_id: str, sample: np.ndarray[Any, Any], seconds: float) -> None:
    folder = store.media_folder(media_id)
    folder.mkdir(parents=True)
    left = int(seconds * RATE)
    with (folder / "audio.pcm").open("wb") as file:
        while left > 0:
            file.write(sample[:left].tobytes())
            left -= len(sample)
    store.media.add(
        media_id=media_id, title=media_id, filename=media_id, sha256=media_id, size_bytes=1
    )
    store.media.update(media_id, state="ready", duration_ms=round(seconds * 1000))


def _done(store: Store, job_id: int) -> None:
    while store.jobs.get(job_id).state not in {"done", "failed"}:
        time.sleep(0.05)
    job = store.jobs.get(job_id)
    assert job.state == "done", job.error


def one_length(hours: float) -> None:
    """Draft one recording in this process, and print seconds and peak memory."""
    with tempfile.TemporaryDirectory() as name, Store(Path(name)) as store:
        _recording(store, "m", _speech(Path(name)), hours * 3600)
        (store.models_folder / "base").mkdir(parents=True)
        dispatcher = Dispatcher(
            store, LocalExecutor("benchmarks.scale:instant", workers=1), has_own_models=True
        )
        thread = threading.Thread(target=dispatcher.run)
        started = time.perf_counter()
        job = store.jobs.enqueue("m", "draft", {"model": "base", "language": "en"})
        thread.start()
        _done(store, job.id)
        took_s = time.perf_counter() - started
        n_segments = store.media.get("m").n_segments
        dispatcher.stop()
        thread.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{hours:6.2f} h: {took_s:7.1f} s, {took_s / hours:6.1f} s per hour of audio, "
        f"{n_segments} segments, peak {peak:.0f} MB",
        flush=True,
    )


def one_crowd(workers: int, task_s: float) -> None:
    """Give a fake cluster enough work, and print its throughput."""
    n_jobs = max(1, min(50, workers // 20))
    n_chunks = max(12, workers * 6) // n_jobs
    with tempfile.TemporaryDirectory() as name, Store(Path(name)) as store:
        for number in range(n_jobs):
            _recording(store, f"m{number}", np.zeros(RATE, np.int16), n_chunks * 2 + 10)
        dispatcher = Dispatcher(store, Sleepers(workers, task_s), has_own_models=True)
        jobs = []
        for number in range(n_jobs):
            options = {"model": "base", "language": "en"}
            job = store.jobs.enqueue(f"m{number}", "draft", options)
            plans = [(ChunkPlan(((n * 2000, n * 2000 + 1900),)), 0) for n in range(n_chunks)]
            store.chunks.plan(job.id, plans, planned_ms=n_chunks * 2000, is_planned=True)
            jobs.append(job.id)
        thread = threading.Thread(target=dispatcher.run)
        started = time.perf_counter()
        cpu = time.process_time()
        thread.start()
        for job_id in jobs:
            _done(store, job_id)
        took_s, cpu_s = time.perf_counter() - started, time.process_time() - cpu
        dispatcher.stop()
        thread.join()
    total = n_jobs * n_chunks
    print(
        f"{workers:5d} workers: {total / took_s:7.1f} chunks/s, ideal {workers / task_s:7.1f}; "
        f"{cpu_s / total * 1000:.2f} ms of CPU per chunk",
        flush=True,
    )


def sleep_on_worker(blob: bytes, task_s: float) -> None:
    """A chunk's task for the cluster: audio in, a pause, words out through the scheduler."""
    from distributed import get_worker

    time.sleep(task_s)
    get_worker().log_event("chunks", {"words": _words(len(blob) / 2 / RATE)})


def one_cluster(workers: int, task_s: float, blob_bytes: int) -> None:
    """Keep as many tasks in flight as there are threads, and count the results of 20 s."""
    from distributed import Client, LocalCluster
    from distributed.security import Security

    blob, ended, sent = bytes(blob_bytes), threading.Semaphore(0), 0
    with (
        LocalCluster(
            n_workers=min(4, workers), threads_per_worker=max(1, workers // 4),
            security=Security.temporary(), protocol="tls://", dashboard_address=None,
        ) as cluster,
        Client(cluster) as client,
    ):  # fmt: skip
        client.subscribe_topic("chunks", lambda _: ended.release())
        futures = []
        for _ in range(workers):
            futures.append(client.submit(sleep_on_worker, blob, task_s, pure=False))
        started, n_done = time.perf_counter(), 0
        while (spent := time.perf_counter() - started) < 20:
            if ended.acquire(timeout=1):
                n_done += 1
                futures.append(client.submit(sleep_on_worker, blob, task_s, pure=False))
                futures.pop(0)
                sent += 1
        print(f"{workers:5} threads: {n_done / spent:7.1f} chunks/s, ideal {workers / task_s:7.1f}")


def silent_flac(target: Path, hours: float) -> Path:
    """A file of digital silence: some kilobytes per hour."""
    command = [
        ffmpeg_path(), "-y", "-loglevel", "error", "-f", "lavfi", "-i",
        "anullsrc=r=16000:cl=mono", "-t", str(hours * 3600), "-c:a", "flac", str(target),
    ]  # fmt: skip
    subprocess.run(command, check=True)
    return target


def one_silence(hours: float) -> None:
    """Add and draft a silent file, and print the cost."""
    with tempfile.TemporaryDirectory() as name, Store(Path(name) / "library") as store:
        source = silent_flac(Path(name) / "silence.flac", hours)
        times = [time.perf_counter()]
        options = AddOptions("silence.flac", language="en")
        media = add_recording(store, source, options).media
        steps: dict[str, float] = {}

        def note(_: float, message: str) -> None:
            steps.setdefault(message, time.perf_counter())

        run_ingest(store, media.id, note)
        times.append(time.perf_counter())
        store.jobs.cancel(next(job.id for job in store.jobs.list(media.id) if job.kind == "ingest"))
        (job,) = (job for job in store.jobs.list(media.id) if job.kind == "draft")
        work = LocalExecutor("benchmarks.scale:instant", workers=1)
        dispatcher = Dispatcher(store, work, has_own_models=True)
        thread = threading.Thread(target=dispatcher.run)
        thread.start()
        _done(store, job.id)
        times.append(time.perf_counter())
        dispatcher.stop()
        thread.join()
        folder = store.media_folder(media.id)
        room = {p.name: (p.stat().st_size, p.stat().st_blocks * 512) for p in folder.iterdir()}
        message = store.jobs.get(job.id).message
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    copy_at = steps["Making the playback copy"] - times[0]
    print(f"{hours:g} h of silence: added in {times[1] - times[0]:.0f} s "
          f"(playback copy from {copy_at:.0f} s on), "
          f"drafted in {times[2] - times[1]:.0f} s ({message}); "
          f"peak {peak:.0f} MB, of a child {children:.0f} MB")  # fmt: skip
    for file, (length, taken) in sorted(room.items()):
        print(f"  {file}: {length / 1e6:.1f} MB long, takes {taken / 1e6:.1f} MB")


def main() -> None:
    """Run the command from the command line; each length in its own process, to measure its memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["length", "one-length", "workers", "silence", "dask"])
    parser.add_argument("--hours", type=float, nargs="+", default=[1 / 6, 1, 10])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 10, 100, 300, 1000])
    parser.add_argument("--task", type=float, default=1.5)
    parser.add_argument("--blob", type=int, default=640_000)
    arguments = parser.parse_args()
    if arguments.what == "dask":
        for workers in arguments.workers:
            one_cluster(workers, arguments.task, arguments.blob)
    elif arguments.what == "one-length":
        one_length(arguments.hours[0])
    elif arguments.what == "silence":
        one_silence(max(arguments.hours))
    elif arguments.what == "length":
        for hours in arguments.hours:
            command = ["-m", "benchmarks.scale", "one-length", "--hours", str(hours)]
            subprocess.run([sys.executable, *command], check=True)
    else:
        for workers in arguments.workers:
            one_crowd(workers, arguments.task)


if __name__ == "__main__":
    main()
