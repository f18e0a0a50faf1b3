"""Task functions for tests of executors; the task's header selects the behaviour."""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from transcribe.errors import MediaUnreadable
from transcribe.jobs.executors.cancellation import is_cancel_requested
from transcribe.jobs.worker.run import perform

POISON = b"\x11\x47" * 1600  # 0.1 s at a fixed level, in recordings only if a test adds it


def act(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """Run the action named by `act` in the header."""
    what = header.get("act", "echo")
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "raise":
        raise MediaUnreadable("talk.mp3", "it is broken; send it again.")
    if what == "fall":
        raise ZeroDivisionError("not foreseen")
    if what == "print":
        print("a library that is not silent")  # noqa: T201
    if what == "sleep":
        Path(header["sign"]).write_text(str(os.getpid()))
        time.sleep(header["seconds"])
    if what == "pieces":
        Path(header["sign"]).write_text(str(os.getpid()))
        n_done = 0
        while n_done < header["n"] and not (n_done and is_cancel_requested(header["id"])):
            time.sleep(0.1)
            n_done += 1
        return {"n_done": n_done}
    if what == "eat":
        block = bytearray(header["bytes"])
        block[::4096] = b"x" * len(block[::4096])
        time.sleep(30)
    return {"pid": os.getpid(), "sizes": [len(blob) for blob in blobs], "said": header.get("say")}


def poisoned(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """The real task, but audio with the poison kills the worker, as a broken codec might."""
    if any(POISON in blob for blob in blobs):
        os.kill(os.getpid(), signal.SIGKILL)
    return perform(header, blobs)


class Gate:
    """Holds a fake worker in the middle of a draft, until it is opened or the task is stopped.

    `env` is for the server or process that starts the worker; one worker is meant.

    Args:
        folder: For the files by which test and worker tell each other.
        after_chunks: It is held before the next chunk once it has done so many.
        in_batches: It is held in each task of several chunks instead, after the first of them.
    """

    def __init__(self, folder: Path, after_chunks: int = 0, *, in_batches: bool = False) -> None:
        self._open, self._reached = folder / "gate", folder / "gate.reached"
        self.env = {
            "TEST_GATE": str(self._open),
            "TEST_GATE_AFTER": "batch" if in_batches else str(after_chunks),
        }

    def is_reached(self) -> bool:
        """Whether a worker has been held."""
        return self._reached.exists()

    def open(self) -> None:
        """Let the worker go on, and hold it no more."""
        self._open.touch()


_n_chunks = itertools.count()  # that this worker has begun


def _wait_at_gate(header: Mapping[str, Any], n_done: int, n_all: int) -> None:
    n_before, gate = next(_n_chunks), os.environ.get("TEST_GATE")
    if not gate:
        return
    after = os.environ["TEST_GATE_AFTER"]
    if (n_all == 1 or n_done == 0) if after == "batch" else n_before < int(after):
        return
    Path(f"{gate}.reached").touch()
    while not Path(gate).exists() and not is_cancel_requested(header.get("id")):
        time.sleep(0.02)


def slow(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """A fake of the work: one word for each chunk, telling its length, after `TEST_TASK_S`.

    With the environment of a `Gate` it is held there.
    """
    n_language_blobs = int(header.get("n_language_blobs") or 0)
    chunks = blobs[: len(blobs) - n_language_blobs]
    log = os.environ.get("TEST_TASK_LOG")
    if log:
        with Path(f"{log}.begun").open("a") as file:
            file.write(f"{time.time()}\n")
    done: list[bytes] = []
    while len(done) < len(chunks) and not is_cancel_requested(header.get("id")):
        _wait_at_gate(header, len(done), len(chunks))
        if done and is_cancel_requested(header.get("id")):
            break
        time.sleep(float(os.environ.get("TEST_TASK_S", "0.05")))
        done.append(chunks[len(done)])
    if log:
        with Path(log).open("a") as file:
            file.write(f"{time.time()} {header['model']} {[len(chunk) for chunk in done]}\n")
    return {
        "engine": "fake", "sha256": "", "language": "en", "stopped": len(done) < len(chunks),
        "chunks": [
            {"language": "en", "words": [[f"chunk{len(chunk)}.", 0, len(chunk) // 32, 0.9]]}
            for chunk in done
        ],
    }  # fmt: skip


def noticing(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """As `slow`, by an engine that has something to say."""
    return slow(header, blobs) | {"notice": "The encoder is slow here."}


def reciting(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """A fake of the work: each chunk says `TEST_SAYS`, its words evenly over the first 8 s."""
    n_language_blobs = int(header.get("n_language_blobs") or 0)
    said = os.environ["TEST_SAYS"].split()
    step = 7_500 // len(said)
    words = [[word, step * n, step * (n + 1), 0.9] for n, word in enumerate(said)]
    return {
        "engine": "fake", "sha256": "", "language": "en", "stopped": False,
        "chunks": [{"language": "en", "words": words} for _ in blobs[: len(blobs) - n_language_blobs]],
    }  # fmt: skip


def spelling(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """A fake aligner: the words of the text, 100 ms each, after `TEST_TASK_S`; drafts as `slow`."""
    if log := os.environ.get("TEST_KIND_LOG"):
        with Path(log).open("a") as file:
            file.write(f"{header['kind']}\n")
    if header["kind"] not in {"align", "encode"}:
        return slow(header, blobs)
    time.sleep(float(os.environ.get("TEST_TASK_S", "0.05")))
    words = [
        [text, at * 100, at * 100 + 100, 0.5]
        for at, text in enumerate(" ".join(header.get("texts", ())).split())
    ]
    return {
        "engine": "fake", "sha256": "", "language": "en",
        "chunks": [{"language": "en", "words": words}],
    }  # fmt: skip


def stepwise(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """A fake of the work that does as many chunks as the number in the file `TEST_ALLOWED` permits.

    Each chunk says its number among all that the worker has begun, in four words over its length.
    The first word has a low confidence. Alignments find nothing and do not count: how many a page
    asks for depends on the computer's speed.
    """
    if header["kind"] in {"align", "encode"}:
        return {
            "engine": "fake", "sha256": "", "language": "en",
            "chunks": [{"language": "en", "words": []} for _ in blobs],
        }  # fmt: skip
    n_language_blobs = int(header.get("n_language_blobs") or 0)
    done = []
    for blob in blobs[: len(blobs) - n_language_blobs]:
        number = next(_n_chunks)
        while number >= int(Path(os.environ["TEST_ALLOWED"]).read_text() or 0):
            if is_cancel_requested(header.get("id")):
                break
            time.sleep(0.02)
        each_ms = len(blob) // 32 // 4
        words = [f"Number{number}", "of", "all", "chunks."]
        done.append(
            {
                "language": "en",
                "words": [
                    [word, n * each_ms, (n + 1) * each_ms - 20, 0.9 if n else 0.1]
                    for n, word in enumerate(words)
                ],
            }
        )
        if is_cancel_requested(header.get("id")):
            break
    return {"engine": "fake", "sha256": "", "language": "en", "stopped": False, "chunks": done}


def babbling(header: Mapping[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    """A fake of the work: each chunk says other words than before; alignments as `spelling`."""
    if header["kind"] != "draft":
        return spelling(header, blobs)
    time.sleep(float(os.environ.get("TEST_TASK_S", "0.02")))
    n_language_blobs = int(header.get("n_language_blobs") or 0)
    done = []
    for blob in blobs[: len(blobs) - n_language_blobs]:
        length_ms = len(blob) // 32
        n_words = max(1, length_ms // random.randrange(300, 900))
        edges = [length_ms * n // n_words for n in range(n_words + 1)]
        words = [
            [random.choice(BABBLE), start, end - 10, 0.9] for start, end in pairwise(edges)
        ]  # fmt: skip
        done.append({"language": "en", "words": words})
    return {"engine": "fake", "sha256": "", "language": "en", "stopped": False, "chunks": done}


BABBLE = ("one", "two", "three.", "four", "and", "so", "we", "go", "home.", "now")
