"""Failures are retried or dismissed, and throughput counts finished chunks by time."""

from __future__ import annotations

import pytest

from transcribe.errors import InvalidOperation, NotFound
from transcribe.store import Store
from transcribe.store.projects import ProjectFields
from transcribe.store.values import ChunkPlan, Job
from transcribe.store.work.chunk_claims import Settlement
from transcribe.store.work.work_board import Finished

AT_S = 1_800_000_000


def drafting(store: Store, media_id: str = "m1", n_chunks: int = 3) -> Job:
    """A running draft with some chunks of two seconds."""
    store.media.add(
        media_id=media_id, title="One", filename="one", sha256=media_id * 32, size_bytes=1
    )
    store.media.update(media_id, state="ready")
    store.jobs.enqueue(media_id, "draft", {})
    job = store.jobs.claim("dispatcher")
    assert job is not None
    plans = [(ChunkPlan(((n * 2000, n * 2000 + 2000),)), 1) for n in range(n_chunks)]
    store.chunks.plan(job.id, plans, planned_ms=2000 * n_chunks, is_planned=True)
    return job


def finish_one(store: Store, job: Job) -> None:
    (chunk,) = store.chunks.claim(job.id, 1, "lease")
    store.chunks.settle([Settlement("lease", results={chunk.id: {}}, seconds=0.5)])


def put_away(store: Store, job: Job) -> None:
    for attempt in range(3):
        store.chunks.claim(job.id, 1, f"lease{attempt}")
        store.chunks.settle([Settlement(f"lease{attempt}", error="It ended its worker.")])


def test_a_failed_job_goes_on_with_the_chunks_that_were_not_done(store: Store) -> None:
    job = drafting(store)
    finish_one(store, job)
    store.jobs.fail(job, "the model is gone")
    (failed,) = store.work_board.failed_jobs()
    assert failed.id == job.id
    again = store.work_board.retry_job(job.id)
    assert (again.state, again.error) == ("queued", None)
    assert store.work_board.failed_jobs() == ()
    counts = store.work_board.counts([job.id, 99])
    assert {key: (one.done, one.waiting) for key, one in counts.items()} == {job.id: (1, 2)}


def test_only_failed_jobs_are_retried(store: Store) -> None:
    job = drafting(store)
    with pytest.raises(InvalidOperation):
        store.work_board.retry_job(job.id)
    with pytest.raises(NotFound):
        store.work_board.retry_job(99)
    store.jobs.fail(job, "no")
    store.media.delete("m1")
    with pytest.raises(InvalidOperation):
        store.work_board.retry_job(job.id)


def test_a_later_job_of_its_kind_replaces_a_failed_one(store: Store) -> None:
    store.jobs.fail(drafting(store), "no")
    later = store.jobs.enqueue("m1", "draft", {})
    assert store.work_board.failed_jobs() == ()
    store.jobs.cancel(later.id)
    assert len(store.work_board.failed_jobs()) == 1


def test_dismissed_failures_come_back_when_asked_and_after_a_new_failure(store: Store) -> None:
    board, job = store.work_board, drafting(store)
    put_away(store, job)
    ((media_id, chunk),) = board.failed_chunks()
    assert media_id == "m1"
    assert board.dismiss([job.id], [chunk.id]) == 1  # the job has not failed
    assert board.failed_chunks() == ()
    assert len(store.chunks.quarantined("m1")) == 1, "the editor still marks the range"
    assert board.dismiss([], [chunk.id], is_dismissed=False) == 1
    assert len(board.failed_chunks()) == 1
    board.dismiss([], [chunk.id])
    store.chunks.retry(chunk.id)
    for attempt in range(2):
        store.chunks.claim(job.id, 1, f"again{attempt}")
        store.chunks.settle([Settlement(f"again{attempt}", error="Once more.")])
    assert len(board.failed_chunks()) == 1


def test_throughput_counts_chunks_where_they_were_finished(store: Store) -> None:
    job = drafting(store)
    for _ in range(3):
        finish_one(store, job)
    for n, minute in enumerate((0, 0, 2)):
        store.connection().execute(
            "UPDATE chunks SET finished_at = strftime('%Y-%m-%dT%H:%M:%S', ?, 'unixepoch') "
            "|| '.500+00:00' WHERE start_ms = ?",
            [AT_S + 60 * minute, 2000 * n],
        )
    assert store.work_board.throughput(AT_S, 60, 4) == (
        Finished(2, 4000, 1.0), Finished(), Finished(1, 2000, 0.5), Finished(),
    )  # fmt: skip
    assert store.work_board.throughput(AT_S + 600, 60, 1) == (Finished(),)


def test_the_queue_begins_with_what_is_done_next(store: Store) -> None:
    running = drafting(store)
    for n in range(3):
        store.jobs.enqueue("m1", "translate", {}, priority=2 if n == 2 else 0)
    queue = [job.id for job in store.work_board.unfinished_jobs(3)]
    assert queue == [running.id + 3, running.id, running.id + 1]
    assert store.work_board.count_unfinished() == 4


def test_titles_are_read_together(store: Store) -> None:
    drafting(store)
    assert store.work_board.titles(["m1", "m1", "none"]) == {"m1": "One"}


def test_a_dismissed_failure_of_a_collection_is_not_listed_until_it_is_retried(
    store: Store,
) -> None:
    project = store.projects.add(ProjectFields("Talks"))
    store.jobs.enqueue_for_project(project.id, "bakeoff", {})
    job = store.jobs.claim("dispatcher")
    assert job is not None
    store.jobs.fail(job, "the model is gone")
    assert [one.id for one in store.jobs.of_project(project.id)] == [job.id]
    store.work_board.dismiss([job.id], [])
    assert store.jobs.of_project(project.id) == ()
    store.work_board.retry_job(job.id)
    assert [one.state for one in store.jobs.of_project(project.id)] == ["queued"]
