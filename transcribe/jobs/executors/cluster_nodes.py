"""The other nodes of a cluster: the scheduler and the workers."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import logging
import os
import socket
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dask
import distributed
from distributed.utils import get_ip, get_ipv6

from transcribe.asr.devices import n_listed_gpus
from transcribe.asr.models import files as models
from transcribe.jobs.executors.cluster_calls import DECLARED, REFUSED
from transcribe.jobs.executors.cluster_config import SETTINGS, WEBSOCKET_ORIGINS, security_of
from transcribe.jobs.executors.cluster_workers import WorkerCapabilities
from transcribe.system.file_digest import sha256_of

FIRST_RETRY_S = 1.0
MAX_RETRY_S = 30.0
REFUSED_RETRY_S = 300.0  # the server may have been updated
HEALTHY_S = 60.0

log = logging.getLogger("transcribe.cluster")


def run_scheduler(
    host: str, port: int, certificates: Path | None, *, dashboard_port: int | None = None
) -> None:
    """Run a scheduler until the process is stopped.

    Args:
        host: Host or address to listen on.
        port: Port to listen on.
        certificates: Folder with this computer's certificates.
        dashboard_port: Port of Dask's dashboard on loopback, which has no access control. None: no dashboard.

    Raises:
        ClusterUnusable: Without certificates only loopback is allowed.
    """
    scheme = "tcp" if certificates is None else "tls"
    security = security_of(f"{scheme}://{host}:{port}", certificates)
    has_dashboard = dashboard_port is not None and importlib.util.find_spec("bokeh") is not None
    if dashboard_port is not None and not has_dashboard:
        log.warning("no dashboard: it needs bokeh (pip install 'transcribe[dashboard]')")

    async def run() -> None:
        dask.config.set(SETTINGS)
        if has_dashboard:
            names = [f"{name}:{dashboard_port}" for name in ("127.0.0.1", "localhost")]
            dask.config.set({WEBSOCKET_ORIGINS: names})
        async with distributed.Scheduler(
            host=host, port=port, protocol=scheme, security=security,
            dashboard_address=f"127.0.0.1:{dashboard_port or 0}", dashboard=has_dashboard,
        ) as scheduler:  # fmt: skip
            log.info("the scheduler is at %s", scheduler.address)
            if not has_dashboard:
                scheduler.services.pop("dashboard", None)
            await scheduler.finished()

    asyncio.run(run())


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """Resources of this computer for a worker.

    Attributes:
        models_folder: Folder of the worker's models.
        threads: Number of cores.
        memory_gb: Memory limit; the worker restarts beyond it.
        gpus: 1 to use a GPU, 0 for no GPU, None to detect.
        can_hold: The only models it accepts; empty for all that fit.
    """

    models_folder: Path
    threads: int
    memory_gb: float
    gpus: int | None = None
    can_hold: tuple[str, ...] = ()


def declare(options: WorkerOptions) -> WorkerCapabilities:
    """The worker's capabilities; the digests are computed from the weights, not from stored notes."""
    folder = options.models_folder
    digests = {
        name: sha256_of(models.model_folder(folder, name) / "model.bin")
        for name in models.model_names(folder)
        if models.is_present(folder, name)
    }
    gpus = n_listed_gpus() if options.gpus is None else options.gpus
    can_hold = tuple(models.canonical_name(name, folder) for name in options.can_hold)
    return WorkerCapabilities(
        digests=digests, can_hold=can_hold or None, cores=options.threads, gpus=min(1, gpus),
        memory_bytes=int(options.memory_gb * 1e9),
    )  # fmt: skip


def run_worker(address: str, certificates: Path | None, options: WorkerOptions) -> None:
    """Join a cluster, and rejoin whenever the scheduler comes back, until stopped.

    One task at a time; the worker process restarts when it dies or exceeds its memory limit.

    Raises:
        ClusterUnusable: The address or the certificates are invalid.
        ModelUnavailable: A requested model does not exist.
    """
    security, declared = security_of(address, certificates), declare(options)
    with tempfile.TemporaryDirectory(prefix="transcribe-worker-") as folder:
        refused = Path(folder) / "refused"
        os.environ |= _environment(options, declared) | {REFUSED: str(refused)}
        wait_s = FIRST_RETRY_S
        while True:
            started = time.monotonic()
            try:
                asyncio.run(_join(address, security, declared))
            except (OSError, TimeoutError, RuntimeError) as error:
                log.warning("%s does not answer: %s", address, error)
            lived_s = time.monotonic() - started
            wait_s = FIRST_RETRY_S if lived_s > HEALTHY_S else min(2 * wait_s, MAX_RETRY_S)
            if refused.exists():
                log.error("refused by the server: %s", refused.read_text(encoding="utf-8"))
                refused.unlink()
                wait_s = REFUSED_RETRY_S
            log.info("joining %s again in %.0f s", address, wait_s)
            time.sleep(wait_s)


def _environment(options: WorkerOptions, declared: WorkerCapabilities) -> dict[str, str]:
    """Environment of the worker process."""
    threads = str(options.threads)
    return {
        "TRANSCRIBE_THREADS": threads, "OMP_NUM_THREADS": threads,
        "MALLOC_ARENA_MAX": "1",  # as `share_freed_memory` in a local worker
        "TRANSCRIBE_WORKER_MODELS": str(options.models_folder),
        "TRANSCRIBE_WORKER_ROOM": str(declared.memory_bytes),
        DECLARED: json.dumps(declared.to_plain()),
        **({} if declared.gpus else {"CUDA_VISIBLE_DEVICES": ""}),
    }  # fmt: skip


async def _join(address: str, security: Any, declared: WorkerCapabilities) -> None:
    dask.config.set(SETTINGS)
    # Dask resources, for clusters shared with other programs; our tasks are sent to
    # workers by name.
    resources = {"GPU": declared.gpus, "CORES": declared.cores}
    resources |= {f"MODEL-{name}": 1 for name in declared.can_hold or ()}
    async with distributed.Nanny(
        address, security=security, nthreads=1, memory_limit=declared.memory_bytes,
        name=f"{socket.gethostname()}-{os.getpid()}", death_timeout="20s", resources=resources,
        dashboard_address="127.0.0.1:0",
        # Without it the worker listens on all addresses of the computer; without
        # certificates, everyone on the network could then run code there.
        host=_address_towards(address),
    ) as nanny:  # fmt: skip
        log.info("joined %s", address)
        await nanny.finished()


def _address_towards(address: str) -> str:
    """This computer's address as the scheduler sees it."""
    parts = urlsplit(address)
    host, port, *_ = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_DGRAM)[0][4]
    found: str = (get_ipv6 if ":" in str(host) else get_ip)(host, port)
    return found
