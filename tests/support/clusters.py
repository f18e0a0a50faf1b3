"""A real Dask cluster on loopback: the project's own scheduler and workers as processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from transcribe.admin.certificates import make_authority

REPOSITORY = Path(__file__).resolve().parents[2]


class Cluster:
    """A scheduler with TLS and some workers, each with its own models folder.

    Args:
        folder: For certificates, logs and data folders.
        models: A folder of models; without one the workers have none.
        host: Where the scheduler listens.
        inside: Command prefix for a process by name, to run it elsewhere.
    """

    def __init__(
        self,
        folder: Path,
        models: Path | None,
        *,
        host: str = "127.0.0.1",
        inside: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.folder, self.models, self.port = folder, models, 0
        self.host, self.inside, self.dashboard = host, inside or {}, 0
        make_authority(folder / "certificates")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def address(self) -> str:
        return f"tls://{self.host}:{self.port}"

    def certificates(self, name: str) -> Path:
        return self.folder / "certificates" / name

    def start_scheduler(self) -> None:
        options = [
            "--host",
            self.host,
            "--port",
            str(self.port),
            "--dashboard",
            str(self.dashboard),
        ]
        self.start("scheduler", "cluster", "scheduler", *options, certificates="scheduler")
        self.port = int(self.await_line("scheduler", r"scheduler is at tls://[\d.]+:(\d+)"))

    def start_worker(self, name: str, *more: str, **env: str) -> None:
        options = ["--connect", self.address, "--threads", "1", *more]
        data = self.folder / name
        data.mkdir(exist_ok=True)
        if self.models and not (data / "models").exists():
            (data / "models").symlink_to(self.models)
        self.start(name, "--data", str(data), "worker", *options, certificates="worker", **env)

    def start(self, name: str, *arguments: str, certificates: str, **env: str) -> None:
        """Start a `transcribe` command as a process of that name."""
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [*self.inside.get(name, ()), sys.executable, "-m", "transcribe", *arguments],
                cwd=REPOSITORY, stdout=log, stderr=log, start_new_session=True,
                env={
                    **os.environ, "HF_HUB_OFFLINE": "1",
                    "TRANSCRIBE_CERTIFICATES": str(self.certificates(certificates)), **env,
                },
            )  # fmt: skip

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def await_line(self, name: str, pattern: str, timeout_s: float = 60) -> str:
        """Wait for the pattern in a log; returns its last group."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            found = re.findall(pattern, self.log(name).read_text())
            if found:
                return str(found[-1])
            time.sleep(0.1)
        raise AssertionError(f"{pattern!r} did not appear:\n{self.log(name).read_text()}")

    def kill(self, name: str) -> None:
        """SIGKILL a process and its children."""
        process = self.processes.pop(name)
        os.killpg(process.pid, 9)
        process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
