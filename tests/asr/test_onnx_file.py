"""The encoder's file: whole or absent after a kill at any point, made once by several processes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from transcribe.asr import onnx_file
from transcribe.asr.onnx_file import ENCODER, LOCK, PARTIAL, RECORD, ensure, state
from transcribe.errors import EncoderUnavailable

CONTENT = bytes(range(256)) * 2000


def build(weights: Path) -> bytes:
    """Stands for the encoder: depends on the weights."""
    return weights.read_bytes() + CONTENT


def refuse(weights: Path) -> bytes:
    raise AssertionError(f"{weights} was not to be read again")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / "model.bin").write_bytes(b"weights")
    return folder


def test_it_is_made_once(folder: Path) -> None:
    assert state(folder) == "absent"
    assert ensure(folder, build).read_bytes() == b"weights" + CONTENT
    assert ensure(folder, refuse) == folder / ENCODER
    assert state(folder) == "made"
    assert not (folder / PARTIAL).exists()


@pytest.mark.parametrize(
    "damage",
    ["cut", "changed", "other weights", "other version", "no record", "no file", "no JSON"],
)
def test_what_is_damaged_or_outdated_is_made_again(folder: Path, damage: str) -> None:
    path = ensure(folder, build)
    right, record = path.read_bytes(), folder / RECORD
    if damage == "cut":
        path.write_bytes(right[:1000])
    elif damage == "changed":
        path.write_bytes(right[:-1] + b"!")
    elif damage == "other weights":
        (folder / "model.bin").write_bytes(b"WEIGHTS")
        right = b"WEIGHTS" + CONTENT
    elif damage == "other version":
        record.write_text(json.dumps(json.loads(record.read_text()) | {"version": 0}))
    elif damage == "no record":
        record.unlink()
    elif damage == "no file":
        path.unlink()
    else:
        record.write_text("{")
    assert state(folder) == "damaged"
    assert ensure(folder, build).read_bytes() == right
    assert state(folder) == "made"


KILLED = """
import os, sys, time
from pathlib import Path
from transcribe.asr import onnx_file

folder, stage = Path(sys.argv[1]), sys.argv[2]

def stop(*_):
    print("here", flush=True)
    time.sleep(600)

def build(weights):
    if stage == "building":
        stop()
    return b"half" * 1000

if stage == "writing":
    os.fsync = stop
if stage == "before the record":
    replace = Path.replace
    Path.replace = lambda self, to: stop() if to.suffix == ".json" else replace(self, to)
if stage == "lock":
    onnx_file._is_genuine = lambda *_: os.path.exists(folder / onnx_file.LOCK) and stop()
onnx_file.ensure(folder, build)
"""


@pytest.mark.parametrize("stage", ["lock", "building", "writing", "before the record"])
def test_nothing_half_made_is_used_after_a_kill(folder: Path, stage: str) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(folder), stage], stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    with child.stdout as said:
        assert said.readline() == b"here\n"
        child.kill()
    child.wait()
    assert state(folder) != "made"
    assert ensure(folder, build).read_bytes() == b"weights" + CONTENT
    assert not (folder / PARTIAL).exists()


COUNTED = """
import sys
from pathlib import Path
from transcribe.asr.onnx_file import ensure

def build(weights):
    print("built", flush=True)
    return b"whole" * 100_000

print(len(ensure(Path(sys.argv[1]), build).read_bytes()))
"""


def test_of_several_processes_one_makes_it(folder: Path) -> None:
    children = [
        subprocess.Popen([sys.executable, "-c", COUNTED, str(folder)], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    said = [line for child in children for line in child.communicate()[0].split()]
    assert [child.returncode for child in children] == [0, 0, 0]
    assert sorted(said) == [b"500000"] * 3 + [b"built"]


def test_what_cannot_be_written_is_said(folder: Path) -> None:
    (folder / ENCODER).mkdir()  # cannot be replaced by a file, even by root
    with pytest.raises(EncoderUnavailable, match="cannot be written"):
        ensure(folder, build)
    assert not (folder / PARTIAL).exists()


def test_no_lock_can_be_made(folder: Path) -> None:
    (folder / LOCK).mkdir()
    with pytest.raises(EncoderUnavailable, match="cannot be written"):
        ensure(folder, build)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said_unless_it_is_made(folder: Path) -> None:
    folder.chmod(0o500)
    try:
        with pytest.raises(EncoderUnavailable, match="cannot be written"):
            ensure(folder, build)
        folder.chmod(0o700)
        ensure(folder, build)
        folder.chmod(0o500)
        ensure(folder, refuse)
    finally:
        folder.chmod(0o700)


def test_the_last_of_the_disk_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def almost_full(_: Any) -> SimpleNamespace:
        return SimpleNamespace(free=len(CONTENT) + onnx_file.RESERVE_BYTES)

    monkeypatch.setattr(shutil, "disk_usage", almost_full)
    with pytest.raises(EncoderUnavailable, match="MB are free on its disk"):
        ensure(folder, build)
    assert state(folder) == "absent"


def test_no_space_while_it_is_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EncoderUnavailable, match="No space left"):
        ensure(folder, build)
    assert state(folder) == "absent"
    assert not (folder / PARTIAL).exists()
