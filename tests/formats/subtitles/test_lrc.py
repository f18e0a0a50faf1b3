"""LRC lyrics."""

from __future__ import annotations

import pytest

from transcribe.errors import FormatError
from transcribe.formats import load_report, loads


def test_tags_offset_repeated_lines_and_words() -> None:
    content = (
        "[ar:Somebody]\n[offset:+500]\n[00:10.00][00:20.00]Refrain\n[00:12.5]\n"
        "[01:00.00]<01:00.00>Two <01:01.00>words\n"
    )
    found, warnings = load_report(content, "lrc")
    assert [(s.start_ms, s.end_ms, s.text) for s in found.segments] == [
        (9_500, 12_000, "Refrain"), (19_500, 59_500, "Refrain"), (59_500, 62_500, "Two words"),
    ]  # fmt: skip
    assert [(w.text, w.start_ms, w.end_ms) for w in found.segments[2].words] == [
        ("Two", 59_500, 60_500), ("words", 60_500, 62_500),
    ]  # fmt: skip
    assert warnings == ('line 1: a tag was left out: "[ar:Somebody]"',)


def test_a_file_without_times_is_refused() -> None:
    with pytest.raises(FormatError) as told:
        loads("[ti:x]\nHello\n", "lrc")
    assert told.value.line == 1
