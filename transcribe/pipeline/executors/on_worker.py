"""What the server has Dask run on a worker; named by module and function, so both must have it."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import distributed

from transcribe import __version__
from transcribe.pipeline.executors.base import describe_error, find_work
from transcribe.pipeline.stopping import ask_to_stop, forget

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
    try:
        find_work(work)
    except (ImportError, AttributeError) as error:
        return {"version": __version__, "fault": str(error)}
    return {"version": __version__, "fault": ""}


def hear(reason: str) -> None:
    """Tell this worker's log why the server refuses it."""
    log.error("The server refuses this worker: %s", reason)
