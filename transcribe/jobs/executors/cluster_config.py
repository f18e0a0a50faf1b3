"""Communication in a Dask cluster: settings, and mutual TLS only."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from distributed.security import Security

from transcribe.errors import ClusterUnusable

PEMS = ("ca.pem", "cert.pem", "key.pem")

WEBSOCKET_ORIGINS = "distributed.scheduler.dashboard.bokeh-application.allow_websocket_origin"

# Measured (FACTS.md): the chunk of a vanished worker is retried after 14 s.
SETTINGS = {
    "distributed.scheduler.allowed-failures": 0,  # the ledger counts attempts
    "distributed.scheduler.worker-ttl": "15s",
    "distributed.scheduler.work-stealing": False,
    "distributed.comm.timeouts.connect": "3s",
    "distributed.comm.timeouts.tcp": "12s",
    "distributed.worker.memory.target": False,  # results are small, so no spilling to disk
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.daemon": True,
    # Dask's pages have no access control: workers serve none; the scheduler only the dashboard, on
    # loopback, without the proxy to workers, and without cross-origin access.
    "distributed.worker.http.routes": [],
    "distributed.scheduler.http.routes": [
        "distributed.http.scheduler.info",
        "distributed.http.health",
        "distributed.http.statics",
    ],
    WEBSOCKET_ORIGINS: [],
}


def security_of(address: str, certificates: Path | None) -> Security | None:
    """The credentials for an address: mutual TLS, or none on this computer.

    Raises:
        ClusterUnusable: Plain TCP to another computer, or missing certificates.
    """
    parts = urlsplit(address)
    if parts.scheme not in {"tls", "tcp"} or not parts.hostname:
        raise ClusterUnusable(f"{address!r} is not a scheduler address such as tls://host:8786")
    if parts.scheme == "tcp":
        if parts.hostname not in {"127.0.0.1", "::1", "localhost"}:
            raise ClusterUnusable(
                f"{address} is refused: without certificates any client of a Dask cluster can run "
                "code on it. Use tls:// and `transcribe cluster init`."
            )
        return None
    if certificates is None:
        raise ClusterUnusable(
            "tls:// needs certificates: set their folder with TRANSCRIBE_CERTIFICATES or "
            "--certificates; `transcribe cluster init` creates them."
        )
    paths = [certificates / name for name in PEMS]
    for path in paths:
        if not path.is_file():
            raise ClusterUnusable(f"{path} does not exist; `transcribe cluster init` creates it.")
    ca, certificate, key = map(str, paths)
    return Security(
        require_encryption=True, tls_ca_file=ca, tls_scheduler_cert=certificate,
        tls_scheduler_key=key, tls_worker_cert=certificate, tls_worker_key=key,
        tls_client_cert=certificate, tls_client_key=key,
    )  # fmt: skip
