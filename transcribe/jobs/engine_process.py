"""The engine process of a data folder: `python -m transcribe.jobs.engine_process --data DIR`.

It runs the dispatcher, with local workers as child processes or with the connection to a cluster
(`TRANSCRIBE_SCHEDULER`). It ends when its standard input closes, and its workers end with it, so no work
continues after the server's end.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

import psutil

from transcribe.asr.devices import n_listed_gpus
from transcribe.asr.engine import cpu_threads
from transcribe.jobs.dispatcher import Dispatcher
from transcribe.jobs.executors import Executor
from transcribe.jobs.executors.local import LocalExecutor
from transcribe.store import Store
from transcribe.system.permissions import set_private_umask

WORK = "transcribe.jobs.worker.run:perform"
MEMORY_A_WORKER = 2.0e9  # with `base`: half of it in use, the rest for a batch
STATUS_S = 1.0

log = logging.getLogger("transcribe.engine")


def layout(gpus: int = 0) -> tuple[int, int, int]:
    """The number of workers, and the threads and the memory of each.

    Workers with one thread each use the cores best (docs/operate/scale.md), as long as the memory suffices for
    their models; with GPUs, there is one worker per GPU. `TRANSCRIBE_WORKERS`, `TRANSCRIBE_THREADS` and
    `TRANSCRIBE_WORKER_MEMORY` (GB) override this.
    """
    cores, memory = cpu_threads(), psutil.virtual_memory().total
    fitting = gpus or max(1, min(cores, int(memory * 0.6 / MEMORY_A_WORKER)))
    workers = max(1, int(os.environ.get("TRANSCRIBE_WORKERS") or fitting))
    threads = max(1, int(os.environ.get("TRANSCRIBE_THREADS") or cores // workers))
    named_gb = os.environ.get("TRANSCRIBE_WORKER_MEMORY")
    limit = int(float(named_gb) * 1e9) if named_gb else int(memory * 0.8 / workers)
    return workers, threads, limit


def make_executor() -> Executor:
    """The executor that the environment asks for."""
    work = os.environ.get("TRANSCRIBE_WORK") or WORK
    if address := os.environ.get("TRANSCRIBE_SCHEDULER"):
        # Imported here, because Dask costs memory and start time and only clusters need it.
        from transcribe.jobs.executors.cluster import ClusterExecutor  # noqa: PLC0415

        named = os.environ.get("TRANSCRIBE_CERTIFICATES")
        return ClusterExecutor(work, address, Path(named) if named else None)
    gpus = n_listed_gpus()
    workers, threads, memory_bytes = layout(gpus)
    log.info(
        "%d workers with %d threads, %.1f GB each, on %d GPUs",
        workers, threads, memory_bytes / 1e9, gpus,
    )  # fmt: skip
    return LocalExecutor(
        work, workers=workers, threads=threads, memory_bytes=memory_bytes, gpus=gpus
    )


def main() -> None:
    """Run the dispatcher until standard input closes or SIGTERM arrives."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    set_private_umask()
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s work %(message)s", stream=sys.stderr
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C reaches the parent, which stops us
    threading.Thread(target=_end_with_pipe, name="parent-watch", daemon=True).start()
    with Store(arguments.data) as store:
        executor = make_executor()
        dispatcher = Dispatcher(
            store, executor, has_own_models="TRANSCRIBE_SCHEDULER" in os.environ
        )
        signal.signal(signal.SIGTERM, lambda *_: dispatcher.stop())
        reporter = threading.Thread(target=_report, args=(store, executor), daemon=True)
        reporter.start()
        dispatcher.run()
        log.info("stopped")
        logging.shutdown()
        os._exit(0)  # an ingest's thread may be waiting for ffmpeg, which ends with us


def _report(store: Store, executor: Executor) -> None:
    """Write the state of the workers to a file for the jobs page, which is served by another process."""
    note = store.folder / "workers.json"
    while True:
        plain = {
            "at": time.time(),
            "trouble": executor.unavailable_reason(),
            "dashboard": getattr(executor, "dashboard", ""),
            "workers": [
                {
                    "name": w.name, "state": w.state, "host": w.host, "pid": w.pid,
                    "threads": w.threads, "memory": w.memory_bytes, "task": w.task_id,
                    "reason": w.reason, "done": w.n_done, "gpus": w.gpus,
                }
                for w in executor.workers()
            ],
        }  # fmt: skip
        partial = note.with_suffix(".partial")
        try:
            partial.write_text(json.dumps(plain))
            partial.replace(note)
        except OSError as error:
            log.warning("the note of workers could not be written: %s", error)
        time.sleep(STATUS_S)


def _end_with_pipe() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
