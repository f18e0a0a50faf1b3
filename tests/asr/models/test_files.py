"""Model files are downloaded completely, resumed, verified, or not at all.

Tests cannot reach the hub, so a real HTTP server on this computer replaces it: it
answers like the hub (content id, redirect to the bytes, Range), and can close connections early.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from transcribe.asr.models import files as models
from transcribe.asr.models.catalogue import Model, ModelFile
from transcribe.errors import ModelUnavailable

REVISION = "0123456789abcdef0123456789abcdef01234567"
WEIGHTS = bytes(range(256)) * 20_000  # 5 MB
CONFIG = b'{"alignment_heads": []}'
CONFIG_ID = hashlib.sha1(b"blob %d\0" % len(CONFIG) + CONFIG).hexdigest()


class HubStandIn(ThreadingHTTPServer):
    """Serves two files; closes the connection after `breaks_after` bytes of a reply, `n_breaks` times."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.content = {"model.bin": WEIGHTS, "config.json": CONFIG}
        self.breaks_after, self.n_breaks = 0, 0
        self.ranges: list[str | None] = []
        self.asked: list[tuple[str, str]] = []  # path and user agent

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Answer(BaseHTTPRequestHandler):
    server: HubStandIn
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._note()
        name = self.path.rsplit("/", 1)[-1]
        content = self.server.content.get(name)
        if content is None or f"/resolve/{REVISION}/" not in self.path:
            self.send_response(404)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        is_large = name == "model.bin"
        self.send_response(302 if is_large else 200)
        self.send_header("X-Repo-Commit", REVISION)
        self.send_header("ETag", f'"{CONFIG_ID}"')
        if is_large:
            self.send_header("X-Linked-Etag", f'"{hashlib.sha256(content).hexdigest()}"')
            self.send_header("X-Linked-Size", str(len(content)))
            # as on the hub, the bytes are on another host: the client follows only this redirect
            self.send_header("Location", f"http://localhost:{self.server.server_port}/cdn/{name}")
        self.send_header("Content-Length", "0" if is_large else str(len(content)))
        self.end_headers()

    def do_GET(self) -> None:
        self._note()
        content = self.server.content[self.path.rsplit("/", 1)[-1]]
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        first = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(content) - first))
        self.end_headers()
        if self.server.n_breaks and len(content) > self.server.breaks_after:
            self.server.n_breaks -= 1
            content, self.close_connection = content[: first + self.server.breaks_after], True
        with contextlib.suppress(ConnectionError):  # the client may close the connection
            self.wfile.write(content[first:])

    def _note(self) -> None:
        self.server.asked.append((self.path, self.headers.get("User-Agent", "")))

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing."""


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubStandIn]:
    server = HubStandIn()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    monkeypatch.setenv("HF_ENDPOINT", server.address)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    monkeypatch.setitem(models.MODELS, "small", _small(hashlib.sha256(WEIGHTS).hexdigest()))
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _small(sha256: str) -> Model:
    files = (
        ModelFile("config.json", len(CONFIG), None),
        ModelFile("model.bin", len(WEIGHTS), sha256),
    )
    return Model("small", "Owner/small", REVISION, {file.name: file for file in files})


def test_a_pull_downloads_verified_files_and_reports_bytes(tmp_path: Path, hub: HubStandIn) -> None:
    reports: list[tuple[int, int]] = []
    folder = models.pull(tmp_path, "small", on_progress=lambda *bytes_: reports.append(bytes_))
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert (folder / "config.json").read_bytes() == CONFIG
    assert models.is_present(tmp_path, "small")
    assert models.model_sha256(tmp_path, "small") == hashlib.sha256(WEIGHTS).hexdigest()
    assert dict(models.verify(tmp_path)) == {"small": ""}
    total = len(WEIGHTS) + len(CONFIG)
    assert [done for done, _ in reports] == sorted(done for done, _ in reports)
    assert len({done for done, _ in reports}) > 3
    assert reports[-1] == (total, total)
    assert {total for _, total in reports} == {total}


def test_the_hub_is_told_the_file_that_is_wanted_and_no_more(
    tmp_path: Path, hub: HubStandIn
) -> None:
    """Its client would ask for a list of coding agents and name one, and the version of torch."""
    switches = ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK")
    kept = {name: value for name, value in os.environ.items() if name not in switches}
    command = [sys.executable, "-m", "transcribe", "--data", str(tmp_path), "models", "pull"]
    done = subprocess.run(
        [*command, "small"], cwd=REPOSITORY, env=kept, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, "the stand-in has another commit"
    ((path, agent),) = hub.asked
    assert path.endswith("/config.json")
    assert "torch" not in agent


def test_a_broken_transfer_goes_on_where_it_stopped(tmp_path: Path, hub: HubStandIn) -> None:
    hub.breaks_after, hub.n_breaks = 2_000_000, 2
    folder = models.pull(tmp_path, "small")
    assert (folder / "model.bin").read_bytes() == WEIGHTS
    assert hub.ranges == [None, None, "bytes=2000000-", "bytes=4000000-"]


def test_partial_downloads_of_a_failed_pull_are_kept_for_the_next(
    tmp_path: Path, hub: HubStandIn
) -> None:
    def stop_after(done: int, total: int) -> None:
        if done > 1_000_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        models.pull(tmp_path, "small", on_progress=stop_after)
    assert not models.is_present(tmp_path, "small")
    assert not (tmp_path / "small").exists()
    hub.ranges.clear()
    models.pull(tmp_path, "small")
    (asked,) = hub.ranges
    assert asked is not None
    assert int(asked.removeprefix("bytes=").rstrip("-")) > 1_000_000


def test_a_file_with_another_digest_is_removed_and_both_digests_are_named(
    tmp_path: Path, hub: HubStandIn
) -> None:
    forged = WEIGHTS[:-1] + b"!"
    hub.content["model.bin"] = forged
    with pytest.raises(ModelUnavailable) as caught:
        models.pull(tmp_path, "small")
    assert hashlib.sha256(forged).hexdigest() in str(caught.value)
    assert hashlib.sha256(WEIGHTS).hexdigest() in str(caught.value)
    assert not list(tmp_path.rglob("model.bin*"))
    hub.content["model.bin"] = WEIGHTS
    models.pull(tmp_path, "small")
    assert dict(models.verify(tmp_path)) == {"small": ""}


def test_a_small_file_must_have_the_hubs_content_id(tmp_path: Path, hub: HubStandIn) -> None:
    hub.content["config.json"] = CONFIG.replace(b"[]", b"{}")
    with pytest.raises(ModelUnavailable, match=CONFIG_ID):
        models.pull(tmp_path, "small")
    assert not list(tmp_path.rglob("config.json*"))


def test_a_file_of_another_size_is_not_downloaded(tmp_path: Path, hub: HubStandIn) -> None:
    hub.content["model.bin"] = WEIGHTS + b"more"
    with pytest.raises(ModelUnavailable, match=r"5,120,004 bytes.*5,120,000"):
        models.pull(tmp_path, "small")
    assert hub.ranges == [None]  # config.json only


def test_two_concurrent_pulls_download_once(tmp_path: Path, hub: HubStandIn) -> None:
    with ThreadPoolExecutor(2) as pool:
        folders = set(pool.map(lambda _: models.pull(tmp_path, "small"), range(2)))
    assert folders == {tmp_path / "small"}
    assert len(hub.ranges) == 2  # one per file


def test_a_damaged_model_is_detected_and_repaired(tmp_path: Path, hub: HubStandIn) -> None:
    folder = models.pull(tmp_path, "small")
    (folder / "model.bin").write_bytes(WEIGHTS[:-1] + b"!")
    assert dict(models.verify(tmp_path)) == {"small": "changed or missing: model.bin"}
    (folder / "model.bin").unlink()
    assert not models.is_present(tmp_path, "small")
    models.ensure(tmp_path, "small")
    assert dict(models.verify(tmp_path)) == {"small": ""}


def test_files_copied_by_hand_are_verified_and_used(
    tmp_path: Path, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(ModelUnavailable, match=r"HF_HUB_OFFLINE.*models pull small.*copy"):
        models.pull(tmp_path, "small")
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "model.bin").write_bytes(WEIGHTS)
    (folder / "config.json").write_bytes(CONFIG)
    assert models.ensure(tmp_path, "small") == folder
    assert dict(models.verify(tmp_path)) == {"small": ""}


def test_an_unreachable_server_is_explained(
    tmp_path: Path, hub: HubStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")  # the discard port: no server listens
    with pytest.raises(ModelUnavailable, match=r"cannot be had.*models pull small"):
        models.pull(tmp_path, "small")


def test_an_unknown_model_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"tiny.*base.*large-v3.*turbo"):
        models.pull(tmp_path, "huge")
    with pytest.raises(ModelUnavailable, match="no such model"):
        models.model_folder(tmp_path, "../../etc")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", models.model_names())
def test_every_model_is_pinned(name: str) -> None:
    model = models.MODELS[name]
    assert len(model.revision) == 40
    assert {"model.bin", "config.json"} < set(model.files)
    assert all(file.size > 0 for file in model.files.values())
    digests = [file.sha256 for file in model.files.values() if file.sha256]
    assert all(len(digest) == 64 and int(digest, 16) for digest in digests)
    assert model.files["model.bin"].sha256 in digests
    for file in model.files.values():
        parts = [m for wheel in model.wheels for m in wheel.members if m.target == file.name]
        assert sum(part.size for part in parts) == (file.size if model.wheels else 0)
