"""The API of jobs: request, pause and cancel jobs; workers; failed ranges in quarantine."""

from __future__ import annotations

import json
import time
from typing import Any

from flask import Blueprint, request

from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation, NotFound, TranscribeError
from transcribe.formats.json import to_plain
from transcribe.jobs.kinds import find_kind
from transcribe.jobs.kinds.ingest import Ingest
from transcribe.jobs.kinds.redraft import proposal
from transcribe.jobs.kinds.translate import translation
from transcribe.library.job_requests import request_job
from transcribe.library.old_names import JOB_OPTIONS, read_old_names
from transcribe.library.serializers import chunk_to_json, job_to_json
from transcribe.store import Store
from transcribe.store.disk_space import shortage_message
from transcribe.store.values import Job, WorkChunk
from transcribe.store.work.chunks import ChunkCounts
from transcribe.store.work.work_board import MAX_SHOWN
from transcribe.web.requests import json_body, open_store, query_whole

work = Blueprint("work", __name__, url_prefix="/api/v1")
NOTE_IS_OLD_S = 10.0
MAX_RECORDINGS = 10_000  # in one request for jobs


@work.post("/media/<media_id>/jobs")
def post_job(media_id: str) -> Any:
    body = read_old_names(json_body(), JOB_OPTIONS)
    return job_to_json(request_job(open_store(), media_id, find_kind(body.get("kind")), body)), 201


@work.post("/jobs")
def post_jobs() -> Any:
    """Queue the same job for several recordings; one that cannot be queued does not stop the others."""
    body = read_old_names(json_body(), JOB_OPTIONS)
    ids, kind = body.pop("media", None), find_kind(body.get("kind"))
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) for one in ids):
        raise InvalidOperation("request", '"media" must be a list of ids of recordings')
    if len(ids) > MAX_RECORDINGS or isinstance(kind, Ingest):
        raise InvalidOperation("request", f"drafts of at most {MAX_RECORDINGS} recordings")
    jobs, failed = [], []
    for media_id in dict.fromkeys(ids):
        try:
            jobs.append(request_job(open_store(), media_id, kind, body))
        except TranscribeError as error:
            failed.append({"media": media_id, "title": str(error)})
    return {"jobs": [job_to_json(job) for job in jobs], "errors": failed}, 201


@work.get("/jobs")
def list_jobs() -> Any:
    project, jobs = request.args.get("project"), open_store().jobs
    found = jobs.of_project(project) if project else jobs.list(request.args.get("media"))
    return {"jobs": [job_to_json(job) for job in found]}


@work.get("/jobs/<int:job_id>")
def get_job(job_id: int) -> Any:
    return job_to_json(open_store().jobs.get(job_id))


@work.get("/jobs/<int:job_id>/proposal")
def get_proposal(job_id: int) -> Any:
    found = proposal(open_store(), job_id)
    return {**to_plain(found.made), "chunks": [chunk_to_json(chunk) for chunk in found.chunks]}


@work.delete("/jobs/<int:job_id>")
def cancel_job(job_id: int) -> Any:
    return job_to_json(open_store().jobs.cancel(job_id))


@work.post("/jobs/<int:job_id>/pause")
def pause_job(job_id: int) -> Any:
    return job_to_json(open_store().jobs.pause(job_id))


@work.post("/jobs/<int:job_id>/resume")
def resume_job(job_id: int) -> Any:
    return job_to_json(open_store().jobs.resume(job_id))


@work.get("/jobs/<int:job_id>/chunks")
def list_chunks(job_id: int) -> Any:
    open_store().jobs.get(job_id)
    return {"chunks": [chunk_to_json(chunk) for chunk in open_store().chunks.list(job_id)]}


@work.post("/chunks/<int:chunk_id>/retry")
def retry_chunk(chunk_id: int) -> Any:
    return chunk_to_json(open_store().chunks.retry(chunk_id))


@work.get("/media/<media_id>/quarantine")
def list_quarantine(media_id: str) -> Any:
    open_store().media.get(media_id)
    jobs = {job.id for job in open_store().jobs.list(media_id) if job.kind == "draft"}
    away = (chunk for _, chunk in open_store().chunks.quarantined(media_id) if chunk.job_id in jobs)
    return {"chunks": [chunk_to_json(chunk) for chunk in away]}


@work.get("/media/<media_id>/translation")
def get_translation(media_id: str) -> Any:
    open_store().media.get(media_id)
    found = translation(open_store(), media_id)
    if found is None:
        raise NotFound("translation of recording", media_id)
    return to_plain(found)


@work.get("/workers")
@work.get("/work", endpoint="get_work")
def get_workers() -> Any:
    store = open_store()
    note, board = read_note(store), store.work_board
    unfinished = board.unfinished_jobs(query_whole("limit", MAX_SHOWN, most=MAX_SHOWN))
    failed, quarantine = board.failed_jobs(), board.failed_chunks()
    counts = board.counts(job.id for job in (*unfinished, *failed))
    named = (_subject(job) for job in (*unfinished, *failed))
    titles = board.titles((*named, *(media_id for media_id, _ in quarantine)))
    running = {chunk.lease: chunk for chunk in store.chunks.running()}
    return {
        **note,
        "workers": [{**worker, **_doing(running.get(worker["task"]))} for worker in note["workers"]],
        "speed": store.chunks.speed(),
        "jobs": [
            {
                **job_to_json(job), "title": titles.get(_subject(job), ""),
                "chunks": _numbers(counts.get(job.id)),
            }
            for job in unfinished
        ],
        "n_jobs": board.count_unfinished(),
        "quarantine": [
            {**chunk_to_json(chunk), "media": media_id, "title": titles.get(media_id, "")}
            for media_id, chunk in quarantine
        ],
        "failed": [
            {
                **job_to_json(job), "title": titles.get(_subject(job), ""),
                "chunks": _numbers(counts.get(job.id)),
            }
            for job in failed
        ],
    }  # fmt: skip


def _subject(job: Job) -> str:
    """The id of the recording or the collection of a job."""
    return job.project_id or job.media_id


def _doing(chunk: WorkChunk | None) -> dict[str, Any]:
    if chunk is None:
        return {"job": None, "start": None}
    return {"job": chunk.job_id, "start": seconds(chunk.start_ms)}


def _numbers(found: ChunkCounts | None) -> dict[str, int]:
    counts = found or ChunkCounts()
    return {
        "waiting": counts.waiting, "running": counts.running, "done": counts.done,
        "quarantined": counts.quarantined,
    }  # fmt: skip


def read_note(store: Store) -> dict[str, Any]:
    """The engine process's last report on its workers; without that process, the reason why no work is done.

    A full disk is reported first, because the engine process then cannot write its report.
    """
    note = _last_note(store)
    lack = shortage_message(store.folder)
    return {**note, "trouble": lack} if lack else note


def _last_note(store: Store) -> dict[str, Any]:
    no_workers = {
        "workers": [],
        "dashboard": "",
        "trouble": "No worker runs: the server was started with --no-worker.",
    }
    try:
        plain = json.loads((store.folder / "workers.json").read_text())
    except FileNotFoundError:
        return no_workers
    if time.time() - plain["at"] > NOTE_IS_OLD_S:
        return no_workers
    return {name: plain[name] for name in ("workers", "dashboard", "trouble")}
