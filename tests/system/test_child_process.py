"""A child ends with its parent, and with nothing less."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from transcribe.errors import WorkCancelled
from transcribe.system import child_process
from transcribe.system.child_process import Cancellation

REPOSITORY = Path(__file__).resolve().parents[2]
MODES = ["signal", "watch"] if sys.platform == "linux" else ["watch"]
SLEEP = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
PARENT = """
import sys, threading, time
from transcribe.system import child_process
from transcribe.system.child_process import Cancellation
def begin():
    child = child_process.start([sys.executable, "-S", "-c", "import os, sys, time; "
        "open(sys.argv[1], 'w').write(str(os.getpid())); time.sleep(600)", sys.argv[1]])
    print(child.pid, flush=True)
thread = threading.Thread(target=begin)
thread.start()
thread.join()
time.sleep(600)
"""


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("TRANSCRIBE_CHILD_MODE", request.param)
    return str(request.param)


def wait_until(is_so: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_outlives_the_thread_that_asked_for_it_and_not_the_process(
    tmp_path: Path, mode: str, ending: signal.Signals
) -> None:
    note = tmp_path / "pid"
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(note)], stdout=subprocess.PIPE, cwd=REPOSITORY
    ) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        wait_until(lambda: note.is_file() and note.read_text())
        command = int(note.read_text())
        # The thread that called `start` has ended by now; the death signal would be here.
        assert is_alive(child)
        assert is_alive(command)
        parent.send_signal(ending)
        parent.wait()
    wait_until(lambda: not is_alive(child) and not is_alive(command))


def test_a_command_whose_parent_is_gone_already_does_not_begin(tmp_path: Path, mode: str) -> None:
    note = tmp_path / "began"
    command = [sys.executable, "-S", "-c", f"open({str(note)!r}, 'w')"]
    stranger = os.getppid()  # as if this process had died and another taken its place
    guard = [sys.executable, "-I", "-S", str(child_process.GUARD), mode]
    assert subprocess.run([*guard, str(stranger), *command], check=False).returncode != 0
    assert not note.exists()
    assert subprocess.run([*guard, str(os.getpid()), *command], check=False).returncode == 0
    assert note.exists()


@pytest.mark.parametrize("code", [0, 3, -signal.SIGTERM, -signal.SIGKILL, -signal.SIGPIPE])
def test_a_child_ends_as_its_command_does(mode: str, code: int) -> None:
    # Python ignores SIGPIPE; a command must not inherit that.
    how = f"exit {code}" if code >= 0 else f"kill -{-code} $$"
    done = child_process.run(["sh", "-c", f"echo out; echo error >&2; {how}"], timeout_s=30)
    assert (done.returncode, done.stdout, done.stderr) == (code, b"out\n", b"error\n")


def test_a_program_that_is_not_there_is_told_at_once(mode: str) -> None:
    with pytest.raises(FileNotFoundError, match="no-such-program"):
        child_process.start(["no-such-program"])


def test_a_child_that_takes_too_long_is_ended_with_what_it_started(
    tmp_path: Path, mode: str
) -> None:
    note = tmp_path / "pid"
    with pytest.raises(subprocess.TimeoutExpired):
        child_process.run(["sh", "-c", f"sleep 600 & echo $! > {note}; wait"], timeout_s=2)
    wait_until(lambda: not is_alive(int(note.read_text())))


def test_cancelled_work_has_no_child_left_and_starts_none(mode: str) -> None:
    cancellation = Cancellation()

    def wait(child: child_process.Child) -> None:
        with cancellation.covering(child):
            threading.Thread(target=cancellation.cancel).start()
            child.wait(30)

    with child_process.start(SLEEP) as child, pytest.raises(WorkCancelled):
        wait(child)
    assert child.returncode == -signal.SIGKILL
    with pytest.raises(WorkCancelled):
        child_process.run(SLEEP, timeout_s=30, cancellation=cancellation)
