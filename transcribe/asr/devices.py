"""What a machine can hold: its GPUs, and how many chunks fit beside a model's weights.

The figures are an upper limit for `base` in int8 on a CPU (0.5 GB measured, docs/develop/benchmarks.md) and
checked for larger models by the sizes of their caches only. On real GPUs nothing was measured.
"""

from __future__ import annotations

import os
import subprocess

from transcribe.system import child_process

FIXED_BYTES = 400_000_000  # interpreter, libraries, features
CPU_SHARE_A_CHUNK = 0.5  # of the size of `model.bin`: float32 caches of five hypotheses
GPU_SHARE_A_CHUNK = 0.25  # the same in float16
MAX_CHUNKS = 32
ASK_TIMEOUT_S = 10.0


def n_gpus() -> int:
    """GPUs that CTranslate2 can use; `CUDA_VISIBLE_DEVICES` hides some or all."""
    try:
        from ctranslate2 import get_cuda_device_count  # noqa: PLC0415
    except ImportError:
        return 0
    return int(get_cuda_device_count())


def n_listed_gpus() -> int:
    """GPUs that the driver lists and this process may use, asked without loading a library."""
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES")
    if hidden is not None:
        return len([name for name in hidden.split(",") if name.strip() not in {"", "-1"}])
    return len(_ask_driver("--list-gpus"))


def free_gpu_bytes() -> int | None:
    """Free memory of the GPU that this process uses, as the driver tells; None where it does not."""
    lines = _ask_driver("--query-gpu=memory.free", "--format=csv,noheader,nounits")
    named = os.environ.get("CUDA_VISIBLE_DEVICES", "0").split(",")[0].strip()
    index = int(named) if named.isdigit() else 0
    if index >= len(lines) or not lines[index].strip().isdigit():
        return None
    return int(lines[index]) << 20


def _ask_driver(*words: str) -> list[str]:
    try:
        told = child_process.run(["nvidia-smi", *words], timeout_s=ASK_TIMEOUT_S)
        told.check_returncode()
    except (OSError, subprocess.SubprocessError):
        return []
    return told.stdout.decode().splitlines()


def bytes_needed(model_bytes: int, n_chunks: int, *, on_gpu: bool = False) -> int:
    """Memory for a model of which `model.bin` has so many bytes, with chunks decoded together."""
    share = GPU_SHARE_A_CHUNK if on_gpu else CPU_SHARE_A_CHUNK
    return FIXED_BYTES + round(model_bytes * (1 + share * n_chunks))


def most_chunks(model_bytes: int, room_bytes: int | None, *, on_gpu: bool = False) -> int:
    """How many chunks may be decoded together in some memory; at least one, to be tried."""
    if room_bytes is None:
        return MAX_CHUNKS
    share = GPU_SHARE_A_CHUNK if on_gpu else CPU_SHARE_A_CHUNK
    left = room_bytes - FIXED_BYTES - model_bytes
    return max(1, min(MAX_CHUNKS, int(left / (share * model_bytes))))
