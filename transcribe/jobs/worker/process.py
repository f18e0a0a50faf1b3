"""A local worker: `python -m transcribe.jobs.worker.process --work module:function`.

It reads tasks from standard input and answers on standard output, one at a time. It ends when its
standard input is closed, and with the process that started it (`child_process`), in the middle of a
chunk if need be.
"""

from __future__ import annotations

import argparse
import logging
import os
import queue
import signal
import sys
import threading
from collections.abc import Mapping
from typing import Any, BinaryIO

from transcribe.jobs.executors.base import describe_error, load_task_function
from transcribe.jobs.executors.cancellation import clear_request, request_cancel
from transcribe.jobs.executors.pipe_messages import read_frame, write_frame
from transcribe.system.memory import share_freed_memory
from transcribe.system.permissions import set_private_umask

log = logging.getLogger("transcribe.worker")
Inbox = queue.SimpleQueue[tuple[dict[str, Any], list[bytes]]]


def main() -> None:
    """Answer tasks until standard input closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", required=True)
    arguments = parser.parse_args()
    set_private_umask()
    share_freed_memory()
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s worker %(message)s", stream=sys.stderr
    )
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl-C reaches the parent, which stops us
    answers = _own_output()
    inbox: Inbox = queue.SimpleQueue()
    threading.Thread(target=_read_tasks, args=(inbox,), name="tasks", daemon=True).start()
    work = load_task_function(arguments.work)
    while True:
        header, blobs = inbox.get()
        write_frame(answers, _answer(work, header, blobs))
        clear_request(header.get("id"))


def _answer(work: Any, header: Mapping[str, Any], blobs: list[bytes]) -> dict[str, Any]:
    try:
        return {"result": work(header, blobs)}
    except Exception as error:
        log.exception("task %s failed", header.get("id"))
        text, name = describe_error(error)
        return {"error": text, "type": name}


def _own_output() -> BinaryIO:
    """Keep standard output for answers; what libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _read_tasks(inbox: Inbox) -> None:
    tasks = os.fdopen(0, "rb")
    while (frame := read_frame(tasks)) is not None:
        header, blobs = frame
        if stopped := header.get("stop"):
            request_cancel(str(stopped))
        else:
            inbox.put((header, blobs))
    os._exit(0)


if __name__ == "__main__":
    main()
