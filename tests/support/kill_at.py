"""Back up or restore, and be killed by SIGKILL at one of its steps: `python -m tests.support.kill_at`.

A step is a call that opens, renames or removes something, as Python's audit events tell of them.
Prints how many there were when it was not killed.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from transcribe.admin.backup import back_up, restore
from transcribe.store import Store

EVENTS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "sqlite3.connect", "os.utime"}


def main() -> None:
    action, folder, archive, step = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]
    n_steps = 0

    def count(event: str, _: Any) -> None:
        nonlocal n_steps
        if event in EVENTS:
            if n_steps == int(step):
                os.kill(os.getpid(), signal.SIGKILL)
            n_steps += 1

    if action == "backup":
        with Store(folder) as store:
            sys.addaudithook(count)
            back_up(store, archive)
    else:
        sys.addaudithook(count)
        restore(archive, folder)
    sys.stdout.write(str(n_steps))


if __name__ == "__main__":
    main()
