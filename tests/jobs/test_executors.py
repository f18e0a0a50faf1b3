"""One contract, held by every executor: each task gets one outcome, whatever happens to workers."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from transcribe.jobs.executors import Executor, Outcome, Task
from transcribe.jobs.executors.inline import InlineExecutor
from transcribe.jobs.executors.local import LocalExecutor

ACT = "tests.support.task_functions:act"
Outcomes = queue.SimpleQueue[Outcome]

MAKERS: dict[str, Callable[[], Executor]] = {
    "inline": lambda: InlineExecutor(ACT),
    "local": lambda: LocalExecutor(ACT, workers=2, threads=1, memory_bytes=400_000_000),
}


class Bench:
    """An executor and what came out of it."""

    def __init__(self, executor: Executor) -> None:
        self.executor, self.outcomes = executor, queue.SimpleQueue[Outcome]()
        executor.start(self.outcomes.put)

    def next(self) -> Outcome:
        return self.outcomes.get(timeout=60)

    def do(self, **header: object) -> Outcome:
        task = Task(f"t{time.monotonic_ns()}", header)
        self.executor.submit(task)
        outcome = self.next()
        assert outcome.task_id == task.id
        return outcome


@pytest.fixture(params=list(MAKERS))
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    made = Bench(MAKERS[request.param]())
    yield made
    made.executor.close()


@pytest.fixture
def local() -> Iterator[Bench]:
    made = Bench(MAKERS["local"]())
    yield made
    made.executor.close()


def test_a_result_comes_back_with_who_and_how_long(bench: Bench) -> None:
    assert bench.executor.free_slots() >= 1
    bench.executor.submit(Task("one", {"say": "Größe 你好"}, (b"", b"\x00\xff" * 500_000)))
    outcome = bench.next()
    assert (outcome.task_id, outcome.state, outcome.error) == ("one", "done", "")
    assert outcome.result is not None
    assert outcome.result["sizes"] == [0, 1_000_000]
    assert outcome.result["said"] == "Größe 你好"
    assert outcome.worker
    assert outcome.seconds >= 0
    assert sum(worker.n_done for worker in bench.executor.workers()) == 1


def test_expected_and_unexpected_errors_have_different_messages(bench: Bench) -> None:
    outcome = bench.do(act="raise")
    assert (outcome.state, outcome.error_type) == ("failed", "MediaUnreadable")
    assert "it is broken; send it again." in outcome.error
    outcome = bench.do(act="fall")
    assert (outcome.state, outcome.error_type) == ("failed", "ZeroDivisionError")
    assert "Unexpected" in outcome.error
    assert bench.do().state == "done"


def test_what_a_library_prints_does_not_disturb(bench: Bench) -> None:
    assert bench.do(act="print").state == "done"


def test_many_tasks_each_have_one_outcome(bench: Bench) -> None:
    for number in range(50):
        bench.executor.submit(Task(str(number), {}))
    got = sorted(int(bench.next().task_id) for _ in range(50))
    assert got == list(range(50))
    assert bench.outcomes.empty()


def test_a_task_that_kills_its_worker_is_lost_and_the_next_is_done(local: Bench) -> None:
    outcome = local.do(act="die")
    assert (outcome.state, outcome.error) == ("lost", "Its worker ended (killed by signal 9).")
    assert local.do().state == "done"


def test_a_worker_killed_from_outside_loses_its_task_at_once(local: Bench, tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    local.executor.submit(Task("long", {"act": "sleep", "seconds": 60, "sign": str(sign)}))
    os.kill(_pid(sign), signal.SIGKILL)
    assert local.next().state == "lost"


def test_a_task_that_takes_too_long_is_ended(local: Bench, tmp_path: Path) -> None:
    """The worker is warm: its start, which counts too, may take longer than the limit."""
    warm = local.do()
    assert warm.result is not None
    header = {"act": "sleep", "seconds": 60, "sign": str(tmp_path / "sign")}
    local.executor.submit(Task("long", header, timeout_s=1.0))
    outcome = local.next()
    assert (outcome.state, outcome.error) == ("lost", "Its worker took longer than 1 s and was ended.")  # fmt: skip
    assert outcome.worker == warm.worker
    assert not psutil.pid_exists(warm.result["pid"])


def test_a_worker_that_eats_memory_is_ended(local: Bench) -> None:
    outcome = local.do(act="eat", bytes=800_000_000)
    assert (outcome.state, outcome.error) == ("lost", "Its worker needed more than 0.4 GB and was ended.")  # fmt: skip


def test_what_waits_can_be_cancelled(local: Bench, tmp_path: Path) -> None:
    signs = [tmp_path / "a", tmp_path / "b"]
    for number, sign in enumerate(signs):
        header = {"act": "sleep", "seconds": 2, "sign": str(sign)}
        local.executor.submit(Task(str(number), header))
    local.executor.submit(Task("third", {}))
    assert local.executor.free_slots() == 0
    local.executor.cancel("third")
    outcomes = {outcome.task_id: outcome.state for outcome in (local.next() for _ in range(3))}
    assert outcomes == {"0": "done", "1": "done", "third": "cancelled"}


def test_what_has_begun_stops_at_its_next_pause_and_keeps_what_it_has(
    local: Bench, tmp_path: Path
) -> None:
    sign = tmp_path / "sign"
    local.executor.submit(Task("long", {"act": "pieces", "n": 300, "sign": str(sign)}))
    pid = _pid(sign)
    local.executor.cancel("long")
    outcome = local.next()
    assert outcome.state == "done"
    assert outcome.result is not None
    assert 0 < outcome.result["n_done"] < 300  # of which each takes a tenth of a second
    assert local.do().result["pid"] == pid  # type: ignore[index] # the warm one goes on


def test_an_idle_worker_ends_and_comes_back() -> None:
    bench = Bench(LocalExecutor(ACT, workers=1, idle_exit_s=0.5))
    try:
        first = bench.do()
        assert first.result is not None
        psutil.wait_procs(_processes(first.result["pid"]), timeout=60)
        again = bench.do()
        assert again.result is not None
        assert (again.state, again.result["pid"] != first.result["pid"]) == ("done", True)
    finally:
        bench.executor.close()


def test_workers_listen_on_nothing(local: Bench) -> None:
    """No other user of the computer can reach a local worker."""
    assert local.do().state == "done"
    (pid,) = (worker.pid for worker in local.executor.workers() if worker.pid)
    assert psutil.Process(pid).net_connections("all") == []
    assert any(worker.memory_bytes for worker in local.executor.workers())


def test_no_worker_outlives_its_parent(tmp_path: Path) -> None:
    sign = tmp_path / "sign"
    code = (
        "import time\n"
        "from transcribe.jobs.executors.local import LocalExecutor, Task\n"
        f"executor = LocalExecutor({ACT!r}, workers=1)\n"
        "executor.start(print)\n"
        f"executor.submit(Task('t', {{'act': 'sleep', 'seconds': 60, 'sign': {str(sign)!r}}}))\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    worker = psutil.Process(_pid(sign))
    parent.kill()
    parent.wait()
    psutil.wait_procs([worker], timeout=60)
    assert not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE


def _processes(pid: int) -> list[psutil.Process]:
    """The process with that id, if there still is one."""
    try:
        return [psutil.Process(pid)]
    except psutil.NoSuchProcess:
        return []


def _pid(sign: Path) -> int:
    """The worker that wrote the sign, as soon as it has."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if sign.exists() and (text := sign.read_text()):
            return int(text)
        time.sleep(0.02)
    raise AssertionError("the worker never began")
