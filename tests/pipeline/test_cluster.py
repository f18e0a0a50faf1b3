"""The cluster: joined over TLS, refused without it, worked on, cut off, and found again."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pipeline.clusters import Cluster
from tests.workstation import Workstation
from transcribe.errors import ClusterUnusable
from transcribe.pipeline import certificates
from transcribe.pipeline.executors import Outcome, Task
from transcribe.pipeline.executors.cluster import ClusterExecutor
from transcribe.pipeline.executors.wire import security_of

ACT = "tests.pipeline.acts:act"
pytestmark = pytest.mark.filterwarnings("default")  # Dask and tornado warn at their own ends


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"), models_folder)
    made.start_scheduler()
    made.start_worker("one")
    made.start_worker("two")
    yield made
    made.stop()


class Joined:
    def __init__(self, cluster: Cluster) -> None:
        self.executor = ClusterExecutor(ACT, cluster.address, cluster.certificates("server"))
        self.outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self.executor.start(self.outcomes.put)
        wait_for(lambda: len(self.accepted()) == 2)

    def accepted(self) -> list[str]:
        return [w.name for w in self.executor.workers() if w.state != "refused"]

    def do(self, **header: object) -> Outcome:
        self.executor.submit(Task(f"t{time.monotonic_ns()}", header, (b"abc",), 60))
        return self.outcomes.get(timeout=90)


@pytest.fixture
def joined(cluster: Cluster) -> Iterator[Joined]:
    made = Joined(cluster)
    yield made
    made.executor.close()


def wait_for(is_so: Callable[[], object], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def test_tasks_are_done_and_failures_told(joined: Joined) -> None:
    assert joined.executor.trouble() == ""
    assert joined.executor.free_slots() == 3  # one a worker and one to follow
    outcome = joined.do(say="Größe")
    assert outcome.state == "done"
    assert outcome.result is not None
    assert (outcome.result["said"], outcome.result["sizes"]) == ("Größe", [3])
    assert joined.do(act="raise").error_type == "MediaUnreadable"
    assert joined.do(act="fall").state == "failed"
    for number in range(40):
        joined.executor.submit(Task(str(number), {}))
    assert sorted(int(joined.outcomes.get(timeout=60).task_id) for _ in range(40)) == list(
        range(40)
    )
    assert joined.outcomes.empty()
    assert joined.executor.free_slots() == 3


def test_what_has_begun_stops_at_its_next_pause_and_keeps_what_it_has(
    joined: Joined, tmp_path: Path
) -> None:
    sign = tmp_path / "sign"
    joined.executor.submit(Task("long", {"act": "pieces", "n": 600, "sign": str(sign)}))
    wait_for(sign.exists)
    time.sleep(0.5)
    joined.executor.cancel("long")
    outcome = joined.outcomes.get(timeout=60)
    assert outcome.state == "done"
    assert outcome.result is not None
    assert 0 < outcome.result["n_done"] < 300
    assert joined.executor.free_slots() == 3


def test_a_task_that_kills_its_worker_is_lost_and_others_go_on(joined: Joined) -> None:
    outcome = joined.do(act="die")
    assert outcome.state == "lost"
    assert "ended or was cut off" in outcome.error
    assert joined.do().state == "done"
    wait_for(lambda: len(joined.accepted()) == 2)  # its nanny started it again


def test_without_or_with_a_foreign_certificate_nobody_joins(
    cluster: Cluster, tmp_path: Path
) -> None:
    certificates.make_authority(tmp_path / "foreign")
    executor = ClusterExecutor(ACT, cluster.address, tmp_path / "foreign" / "server")
    executor.start(lambda _: None)
    wait_for(lambda: "does not answer" in executor.trouble())
    assert executor.free_slots() == 0
    executor.close()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("tcp://192.0.2.1:8786", "is refused"),
        ("tls://192.0.2.1:8786", "needs certificates"),
        ("192.0.2.1:8786", "no address"),
        ("http://localhost", "no address"),
    ],
)
def test_what_is_not_safe_is_refused(address: str, reason: str) -> None:
    with pytest.raises(ClusterUnusable, match=reason):
        security_of(address, None)


def test_certificates_are_made_once_and_keys_are_the_owners_alone(tmp_path: Path) -> None:
    folders = certificates.make_authority(tmp_path / "ca")
    assert {folder.name for folder in folders} == {"server", "scheduler", "worker"}
    with pytest.raises(ClusterUnusable, match="already"):
        certificates.make_authority(tmp_path / "ca")
    added = certificates.add_machine(tmp_path / "ca", "gpu-1")
    assert (added / "key.pem").stat().st_mode & 0o077 == 0
    assert (tmp_path / "ca" / "ca-key.pem").stat().st_mode & 0o077 == 0
    for name in ("../x", "", "gpu-1"):
        with pytest.raises(ClusterUnusable):
            certificates.add_machine(tmp_path / "ca", name)


def test_a_worker_of_another_version_is_refused_with_the_reason(
    joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server plays the other version: the same code asks."""
    monkeypatch.setattr("transcribe.pipeline.executors.cluster.__version__", "99.0")
    with joined.executor._lock:
        joined.executor._workers.clear()
    wait_for(lambda: any(w.state == "refused" for w in joined.executor.workers()))
    (reason, *_) = [w.reason for w in joined.executor.workers() if w.state == "refused"]
    assert "it runs version 0.1.0, the server 99.0" in reason


@pytest.mark.model
@pytest.mark.timeout(600)
def test_a_workstation_drafts_on_a_cluster_whose_scheduler_comes_late_and_goes(
    tmp_path: Path, models_folder: Path, shared_data: Path
) -> None:
    cluster = Cluster(tmp_path / "cluster", models_folder)
    cluster.start_scheduler()
    cluster.kill("scheduler")
    env = {
        "TRANSCRIBE_SCHEDULER": cluster.address,
        "TRANSCRIBE_CERTIFICATES": str(cluster.certificates("server")),
    }
    station = Workstation(tmp_path / "data", models_folder, env=env).start()
    try:
        media_id = station.add(shared_data / "speech" / "assembled" / "session_en_open.opus")
        wait_for(lambda: "does not answer" in station.get("/work")["trouble"])
        cluster.start_scheduler()
        cluster.start_worker("one")
        cluster.start_worker("two")
        wait_for(lambda: station.get(f"/media/{media_id}")["n_segments"] > 0, 240)
        cluster.kill("scheduler")
        wait_for(lambda: "does not answer" in station.get("/work")["trouble"], 60)
        cluster.start_scheduler()
        station.wait_until(media_id)
        job = next(job for job in station.get("/jobs")["jobs"] if job["kind"] == "draft")
        assert (job["state"], job["message"]) == ("done", "")
        chunks = station.get(f"/jobs/{job['id']}/chunks")["chunks"]
        assert {chunk["state"] for chunk in chunks} == {"done"}
        assert all(chunk["worker"].startswith("tls://") for chunk in chunks)
        local = [p for p in station.family() if "pipeline.worker" in " ".join(p.cmdline())]
        assert not local
    finally:
        station.stop()
        cluster.stop()
