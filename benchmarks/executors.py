"""Our worker processes over pipes against a Dask LocalCluster, two workers each.

    python -m benchmarks.executors

Time to the first result, round trip of a task with 1 MB, and idle memory (PSS of all started
processes). The figures are in docs/develop/decisions/0001-executors.md.
"""

from __future__ import annotations

import os
import queue
import statistics
import time
from collections.abc import Callable

import psutil

from transcribe.jobs.executors import Outcome, Task
from transcribe.jobs.executors.local import LocalExecutor

BLOB = os.urandom(1_000_000)
N_TASKS = 200
ECHO = "benchmarks.executors:echo"


def echo(header: object, blobs: object) -> dict[str, int]:
    """The smallest task."""
    return {"n": len(blobs), "header": len(header)}  # type: ignore[arg-type]


def main() -> None:
    """Measure both, one after the other, and print."""
    for name, run in (("own processes over pipes", local), ("Dask LocalCluster, TLS", dask_local)):
        first_s, trips, memory = run()
        print(
            f"{name}: first result {first_s:.2f} s, round trip with 1 MB "
            f"{statistics.median(trips) * 1000:.1f} ms, idle {memory / 1e6:.0f} MB"
        )


def local() -> tuple[float, list[float], int]:
    """Local executor."""
    outcomes: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
    started = time.perf_counter()
    executor = LocalExecutor(ECHO, workers=2)
    executor.start(outcomes.put)

    def do() -> None:
        executor.submit(Task(str(time.monotonic_ns()), {}, (BLOB,)))
        assert outcomes.get(timeout=60).state == "done"

    for _ in range(2):  # both workers
        executor.submit(Task(str(time.monotonic_ns()), {}, ()))
    first_s = _first(lambda: outcomes.get(timeout=60), started)
    outcomes.get(timeout=60)
    trips = [_timed(do) for _ in range(N_TASKS)]
    memory = _children_pss()
    executor.close()
    return first_s, trips, memory


def dask_local() -> tuple[float, list[float], int]:
    """Dask, with the encryption needed against other users of the computer."""
    started = time.perf_counter()
    from distributed import Client, LocalCluster
    from distributed.security import Security

    security = Security.temporary()
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, security=security, protocol="tls://",
        dashboard_address=None,
    )  # fmt: skip
    client = Client(cluster, security=security)

    def do() -> None:
        client.submit(echo, {}, (BLOB,), pure=False).result()

    first_s = _first(do, started)
    trips = [_timed(do) for _ in range(N_TASKS)]
    memory = _children_pss()
    client.close()
    cluster.close()
    return first_s, trips, memory


def _first(do: Callable[[], object], started: float) -> float:
    do()
    return time.perf_counter() - started


def _timed(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _children_pss() -> int:
    time.sleep(1)
    return sum(child.memory_full_info().pss for child in psutil.Process().children(recursive=True))


if __name__ == "__main__":
    main()
