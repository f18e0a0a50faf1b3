"""The real program as a child process, started with `transcribe serve`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

REPOSITORY = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
POLL_S = 0.05  # a question takes the server some 2 ms
ANSWER_TIMEOUT_S = 90  # the server gives up on a spectrogram after 60 s


class Workstation:
    """A server with its own data folder, on loopback, that can be killed and restarted."""

    def __init__(
        self,
        data: Path,
        models: Path,
        port: int = 0,
        *,
        with_sample: bool = False,
        env: dict[str, str] | None = None,
        options: tuple[str, ...] = (),
        program: Path = REPOSITORY,
    ) -> None:
        self.data, self.port, self.with_sample = data, port, with_sample
        self.program = program  # the checkout whose server this is
        self.env = env or {}
        self.options = options  # more of `transcribe serve`
        self.numba = models.resolve() / "numba"
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (data / "models").exists():
            (data / "models").symlink_to(models, target_is_directory=True)
        self.process: subprocess.Popen[str] | None = None
        self.log = data / "server.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Workstation:
        """Start the server and wait until it answers."""
        command = [sys.executable, "-m", "transcribe", "--data", str(self.data), "serve"]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*command, "--port", str(self.port), *self.options],
                cwd=self.program,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                env={
                    **os.environ,
                    "HF_HUB_OFFLINE": "1",
                    "NUMBA_CACHE_DIR": str(self.numba),  # compiled once, not for each data folder
                    "TRANSCRIBE_NO_SAMPLE": "" if self.with_sample else "1",
                    **self.env,
                },
            )
        self._wait_until_it_answers()
        return self

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            found = re.findall(r"http://127\.0\.0\.1:(\d+)", self.log.read_text())
            if found:
                self.port = int(found[-1])
                try:
                    with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                        return
                except OSError:
                    pass
            assert self.process is not None
            if self.process.poll() is not None:
                break
            time.sleep(POLL_S)
        raise AssertionError(f"the server did not start:\n{self.log.read_text()}")

    def kill(self) -> None:
        """End the server and its children as in a power cut: SIGKILL, all at once."""
        for process in self.family():
            with suppress(psutil.NoSuchProcess):  # one ends when its parent has
                process.send_signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
            self.process = None

    def family(self) -> list[psutil.Process]:
        """The server's process and its descendants."""
        if self.process is None or self.process.poll() is not None:
            return []
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self) -> None:
        """Ask it to end, like ctrl-C."""
        if self.process is None:
            return
        family = self.family()
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("the server did not stop within 20 s of SIGTERM") from None
        finally:
            self.process = None
        _, alive = psutil.wait_procs(family, timeout=10)
        for process in alive:
            process.kill()
        assert not alive, f"the server left processes behind: {alive}"

    def get(self, path: str) -> Any:
        """GET a JSON document of the API."""
        with urllib.request.urlopen(
            f"{self.url}/api/v1{path}", timeout=ANSWER_TIMEOUT_S
        ) as response:
            return json.load(response)

    def get_bytes(self, path: str) -> bytes:
        """GET the raw bytes of an API resource."""
        with urllib.request.urlopen(
            f"{self.url}/api/v1{path}", timeout=ANSWER_TIMEOUT_S
        ) as response:
            body: bytes = response.read()
            return body

    def warnings_of(self, path: str) -> list[str]:
        """What an export says that it does not keep."""
        url = f"{self.url}/api/v1{path}"
        with urllib.request.urlopen(url, timeout=ANSWER_TIMEOUT_S) as response:
            told: list[str] = json.loads(response.headers["Transcribe-Warnings"])
            return told

    def post(self, path: str, body: bytes, content_type: str) -> Any:
        """POST a body to an API resource and return the JSON of the answer."""
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}", body, {"Content-Type": content_type}
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def edit(self, media_id: str, base: int, *ops: dict[str, Any], **more: Any) -> Any:
        """Apply operations to a transcript of that revision, as another window would.

        Args:
            more: Other fields of the edit, such as its `id`.
        """
        body = json.dumps({"base": base, "ops": ops, **more}).encode()
        return self.post(f"/media/{media_id}/edits", body, "application/json")

    def delete(self, path: str) -> Any:
        """DELETE an API resource and return the JSON of the answer."""
        request = urllib.request.Request(f"{self.url}/api/v1{path}", method="DELETE")
        with urllib.request.urlopen(request, timeout=ANSWER_TIMEOUT_S) as response:
            return json.load(response)

    def upload(self, name: str, content: bytes, **fields: str) -> str:
        """Upload a file like the page's form and return the recording's id."""
        edge = "end-of-part"
        form = "".join(
            f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        )
        form += (
            f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        )
        body = form.encode() + content + f"\r\n--{edge}--\r\n".encode()
        answer = self.post("/media", body, f"multipart/form-data; boundary={edge}")
        media_id: str = answer["media"][0]["id"]
        return media_id

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another `transcribe` command on the same data folder."""
        return subprocess.run(
            [sys.executable, "-m", "transcribe", "--data", str(self.data), *arguments],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    def add(self, path: Path, *options: str) -> str:
        """Add a file on the command line and return its id."""
        done = self.run("add", str(path), "--json", *options)
        assert done.returncode == 0, done.stderr
        media_id: str = json.loads(done.stdout)["media"][0]["id"]
        return media_id

    def wait_for_job(self, job_id: int, timeout_s: float = 180) -> Any:
        """Poll one job until it is done."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            job = self.get(f"/jobs/{job_id}")
            if job["state"] in {"done", "failed", "cancelled"}:
                assert job["state"] == "done", job
                return job
            time.sleep(POLL_S)
        raise AssertionError(f"job {job_id} is not done: {job}")

    def wait_until(self, media_id: str, state: str = "ready", timeout_s: float = 120) -> Any:
        """Poll one recording until it reaches a state."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            media = self.get(f"/media/{media_id}")
            if media["state"] in {state, "failed"}:
                assert media["state"] == state, media
                return media
            time.sleep(POLL_S)
        raise AssertionError(f"{media_id} did not become {state}: {media}")
