"""How the machines of a Dask cluster speak to one another: settings, and mutual TLS only."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from distributed.security import Security

from transcribe.errors import ClusterUnusable

PEMS = ("ca.pem", "cert.pem", "key.pem")

WEBSOCKET_ORIGINS = "distributed.scheduler.dashboard.bokeh-application.allow_websocket_origin"

# Measured (FACTS.md): a vanished worker's chunk is taken up again after 14 s.
SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,  # the ledger counts attempts
    "distributed.scheduler.worker-ttl": "15s",
    "distributed.scheduler.work-stealing": False,
    "distributed.comm.timeouts.connect": "3s",
    "distributed.comm.timeouts.tcp": "12s",
    "distributed.worker.memory.target": False,  # a result is small: nothing is spilt
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.daemon": True,
    # Pages without access control: none of the workers'; of the scheduler's only the dashboard, on
    # loopback, without the proxy to workers, and not for other sites' scripts.
    "distributed.worker.http.routes": [],
    "distributed.scheduler.http.routes": [
        "distributed.http.scheduler.info",
        "distributed.http.health",
        "distributed.http.statics",
    ],
    WEBSOCKET_ORIGINS: [],
}


def security_of(address: str, certificates: Path | None) -> Security | None:
    """The credentials for an address: mutual TLS, or none on this very machine.

    Raises:
        ClusterUnusable: Plain TCP to another machine, or certificates that are not there.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"tls", "tcp"} or not parts.hostname:
        raise ClusterUnusable(f"{address!r} is no address of a scheduler: tls://host:8786")
    if parts.scheme == "tcp":
        if parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
            raise ClusterUnusable(
                f"{address} is refused: whoever reaches a Dask cluster without certificates runs "
                "code on it. Use tls:// and `transcribe cluster init`."
            )
        return None
    if certificates is None:
        raise ClusterUnusable(
            "tls:// needs certificates: name their folder with TRANSCRIBE_CERTIFICATES or "
            "--certificates; `transcribe cluster init` makes them."
        )
    paths = [certificates / name for name in PEMS]
    for path in paths:
        if not path.is_file():
            raise ClusterUnusable(f"{path} is not there; `transcribe cluster init` makes it.")
    ca, certificate, key = map(str, paths)
    return Security(
        require_encryption=True, tls_ca_file=ca, tls_scheduler_cert=certificate,
        tls_scheduler_key=key, tls_worker_cert=certificate, tls_worker_key=key,
        tls_client_cert=certificate, tls_client_key=key,
    )  # fmt: skip
