"""ASS and SSA: fields by their line, karaoke, what acts as markup, and pysubs2 as second opinion."""

from __future__ import annotations

import json
from pathlib import Path

import pysubs2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Segment, Transcript
from transcribe.errors import FormatError
from transcribe.formats import detect, dumps, load_report, loads

HEAD = "[Script Info]\n; made by hand\n\n[Events]\nFormat: Start, End, Actor, Text\n"


def test_fields_are_where_the_format_line_says() -> None:
    content = (
        HEAD + "Dialogue: 0:00:01.50,0:00:02:00,Ann,Hi, there\\NYou\\hand\\nme\nComment: 0,0,,x\n"
    )
    assert detect(content.encode(), "typical") == "ass"
    found, warnings = load_report(content, "ass")
    (segment,) = found.segments
    assert (segment.start_ms, segment.end_ms, segment.text) == (
        1500,
        2000,
        "Hi, there\nYou\u00a0and me",
    )
    assert found.speakers[0].name == "Ann"
    assert 'line 7: Comment was left out: "0,0,,x"' in warnings


def test_karaoke_gives_words_their_times_and_drawings_are_no_text() -> None:
    line = r"Dialogue: 0:00:01.00,0:00:03.00,,{\k20}Ka{\k30}ra{\k0} {\k10}{\kf40}oke{\p1}m 0 0 l 1 1{\p0}!"
    found, warnings = load_report(HEAD + line, "ass")
    (segment,) = found.segments
    assert segment.text == "Kara oke!"
    assert [(w.text, w.start_ms, w.end_ms) for w in segment.words] == [
        ("Kara", 1000, 1500), ("oke!", 1600, 2000),
    ]  # fmt: skip
    assert "line 6: a drawing was left out" in warnings


@given(
    text=st.lists(
        st.sampled_from(["{", "}", "\\", "N", "n", "h", "an8", "a", " ", ",", "\n"]), max_size=8
    ).map("".join)
)
def test_nothing_that_is_typed_acts_as_markup(text: str) -> None:
    clean = "\n".join(line.strip() for line in text.split("\n")).strip()
    written = dumps(Transcript((Segment(1, 0, 1000, clean),)), "ass")
    assert [segment.text for segment in loads(written, "ass").segments] == (
        [clean] if clean else []
    )


def test_a_file_without_events_is_refused_with_its_line() -> None:
    with pytest.raises(FormatError, match=r"line 1: it has no \[Events\]"):
        loads("[Script Info]\nTitle: x\n", "ass", name="x.ass")


def test_peers_files_have_the_same_lines_as_in_pysubs2(shared_data: Path) -> None:
    rows = map(json.loads, (shared_data / "formats" / "manifest.jsonl").read_text().splitlines())
    compared, refused = 0, []
    for row in rows:
        path = shared_data / "formats" / row["path"]
        if row["format"] != "ass":
            continue
        try:
            found = loads(path.read_bytes(), "ass", name=path.name).segments
        except FormatError:
            refused.append(path.name)
            continue
        # pysubs2 reads fields by position, those of styles too.
        if (
            b"\nFormat: Layer, Start, End, Style, Name, MarginL" in path.read_bytes()
            and "astisub" not in str(path)
        ):
            peer = [line for line in pysubs2.load(str(path)) if not line.is_comment]
            assert [(s.start_ms, s.end_ms) for s in found] == sorted((e.start, e.end) for e in peer)
            compared += 1
    assert compared >= 4
    assert refused == ["typical_format", "typical_header"]  # parts of a file, without events
