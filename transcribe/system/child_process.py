"""Child processes that end with this process, however it ends.

A child that outlives its parent continues to write to files that the next start also writes.
Therefore every child process is started here and ends with its parent, even after SIGKILL:

- On Linux the kernel sends the child SIGKILL (`PR_SET_PDEATHSIG`, mode "signal"). The kernel ties
  the signal to the *thread* that started the child, so one thread that lives as long as the process
  starts all children. The child requests the signal itself, in a small Python program that then
  becomes the command (`child_guard`, about 20 ms): code between fork and exec in a process with
  threads can deadlock.
- Elsewhere (mode "watch") that program keeps running, checks five times a second that its parent
  lives, and otherwise ends its process group. Processes that read their standard input to the end
  do not need this guard.

A child that starts while its parent dies also ends: the guard compares the parent's id.
`TRANSCRIBE_CHILD_MODE` overrides the mode, so that "watch" can be tested on Linux.
"""

from __future__ import annotations

import errno
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import IO, Literal, cast

from transcribe.errors import WorkCancelled
from transcribe.system.child_guard import CHECK_S, set_death_signal

Mode = Literal["signal", "watch"]
Stream = int | IO[bytes] | None
GUARD = Path(__file__).with_name("child_guard.py")


def ending_mode() -> Mode:
    """How children of this process are ended when it ends."""
    named = os.environ.get("TRANSCRIBE_CHILD_MODE")
    if named in {"signal", "watch"}:
        return cast(Mode, named)
    return "signal" if sys.platform == "linux" else "watch"


class Child(subprocess.Popen[bytes]):
    """A process that ends with this one. It has its own process group, so Ctrl+C does not reach it."""

    def kill(self) -> None:
        """End the process and its children."""
        if self.poll() is None:
            with suppress(ProcessLookupError, PermissionError):  # it has just ended
                os.killpg(self.pid, signal.SIGKILL)


def start(
    command: Sequence[str],
    *,
    stdin: Stream = subprocess.DEVNULL,
    stdout: Stream = None,
    stderr: Stream = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    ends_with_stdin: bool = False,
) -> Child:
    """Start a process that ends when this process ends.

    Args:
        command: Program and arguments; the program is searched in PATH.
        stdin: As for `subprocess.Popen`; empty by default.
        stdout: As for `subprocess.Popen`; inherited by default.
        stderr: As for `subprocess.Popen`; inherited by default.
        cwd: Working folder.
        env: All environment variables; those of this process by default.
        ends_with_stdin: The command ends by itself when its standard input, a pipe, is closed.

    Raises:
        OSError: The program does not exist or cannot be started.
    """
    if shutil.which(command[0]) is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command[0])
    mode = ending_mode()
    guard = [sys.executable, "-I", "-S", str(GUARD), mode, str(os.getpid())]
    whole = [*command] if mode == "watch" and ends_with_stdin else [*guard, *command]
    return _starter().start(
        lambda: Child(
            whole, stdin=stdin, stdout=stdout, stderr=stderr, cwd=cwd, env=env, process_group=0
        )
    )


def run(
    command: Sequence[str],
    *,
    timeout_s: float,
    cwd: Path | None = None,
    cancellation: Cancellation | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a short command and return its output.

    Raises:
        OSError: The command cannot be started.
        TimeoutExpired: It ran too long and was ended.
        WorkCancelled: `cancellation` was cancelled, which ended the command.
    """
    cancellation = cancellation or Cancellation()
    with (
        start(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=cwd) as child,
        cancellation.covering(child),
    ):
        try:
            output, errors = child.communicate(timeout=timeout_s)
        except BaseException:
            child.kill()
            raise
    return subprocess.CompletedProcess(child.args, child.returncode, output, errors)


def end_with_parent(parent: int) -> None:
    """End this process when its parent ends; for a process that was forked without `start`.

    Args:
        parent: Process id of the parent; its main thread must have forked this process.
    """
    if ending_mode() == "signal":
        set_death_signal()
        _end_if_orphan(parent)
    else:
        threading.Thread(
            target=_watch_parent, args=(parent,), name="parent-watch", daemon=True
        ).start()


def _watch_parent(parent: int) -> None:
    while True:
        _end_if_orphan(parent)
        time.sleep(CHECK_S)


def _end_if_orphan(parent: int) -> None:
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


class _Starter:
    """The thread that starts all children; it lives as long as the process."""

    def __init__(self) -> None:
        self._requests: queue.SimpleQueue[tuple[Callable[[], Child], Future[Child]]] = (
            queue.SimpleQueue()
        )
        threading.Thread(target=self._serve, name="child-starter", daemon=True).start()

    def start(self, make: Callable[[], Child]) -> Child:
        started: Future[Child] = Future()
        self._requests.put((make, started))
        return started.result()

    def _serve(self) -> None:
        while True:
            make, started = self._requests.get()
            try:
                started.set_result(make())
            except BaseException as error:  # noqa: BLE001 - raised in the caller
                started.set_exception(error)


@cache
def _starter() -> _Starter:
    return _Starter()


os.register_at_fork(after_in_child=_starter.cache_clear)  # threads do not survive a fork


class Cancellation:
    """Cancels one piece of work from any thread: its children at once, itself at its next check."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        self._is_cancelled = False

    @property
    def is_cancelled(self) -> bool:
        """Whether the work was cancelled."""
        return self._is_cancelled

    def cancel(self) -> None:
        """End the running children, and any that start later."""
        with self._lock:
            self._is_cancelled = True
            for child in self._children:
                child.kill()

    def check(self) -> None:
        """Stop here if the work was cancelled.

        Raises:
            WorkCancelled: It was cancelled.
        """
        if self._is_cancelled:
            raise WorkCancelled

    @contextmanager
    def covering(self, child: Child) -> Iterator[None]:
        """End this child if the work is cancelled inside the block.

        Raises:
            WorkCancelled: The work was cancelled before or inside the block.
        """
        with self._lock:
            self._children.add(child)
            if self._is_cancelled:
                child.kill()
        try:
            yield
        finally:
            with self._lock:
                self._children.discard(child)
        self.check()
