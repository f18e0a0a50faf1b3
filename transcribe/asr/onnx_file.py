"""The file of the ONNX encoder: derived from a model's `model.bin`, beside it in the model's folder.

It is made at first use and again when the weights, or the way to make it, change. A record with the digests of
both lies beside it, so that a file that was cut off or changed is never used. No library for models is
imported here.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from filelock import FileLock

from transcribe.errors import EncoderUnavailable
from transcribe.system.file_digest import sha256_of

VERSION = 2  # of the graph that is written
ENCODER, RECORD = "encoder-int8.onnx", "encoder-int8.json"
LOCK, PARTIAL = "encoder-int8.lock", "encoder-int8.partial"
WEIGHTS = "model.bin"
LOCK_TIMEOUT_S = 300.0  # another process makes it; the largest takes a minute
RESERVE_BYTES = 64 << 20  # of disk that stays free
State = Literal["absent", "made", "damaged"]
Build = Callable[[Path], bytes]


def ensure(folder: Path, build: Build) -> Path:
    """The encoder's file of a model, made if it is absent, damaged or of other weights.

    Of several processes one makes it, and the others wait. A process that is killed meanwhile leaves
    nothing that would be used.

    Args:
        folder: Of the model.
        build: Makes the content from the path of `model.bin`.

    Raises:
        EncoderUnavailable: It cannot be made.
    """
    path = folder / ENCODER
    try:
        weights = sha256_of(folder / WEIGHTS)
        if _is_genuine(folder, weights):
            return path
        with FileLock(folder / LOCK, timeout=LOCK_TIMEOUT_S):
            if not _is_genuine(folder, weights):  # not made by another process meanwhile
                _make(folder, weights, build(folder / WEIGHTS))
    except OSError as error:
        raise EncoderUnavailable(f"{path} cannot be written ({error})") from error
    return path


def state(folder: Path) -> State:
    """Whether the encoder's file of a model can be used; what is not "made" is made by the next draft."""
    if not (folder / ENCODER).exists() and not (folder / RECORD).exists():
        return "absent"
    try:
        return "made" if _is_genuine(folder, sha256_of(folder / WEIGHTS)) else "damaged"
    except OSError:
        return "damaged"


def _is_genuine(folder: Path, weights: str) -> bool:
    try:
        made = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        wanted = {"version": VERSION, "weights": weights, "sha256": sha256_of(folder / ENCODER)}
    except (OSError, ValueError):
        return False
    return bool(made == wanted)


def _make(folder: Path, weights: str, content: bytes) -> None:
    free = shutil.disk_usage(folder).free
    if free < len(content) + RESERVE_BYTES:
        raise OSError(f"only {free / 1e6:.0f} MB are free on its disk")
    _write(folder, ENCODER, content)
    made = {"version": VERSION, "weights": weights, "sha256": sha256_of(folder / ENCODER)}
    _write(folder, RECORD, json.dumps(made, indent=2).encode() + b"\n")


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file that appears whole or not at all; the caller holds the lock."""
    partial = folder / PARTIAL
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(folder / name)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
