"""Cuts the recordings of running jobs into chunks, as far ahead as the workers need them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from itertools import islice

from transcribe.audio.decode import forget_pages
from transcribe.errors import DatabaseUnusable, NotFound, TranscribeError
from transcribe.jobs.running_job import RunningJob
from transcribe.store import Store
from transcribe.store.values import ChunkPlan
from transcribe.store.work.reasons import UNEXPECTED, reason_code_of
from transcribe.system.background_loop import BackgroundLoop

PLAN_AHEAD = 32  # waiting chunks of a job; more are planned when they are needed
PLAN_AT_ONCE = 8
POLL_S = 0.05

log = logging.getLogger("transcribe.planner")


class Planner:
    """A thread that plans chunks; urgent jobs come first.

    Args:
        store: The data folder.
        jobs: Returns the running jobs.
        on_planned: Called after each step.
    """

    def __init__(
        self,
        store: Store,
        jobs: Callable[[], tuple[RunningJob, ...]],
        on_planned: Callable[[], None],
    ) -> None:
        self._store, self._jobs, self._on_planned = store, jobs, on_planned
        self._loop = BackgroundLoop("planner", self._step)

    def start(self) -> None:
        """Start the thread."""
        self._loop.start()

    def stop(self) -> None:
        """Stop after the current step."""
        self._loop.stop()

    def _step(self) -> float:
        wanting = [active for active in self._jobs() if active.wants_plan]
        if not wanting:
            return POLL_S
        # A job without chunks comes before a job that has some.
        self._try(min(wanting, key=lambda a: (-a.job.priority, a.maker is not None, a.job.id)))
        return 0.0

    def _try(self, active: RunningJob) -> None:
        try:
            self._plan_some(active)
        except DatabaseUnusable:
            active.maker = None  # it is ahead of the ledger now
            raise
        except NotFound:
            active.wants_plan = False  # deleted meanwhile
        except TranscribeError as error:
            self._give_up(active, str(error), reason_code_of(type(error).__name__))
        except Exception as error:
            log.exception("job %d cannot be planned", active.job.id)
            self._give_up(
                active,
                f"Unexpected error ({type(error).__name__}: {error}). See the server's log.",
            )

    def _give_up(self, active: RunningJob, reason: str, reason_code: str = UNEXPECTED) -> None:
        active.wants_plan = False
        self._store.jobs.fail(active.job, reason, reason_code)

    def _plan_some(self, active: RunningJob) -> None:
        store, job = self._store, active.job
        if active.is_planned:
            active.wants_plan = False
            return
        size = PLAN_AT_ONCE
        if active.maker is None:
            size = 1  # the first words are to appear soon
            # From the ledger: it may have been planned further since it was claimed.
            active.maker = active.kind.plan(active.context(store, store.jobs.get(job.id)))
        made, is_waiting = _take(active.maker, size)
        if is_waiting and not made:
            active.wants_plan = False  # until the dispatcher asks again
            return
        if active.growing is not None:
            active.recording = active.growing.samples()
        forget_pages(active.recording)
        is_planned = len(made) < size and not is_waiting
        planned_ms = active.range_ms[1] if is_planned else made[-1][0].pieces[-1][1]
        with active.planning:
            if active.is_dropped:
                return
            store.chunks.plan(job.id, made, planned_ms=planned_ms, is_planned=is_planned)
        active.is_planned, active.is_dirty = is_planned, True
        active.wants_plan = (
            not is_planned and store.chunks.counts(job.id).waiting < PLAN_AHEAD
        )  # fmt: skip
        self._on_planned()


def _take(
    maker: Iterator[tuple[ChunkPlan, int] | None], size: int
) -> tuple[list[tuple[ChunkPlan, int]], bool]:
    """The next chunks of a plan, and whether more have to wait for the audio."""
    made: list[tuple[ChunkPlan, int]] = []
    for found in islice(maker, size):
        if found is None:
            return made, True
        made.append(found)
    return made, False
