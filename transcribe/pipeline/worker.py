"""The process that does the work: `python -m transcribe.pipeline.worker --data DIR --name NAME`.

It lives as long as its standard input is open: when the process that started it dies, however it
dies, the pipe closes and this one goes too, in the middle of a chunk if need be.
"""

from __future__ import annotations

import argparse
import ctypes
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

from transcribe.asr import models
from transcribe.asr.engine import Engine, load_engine
from transcribe.errors import TranscribeError
from transcribe.pipeline.draft import DraftLost, run_draft
from transcribe.pipeline.ingest import run_ingest
from transcribe.store import Store
from transcribe.store.values import Job

LEASE_S = 60.0
BEAT_S = 10.0
IDLE_POLL_S = 0.3
IDLE_UNLOAD_S = 600.0
MIN_REPORT_S = 0.4

log = logging.getLogger("transcribe.worker")


class Stopped(Exception):
    """SIGTERM came."""


class Worker:
    """Claims jobs one at a time and keeps its model loaded between them."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name
        self._engine: tuple[tuple[str, str], Engine] | None = None
        self._last_used = time.monotonic()

    def run_forever(self) -> None:
        """Work until the process is stopped."""
        while True:
            if not self.run_one():
                self._unload_if_idle()
                time.sleep(IDLE_POLL_S)

    def run_one(self) -> bool:
        """Do the next job; False when there was none."""
        job = self._store.jobs.claim(self._name, LEASE_S)
        if job is None:
            return False
        log.info(
            "%s of %s begins (job %d, attempt %d)", job.kind, job.media_id, job.id, job.attempts
        )
        with _Heart(self._store, job) as heart:
            try:
                message = self._do(job, heart)
            except DraftLost:
                log.info("job %d was cancelled or lost", job.id)
            except TranscribeError as error:
                log.warning("job %d failed: %s", job.id, error)
                self._store.jobs.fail(job, str(error))
            except Stopped:
                self._store.jobs.release(job)
                raise
            except Exception as error:
                log.exception("job %d failed", job.id)
                self._store.jobs.fail(
                    job,
                    f"An unforeseen error ({type(error).__name__}: {error}). The log says more.",
                )
            else:
                self._store.jobs.finish(job, message)
        return True

    def _do(self, job: Job, heart: _Heart) -> str:
        if job.kind == "ingest":
            run_ingest(
                self._store, job.media_id, lambda done, text: _ignore(heart.beat(done, text))
            )
            return ""
        return run_draft(
            self._store, job, lambda engine, model: self._load(engine, model, heart), heart.beat
        )

    def _load(self, engine: str, model: str, heart: _Heart) -> Engine:
        self._last_used = time.monotonic()
        if self._engine is not None and self._engine[0] == (engine, model):
            return self._engine[1]
        self._engine = None  # two models at once could be too much for the memory
        folder = self._store.models_folder
        if not models.is_present(folder, model):
            heart.beat(0.0, f"Fetching model {model}", None)
            models.pull(
                folder, model,
                on_progress=lambda done, total: _ignore(
                    heart.beat(0.0, f"Fetching model {model}: {done * 100 // max(total, 1)} %", None)
                ),
            )  # fmt: skip
        heart.beat(0.0, f"Loading model {model}", None)
        loaded = load_engine(engine, model, models_folder=folder)
        self._engine = ((engine, model), loaded)
        return loaded

    def _unload_if_idle(self) -> None:
        if self._engine is not None and time.monotonic() - self._last_used > IDLE_UNLOAD_S:
            log.info("unloading %s after idleness", self._engine[1].model)
            self._engine = None


def _ignore(_: bool) -> None:
    """A lost ingest may as well finish: its outcome is the same for whoever does it."""


class _Heart:
    """Keeps a job's lease alive while a long step reports nothing, and thins out reports."""

    def __init__(self, store: Store, job: Job) -> None:
        self._store, self._job = store, job
        self._state = (0.0, "", None)  # type: tuple[float, str, float | None]
        self._reported = 0.0
        self._is_ours = True
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._keep_beating, name="heart", daemon=True)

    def beat(self, progress: float, message: str, eta_s: float | None = None) -> bool:
        """Note progress; False when the job is no longer ours."""
        is_new_message = message != self._state[1]
        self._state = (progress, message, eta_s)
        if is_new_message or time.monotonic() - self._reported > MIN_REPORT_S:
            self._report()
        return self._is_ours

    def _report(self) -> None:
        progress, message, eta_s = self._state
        self._reported = time.monotonic()
        self._is_ours = self._store.jobs.heartbeat(
            self._job, progress=progress, message=message, eta_s=eta_s, lease_s=LEASE_S
        )

    def _keep_beating(self) -> None:
        while not self._done.wait(BEAT_S):
            self._report()

    def __enter__(self) -> _Heart:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()


def _die_with_parent() -> None:
    """End this process when its parent ends: by the kernel's word and by the closing pipe."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG

    def watch() -> None:
        while os.read(0, 4096):
            pass
        os._exit(0)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def _stop(*_: object) -> None:
    raise Stopped


def main() -> None:
    """Run a worker on a data folder until standard input closes or SIGTERM comes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--name", default=f"worker{os.getpid()}")
    arguments = parser.parse_args()
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s worker %(message)s", stream=sys.stderr
    )
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C reaches the parent, which stops us
    _die_with_parent()
    with Store(arguments.data) as store:
        try:
            Worker(store, arguments.name).run_forever()
        except Stopped:
            log.info("stopped")


if __name__ == "__main__":
    main()
