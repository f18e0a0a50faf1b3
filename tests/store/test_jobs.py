from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.support.store_steps import add_media
from transcribe.errors import NotFound
from transcribe.store import Store
from transcribe.store.database import open_db
from transcribe.store.migrations import MIGRATIONS
from transcribe.store.projects import ProjectFields
from transcribe.store.values import Job
from transcribe.store.work.jobs import (
    CANCELLED_MESSAGES,
    GIVEN_UP,
    MAX_ATTEMPTS,
    MAX_EXPORT_RESTARTS,
)
from transcribe.store.work.reasons import INGEST_FAILED


def claimed(store: Store, worker: str = "w", lease_s: float = 60.0) -> Job:
    job = store.jobs.claim(worker, lease_s)
    assert job is not None
    return job


def states(store: Store) -> dict[int, str]:
    return {job.id: job.state for job in store.jobs.list()}


def library_before(folder: Path, migration: str) -> Database:
    """A library of an earlier version with one recording."""
    db = open_db(folder / "transcribe.db")
    MIGRATIONS.apply(db, stop_before=migration)
    db.execute(
        "INSERT INTO media (id, title, filename, sha256, state, size_bytes, created_at, revision, "
        "n_segments, has_video, audio_stream, peak_levels) "
        "VALUES ('m', 'One', 'one', 'ff', 'ready', 1, '2026', 0, 0, 0, 0, 0)"
    )
    return db


def test_job_ids_are_not_reused(tmp_path: Path) -> None:
    db = library_before(tmp_path, "m004_job_ids")
    db.execute(
        "INSERT INTO jobs (id, media_id, kind, state, progress, message, attempts, created_at) "
        "VALUES (7, 'm', 'draft', 'done', 1.0, '', 1, '2026')"
    )
    db.execute(
        "INSERT INTO chunks (job_id, start_ms, end_ms, plan, state) VALUES (7, 0, 9, '{}', 'done')"
    )
    db.close()
    with Store(tmp_path) as store:
        assert [job.id for job in store.jobs.list()] == [7]
        db = store.connection()
        assert [row["job_id"] for row in db.query("SELECT job_id FROM chunks")] == [7]
        assert list(db.query("PRAGMA foreign_key_check")) == []
        assert store.jobs.enqueue("m", "draft", {}).id == 8
        store.purge("m")
        add_media(store)
        assert store.jobs.enqueue("m", "ingest", {}).id == 9
        assert [index.columns for index in store.connection().table("jobs").indexes] == [
            ["project_id"], ["media_id"], ["state", "id"],
        ]  # fmt: skip


def test_jobs_keep_all_that_they_have_when_they_may_belong_to_a_collection(tmp_path: Path) -> None:
    with Store(tmp_path / "new") as store:
        now = {
            row["name"]
            for row in store.connection().query("SELECT name FROM pragma_table_info('jobs')")
        }
    db = library_before(tmp_path, "m035_project_jobs")
    columns = [row["name"] for row in db.query("SELECT name, type FROM pragma_table_info('jobs')")]
    types = {
        row["name"]: row["type"]
        for row in db.query("SELECT name, type FROM pragma_table_info('jobs')")
    }
    values = {name: n if types[name] != "TEXT" else f"v{n}" for n, name in enumerate(columns)}
    values |= {"id": 41, "media_id": "m", "state": "done", "options": '{"model": "tiny"}'}
    db.table("jobs").insert(values)
    db.table("jobs").insert(values | {"id": 45})
    db.execute("DELETE FROM jobs WHERE id = 45")
    before = list(db.query("SELECT * FROM jobs"))
    db.close()
    with Store(tmp_path) as store:
        kept = list(store.connection().query("SELECT * FROM jobs"))
        assert [{**row, "project_id": None} for row in before] == kept
        assert set(kept[0]) == now
        assert store.jobs.get(41).media_id == "m"
        assert store.jobs.enqueue("m", "draft", {}).id == 46
        triggers = store.connection().query(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'jobs'"
        )
        assert {row["name"] for row in triggers} == {"deliver_drafts", "deliver_failed_ingests"}


def test_given_turns_of_earlier_jobs_move_out_of_their_options(tmp_path: Path) -> None:
    db = library_before(tmp_path, "m036_job_payloads")
    turns = [[0, 900, "Anna"], [900, 1800, "Ben"]]
    given = [{"turns": turns, "notes": ["One."]}, {"speakers": "2"}, {"turns": []}]
    for options in given:
        db.execute(
            "INSERT INTO jobs (media_id, kind, state, created_at, options) VALUES ('m', 'speakers', 'done', '2026', ?)",
            [json.dumps(options)],
        )
    db.close()
    with Store(tmp_path) as store:
        first, second, third = reversed(store.jobs.list("m"))
        assert first.options == {"notes": ["One."], "speakers_from": "rttm"}
        assert json.loads(store.jobs.payload(first.id) or "") == turns
        assert (second.options, store.jobs.payload(second.id)) == ({"speakers": "2"}, None)
        assert store.jobs.payload(third.id) is None


