"""Texts of Kaldi's data folders."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.text.kaldi_words import kaldi_text, on_one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ttwo\nthree", "one two three"),
        ("\u00a0a\u2003b\x85c\x01d ", "a b c d"),
        ("<s> a #0 b </s>", "a b"),
        ("<s>", ""),
        ("#01 <s>a", "#01 <s>a"),
        ("(<s>) x", "() x"),
        ('He wrote "#0".', 'He wrote "".'),
        ("<<s>/s> é<s>", "é"),
    ],
)
def test_words_stand_between_single_blanks(text: str, expected: str) -> None:
    assert kaldi_text(text) == expected


def test_a_text_is_one_line() -> None:
    assert on_one_line(" <s>\u2028x\n") == "<s> x"


@pytest.mark.skipif(shutil.which("grep") is None, reason="there is no grep")
@given(
    st.lists(st.lists(st.sampled_from(["<s>", "</s>", "#0", "<", "s>", "a", "é", "_", "0", " ", ".", "("])))
)  # fmt: skip
def test_grep_finds_no_symbol_as_validate_data_dir_looks_for_it(parts: list[list[str]]) -> None:
    text = "\n".join(kaldi_text("".join(one)) for one in parts)
    find = ["grep", "-w", "-e", "<s>", "-e", "</s>", "-e", "#0"]
    found = subprocess.run(
        find, input=text.encode(), capture_output=True, env={**os.environ, "LC_ALL": "C"}, check=False
    )  # fmt: skip
    assert found.stdout == b""
