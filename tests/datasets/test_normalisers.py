"""Normalisers say what they are."""

from __future__ import annotations

import pytest

from transcribe.datasets.normalisers import load_normaliser


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Whisper leaves a file open
def test_each_normaliser_is_named_with_its_version() -> None:
    assert str(load_normaliser("none")) == "none"
    english = load_normaliser("whisper-english")
    assert str(english).startswith("whisper-english (openai-whisper 20")
    assert english.normalise("Mr. Smith's colour, um, twenty-one!") == "mister smith is color 21"
    assert load_normaliser("whisper-basic").normalise("Grüß  Gott!") == "grüß gott"