def test_a_job_of_a_collection_needs_no_recording_and_goes_with_the_collection(
    store: Store,
) -> None:
    project = store.projects.add(ProjectFields("Talks"))
    add_media(store)
    waiting = store.jobs.enqueue("m", "draft", {})  # its recording is not ready
    job = store.jobs.enqueue_for_project(project.id, "dataset", {"folder": "x"}, owner="anna")
    assert (job.media_id, job.project_id, job.owner) == ("", project.id, "anna")
    assert store.jobs.claim("w", kinds=["draft"]) is None
    mine = claimed(store)
    assert mine.id == job.id
    assert store.jobs.fail(mine, "no room")
    assert [one.id for one in store.work_board.failed_jobs()] == [job.id]
    assert store.work_board.retry_job(job.id).state == "queued"
    assert store.jobs.pause(job.id).state == "paused"
    assert store.jobs.resume(job.id).state == "queued"
    assert store.jobs.of_project(project.id) == (store.jobs.get(job.id),)
    assert store.jobs.list("m") == (waiting,)
    store.purge("m")
    assert [one.id for one in store.jobs.list()] == [job.id]
    held = claimed(store)
    store.projects.remove(project.id)
    assert store.jobs.leases([held.id]) == {}
    assert store.jobs.list() == ()
    with pytest.raises(NotFound):
        store.jobs.enqueue_for_project(project.id, "dataset", {})


def test_a_crashed_job_counts_its_attempts_until_it_advances(store: Store) -> None:
    project = store.projects.add(ProjectFields("Talks"))
    job = store.jobs.enqueue_for_project(project.id, "dataset", {})
    for n in range(1, 4):
        held = claimed(store)
        assert held.attempts == n
        store.jobs.requeue_crashed(held)
        store.jobs.requeue_crashed(held)  # no longer its own
    held = claimed(store)
    store.jobs.note_advance(held)
    store.jobs.requeue_crashed(held)
    assert store.jobs.get(job.id).attempts == 0
    for _ in range(MAX_EXPORT_RESTARTS):
        store.jobs.requeue_crashed(claimed(store))
    assert store.jobs.get(job.id).state == "failed"


def test_a_job_goes_from_queued_to_done(store: Store) -> None:
    add_media(store)
    queued = store.jobs.enqueue("m", "ingest", {"stream": 1})
    assert (queued.state, queued.options, queued.attempts) == ("queued", {"stream": 1}, 0)
    job = claimed(store)
    assert (job.id, job.state, job.attempts) == (queued.id, "running", 1)
    assert store.jobs.heartbeat(job, progress=0.5, message="half", eta_s=3.5)
    beaten = store.jobs.get(job.id)
    assert (beaten.progress, beaten.message, beaten.eta_s) == (0.5, "half", 3.5)
    assert store.jobs.finish(job, "all of it")
    done = store.jobs.get(job.id)
    assert (done.state, done.progress, done.message, done.eta_s) == ("done", 1.0, "all of it", None)
    assert done.started_at is not None
    assert done.finished_at is not None
    assert store.jobs.claim("w") is None


def test_drafts_wait_until_their_recording_is_ready(store: Store) -> None:
    for media_id in ("m", "n"):
        add_media(store, media_id)
    draft = store.jobs.enqueue("m", "draft", {})
    ingests = [store.jobs.enqueue(media_id, "ingest", {}) for media_id in ("m", "n")]
    first = claimed(store)
    assert first.id == ingests[0].id
    store.media.update("m", state="ready")
    store.jobs.finish(first)
    assert [claimed(store).id, claimed(store).id] == [ingests[1].id, draft.id]
    assert store.jobs.claim("w") is None


def test_the_job_of_a_dead_worker_is_released(store: Store) -> None:
    add_media(store)
    store.jobs.enqueue("m", "ingest", {})
    lost = claimed(store, lease_s=0.0)
    time.sleep(0.01)
    again = claimed(store)
    assert (again.id, again.attempts) == (lost.id, 2)
    assert not store.jobs.heartbeat(lost, progress=0.9)
    assert not store.jobs.finish(lost)
    assert not store.jobs.fail(lost, "too late")
    assert store.jobs.finish(again)


def test_a_job_that_always_crashes_its_worker_fails(store: Store) -> None:
    add_media(store)
    ingest = store.jobs.enqueue("m", "ingest", {})
    draft = store.jobs.enqueue("m", "draft", {})
    for _ in range(MAX_ATTEMPTS):
        claimed(store, "dead")
        assert store.jobs.release_expired(of_worker="dead") == 1
    assert store.jobs.claim("w") is None
    assert store.jobs.get(ingest.id).error == GIVEN_UP
    assert states(store) == {ingest.id: "failed", draft.id: "cancelled"}
    assert (store.media.get("m").state, store.media.get("m").error) == ("failed", GIVEN_UP)


