"""What is kept can be read by its user alone, whatever the umask, and older folders are narrowed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import REPOSITORY
from tests.support.fault_server import SLOW
from tests.support.recordings import noise_wav
from tests.support.server import Workstation
from transcribe.admin.doctor import examine
from transcribe.cli.main import main
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.library import watch_folders
from transcribe.store import Store
from transcribe.system.permissions import private_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def open_paths(folder: Path) -> list[str]:
    """What other users have any right to, of what lies in a folder; links are not followed."""
    found = [folder, *(Path(parent, name) for parent, folders, files in os.walk(folder)
                       for name in (*folders, *files))]  # fmt: skip
    return [str(path) for path in found if not path.is_symlink() and mode(path) & 0o077]


@pytest.mark.timeout(180)
def test_nothing_that_a_running_server_writes_is_open_to_others(
    tmp_path: Path, models_folder: Path
) -> None:
    models = tmp_path / "models"
    models.mkdir()
    with umask(0):
        # Compiling for the first spectrogram takes half a minute: use the code that exists.
        env = {"TRANSCRIBE_WORK": SLOW, "NUMBA_CACHE_DIR": str(models_folder / "numba")}
        station = Workstation(tmp_path / "data", models, env=env).start()
        try:
            media_id = station.upload("noise.wav", noise_wav(3), model="none")
            station.wait_until(media_id)
            station.post("/uploads", b'{"filename": "a.wav", "size": 9}', "application/json")
            station.get_bytes(f"/media/{media_id}/spectrogram/2/0")
            added = station.run("add", str(REPOSITORY / "tests" / "data" / "jfk.flac"))
            assert added.returncode == 0, added.stderr
            done = station.run("backup", str(tmp_path / "all.tar"))
            assert done.returncode == 0, done.stderr
            wanted = {"transcribe.db-wal", "lock", "workers.json", "audio.pcm", "original.wav"}
            deadline = time.monotonic() + 60
            while not wanted <= (names := {path.name for path in station.data.rglob("*")}):
                assert time.monotonic() < deadline, names
                time.sleep(0.1)
            assert any(path.suffix == ".part" for path in station.data.rglob("incoming/*"))
            assert list(station.data.rglob("spectrogram/*"))
            station.log.chmod(0o600)  # the test's own file
            assert open_paths(station.data) == []
        finally:
            station.stop()
        assert mode(tmp_path / "all.tar") == 0o600
        fresh = Workstation(tmp_path / "fresh", models)
        (fresh.data / "models").unlink()
        assert fresh.run("restore", str(tmp_path / "all.tar")).returncode == 0
        assert open_paths(fresh.data) == []


def older_library(folder: Path) -> None:
    """As a version that left everything to the umask made it."""
    with Store(folder) as store:
        store.media.add(media_id="m", title="m", filename="m", sha256="0", size_bytes=1)
        store.media_folder("m").mkdir(parents=True)
        (store.media_folder("m") / "audio.pcm").write_bytes(b"ab")
    (folder / "incoming").mkdir()
    (folder / "worker.log").touch()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def list_it(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transcribe", "--data", str(folder), "list"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip


def test_an_older_folder_is_narrowed_once_and_only_what_is_ours(tmp_path: Path) -> None:
    folder, outside = tmp_path / "data", tmp_path / "outside"
    older_library(folder)
    outside.mkdir(mode=0o755)
    (outside / "talk.wav").write_bytes(b"sound")
    (outside / "talk.wav").chmod(0o644)
    (folder / "models").symlink_to(outside, target_is_directory=True)
    (folder / "media" / "m" / "original.wav").symlink_to(outside / "talk.wav")
    (folder / "media" / "m" / "original.flac").hardlink_to(outside / "talk.wav")
    (folder / "notes.txt").write_text("somebody's own")
    (folder / "notes.txt").chmod(0o644)
    first, second = list_it(folder), list_it(folder)
    assert first.stderr.count("could be read by other users of this computer") == 1
    assert first.stderr.count("\n") == 1
    assert second.stderr == ""
    own = {str(folder / "notes.txt"), str(folder / "media" / "m" / "original.flac")}
    assert set(open_paths(folder)) == own
    assert (mode(folder), mode(folder / "transcribe.db")) == (0o700, 0o600)
    assert (mode(outside), mode(outside / "talk.wav")) == (0o755, 0o644)


def test_an_interrupted_narrowing_is_gone_on_with(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    older_library(folder)
    (folder / "transcribe.db").chmod(0o600)
    with Store(folder):
        pass
    assert open_paths(folder) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_another_user_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    older_library(folder)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, 65534, 65534)
    told = list_it(folder)
    assert "belongs to another user" in told.stderr
    assert (mode(folder), mode(folder / "media" / "m" / "audio.pcm")) == (0o755, 0o644)


def test_a_file_system_without_modes_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "data"
    older_library(folder)
    monkeypatch.setattr(Path, "chmod", lambda *_: None)  # as vfat does
    with Store(folder) as store:
        assert len(store.media.list()) == 1
    assert "has no modes" in caplog.text

    def refuse(*_: object) -> None:  # as others do
        raise PermissionError(1, "Operation not permitted")

    caplog.clear()
    monkeypatch.setattr(Path, "chmod", refuse)
    with Store(folder):
        pass
    assert "has no modes" in caplog.text


def test_a_folder_that_others_use_keeps_its_mode(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    (shared / "others.txt").touch()
    with Store(shared):
        pass
    assert mode(shared) == 0o1777
    assert mode(shared / "transcribe.db") == 0o600
    assert "Use a separate folder" in caplog.text


def test_the_doctor_tells_of_an_open_folder_and_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    older_library(folder)
    (finding,) = (one for one in examine(folder, 0) if one.name == "data folder")
    assert finding.verdict == "warn"
    assert mode(folder) == 0o755


@pytest.mark.parametrize("mask", [0o022, 0o007, 0o077])
def test_what_is_written_for_the_user_follows_the_users_umask(tmp_path: Path, mask: int) -> None:
    with Store(tmp_path / "data") as store:
        store.media.add(media_id="m", title="m", filename="m", sha256="0", size_bytes=1)
        ops = (Insert(Segment(1, 0, 1000, "Hello.")),)
        store.edits.apply("m", 0, ops, edit_id="e")
    command = ["--data", str(tmp_path / "data"), "export", "m", "--format", "txt", "-o"]
    (tmp_path / "there.txt").touch(mode=0o640)
    (tmp_path / "there.txt").chmod(0o640)
    with umask(mask):
        (tmp_path / "deep").mkdir()
        for target in ("new.txt", "there.txt", "deep"):
            assert CliRunner().invoke(main, [*command, str(tmp_path / target)]).exit_code == 0
        two = [*command[:4], "m", *command[4:], str(tmp_path / "new" / "folder")]
        assert CliRunner().invoke(main, two).exit_code == 0
        with private_files():
            assert watch_folders._put(tmp_path / "talk.srt", b"text", is_new=True)
    for name in ("new.txt", "deep/m.txt", "new/folder/m.txt", "talk.srt"):
        assert mode(tmp_path / name) == 0o666 & ~mask, name
    for name in ("new", "new/folder"):
        assert mode(tmp_path / name) == 0o777 & ~mask
    assert mode(tmp_path / "there.txt") == 0o640
