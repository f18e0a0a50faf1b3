"""Which encoder is used: measured models on measured processors, unless it is set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from transcribe.asr import encoder_choice
from transcribe.asr.encoder_choice import SETTING, has_int8_products, is_onnx_wanted, own_reason

NEW = "processor : 0\nflags\t\t: fpu sse2 avx2 avx512f avx512_vnni\nbugs : none\n"
CLIENT = "flags : fpu avx2 avx_vnni\n"
OLD = "flags : fpu sse2 avx2\nbugs : avx512_vnni\n"
ARM = "processor : 0\nFeatures : fp asimd asimddp i8mm\n"


@pytest.fixture(params=[(NEW, "x86_64", True), (CLIENT, "AMD64", True), (OLD, "x86_64", False),
                        (NEW, "aarch64", False), (ARM, "arm64", False), (None, "x86_64", False)],
                ids=["AVX-512", "AVX", "without", "other", "ARM", "unknown"])  # fmt: skip
def computer(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[bool]:
    """A computer as the operating system describes it; whether it has VNNI."""
    listed, machine, is_new = request.param
    cpu_info = tmp_path / "cpuinfo"
    if listed is not None:
        cpu_info.write_text(listed)
    monkeypatch.setattr(encoder_choice, "CPU_INFO", cpu_info)
    monkeypatch.setattr("platform.machine", lambda: machine)
    monkeypatch.delenv(SETTING, raising=False)
    has_int8_products.cache_clear()
    yield bool(is_new)
    has_int8_products.cache_clear()


def test_the_processor_decides(computer: bool) -> None:
    assert has_int8_products() is computer
    assert [is_onnx_wanted(model) for model in ("base", "tiny.en")] == [computer] * 2
    assert ("VNNI" in own_reason("base")) is not computer
    assert not is_onnx_wanted("large-v3")  # not measured


@pytest.mark.parametrize(
    ("named", "is_wanted"), [("onnx", True), (" ONNX ", True), ("ctranslate2", False)]
)
def test_the_setting_decides_for_any_model_and_processor(
    computer: bool, named: str, is_wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, named)
    assert [is_onnx_wanted(model) for model in ("base", "large-v3")] == [is_wanted] * 2


@pytest.mark.parametrize("named", ["", "auto", "fast"])
def test_anything_else_is_the_default(
    computer: bool, named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, named)
    assert is_onnx_wanted("base") is computer
