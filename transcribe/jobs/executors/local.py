"""Run tasks in supervised worker processes on this computer.

They communicate over pipes and listen on nothing, so no other user of the computer can reach them. A worker
starts with its first task, does one task at a time, and ends after an idle time, which frees the memory of
its model. It ends with this process (see `system.child_process`).
"""

from __future__ import annotations

import logging
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

import psutil

from transcribe.jobs.executors.base import (
    NOTHING,
    OnOutcome,
    Outcome,
    ResourceRequirements,
    Task,
    WorkerInfo,
)
from transcribe.jobs.executors.pipe_messages import read_frame, write_frame
from transcribe.system import child_process
from transcribe.system.child_process import Child

IDLE_EXIT_S = 600.0
WATCH_S = 0.25
STOP_TIMEOUT_S = 2.0
PACKAGE_PARENT = Path(__file__).resolve().parents[3]

log = logging.getLogger("transcribe.executor")
_WAKE: Mapping[str, Any] = {}  # wakes a thread that waits for an answer; compared by identity


class LocalExecutor:
    """Worker processes on this computer.

    Args:
        work: Dotted path of the task function, `module:name`.
        workers: Number of processes.
        threads: Cores for each process.
        memory_bytes: Memory limit of a worker; beyond it, the worker is killed and its task is lost.
        idle_exit_s: Idle time after which a worker ends.
        gpus: GPUs of this computer; each worker uses one.
    """

    def __init__(
        self,
        work: str,
        *,
        workers: int = 1,
        threads: int = 1,
        memory_bytes: int | None = None,
        idle_exit_s: float = IDLE_EXIT_S,
        gpus: int = 0,
    ) -> None:
        self._memory_bytes, self._gpus = memory_bytes, gpus
        self._slots = [
            _Slot(
                f"local-{number + 1}", work, threads, memory_bytes, idle_exit_s,
                number % gpus if gpus else None,
            )
            for number in range(workers)
        ]  # fmt: skip
        self._lock = threading.Lock()

    def start(self, on_outcome: OnOutcome) -> None:
        for slot in self._slots:
            slot.start(on_outcome)

    def free_slots(self, needs: ResourceRequirements = NOTHING) -> int:
        return 0 if self.unmet_requirement(needs) else sum(slot.is_free for slot in self._slots)

    def unmet_requirement(self, needs: ResourceRequirements) -> str:
        if self._gpus or not self._memory_bytes or needs.memory_bytes <= self._memory_bytes:
            return ""
        return (
            f"A worker may take {self._memory_bytes / 1e9:.1f} GB, and {needs.model} needs about "
            f"{needs.memory_bytes / 1e9:.1f} GB. Start the server with fewer workers "
            "(TRANSCRIBE_WORKERS=1), or choose a smaller model."
        )

    def submit(self, task: Task) -> None:
        with self._lock:
            # A running worker first: a new process needs seconds to load its model.
            free = sorted(
                (s for s in self._slots if s.is_free),
                key=lambda s: (s.name != task.prefers, not s.is_warm),
            )
            slot = free[0] if free else min(self._slots, key=lambda s: s.backlog)
            slot.put(task)

    def cancel(self, task_id: str) -> None:
        for slot in self._slots:
            slot.cancel(task_id)

    def workers(self) -> tuple[WorkerInfo, ...]:
        return tuple(slot.info() for slot in self._slots)

    def unavailable_reason(self) -> str:
        return ""

    def close(self) -> None:
        for slot in self._slots:
            slot.close()
        for slot in self._slots:
            slot.join()


