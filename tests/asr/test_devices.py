"""The memory capacity of a computer, with a simulated driver: no GPU is needed."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from transcribe.asr import devices
from transcribe.asr.models import files as models
from transcribe.system import child_process

GB = 1_000_000_000


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The answers of nvidia-smi by query; without an answer it is missing."""
    answers: dict[str, str] = {}

    def run(command: Sequence[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        if command[1] not in answers:
            raise FileNotFoundError(command[0])
        return subprocess.CompletedProcess(command, 0, answers[command[1]].encode())

    monkeypatch.setattr(child_process, "run", run)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    return answers


def test_gpus_are_those_listed_by_the_driver_and_allowed_by_the_user(
    driver: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert devices.n_listed_gpus() == 0
    driver["--list-gpus"] = "GPU 0: NVIDIA H100\nGPU 1: NVIDIA H100\n"
    assert devices.n_listed_gpus() == 2
    for named, n_gpus in (("1", 1), ("0,1", 2), ("", 0), ("-1", 0)):
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", named)
        assert devices.n_listed_gpus() == n_gpus


def test_free_memory_is_that_of_the_used_gpu(
    driver: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert devices.free_gpu_bytes() is None
    driver["--query-gpu=memory.free"] = "24000\n8000\n"
    assert devices.free_gpu_bytes() == 24000 << 20
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert devices.free_gpu_bytes() == 8000 << 20
    driver["--query-gpu=memory.free"] = "[N/A]\n"
    assert devices.free_gpu_bytes() is None


def test_batches_are_as_large_as_the_memory_allows() -> None:
    base, large = models.weights_bytes("base"), models.weights_bytes("large-v3")
    assert 1.0 * GB < devices.bytes_needed(base, 8) < 1.3 * GB  # measured: 1.2 GB
    assert devices.most_chunks(base, 2 * GB) > 8
    assert devices.most_chunks(large, 6 * GB) == 1
    assert devices.most_chunks(large, 1 * GB) == 1  # still tried
    assert devices.most_chunks(large, 24 * GB, on_gpu=True) > 16
    assert devices.most_chunks(large, None) == devices.MAX_CHUNKS
    for room in (2 * GB, 8 * GB, 16 * GB):
        n_chunks = devices.most_chunks(large, room)
        assert n_chunks == 1 or devices.bytes_needed(large, n_chunks) <= room
