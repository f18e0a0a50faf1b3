"""Texts of Kaldi's data folders."""

from __future__ import annotations

import pytest

from transcribe.text.kaldi_words import kaldi_text, on_one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ttwo\nthree", "one two three"),
        ("\u00a0a\u2003b\x85c\x01d ", "a b c d"),
        ("<s> a #0 b </s>", "a b"),
        ("<s>", ""),
        ("#01 <s>a", "#01 <s>a"),
    ],
)
def test_words_stand_between_single_blanks(text: str, expected: str) -> None:
    assert kaldi_text(text) == expected


def test_a_text_is_one_line() -> None:
    assert on_one_line(" <s>\u2028x\n") == "<s> x"