class _Slot:
    """A thread with its worker process, which it starts, supervises and ends."""

    def __init__(
        self,
        name: str,
        work: str,
        threads: int,
        memory_bytes: int | None,
        idle_exit_s: float,
        gpu: int | None,
    ) -> None:
        self.name, self._work, self._threads, self._gpu = name, work, threads, gpu
        self._memory_bytes, self._idle_exit_s = memory_bytes, idle_exit_s
        self._inbox: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Mapping[str, Any] | None] = queue.SimpleQueue()
        self._child: Child | None = None
        self._task: Task | None = None
        self._backlog = 0
        self._cancelled: set[str] = set()
        self._lock = threading.Lock()
        self._n_done = 0
        self._is_closing = threading.Event()
        self._on_outcome: OnOutcome | None = None
        self._thread = threading.Thread(target=self._keep, name=name, daemon=True)

    @property
    def is_free(self) -> bool:
        return self.backlog == 0

    @property
    def is_warm(self) -> bool:
        return self._child is not None

    @property
    def backlog(self) -> int:
        with self._lock:
            return self._backlog

    def start(self, on_outcome: OnOutcome) -> None:
        self._on_outcome = on_outcome
        self._thread.start()

    def put(self, task: Task) -> None:
        with self._lock:
            self._backlog += 1
        self._inbox.put(task)

    def cancel(self, task_id: str) -> None:
        """A running task is asked to stop at its next pause, so its worker keeps the model in memory."""
        with self._lock:
            self._cancelled.add(task_id)
        self._answers.put(_WAKE)

    def info(self) -> WorkerInfo:
        child, task = self._child, self._task
        memory = None
        if child is not None:
            with suppress(psutil.Error):
                memory = psutil.Process(child.pid).memory_info().rss
        return WorkerInfo(
            self.name, "busy" if task else "idle", "this machine", child.pid if child else None,
            self._threads, memory, task.id if task else None, n_done=self._n_done,
            gpus=0 if self._gpu is None else 1,
        )  # fmt: skip

    def close(self) -> None:
        self._is_closing.set()
        self._inbox.put(None)

    def join(self) -> None:
        if self._thread.is_alive():
            self._thread.join()

    def _keep(self) -> None:
        while not self._is_closing.is_set():
            try:
                task = self._inbox.get(timeout=self._idle_exit_s)
            except queue.Empty:
                if self._child is not None:
                    log.info("%s ends: it was idle", self.name)
                    self._end()
                continue
            if task is None:
                break
            outcome = self._do(task)
            with self._lock:
                self._backlog -= 1
                self._task = None
                self._cancelled.discard(task.id)
            if self._on_outcome is not None and not self._is_closing.is_set():
                self._on_outcome(outcome)
        self._end()

    def _do(self, task: Task) -> Outcome:
        with self._lock:
            if task.id in self._cancelled:
                return Outcome(task.id, "cancelled", worker=self.name)
            self._task = task
        child = self._running_child()
        started = time.monotonic()
        try:
            write_frame(cast(BinaryIO, child.stdin), {"id": task.id, **task.header}, task.blobs)
        except OSError:
            return self._lost(task, started, "ended before it could begin")
        is_told = False
        while True:
            if not is_told and task.id in self._cancelled:
                is_told = True
                with suppress(OSError):  # it has just ended; the reader reports that
                    write_frame(cast(BinaryIO, child.stdin), {"stop": task.id})
            with suppress(queue.Empty):
                answer = self._answers.get(timeout=WATCH_S)
                if answer is _WAKE:
                    continue
                if answer is None:
                    return self._lost(task, started, f"ended ({_how(child)})")
                return self._answered(task, answer, time.monotonic() - started)
            fault = self._fault(child, task, time.monotonic() - started)
            if fault or self._is_closing.is_set():
                child.kill()
                return self._lost(task, started, fault or "was told to stop")

    def _answered(self, task: Task, answer: Mapping[str, Any], seconds: float) -> Outcome:
        if "result" in answer:
            self._n_done += 1
            return Outcome(task.id, "done", answer["result"], worker=self.name, seconds=seconds)
        return Outcome(
            task.id, "failed", error=answer["error"], error_type=answer["type"],
            worker=self.name, seconds=seconds,
        )  # fmt: skip

    def _fault(self, child: Child, task: Task, took_s: float) -> str:
        if took_s > task.timeout_s:
            return f"took longer than {task.timeout_s:.0f} s and was ended"
        if self._memory_bytes is not None:
            with suppress(psutil.Error):  # it has just ended; the reader reports that
                used = psutil.Process(child.pid).memory_info().rss
                if used > self._memory_bytes:
                    return f"needed more than {self._memory_bytes / 1e9:.1f} GB and was ended"
        return ""

    def _lost(self, task: Task, started: float, how: str) -> Outcome:
        self._end()
        log.warning("task %s: its worker %s %s", task.id, self.name, how)
        return Outcome(
            task.id, "lost", error=f"Its worker {how}.", worker=self.name,
            seconds=time.monotonic() - started,
        )  # fmt: skip

    def _running_child(self) -> Child:
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end()
        self._answers = queue.SimpleQueue()
        child = child_process.start(
            [sys.executable, "-m", "transcribe.jobs.worker.process", "--work", self._work],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PACKAGE_PARENT,
            env={**os.environ, **self._environment()}, ends_with_stdin=True,
        )  # fmt: skip
        self._child = child
        reader = threading.Thread(
            target=_read_answers, args=(child, self._answers), name=f"{self.name}-reader",
            daemon=True,
        )  # fmt: skip
        reader.start()
        return child

    def _environment(self) -> dict[str, str]:
        threads = str(self._threads)
        gpu = {} if self._gpu is None else {"CUDA_VISIBLE_DEVICES": str(self._gpu)}
        return {
            "PYTHONUNBUFFERED": "1", "TRANSCRIBE_THREADS": threads, "OMP_NUM_THREADS": threads,
            "MKL_NUM_THREADS": threads, "TRANSCRIBE_WORKER_ROOM": str(self._memory_bytes or ""),
            **gpu,
        }  # fmt: skip

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        with suppress(OSError):
            cast(BinaryIO, child.stdin).close()  # tells it to end
        try:
            child.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _read_answers(child: Child, answers: queue.SimpleQueue[Mapping[str, Any] | None]) -> None:
    with cast(BinaryIO, child.stdout) as pipe:
        while (frame := read_frame(pipe)) is not None:
            answers.put(frame[0])
    answers.put(None)


def _how(child: Child) -> str:
    with suppress(subprocess.TimeoutExpired):
        child.wait(STOP_TIMEOUT_S)
    code = child.returncode
    if code is not None and code < 0:
        return f"killed by signal {-code}"
    return f"exit code {code}"
