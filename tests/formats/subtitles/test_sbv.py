"""YouTube's SBV."""

from __future__ import annotations

from pathlib import Path

import pytest

from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads


def test_line_breaks_and_blocks_without_times() -> None:
    content = (
        "0:00:00.599,0:00:04.160\nHi[br]there\nyou\n\nlost words\n\n10:00:05.000,10:00:06.5\nBye"
    )
    assert detect(content.encode(), "a") == "sbv"
    found, warnings = load_report(content, "sbv")
    assert [(s.start_ms, s.end_ms, s.text) for s in found.segments] == [
        (599, 4160, "Hi\nthere\nyou"), (36_005_000, 36_006_500, "Bye"),
    ]  # fmt: skip
    assert 'line 5: a block without readable times was left out: "lost words"' in warnings


def test_a_file_without_cues_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError) as told:
        loads("\nHello\n", "sbv")
    assert told.value.line == 2


def test_peers_files(shared_data: Path) -> None:
    folder = shared_data / "formats" / "other-subs"
    counts = {path.name: len(loads(path.read_bytes(), "sbv", name=path.name).segments)
              for path in folder.rglob("*.sbv") if path.name != "invalid_format.sbv"}  # fmt: skip
    assert counts == {
        "sample.sbv": 5, "sonnet001.sbv": 15, "sonnet001_u.sbv": 15, "sonnet001_mu.sbv": 15,
        "two_captions.sbv": 2, "missing_timeframe.sbv": 4, "invalid_timeframe.sbv": 4,
    }  # fmt: skip
