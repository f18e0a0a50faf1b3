"""Audacity's labels."""

from __future__ import annotations

import pytest

from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads


def test_labels_and_their_frequencies() -> None:
    content = "1.000000\t2.500000\tHello\n\\\t100\t4000\n3,5\t3,5\t\n"
    assert detect(content.encode(), "labels.txt") == "audacity"
    found, warnings = load_report(content, "audacity")
    assert [(s.start_ms, s.end_ms, s.text) for s in found.segments] == [
        (1000, 2500, "Hello"), (3500, 3500, ""),
    ]  # fmt: skip
    assert warnings == ("line 2: frequencies were left out",)


def test_a_line_without_times_is_refused() -> None:
    with pytest.raises(FormatError) as told:
        loads("1.0\t2.0\ta\nhello\n", "audacity")
    assert told.value.line == 2
