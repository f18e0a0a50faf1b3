"""The other machines of a cluster: its scheduler, and workers that join it."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from pathlib import Path

import dask
import distributed

from transcribe.pipeline.executors.wire import SETTINGS, security_of

FIRST_RETRY_S = 1.0
MAX_RETRY_S = 30.0

log = logging.getLogger("transcribe.cluster")


def run_scheduler(host: str, port: int, certificates: Path | None) -> None:
    """Run a scheduler until the process is stopped.

    Raises:
        ClusterUnusable: Without certificates it would have to stay on loopback.
    """
    scheme = "tcp" if certificates is None else "tls"
    security = security_of(f"{scheme}://{host}:{port}", certificates)

    async def run() -> None:
        dask.config.set(SETTINGS)
        async with distributed.Scheduler(
            host=host, port=port, protocol=scheme, security=security,
            dashboard_address="127.0.0.1:0", dashboard=False,
        ) as scheduler:  # fmt: skip
            log.info("the scheduler is at %s", scheduler.address)
            await scheduler.finished()

    asyncio.run(run())


def run_worker(
    address: str, certificates: Path | None, *, models_folder: Path, threads: int, memory_gb: float
) -> None:
    """Join a cluster, and join it again whenever its scheduler comes back, until stopped.

    One task at a time; its process is started anew when it dies or outgrows its memory.

    Raises:
        ClusterUnusable: The address or the certificates cannot be used.
    """
    security = security_of(address, certificates)
    os.environ |= {
        "TRANSCRIBE_THREADS": str(threads), "OMP_NUM_THREADS": str(threads),
        "TRANSCRIBE_WORKER_MODELS": str(models_folder),
    }  # fmt: skip

    async def join() -> None:
        dask.config.set(SETTINGS)
        async with distributed.Nanny(
            address, security=security, nthreads=1, memory_limit=int(memory_gb * 1e9),
            name=f"{socket.gethostname()}-{os.getpid()}", death_timeout="20s",
        ) as nanny:  # fmt: skip
            log.info("joined %s", address)
            await nanny.finished()

    wait_s = FIRST_RETRY_S
    while True:
        started = time.monotonic()
        try:
            asyncio.run(join())
        except (OSError, TimeoutError, RuntimeError) as error:
            log.warning("%s does not answer: %s", address, error)
        wait_s = FIRST_RETRY_S if time.monotonic() - started > 60 else min(2 * wait_s, MAX_RETRY_S)
        log.info("joining %s again in %.0f s", address, wait_s)
        time.sleep(wait_s)
