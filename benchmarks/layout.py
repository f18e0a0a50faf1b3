"""N workers of M threads each on one computer: the fastest layout for a draft.

    python -m benchmarks.layout [--layouts 1x2 2x1 1x1 2x2] [--minutes 10] [--rounds 2]

The real `base` model, ledger and worker processes. Each round goes through all layouts, so that other
load affects all equally: compare wall seconds within a round. CPU seconds are the cost of a
layout. The table is in docs/operate/scale.md.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil

from transcribe.audio.decode import decode, open_pcm
from transcribe.jobs.dispatcher import Dispatcher
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.store import Store

MODELS = Path.home() / ".cache" / "transcribe-tests"
SPEECH = Path(__file__).parents[1].parent / "shared" / "data" / "speech" / "assembled"
WORK = "transcribe.jobs.worker.run:perform"
OPTIONS = {"model": "base", "language": "en"}


def one(workers: int, threads: int, speech: np.ndarray, models: Path) -> tuple[float, float, float]:
    """Draft once, warm: wall seconds, CPU seconds of the workers, and their peak memory in MB."""
    with tempfile.TemporaryDirectory() as name, Store(Path(name)) as store:
        (store.folder / "models").symlink_to(models)
        for media_id, samples in (("warm", speech[: 16_000 * 90]), ("m", speech)):
            folder = store.media_folder(media_id)
            folder.mkdir(parents=True)
            (folder / "audio.pcm").write_bytes(samples.tobytes())
            store.media.add(media_id=media_id, title=media_id, filename=media_id,
                            sha256=media_id, size_bytes=1)  # fmt: skip
            store.media.update(media_id, state="ready", duration_ms=len(samples) // 16)
        executor = LocalExecutor(WORK, workers=workers, threads=threads)
        dispatcher = Dispatcher(store, executor)
        thread = threading.Thread(target=dispatcher.run)
        thread.start()
        _draft(store, "warm")
        before, started = _cpu(executor), time.perf_counter()
        _draft(store, "m")
        wall, cpu = time.perf_counter() - started, _cpu(executor) - before
        memory = sum(worker.memory_bytes or 0 for worker in executor.workers()) / 1e6
        dispatcher.stop()
        thread.join()
    return wall, cpu, memory


def _draft(store: Store, media_id: str) -> None:
    job = store.jobs.enqueue(media_id, "draft", OPTIONS)
    while store.jobs.get(job.id).state not in {"done", "failed"}:
        time.sleep(0.05)


def _cpu(executor: LocalExecutor) -> float:
    times = [psutil.Process(w.pid).cpu_times() for w in executor.workers() if w.pid]
    return float(sum(one.user + one.system for one in times))


def main() -> None:
    """Run the layouts, round by round."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--layouts", nargs="+", default=["1x2", "2x1", "1x1", "2x2"])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--speech", type=Path, default=SPEECH / "session_en_open.opus")
    parser.add_argument("--models", type=Path, default=MODELS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        decode(arguments.speech, Path(name) / "a.pcm", name="speech", channels=2)
        speech = np.resize(
            np.array(open_pcm(Path(name) / "a.pcm")), int(arguments.minutes * 960_000)
        )
    for number in range(arguments.rounds):
        for layout in arguments.layouts:
            workers, threads = map(int, layout.split("x"))
            wall, cpu, memory = one(workers, threads, speech, arguments.models)
            print(
                f"round {number + 1}, {workers} × {threads}: {wall:6.1f} s, {cpu:6.1f} s of CPU, "
                f"{memory:.0f} MB, load {os.getloadavg()[0]:.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
