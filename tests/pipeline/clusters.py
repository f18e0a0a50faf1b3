"""A real Dask cluster on loopback: the project's own scheduler and workers as processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

from transcribe.pipeline.certificates import make_authority

REPOSITORY = Path(__file__).resolve().parents[2]


class Cluster:
    """A scheduler with TLS and some workers, each with a models folder of its own."""

    def __init__(self, folder: Path, models: Path) -> None:
        self.folder, self.models, self.port = folder, models, 0
        make_authority(folder / "certificates")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def address(self) -> str:
        return f"tls://127.0.0.1:{self.port}"

    def certificates(self, name: str) -> Path:
        return self.folder / "certificates" / name

    def start_scheduler(self) -> None:
        options = ["--host", "127.0.0.1", "--port", str(self.port)]
        self._start("scheduler", "cluster", "scheduler", *options, certificates="scheduler")
        self.port = int(self.await_line("scheduler", r"scheduler is at tls://127\.0\.0\.1:(\d+)"))

    def start_worker(self, name: str, **env: str) -> None:
        options = ["--connect", self.address, "--threads", "1"]
        data = self.folder / name
        data.mkdir(exist_ok=True)
        if not (data / "models").exists():
            (data / "models").symlink_to(self.models)
        self._start(name, "--data", str(data), "worker", *options, certificates="worker", **env)

    def _start(self, name: str, *arguments: str, certificates: str, **env: str) -> None:
        with self.log(name).open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", "transcribe", *arguments],
                cwd=REPOSITORY, stdout=log, stderr=log, start_new_session=True,
                env={
                    **os.environ, "HF_HUB_OFFLINE": "1",
                    "TRANSCRIBE_CERTIFICATES": str(self.certificates(certificates)), **env,
                },
            )  # fmt: skip

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def await_line(self, name: str, pattern: str, timeout_s: float = 60) -> str:
        """What the pattern's last group finds in a log, as soon as it does."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            found = re.findall(pattern, self.log(name).read_text())
            if found:
                return str(found[-1])
            time.sleep(0.1)
        raise AssertionError(f"{pattern!r} never came:\n{self.log(name).read_text()}")

    def kill(self, name: str) -> None:
        """SIGKILL a process and all it started."""
        process = self.processes.pop(name)
        os.killpg(process.pid, 9)
        process.wait()

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
