"""Functions that Dask runs on a worker for the server; called by module and name, so both need them."""

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
from transcribe.jobs.executors.base import describe_error, load_task_function
from transcribe.jobs.executors.cancellation import clear_request, request_cancel
from transcribe.jobs.executors.cluster_workers import WorkerCapabilities

DECLARED = "TRANSCRIBE_WORKER_DECLARED"  # JSON, set by the worker's parent process
REFUSED = "TRANSCRIBE_WORKER_REFUSED"  # a file for the reason, read by the parent process

log = logging.getLogger("transcribe.cluster")


def run(
    work: str, task_id: str, header: dict[str, Any], blobs: tuple[bytes, ...], topic: str
) -> None:
    """Run a task and push its result through the scheduler."""
    worker = distributed.get_worker()
    started = time.monotonic()
    answer: dict[str, Any] = {
        "task": task_id, "state": "done", "result": "null", "error": "", "type": "",
        "worker": worker.address,
    }  # fmt: skip
    try:
        answer["result"] = json.dumps(load_task_function(work)({"id": task_id, **header}, blobs))
    except Exception as error:
        log.exception("task %s failed", task_id)
        answer["error"], answer["type"] = describe_error(error)
        answer["state"] = "refused" if answer["type"] == "WorkerRefused" else "failed"
    answer["seconds"] = time.monotonic() - started
    clear_request(task_id)
    worker.log_event(topic, answer)


def cancel(task_id: str) -> None:
    """Ask a task to stop; it may not have started here."""
    request_cancel(task_id)


def describe(work: str) -> dict[str, Any]:
    """Report this worker's capabilities."""
    declared = WorkerCapabilities.from_plain(json.loads(os.environ.get(DECLARED, "{}")))
    try:
        load_task_function(work)
    except (ImportError, AttributeError) as error:
        declared = replace(declared, fault=str(error))
    return replace(declared, version=__version__).to_plain()


def on_refused(reason: str) -> None:
    """Log why the server refuses this worker, and tell its parent process, which delays the next try."""
    log.error("The server refuses this worker: %s", reason)
    if note := os.environ.get(REFUSED):
        Path(note).write_text(reason, encoding="utf-8")
