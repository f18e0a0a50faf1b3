"""Runs one command that ends with its parent process: see `child_process`.

    python -I -S child_guard.py signal|watch PARENT_PID COMMAND [ARGUMENT ...]

It is started by its path and imports as little as possible, because it runs before each ffmpeg.
"""

from __future__ import annotations

import os
import signal
import sys

PR_SET_PDEATHSIG = 1
CHECK_S = 0.2
CANNOT_RUN = 127
IGNORED_BY_PYTHON = (
    signal.SIGPIPE,
    signal.SIGXFSZ,
)  # a command expects the default action, as from a shell


def main(arguments: list[str]) -> None:
    """Run the command and exit with its code; in mode "signal" this process becomes the command."""
    mode, parent, command = arguments[0], int(arguments[1]), arguments[2:]
    if mode == "signal":
        set_death_signal()
    if os.getppid() != parent:  # the parent died before this check
        os._exit(CANNOT_RUN)
    try:
        if mode == "signal":
            for ignored in IGNORED_BY_PYTHON:
                signal.signal(ignored, signal.SIG_DFL)
            os.execvp(command[0], command)  # noqa: S606 - an argument list, no shell
        child = os.posix_spawnp(command[0], command, os.environ, setsigdef=IGNORED_BY_PYTHON)
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        sys.stderr.flush()
        os._exit(CANNOT_RUN)
    _watch(parent, child)


def set_death_signal() -> None:
    """Have the kernel send SIGKILL when the thread that started this process ends (Linux)."""
    import ctypes  # noqa: PLC0415 - costs a millisecond, needed on Linux only

    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _watch(parent: int, child: int) -> None:
    """Wait for the child; end the whole process group when the parent has ended."""

    def check(*_: object) -> None:
        if os.getppid() != parent:
            os.killpg(0, signal.SIGKILL)  # this process is the leader of the group

    signal.signal(signal.SIGALRM, check)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    signal.setitimer(signal.ITIMER_REAL, CHECK_S, CHECK_S)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    signal.setitimer(signal.ITIMER_REAL, 0)
    if code < 0:
        if -code not in {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(max(code, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
