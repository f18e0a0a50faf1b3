"""A backup that exists is a whole one, and a file that is not whole is never restored."""

from __future__ import annotations

import io
import json
import logging
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tarfile
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.conftest import REPOSITORY
from transcribe.admin import backup as backup_module
from transcribe.admin.archive import read_archive
from transcribe.admin.backup import back_up, restore
from transcribe.cli.main import main
from transcribe.document.model import Segment
from transcribe.document.operations import Insert
from transcribe.errors import BackupUnusable, DatabaseUnusable, TranscribeError
from transcribe.store import Store

NAMES = ("audio.pcm", "original.wav", "peaks-0.dat", "proxy.webm")
FILES = {f"media/{key}/{name}" for key in ("m1", "m2", "m3") for name in NAMES}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A data folder with three recordings and their transcripts."""
    folder = tmp_path / "data"
    make_library(folder)
    return folder


def make_library(folder: Path, n_bytes: int = 1500) -> None:
    contents = random.Random(5)
    with Store(folder) as store:
        for key in ("m1", "m2", "m3"):
            store.media.add(
                media_id=key, title=f"Talk {key}", filename="t.wav", sha256=key, size_bytes=n_bytes
            )
            store.media_folder(key).mkdir(parents=True)
            for name in NAMES:
                (store.media_folder(key) / name).write_bytes(contents.randbytes(n_bytes))
            store.media.update(
                key, state="ready", duration_ms=1000, peak_levels=1, proxy="proxy.webm"
            )
            texts = [f"Sentence {n} of {key}." for n in range(40)]
            ops = tuple(
                Insert(Segment(n + 1, n * 1000, n * 1000 + 900, text))
                for n, text in enumerate(texts)
            )
            store.edits.apply(key, 0, ops, edit_id=f"first-{key}")


def save(folder: Path, target: Path) -> tuple[str, ...]:
    with Store(folder) as store:
        return back_up(store, target).warnings


def run(folder: Path, *words: str | Path) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder), *map(str, words)])


def contents_of(folder: Path) -> dict[str, object]:
    """Every row and every file of a library."""
    with Store(folder) as store:
        db = store.connection()
        found: dict[str, object] = {
            name: list(db.execute(f"SELECT * FROM [{name}]")) for name in db.table_names()
        }
    for path in (folder / "media").rglob("*"):
        found[str(path.relative_to(folder))] = path.read_bytes() if path.is_file() else None
    return found


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if "-" not in path.name}  # without SQLite's log


# The database is checked before it is written


def test_no_damaged_page_replaces_a_good_backup(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    save(library, target)
    good, wanted = target.read_bytes(), contents_of(library)
    database = library / "transcribe.db"
    whole = database.read_bytes()
    n_refused = 0
    for start in range(0, len(whole), 4096):
        database.write_bytes(whole[:start] + b"\x55" * 4096 + whole[start + 4096 :])
        try:
            save(library, target)
        except TranscribeError:
            n_refused += 1
            assert target.read_bytes() == good
            assert names_in(tmp_path) == {"data", "all.tar"}
        else:  # a page that holds nothing
            new = tmp_path / f"new-{start}"
            restore(target, new)
            assert contents_of(new) == wanted
            target.write_bytes(good)
    assert n_refused > len(whole) // 4096 // 2


def test_the_command_says_what_is_wrong_with_a_damaged_library(
    library: Path, tmp_path: Path
) -> None:
    target = tmp_path / "all.tar"
    assert run(library, "backup", target).exit_code == 0
    good = target.read_bytes()
    with closing(sqlite3.connect(library / "transcribe.db")) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'edits'").fetchone()
    with (library / "transcribe.db").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x55" * 4096)
    done = run(library, "backup", target)
    assert done.exit_code == 1
    assert "damaged" in done.output
    assert target.read_bytes() == good


def test_a_row_that_names_a_recording_that_is_not_there_is_damage(
    library: Path, tmp_path: Path
) -> None:
    with closing(sqlite3.connect(library / "transcribe.db")) as db:
        db.execute("INSERT INTO tombstones VALUES ('nothing', 1, 1)")
        db.commit()
    with pytest.raises(DatabaseUnusable, match="tombstones names no media"):
        save(library, tmp_path / "all.tar")
    assert not (tmp_path / "all.tar").exists()


# Each byte counts


def test_a_whole_backup_says_so_and_is_a_plain_tar_file(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    save(library, target)
    told = run(library, "backup", "--verify", target, "--json")
    assert told.exit_code == 0
    shown = json.loads(told.stdout)
    assert (shown["whole"], shown["files"], shown["changed"]) == (True, 13, [])
    with tarfile.open(target) as archive:
        assert set(archive.getnames()) == FILES | {
            "backup.json", "transcribe.db", "manifest.json", "backup.sha256",
        }  # fmt: skip
        manifest = json.load(archive.extractfile("manifest.json") or io.BytesIO())
        assert set(manifest["files"]) == FILES | {"transcribe.db"}


def is_whole(path: Path) -> bool:
    try:
        return read_archive(path).is_whole
    except BackupUnusable:
        return False


def test_any_changed_byte_is_found(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    save(library, target)
    good = target.read_bytes()
    assert is_whole(target)
    places = random.Random(11).sample(range(len(good)), 400)
    ends = [*range(0, 1024, 3), *range(len(good) - 5000, len(good), 3)]
    for place in (*places, *ends):
        changed = bytearray(good)
        changed[place] ^= 1 << place % 8
        target.write_bytes(changed)
        assert not is_whole(target), place


def test_a_changed_byte_is_told_by_the_name_of_its_file(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    save(library, target)
    with tarfile.open(target) as archive:
        offsets = {member.name: member.offset_data for member in archive}
    good = target.read_bytes()
    for name in (*sorted(FILES), "transcribe.db"):
        changed = bytearray(good)
        changed[offsets[name] + 700] ^= 16
        target.write_bytes(changed)
        told = run(library, "backup", "--verify", target, "--json")
        assert told.exit_code == 1
        assert json.loads(told.stdout)["changed"] == [name]
        refused = run(tmp_path / "new", "restore", target)
        assert refused.exit_code == 1
        assert f"changed: {name}" in refused.output
        assert not list((tmp_path / "new").iterdir())


def test_a_cut_at_any_length_is_found_and_nothing_is_restored(
    library: Path, tmp_path: Path
) -> None:
    target = tmp_path / "all.tar"
    save(library, target)
    good = target.read_bytes()
    with tarfile.open(target) as archive:  # also exactly where a file begins or ends
        edges = [member.offset for member in archive]
    lengths = [*edges, *random.Random(3).sample(range(len(good)), 60), len(good) - 1, 0]
    for length in lengths:
        target.write_bytes(good[:length])
        assert not is_whole(target), length
    for length in (*edges[2::4], len(good) - 1):
        target.write_bytes(good[:length])
        with pytest.raises(BackupUnusable):
            restore(target, tmp_path / "new")
        assert not list((tmp_path / "new").iterdir())
    target.write_bytes(good[: edges[8]])
    found = read_archive(target)
    assert set(found.missing) == FILES - {*sorted(FILES)[:6]}


def repack(source: Path, target: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write an archive again with a file changed or left out."""
    with tarfile.open(source) as old, tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as new:
        for member in old:
            content = change(member.name, (old.extractfile(member) or io.BytesIO()).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))


