"""A loop in a thread: it repeats its step, goes on after errors, and stops when told."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from transcribe.errors import DatabaseUnusable
from transcribe.library.periodic import PeriodicTask
from transcribe.system import background_loop
from transcribe.system.background_loop import BackgroundLoop

WAIT_S = 20.0


class Steps:
    """A step that raises the given errors, one a call, and then tells that it was called again."""

    def __init__(self, *errors: Exception, pause_s: float = 0.0) -> None:
        self._errors, self._pause_s = list(errors), pause_s
        self.n_calls = 0
        self.is_reached = threading.Event()

    def __call__(self) -> float:
        self.n_calls += 1
        if self._errors:
            raise self._errors.pop(0)
        self.is_reached.set()
        return self._pause_s


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background_loop, "DISK_RETRY_S", 0.0)
    monkeypatch.setattr(background_loop, "AFTER_ERROR_S", 0.0)


def test_it_goes_on_after_a_full_disk_and_after_other_errors(
    caplog: pytest.LogCaptureFixture,
) -> None:
    steps = Steps(DatabaseUnusable("d", "The disk is full."), ValueError("odd"), pause_s=WAIT_S)
    loop = BackgroundLoop("worker", steps)
    loop.start()
    assert steps.is_reached.wait(WAIT_S)
    loop.stop()  # ends the pause
    assert steps.n_calls == 3
    told = [(record.levelname, record.exc_info is not None) for record in caplog.records]
    assert told == [("WARNING", False), ("ERROR", True)]


def test_a_fatal_error_leaves_the_loop_but_a_full_disk_does_not() -> None:
    steps = Steps(DatabaseUnusable("d", "The disk is full."), ValueError("odd"))
    with pytest.raises(ValueError, match="odd"):
        BackgroundLoop("main", steps, is_fatal=True).run()
    assert steps.n_calls == 2


def test_a_step_that_waits_is_told_to_stop() -> None:
    is_waiting, was_stopped = threading.Event(), []

    def step() -> float:
        is_waiting.set()
        was_stopped.append(loop.wait(WAIT_S))
        return 0.0

    loop = BackgroundLoop("waiter", step)
    loop.start()
    assert is_waiting.wait(WAIT_S)
    loop.stop()
    assert was_stopped == [True]
    assert loop.is_stopping


def test_a_loop_that_was_never_started_stops() -> None:
    BackgroundLoop("idle", Steps()).stop()


def test_one_of_two_periodic_tasks_runs_and_the_other_takes_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("transcribe.library.periodic.RETRY_LOCK_S", 0.01)
    first, second = Steps(pause_s=WAIT_S), Steps(pause_s=WAIT_S)
    tasks = [PeriodicTask("task", tmp_path / "lock", step) for step in (first, second)]
    tasks[0].start()
    assert first.is_reached.wait(WAIT_S)
    tasks[1].start()
    assert not second.is_reached.is_set()
    tasks[0].stop(WAIT_S)
    assert second.is_reached.wait(WAIT_S)
    tasks[1].stop(WAIT_S)
