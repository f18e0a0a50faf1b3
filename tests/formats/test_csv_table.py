"""CSV: formulas are harmless, columns by name or by value."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.errors import FormatError
from transcribe.formats import dumps, loads

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@given(
    text=st.lists(st.sampled_from([*"=+-@'\",;\n", "cmd|' /C calc'!A0", "x", " "]), max_size=6).map(
        "".join
    )
)
def test_no_cell_is_a_formula_and_every_text_comes_back(text: str) -> None:
    clean = "\n".join(line.strip() for line in text.split("\n")).strip("\n")
    name = " ".join(text.split())
    written = str(
        dumps(Transcript((Segment(1, 0, 1000, clean, "S1"),), (Speaker("S1", name or "A"),)), "csv")
    )
    for row in csv.reader(io.StringIO(written, newline="")):
        assert not any(cell.startswith(DANGEROUS) for cell in row)
    found = loads(written, "csv")
    assert found.segments[0].text == clean
    assert found.speakers[0].name == (name or "A")


@pytest.mark.parametrize(
    "content",
    [
        "Text;Start;End\nHello, you;0,5;1,25\n",
        "start\tend\tword\n0.5\t1.25\tHello, you\n",
        'f1,0.500,1.250,"Hello, you"\n',
        '"Hello, you",0.5,1.25\n',
        'begin,to,speaker,transcript\n00:00:00.500,00:00:01.250,,"Hello, you"\n',
    ],
)
def test_columns_are_found_by_name_or_by_value(content: str) -> None:
    (segment,) = loads(content, "csv").segments
    assert (segment.start_ms, segment.end_ms, segment.text) == (500, 1250, "Hello, you")


@pytest.mark.parametrize(
    ("content", "line"),
    [("a,b\nc,d\n", 1), ('start,end,text\n1,2,"a\nb"\nx,y,z\n', 4), ("start,end,text\n1\n", 2)],
)
def test_a_table_without_times_is_refused_with_its_line(content: str, line: int) -> None:
    with pytest.raises(FormatError) as told:
        loads(content, "csv")
    assert told.value.line == line


def test_peers_tables(shared_data: Path) -> None:
    folder = shared_data / "formats" / "other"
    paths = [*folder.rglob("sonnet001*.csv*"), *folder.rglob("bonjour*.csv")]
    assert {len(loads(path.read_bytes(), "csv", name=path.name).segments) for path in paths} == {
        1,
        15,
    }
