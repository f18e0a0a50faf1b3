"""The encoder's window is shortened for measured weights only, or as the administrator says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.asr.models.catalogue import MODELS
from transcribe.asr.models.files import pinned_sha256
from transcribe.asr.windows import FRAMES, FULL, MEASURED, Window, window_of
from transcribe.errors import EngineUnavailable


def test_models_that_were_not_measured_have_whispers_window() -> None:
    for name in MODELS:
        shortened = window_of(name, pinned_sha256(name)) != FULL
        assert shortened == (name in {"base", "tiny.en"}), name
    assert window_of("base", "0" * 64) == FULL  # other weights under a known name


def test_a_setting_is_for_all_models_or_for_one() -> None:
    base = pinned_sha256("base")
    assert window_of("base", base, "full") == FULL
    assert window_of("small", "", "15") == Window(15, 0)
    said = "full, base=12.5+2 tiny=10"
    assert window_of("base", base, said) == Window(12.5, 2)
    assert window_of("tiny", "", said) == Window(10, 0)
    assert window_of("small", "", said) == FULL
    assert window_of("base", base, " ") == MEASURED[base]


def test_longer_audio_may_have_a_window_of_its_own() -> None:
    window = window_of("base", "", "20+3/8:15+2")
    assert window == Window(20, 3, 8, Window(15, 2))
    assert window.frames(8 * 16_000 - 1) == 2000
    assert window.frames(8 * 16_000) == 1500
    assert window.frames(16 * 16_000) == 1800


@pytest.mark.parametrize(
    "setting",
    [
        "20+3/8",
        "20/8:31",
        "20/:15",
        "full/8:15",
        "short",
        "0",
        "31",
        "base:20",
        "20+",
        "2.5.1",
        "base=",
        "-5",
    ],
)
def test_another_setting_is_refused_with_an_example(setting: str) -> None:
    with pytest.raises(EngineUnavailable, match=r"such as 20\+3"):
        window_of("base", "", setting)


@given(st.floats(1, 30), st.floats(0, 10), st.integers(0, 30 * 16_000))
def test_a_window_has_space_for_its_audio(least_s: float, pad_s: float, n_samples: int) -> None:
    frames = Window(least_s, pad_s).frames(n_samples)
    assert n_samples // 160 <= frames <= FRAMES
    assert frames >= round(100 * least_s)
    assert frames == FRAMES or frames * 160 >= n_samples - 160 + pad_s * 16_000 - 80
