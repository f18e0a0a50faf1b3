"""The cluster: joined over TLS, refused without it, worked on, cut off, and found again."""

from __future__ import annotations

import queue
import shutil
import socket
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.clusters import Cluster
from tests.support.server import Workstation
from transcribe.admin import certificates
from transcribe.errors import ClusterUnusable
from transcribe.jobs.executors import Outcome, ResourceRequirements, Task, WorkerInfo
from transcribe.jobs.executors.cluster import ClusterExecutor
from transcribe.jobs.executors.cluster_config import security_of

ACT = "tests.support.task_functions:act"
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
    assert joined.executor.unavailable_reason() == ""
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
    joined.executor.cancel("long")
    outcome = joined.outcomes.get(timeout=60)
    assert outcome.state == "done"
    assert outcome.result is not None
    assert 0 < outcome.result["n_done"] < 600  # of which each takes a tenth of a second
    assert joined.executor.free_slots() == 3


def test_a_task_that_kills_its_worker_is_lost_and_others_go_on(joined: Joined) -> None:
    outcome = joined.do(act="die")
    assert outcome.state == "lost"
    assert "ended or was disconnected" in outcome.error
    assert joined.do().state == "done"
    wait_for(lambda: len(joined.accepted()) == 2)  # its nanny started it again


def test_without_or_with_a_foreign_certificate_nobody_joins(
    cluster: Cluster, tmp_path: Path
) -> None:
    certificates.make_authority(tmp_path / "foreign")
    executor = ClusterExecutor(ACT, cluster.address, tmp_path / "foreign" / "server")
    executor.start(lambda _: None)
    wait_for(lambda: "does not answer" in executor.unavailable_reason())
    assert executor.free_slots() == 0
    executor.close()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("tcp://192.0.2.1:8786", "is refused"),
        ("tls://192.0.2.1:8786", "needs certificates"),
        ("192.0.2.1:8786", "not a scheduler address"),
        ("http://localhost", "not a scheduler address"),
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


@pytest.mark.model
def test_a_worker_with_other_weights_is_refused_when_it_joins(
    cluster: Cluster, joined: Joined, models_folder: Path
) -> None:
    own = cluster.folder / "odd" / "models" / "base"
    shutil.copytree(models_folder / "base", own)
    with (own / "model.bin").open("r+b") as file:  # of the same size, and its note says all is well
        file.seek(1_000_000)
        file.write(b"not what was published")
    cluster.start_worker("odd")

    def refused() -> list[WorkerInfo]:
        return [w for w in joined.executor.workers() if w.state == "refused"]

    wait_for(refused)
    (odd,) = refused()
    assert "its weights of base have the digest" in odd.reason
    told = cluster.await_line("odd", r"refused by the server: (.+)")
    assert told == odd.reason
    cluster.await_line("odd", r"again in (300) s")
    assert len(joined.accepted()) == 2
    assert joined.do().state == "done"
    cluster.kill("odd")
    shutil.rmtree(own)


def test_tasks_go_only_to_workers_that_can_hold_their_model(
    cluster: Cluster, joined: Joined
) -> None:
    large = ResourceRequirements("large-v3", 5_000_000_000)
    assert joined.executor.free_slots(large) == 0  # the two may take 4 GB each
    assert "None of 2 workers has memory for large-v3" in joined.executor.unmet_requirement(large)
    cluster.start_worker("roomy", "--memory", "6", "--models", "large-v3", "--gpu", "0")
    wait_for(lambda: len(joined.accepted()) == 3)
    assert joined.executor.unmet_requirement(large) == ""
    assert joined.executor.free_slots(large) == 2
    assert (
        joined.executor.free_slots(ResourceRequirements("base", 700_000_000)) == 3
    )  # not by the roomy one
    for number in range(4):
        joined.executor.submit(Task(f"large{number}", {}, needs=large))
    done = [joined.outcomes.get(timeout=60) for _ in range(4)]
    assert {outcome.state for outcome in done} == {"done"}
    assert len({outcome.worker for outcome in done}) == 1
    cluster.kill("roomy")
    wait_for(lambda: len(joined.accepted()) == 2)


def test_a_worker_of_another_version_is_refused_with_the_reason(
    joined: Joined, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server plays the other version: the same code asks. The cluster is of no use afterwards."""
    monkeypatch.setattr("transcribe.jobs.executors.cluster.__version__", "99.0")
    with joined.executor._lock:
        joined.executor._members.clear()
    wait_for(lambda: any(w.state == "refused" for w in joined.executor.workers()))
    (reason, *_) = [w.reason for w in joined.executor.workers() if w.state == "refused"]
    assert "it runs version 0.1.0, the server 99.0" in reason


def test_the_dashboard_is_on_loopback_and_no_other_page_is_served(tmp_path: Path) -> None:
    pytest.importorskip("bokeh")
    cluster = Cluster(tmp_path, None)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        cluster.dashboard = probe.getsockname()[1]
    executor = None
    try:
        cluster.start_scheduler()
        cluster.start_worker("one")
        executor = ClusterExecutor(ACT, cluster.address, cluster.certificates("server"))
        executor.start(lambda _: None)
        wait_for(executor.workers)
        url = f"http://127.0.0.1:{cluster.dashboard}/status"
        assert executor.dashboard == url
        with urllib.request.urlopen(url, timeout=20) as page:
            assert b"Dask" in page.read()
        listening = [
            (process.name(), connection.laddr.ip)
            for process in family(cluster)
            for connection in process.net_connections("tcp")
            if connection.status == psutil.CONN_LISTEN
            and not speaks_tls(connection.laddr.ip, connection.laddr.port)
        ]
        assert {ip for _, ip in listening} <= {"127.0.0.1"}
        proxied = f"http://127.0.0.1:{cluster.dashboard}/proxy/1/127.0.0.1/x"
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(proxied, timeout=20)
    finally:
        if executor:
            executor.close()
        cluster.stop()


def family(cluster: Cluster) -> list[psutil.Process]:
    parents = [psutil.Process(process.pid) for process in cluster.processes.values()]
    return [one for parent in parents for one in (parent, *parent.children(recursive=True))]


def speaks_tls(host: str, port: int) -> bool:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        with socket.create_connection((host, port), 5) as plain, context.wrap_socket(plain):
            return True
    except ssl.SSLError as error:
        return "WRONG_VERSION" not in str(error) and "RECORD_LAYER" not in str(error)
    except OSError:
        return False


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
        wait_for(lambda: "does not answer" in station.get("/workers")["trouble"])
        cluster.start_scheduler()
        cluster.start_worker("one")
        cluster.start_worker("two")
        wait_for(lambda: station.get(f"/media/{media_id}")["n_segments"] > 0, 240)
        cluster.kill("scheduler")
        wait_for(lambda: "does not answer" in station.get("/workers")["trouble"], 60)
        cluster.start_scheduler()
        station.wait_until(media_id)
        job = next(job for job in station.get("/jobs")["jobs"] if job["kind"] == "draft")
        assert (job["state"], job["message"]) == ("done", "")
        chunks = station.get(f"/jobs/{job['id']}/chunks")["chunks"]
        assert {chunk["state"] for chunk in chunks} == {"done"}
        assert all(chunk["worker"].startswith("tls://") for chunk in chunks)
        local = [p for p in station.family() if "jobs.worker" in " ".join(p.cmdline())]
        assert not local
    finally:
        station.stop()
        cluster.stop()
