"""What the server has Dask run on a worker; named by module and function, so both must have it."""

from __future__ import annotations

import json
import logging
import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import distributed

from transcribe import __version__
from transcribe.jobs.executors.base import describe_error, find_work
from transcribe.jobs.executors.cancellation import ask_to_stop, forget
from transcribe.jobs.executors.cluster_workers import Declared

DECLARED = "TRANSCRIBE_WORKER_DECLARED"  # JSON, from the process that keeps the worker
REFUSED = "TRANSCRIBE_WORKER_REFUSED"  # a file for the reason

log = logging.getLogger("transcribe.cluster")


def run(
    work: str, task_id: str, header: dict[str, Any], blobs: tuple[bytes, ...], topic: str
) -> None:
    """Do a task and push what came out through the scheduler."""
    worker = distributed.get_worker()
    started = time.monotonic()
    answer: dict[str, Any] = {
        "task": task_id, "state": "done", "result": "null", "error": "", "type": "",
        "worker": worker.address,
    }  # fmt: skip
    try:
        answer["result"] = json.dumps(find_work(work)({"id": task_id, **header}, blobs))
    except Exception as error:
        log.exception("task %s failed", task_id)
        answer["error"], answer["type"] = describe_error(error)
        answer["state"] = "refused" if answer["type"] == "WorkerRefused" else "failed"
    answer["seconds"] = time.monotonic() - started
    forget(task_id)
    worker.log_event(topic, answer)


def ask(task_id: str) -> None:
    """Ask a task to stop; it may still wait for its turn here."""
    ask_to_stop(task_id)


def describe(work: str) -> dict[str, Any]:
    """Say who this worker is."""
    declared = Declared.from_plain(json.loads(os.environ.get(DECLARED, "{}")))
    try:
        find_work(work)
    except (ImportError, AttributeError) as error:
        declared = replace(declared, fault=str(error))
    return replace(declared, version=__version__).to_plain()


def hear(reason: str) -> None:
    """Tell this worker's log why the server refuses it, and its keeper, who waits before the next try."""
    log.error("The server refuses this worker: %s", reason)
    if note := os.environ.get(REFUSED):
        Path(note).write_text(reason, encoding="utf-8")