def test_missing_and_extra_files_are_named(library: Path, tmp_path: Path) -> None:
    target, other = tmp_path / "all.tar", tmp_path / "other.tar"
    save(library, target)
    repack(target, other, lambda name, data: None if name == "media/m2/audio.pcm" else data)
    assert read_archive(other).missing == ("media/m2/audio.pcm",)
    with pytest.raises(BackupUnusable, match=r"missing: media/m2/audio\.pcm"):
        restore(other, tmp_path / "new")

    def with_fewer(name: str, data: bytes) -> bytes:
        if name != "manifest.json":
            return data
        manifest = json.loads(data)
        del manifest["files"]["media/m3/proxy.webm"]
        return json.dumps(manifest).encode()

    repack(target, other, with_fewer)
    assert read_archive(other).extra == ("media/m3/proxy.webm",)
    repack(target, other, lambda _, data: data)  # the same files, packed by another program
    assert "bytes outside its files" in read_archive(other).reason


def test_what_is_read_back_is_compared_before_it_replaces_a_backup(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "all.tar"
    save(library, target)
    good = target.read_bytes()

    def fail(handle: int) -> None:  # a disk that stores another byte than it was given
        os.pwrite(handle, b"\xff\x00", 9000)

    monkeypatch.setattr(backup_module, "_forget_pages", fail)
    with pytest.raises(BackupUnusable, match="reading it back"):
        save(library, target)
    assert target.read_bytes() == good
    assert names_in(tmp_path) == {"data", "all.tar"}


# Archives of version 0.1


def old_archive(folder: Path, target: Path) -> None:
    with tarfile.open(target, "w", format=tarfile.PAX_FORMAT) as archive:
        archive.add(folder / "transcribe.db", "transcribe.db")
        for name in sorted(FILES):
            archive.add(folder / name, name)


def test_an_archive_without_a_list_is_restored_with_a_warning(
    library: Path, tmp_path: Path
) -> None:
    target, wanted = tmp_path / "old.tar", contents_of(library)
    old_archive(library, target)
    told = run(library, "backup", "--verify", target)
    assert told.exit_code == 1
    assert "no list of its files" in told.output
    done = run(tmp_path / "new", "restore", target)
    assert done.exit_code == 0
    assert "Warning" in done.stderr
    assert "could not be compared" in done.stderr
    assert done.stdout.startswith("3 recordings restored")
    assert contents_of(tmp_path / "new") == wanted


def test_an_old_archive_that_is_cut_is_refused(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "old.tar"
    old_archive(library, target)
    good = target.read_bytes()
    with tarfile.open(target) as archive:
        edges = [member.offset for member in archive][2:]
    for length in (*edges, *(edge + 512 for edge in edges), edges[3] + 700):
        target.write_bytes(good[:length])
        with pytest.raises(BackupUnusable, match="truncated"):
            restore(target, tmp_path / "new")
        assert not list((tmp_path / "new").iterdir())
    damaged = bytearray(good)
    damaged[edges[4] + 3] ^= 1  # a header: tarfile takes it for the end
    target.write_bytes(damaged)
    with pytest.raises(BackupUnusable, match="truncated or damaged"):
        restore(target, tmp_path / "new")


# Killed in the middle


def at_step(action: str, folder: Path, archive: Path, step: int) -> int:
    """Run to a step and be killed there; without one (-1) the number of steps."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.kill_at", action, folder, archive, str(step)],
        cwd=REPOSITORY, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if step < 0:
        assert done.returncode == 0, done.stderr
        return int(done.stdout)
    assert done.returncode == -signal.SIGKILL, done.stderr
    return step


@pytest.mark.timeout(300)
def test_a_killed_backup_leaves_a_whole_one_and_is_in_nobodys_way(
    library: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    target, named = tmp_path / "all.tar", tmp_path / "other.tar"
    save(library, target)
    n_steps = at_step("backup", library, target, -1)
    steps = [round(n_steps * share / 9) for share in range(9)]
    for step in (*steps, n_steps - 1):
        at_step("backup", library, target, step)
        assert is_whole(target)
        if (library / "backup.tmp").exists():
            caplog.clear()
            with Store(library):  # any start
                pass
            assert "interrupted backup" in caplog.text
        assert names_in(library) == {"transcribe.db", "media"}
        assert names_in(tmp_path) == {"data", "all.tar"}
    at_step("backup", library, named, steps[5])
    assert (tmp_path / "other.tar.part").exists()
    save(library, target)  # the next backup, to another place
    assert names_in(tmp_path) == {"data", "all.tar"}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("then", ["restored again", "started"])
def test_a_killed_restore_is_in_nobodys_way(library: Path, tmp_path: Path, then: str) -> None:
    target, wanted = tmp_path / "all.tar", contents_of(library)
    save(library, target)
    n_steps = at_step("restore", tmp_path / "first", target, -1)
    moves = range(n_steps - 8, n_steps)  # while the files are put into place
    for step in (0, *(round(n_steps * share / 5) for share in range(1, 5)), *moves):
        folder = tmp_path / f"new-{step}"
        at_step("restore", folder, target, step)
        if not (folder / "transcribe.db").exists() and then == "restored again":
            restore(target, folder)
        if (folder / "transcribe.db").exists():
            assert contents_of(folder) == wanted
        else:
            with Store(folder) as store:  # a start
                assert store.media.list() == ()
            assert names_in(folder) == {"transcribe.db"}
        assert not (folder / "restore.tmp").exists()


def test_one_backup_or_restore_at_a_time(library: Path, tmp_path: Path) -> None:
    with Store(library) as store:

        def interfere(done: int, total: int) -> None:
            with Store(library) as second, pytest.raises(BackupUnusable, match="another backup"):
                back_up(second, tmp_path / "other.tar")

        back_up(store, tmp_path / "all.tar", interfere)
    assert is_whole(tmp_path / "all.tar")
    assert names_in(tmp_path) == {"data", "all.tar"}


def test_no_program_starts_in_a_folder_that_is_being_restored(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(library, tmp_path / "all.tar")
    new, move = tmp_path / "new", backup_module._move

    def meanwhile(fresh: Path, folder: Path) -> None:
        with pytest.raises(DatabaseUnusable, match="being restored"):
            Store(new)
        move(fresh, folder)

    monkeypatch.setattr(backup_module, "_move", meanwhile)
    restore(tmp_path / "all.tar", new)
    assert contents_of(new) == contents_of(library)


# A library that changes meanwhile


def test_a_recording_deleted_meanwhile_is_named(library: Path, tmp_path: Path) -> None:
    target = tmp_path / "all.tar"
    with Store(library) as store:

        def delete_next(done: int, _: int) -> None:
            if done == 1:
                store.purge("m2")

        done = back_up(store, target, delete_next)
    assert done.n_media == 3
    (warning,) = done.warnings
    assert warning.startswith("Talk m2 (m2) was permanently deleted while the backup ran")
    found = read_archive(target)
    assert found.is_whole
    assert set(found.absent) == {
        f"media/m2/{name}" for name in ("audio.pcm", "original", "peaks-0.dat", "proxy.webm")
    }
    (warning,) = restore(target, tmp_path / "new").warnings
    assert warning.startswith("Talk m2 (m2) was restored without audio.pcm")
    with Store(tmp_path / "new") as store:
        assert len(store.edits.segments("m2")[1]) == 40


def test_a_recording_that_has_lost_files_is_named(library: Path, tmp_path: Path) -> None:
    (library / "media" / "m3" / "audio.pcm").unlink()
    shutil.rmtree(library / "media" / "m1")
    done = run(library, "backup", tmp_path / "all.tar")
    assert done.exit_code == 0
    assert "Talk m3 (m3) has lost files; it is in the backup without audio.pcm." in done.stderr
    assert "Talk m1 (m1) has lost files" in done.stderr
    assert run(library, "backup", "--verify", tmp_path / "all.tar").exit_code == 0


def test_a_file_written_while_it_is_read_stops_the_backup(
    library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = library / "media" / "m2" / "audio.pcm"
    fstat = os.fstat
    asked: list[int] = []

    def grow(handle: int) -> os.stat_result:
        found = fstat(handle)
        if found.st_ino == victim.stat().st_ino and not asked:
            asked.append(handle)
            with victim.open("ab") as file:
                file.write(b"more")
        return found

    monkeypatch.setattr(os, "fstat", grow)
    with pytest.raises(BackupUnusable, match="changed while it was read"):
        save(library, tmp_path / "all.tar")
    assert names_in(tmp_path) == {"data"}


def test_memory_does_not_grow_with_the_files(tmp_path: Path) -> None:
    make_library(tmp_path / "data", 1500)
    with (tmp_path / "data" / "media" / "m1" / "original.wav").open("r+b") as file:
        file.truncate(96 << 20)
    tracemalloc.start()
    try:
        save(tmp_path / "data", tmp_path / "all.tar")
        restore(tmp_path / "all.tar", tmp_path / "new")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20
    assert (tmp_path / "new" / "media" / "m1" / "original.wav").stat().st_size == 96 << 20


def test_the_log_is_quiet_when_nothing_was_interrupted(
    library: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "transcribe"):
        save(library, tmp_path / "all.tar")
        restore(tmp_path / "all.tar", tmp_path / "new")
    assert caplog.text == ""
