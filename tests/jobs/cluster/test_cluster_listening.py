"""What the processes of a cluster listen on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.support.clusters import Cluster
from tests.support.fault_server import wait_for


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path, None)
    yield made
    made.stop()


def listening(cluster: Cluster, name: str) -> dict[int, set[str]]:
    """Addresses that each process of a command listens on."""
    parent = psutil.Process(cluster.processes[name].pid)
    return {
        one.pid: {c.laddr.ip for c in one.net_connections("inet") if c.status == "LISTEN"}
        for one in (parent, *parent.children(recursive=True))
    }


@pytest.mark.parametrize("scheme", ["tls", "tcp"])
def test_a_cluster_on_one_machine_is_not_reached_from_another(
    cluster: Cluster, scheme: str
) -> None:
    """Over plain TCP, anyone who reaches a worker can run code on it."""
    plain = {"TRANSCRIBE_CERTIFICATES": ""} if scheme == "tcp" else {}
    options = ("--host", "127.0.0.1", "--port", "0", "--dashboard", "0")
    cluster.start("scheduler", "cluster", "scheduler", *options, certificates="scheduler", **plain)
    port = cluster.await_line("scheduler", rf"scheduler is at {scheme}://127\.0\.0\.1:(\d+)")
    command = ("--data", str(cluster.folder / "a"), "worker", "--connect")
    cluster.start(
        "a", *command, f"{scheme}://127.0.0.1:{port}", certificates="worker", **plain
    )  # fmt: skip
    cluster.await_line("a", "(joined)")
    # The nanny and the worker that it starts, each with a port of its own.
    wait_for(lambda: sum(bool(found) for found in listening(cluster, "a").values()) >= 2, 60)
    for name in ("scheduler", "a"):
        assert set().union(*listening(cluster, name).values()) == {"127.0.0.1"}
