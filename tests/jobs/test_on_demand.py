"""An executor that starts with its first task."""

from __future__ import annotations

from transcribe.jobs.executors.base import OnOutcome, Outcome, Task
from transcribe.jobs.executors.inline import InlineExecutor
from transcribe.jobs.executors.on_demand import OnDemandExecutor

ECHO = "tests.support.task_functions:act"


class Counted(InlineExecutor):
    """Counts its starts and ends."""

    def __init__(self) -> None:
        super().__init__(ECHO)
        self.calls: list[str] = []

    def start(self, on_outcome: OnOutcome) -> None:
        self.calls.append("start")
        super().start(on_outcome)

    def cancel(self, task_id: str) -> None:
        self.calls.append(f"cancel {task_id}")

    def close(self) -> None:
        self.calls.append("close")


def test_nothing_is_started_without_a_task() -> None:
    executor = Counted()
    on_demand = OnDemandExecutor(ECHO, lambda _: None, idle_exit_s=1, executor=executor)
    on_demand.cancel("a")
    on_demand.close()
    assert executor.calls == []


def test_the_first_task_starts_it_once() -> None:
    executor, outcomes = Counted(), list[Outcome]()
    on_demand = OnDemandExecutor(ECHO, outcomes.append, idle_exit_s=1, executor=executor)
    for name in ("a", "b"):
        on_demand.submit(Task(name, {}))
    on_demand.cancel("b")
    on_demand.close()
    assert executor.calls == ["start", "cancel b", "close"]
    assert [(one.task_id, one.state) for one in outcomes] == [("a", "done"), ("b", "done")]
