"""Who gets the workers: shares are counted in drafted sound, on a clock that the test moves."""

from __future__ import annotations

from collections import Counter

import pytest

from transcribe.jobs.fair_share import CHUNK_MS, FairShareScheduler
from transcribe.store.work.chunks import Waiting

BATCH = 4


class Machine:
    """One worker, which does what it is given at once."""

    def __init__(self, **n_chunks: list[int]) -> None:
        """Take chunks that wait, for each owner a number a job."""
        self.turns = FairShareScheduler()
        self.waiting = {
            len(owner) * 100 + number: Waiting(len(owner) * 100 + number, owner, 0, n, 0)
            for owner, jobs in n_chunks.items()
            for number, n in enumerate(jobs)
        }
        self.done = Counter[str]()

    def do(self, n_tasks: int = 1) -> None:
        """Give the worker as many tasks, one after another."""
        for _ in range(n_tasks):
            left = list(self.waiting.values())
            self.turns.track_owners(one.owner for one in left)
            for one, n in self.turns.allocate(1, left, lambda _: BATCH, lambda _: 1):
                n_done = min(n, one.n_waiting)
                self.turns.note(one.owner, n_done * CHUNK_MS)
                self.done[one.owner] += n_done
                del self.waiting[one.job_id]
                if n_done < one.n_waiting:
                    self.waiting[one.job_id] = Waiting(
                        one.job_id, one.owner, one.priority, one.n_waiting - n_done, 0
                    )


def test_owners_get_the_same_whatever_the_number_of_their_jobs() -> None:
    machine = Machine(ann=[40, 40, 40], robert=[40])
    for _ in range(20):
        machine.do()
        assert abs(machine.done["ann"] - machine.done["robert"]) <= BATCH
    assert machine.done["robert"] == 40
    machine.do(20)
    assert machine.done["ann"] == 120


def test_who_comes_later_has_no_claim_on_the_time_before() -> None:
    machine = Machine(ann=[200])
    machine.do(20)
    machine.waiting[900] = Waiting(900, "robert", 0, 100, 0)
    before = machine.done["ann"]
    machine.do(10)
    assert machine.done["ann"] - before == machine.done["robert"] == 5 * BATCH


@pytest.mark.parametrize("n_free", [1, 3, 8])
def test_slots_that_are_free_at_once_are_shared_too(n_free: int) -> None:
    turns = FairShareScheduler()
    turns.track_owners(["ann", "robert"])
    waiting = [Waiting(1, "ann", 0, 100, 0), Waiting(2, "ann", 0, 100, 0),
               Waiting(3, "robert", 0, 100, 0)]  # fmt: skip
    given = turns.allocate(n_free, waiting, lambda _: BATCH, lambda _: 8)
    owners = Counter(one.owner for one, _ in given)
    assert owners.total() == n_free
    assert abs(owners["ann"] - owners["robert"]) <= 1
