"""Characters are counted as a reader sees them."""

from __future__ import annotations

import pytest

from transcribe.subtitles.cues.counting import count_chars, count_words


@pytest.mark.parametrize(
    ("text", "n_chars", "n_words"),
    [
        ("", 0, 0),
        ("two words", 9, 2),
        ("a line\nand another", 17, 4),
        ("a line\r\nand another", 17, 4),
        ("cafe\u0301", 4, 1),
        ("👩‍👩‍👧 yes", 5, 1),
        ("<i>italics</i> here", 12, 2),
        ("{\\an8}above", 5, 1),
        ("<00:00:01.000><c>sung</c>", 4, 1),
        ("a<b and <laughs>", 16, 3),
        ("- No. – Yes.", 12, 2),
        ("नमस्ते", 3, 1),
    ],
)
def test_what_a_reader_sees_is_counted(text: str, n_chars: int, n_words: int) -> None:
    assert (count_chars(text), count_words(text)) == (n_chars, n_words)
