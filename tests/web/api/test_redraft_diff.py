"""A redraft that only proposes: its words stay in the job's chunks and are read from there."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support.store_steps import add_media, edit
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.jobs.kinds import commit
from transcribe.store import Store
from transcribe.store.values import ChunkPlan
from transcribe.store.work.chunk_claims import Settlement

JOBS = "/api/v1/media/m/jobs"
RANGE = {"kind": "redraft", "start": 0.0, "end": 4.0}


@pytest.fixture
def media(store: Store) -> Store:
    add_media(store)
    store.media.update("m", state="ready", duration_ms=60_000)
    edit(store, Insert(Segment(7, 0, 2_000, "as it was")))
    return store


def heard(store: Store, job_id: int) -> None:
    """The first half is done, the second is in quarantine."""
    assert store.jobs.claim("d") is not None
    plans = [(ChunkPlan(((0, 2_000),)), 0), (ChunkPlan(((2_000, 4_000),)), 0)]
    store.chunks.plan(job_id, plans, planned_ms=4_000, is_planned=True)
    first, _ = store.chunks.claim(job_id, 2, "lease")
    words = [["It", 100, 300, 0.9], ["is.", 300, 900, 0.5]]
    result: dict[int, Any] = {first.id: {"language": "en", "words": words}}
    store.chunks.settle([Settlement("lease", result, error="It broke.", worker="w")])
    for _ in range(2):
        store.chunks.claim(job_id, 1, "again")
        store.chunks.settle([Settlement("again", error="It broke.")])


def test_a_proposal_changes_nothing_and_can_be_read(client: FlaskClient, media: Store) -> None:
    job_id = client.post(JOBS, json=RANGE | {"dry_run": True}).get_json()["id"]
    heard(media, job_id)
    job = media.jobs.get(job_id)
    (chunk,) = media.chunks.publishable(job_id)
    commit(media, job, chunk)
    assert [segment.text for segment in media.edits.segments("m")[1]] == ["as it was"]

    answer = client.get(f"/api/v1/jobs/{job_id}/proposal").get_json()
    (segment,) = answer["segments"]
    assert (segment["text"], segment["start"], segment["end"]) == ("It is.", 0.1, 0.9)
    assert [word["probability"] for word in segment["words"]] == [0.9, 0.5]
    ranges = [(one["start"], one["end"], one["state"]) for one in answer["chunks"]]
    assert ranges == [(0.0, 2.0, "done"), (2.0, 4.0, "quarantined")]
    assert client.get(f"/api/v1/jobs/{job_id}").get_json()["dry_run"] is True


def test_other_jobs_propose_nothing(client: FlaskClient, media: Store) -> None:
    job_id = client.post(JOBS, json=RANGE).get_json()["id"]
    assert client.get(f"/api/v1/jobs/{job_id}/proposal").status_code == 404
    assert client.get("/api/v1/jobs/99/proposal").status_code == 404
    assert client.post(JOBS, json={"kind": "draft", "dry_run": True}).status_code == 422
    assert client.post(JOBS, json=RANGE | {"dry_run": "yes"}).status_code == 422
