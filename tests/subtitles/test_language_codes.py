"""Codes of containers for languages."""

from __future__ import annotations

import pytest

from transcribe.asr.languages import LANGUAGES
from transcribe.subtitles.language_codes import three_letters


@pytest.mark.parametrize(
    ("code", "three"),
    [("en", "eng"), ("de", "deu"), ("pt-BR", "por"), ("zh_Hant", "zho"), ("yue", "zho"), ("swe", "swe"), ("", "und"),
     (None, "und"), ("xx", "und"), ("english", "und")],
)  # fmt: skip
def test_a_language_has_its_code(code: str | None, three: str) -> None:
    assert three_letters(code) == three


def test_every_language_of_drafts_has_a_code() -> None:
    assert [code for code in LANGUAGES if three_letters(code) == "und"] == []
