"""The jobs page over HTTP: bad requests, several failures at once, and periods."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from transcribe.store import Store


def failed_job(store: Store, media_id: str, kind: Any = "draft") -> int:
    store.media.add(
        media_id=media_id, title=media_id, filename="a", sha256=media_id * 32, size_bytes=1
    )
    store.media.update(media_id, state="ready" if kind != "ingest" else "new")
    store.jobs.enqueue(media_id, kind, {})
    job = store.jobs.claim("w")
    assert job is not None
    store.jobs.fail(job, "it broke")
    return job.id


def test_several_failures_are_retried_and_what_cannot_be_is_told(
    client: FlaskClient, store: Store
) -> None:
    first, second = failed_job(store, "m1"), failed_job(store, "m2")
    assert len(client.get("/api/v1/workers").get_json()["failed"]) == 2
    answer = client.post("/api/v1/jobs/retry", json={"jobs": [first, second, 99], "chunks": [7]})
    found = answer.get_json()
    assert found["done"] == 2
    assert [(one.get("job"), one.get("chunk")) for one in found["errors"]] == [
        (99, None),
        (None, 7),
    ]
    assert client.get("/api/v1/workers").get_json()["failed"] == []


def test_a_failed_preparation_is_prepared_again(client: FlaskClient, store: Store) -> None:
    job = failed_job(store, "m1", "ingest")
    store.media.update("m1", state="failed", error="broken")
    assert client.post("/api/v1/jobs/retry", json={"jobs": [job]}).get_json()["done"] == 1
    assert store.media.get("m1").state == "new"


def test_dismissed_jobs_are_no_longer_listed(client: FlaskClient, store: Store) -> None:
    job = failed_job(store, "m1")
    for dismissed, n in ((True, 0), (False, 1)):
        body = {"jobs": [job], "dismissed": dismissed}
        assert client.post("/api/v1/jobs/dismiss", json=body).get_json() == {"done": 1}
        assert len(client.get("/api/v1/workers").get_json()["failed"]) == n


@pytest.mark.parametrize(
    "body", [{"jobs": "all"}, {"chunks": [-1]}, {"jobs": [True]}, {"jobs": list(range(2_001))}]
)
def test_wrong_ids_are_refused(client: FlaskClient, body: dict[str, Any]) -> None:
    for action in ("retry", "dismiss"):
        assert client.post(f"/api/v1/jobs/{action}", json=body).status_code == 422
    assert client.post("/api/v1/jobs/dismiss", json={"dismissed": "no"}).status_code == 422


@pytest.mark.parametrize(("period", "n", "width_s"), [("hour", 60, 60), ("day", 48, 1800)])
def test_throughput_has_a_place_for_every_period(
    client: FlaskClient, period: str, n: int, width_s: int
) -> None:
    periods = client.get(f"/api/v1/jobs/throughput?period={period}").get_json()["periods"]
    assert [one["length"] for one in periods[:-1]] == [width_s] * (n - 1)
    assert 0 <= periods[-1]["length"] <= width_s
    assert client.get("/api/v1/jobs/throughput?period=year").status_code == 422