def test_only_the_named_workers_leases_are_released(store: Store) -> None:
    for media_id in ("m", "n", "o"):
        add_media(store, media_id)
        store.jobs.enqueue(media_id, "ingest", {})
    for worker in ("w", "w-1", "w%"):
        claimed(store, worker)
    assert store.jobs.release_expired() == 0
    assert store.jobs.release_expired(of_worker="w") == 1
    assert store.jobs.release_expired(of_worker="w%") == 1
    assert sorted(states(store).values()) == ["queued", "queued", "running"]


def test_all_leases_are_released_if_no_worker_is_alive(store: Store) -> None:
    for media_id in ("m", "n"):
        add_media(store, media_id)
        store.jobs.enqueue(media_id, "ingest", {})
    claimed(store, "w")
    claimed(store, "v")
    assert store.jobs.count() == {("ingest", "running"): 2}
    assert store.jobs.release_all() == 2
    assert store.jobs.count() == {("ingest", "queued"): 2}


def test_a_released_claim_does_not_count(store: Store) -> None:
    add_media(store)
    store.jobs.enqueue("m", "ingest", {})
    for _ in range(MAX_ATTEMPTS + 1):
        store.jobs.release(claimed(store))
    assert claimed(store).attempts == 1


def test_cancelling_stops_the_worker(store: Store) -> None:
    add_media(store)
    store.jobs.enqueue("m", "ingest", {})
    job = claimed(store)
    assert store.jobs.cancel(job.id).state == "cancelled"
    assert not store.jobs.heartbeat(job, progress=0.5)
    assert not store.jobs.finish(job)
    assert store.jobs.cancel(job.id).state == "cancelled"
    with pytest.raises(NotFound):
        store.jobs.cancel(99)


def test_a_failed_ingest_cancels_its_drafts(store: Store) -> None:
    add_media(store)
    ingest = store.jobs.enqueue("m", "ingest", {})
    draft = store.jobs.enqueue("m", "draft", {})
    assert store.jobs.fail(claimed(store), "no audio")
    assert store.jobs.get(ingest.id).error == "no audio"
    assert states(store) == {ingest.id: "failed", draft.id: "cancelled"}
    cancelled = store.jobs.get(draft.id)
    assert (cancelled.message, cancelled.reason_code) == (
        CANCELLED_MESSAGES[INGEST_FAILED], INGEST_FAILED,
    )  # fmt: skip


def test_deleting_cancels_jobs_and_restoring_queues_them_again(store: Store) -> None:
    add_media(store)
    ended = store.jobs.enqueue("m", "ingest", {})
    store.jobs.cancel(ended.id)
    ingest = store.jobs.enqueue("m", "ingest", {})
    draft = store.jobs.enqueue("m", "draft", {})
    running = claimed(store)
    store.media.delete("m")
    assert set(states(store).values()) == {"cancelled"}
    assert not store.jobs.heartbeat(running, progress=0.5)
    store.media.restore("m")
    assert states(store) == {ended.id: "cancelled", ingest.id: "queued", draft.id: "queued"}
    assert claimed(store).id == ingest.id


def test_jobs_are_listed_by_recording_and_state(store: Store) -> None:
    for media_id in ("m", "n"):
        add_media(store, media_id)
    one, two = (store.jobs.enqueue(media_id, "ingest", {}) for media_id in ("m", "n"))
    store.jobs.cancel(one.id)
    assert [job.id for job in store.jobs.list()] == [two.id, one.id]
    assert [job.id for job in store.jobs.list("m")] == [one.id]
    assert [job.id for job in store.jobs.list(states=["queued", "running"])] == [two.id]
    assert store.jobs.list("m", ["queued"]) == ()
    assert store.jobs.list("m", []) == ()


def test_every_change_of_a_job_is_announced(store: Store) -> None:
    add_media(store)
    start = store.events.last_id()
    job = store.jobs.enqueue("m", "ingest", {})
    running = claimed(store)
    store.jobs.heartbeat(running, progress=0.5)
    store.jobs.finish(running)
    events = store.events.since(start)
    assert [(event.type, event.media_id, event.payload) for event in events] == [
        ("job", "m", {"job": job.id})
    ] * 4


def test_workers_never_share_a_job(tmp_path: Path) -> None:
    n_jobs = 60
    taken: list[int] = []
    with Store(tmp_path) as store:
        add_media(store)
        for _ in range(n_jobs):
            store.jobs.enqueue("m", "ingest", {})

    def work(number: int) -> None:
        with Store(tmp_path) as own:
            while (job := own.jobs.claim(f"w{number}")) is not None:
                taken.append(job.id)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == len(set(taken)) == n_jobs
