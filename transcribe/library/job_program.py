"""The frame of a program that does the work of one job: `python -m PROGRAM --data DIR --job ID`.

Each line on standard output is a JSON object: while it works, `share` (0 to 1), `message`, `eta_s` and `new` (whether a part is
done for good since the last one); at the end `done` with a sentence, or `error` with `type`. `jobs/kinds/program.py` starts it and
may kill it at any moment.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transcribe.errors import TranscribeError
from transcribe.store import Store
from transcribe.store.values import Job
from transcribe.system.permissions import set_private_umask

NICENESS = 5  # people at the editor, and drafts, come first


def run_program(work: Callable[[Store, Job], str]) -> None:
    """Do the work of the job that the command line names, and report how it ended.

    Args:
        work: Returns the message with which the job ends; a `TranscribeError` lets it fail. What it has written stays,
            and another attempt goes on.
    """
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--job", type=int, required=True)
    arguments = parser.parse_args()
    set_private_umask()
    with suppress(OSError, AttributeError):  # not on Windows
        os.nice(NICENESS)
    try:
        with Store(arguments.data) as store:
            done = work(store, store.jobs.get(arguments.job))
    except TranscribeError as error:
        _say({"error": str(error), "type": type(error).__name__})
    else:
        _say({"done": done})


def report(share: float, message: str, eta_s: float | None = None, *, is_new: bool = False) -> None:
    """Report progress.

    Args:
        share: 0 to 1.
        is_new: A part is done for good, so another attempt does not begin at the same place.
    """
    _say({"share": share, "message": message, "eta_s": eta_s, "new": is_new})


@dataclass(slots=True)
class TimeLeft:
    """Estimates the time left from the speed of this attempt; what earlier ones did took none of it."""

    _began: tuple[float, float] | None = None

    def at(self, share: float) -> float | None:
        """Seconds left at a share from 0 to 1; None until the share is more than at the first call."""
        now = time.monotonic()
        self._began = self._began or (now, share)
        began, from_share = self._began
        return None if share <= from_share else (now - began) * (1 - share) / (share - from_share)


def _say(plain: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(plain)}\n")
    sys.stdout.flush()
