"""Which encoder the fast engine uses: CTranslate2's own, or the one in ONNX Runtime.

By default the ONNX encoder is used where it was measured: for the models in `MEASURED`, on processors with
instructions for int8 products (VNNI). Elsewhere CTranslate2's own is used, unless the environment asks for the
other. Nothing is decided by timing, so the same computer always writes the same text.
"""

from __future__ import annotations

import os
import platform
from functools import cache
from pathlib import Path

SETTING = "TRANSCRIBE_ENCODER"
CHOICES = ("auto", "onnx", "ctranslate2")
MEASURED = frozenset({"base", "tiny.en"})  # docs/develop/benchmarks.md
FLAGS = frozenset({"avx512_vnni", "avx_vnni"})  # as Linux lists them
CPU_INFO = Path("/proc/cpuinfo")


def chosen() -> str:
    """One of `CHOICES`, from the environment; anything else counts as "auto"."""
    named = os.environ.get(SETTING, "").strip().lower()
    return named if named in CHOICES else "auto"


def is_onnx_wanted(model: str) -> bool:
    """Whether a model's encoder runs in ONNX Runtime on this computer."""
    return chosen() == "onnx" or (chosen() == "auto" and not own_reason(model))


def own_reason(model: str) -> str:
    """Why "auto" means CTranslate2's own encoder for a model; empty if it means ONNX Runtime's."""
    if model not in MEASURED:
        return f"the ONNX encoder was not measured with {model}"
    if not has_int8_products():
        return "the ONNX encoder was not measured on processors without VNNI"
    return ""


@cache
def has_int8_products() -> bool:
    """Whether this processor multiplies int8 with VNNI; False where that is not known."""
    if platform.machine().lower() not in {"x86_64", "amd64"}:
        return False
    try:
        lines = CPU_INFO.read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith("flags")), "")
    return bool(FLAGS & set(flags.split()))
