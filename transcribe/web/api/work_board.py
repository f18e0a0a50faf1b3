"""The API of the jobs page: failures, retried or dismissed together, and throughput over time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, request

from transcribe.document.serialization import seconds
from transcribe.errors import InvalidOperation, TranscribeError
from transcribe.jobs.option_checks import whole
from transcribe.store import Store
from transcribe.web.requests import json_body, open_store

work_board = Blueprint("work_board", __name__, url_prefix="/api/v1")
MAX_FAILURES = 2_000  # jobs and chunks of one request
PERIODS = {"hour": (60, 60), "day": (1_800, 48)}  # width in seconds, and how many


@work_board.get("/jobs/throughput")
def get_throughput() -> Any:
    period = request.args.get("period") or "hour"
    if period not in PERIODS:
        raise InvalidOperation("period", f"one of {', '.join(PERIODS)}")
    width_s, n = PERIODS[period]
    now_s = time.time()
    start_s = (int(now_s) // width_s + 1 - n) * width_s
    finished = open_store().work_board.throughput(start_s, width_s, n)
    return {
        "periods": [
            {
                "at": datetime.fromtimestamp(at_s, UTC).isoformat(timespec="seconds"),
                "length": round(min(width_s, now_s - at_s), 3),
                "chunks": one.n_chunks,
                "audio": seconds(one.audio_ms),
                "computing": round(one.computing_s, 3),
            }
            for at_s, one in zip(
                range(start_s, start_s + n * width_s, width_s), finished, strict=True
            )
        ]
    }


@work_board.post("/jobs/retry")
def retry_failures() -> Any:
    """Retry failed jobs and chunks; one that cannot be retried does not stop the others."""
    body = json_body()
    jobs, chunks = _ids(body, "jobs"), _ids(body, "chunks")
    store, n_done, errors = open_store(), 0, []
    for name, ids, retry in (("job", jobs, _retry_job), ("chunk", chunks, _retry_chunk)):
        for one in ids:
            try:
                retry(store, one)
                n_done += 1
            except TranscribeError as error:
                errors.append({name: one, "title": str(error)})
    return {"done": n_done, "errors": errors}


@work_board.post("/jobs/dismiss")
def dismiss_failures() -> Any:
    body = json_body()
    jobs, chunks = _ids(body, "jobs"), _ids(body, "chunks")
    is_dismissed = body.get("dismissed", True)
    if not isinstance(is_dismissed, bool):
        raise InvalidOperation("dismissed", "true or false")
    return {"done": open_store().work_board.dismiss(jobs, chunks, is_dismissed=is_dismissed)}


def _retry_job(store: Store, job_id: int) -> None:
    job = store.jobs.get(job_id)
    if job.kind == "ingest":
        store.jobs.ingest_again(job.media_id)
    else:
        store.work_board.retry_job(job_id)


def _retry_chunk(store: Store, chunk_id: int) -> None:
    store.chunks.retry(chunk_id)


def _ids(body: dict[str, Any], name: str) -> tuple[int, ...]:
    value = body.get(name, [])
    if not isinstance(value, list) or len(value) > MAX_FAILURES:
        raise InvalidOperation(name, f"a list of at most {MAX_FAILURES} ids is needed")
    return tuple(dict.fromkeys(whole(one, name) for one in value))
