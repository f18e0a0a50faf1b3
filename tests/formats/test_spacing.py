"""Files with blank lines after every line, read as if those were not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.formats import Report, read
from transcribe.formats.spacing import without_spacing

Row = tuple[int, int, str]
texts = st.lists(st.sampled_from(["One", "two", "7", "1984", "- yes"]), min_size=1, max_size=3)
gaps = st.sampled_from(["\n\n", "\n \n", "\r\r\n", "\n\n\n", "\r\n\r\n"])
names = st.sampled_from([None, "number", "intro"])


def rows(report: Report) -> list[Row]:
    return [(s.start_ms, s.end_ms, s.text) for s in report.transcript.segments]


def vtt(cues: list[list[str]], name: str | None, *, is_apart: bool = True) -> list[str]:
    lines = ["WEBVTT"]
    for n, text in enumerate(cues, 1):
        lines += [""] if is_apart else []
        lines += [] if name is None else [str(n) if name == "number" else name]
        lines += [f"00:{n:02d}.000 --> 00:{n:02d}.500", *text]
    return lines


@given(st.lists(texts, min_size=2, max_size=5), gaps, names)
def test_webvtt_keeps_every_text_at_any_spacing(
    cues: list[list[str]], gap: str, name: str | None
) -> None:
    expected = [(n * 1000, n * 1000 + 500, "\n".join(text)) for n, text in enumerate(cues, 1)]
    assert rows(read(gap.join(vtt(cues, name)).encode(), "vtt")) == expected


@pytest.mark.parametrize("name", [None, "number"])
def test_cues_are_told_apart_where_the_spacing_hides_their_ends(name: str | None) -> None:
    lines = vtt([["One"], ["two", "three"], ["four"]], name, is_apart=False)
    assert rows(read("\n\n".join(lines).encode(), "vtt")) == [
        (1000, 1500, "One"),
        (2000, 2500, "two\nthree"),
        (3000, 3500, "four"),
    ]


def test_notes_are_reported_with_the_lines_of_the_file() -> None:
    lines = ["WEBVTT", "", "NOTE draft", "of May", "", "00:01.000 --> 00:02.000 align:start", "One"]
    done = read("\n\n".join(lines).encode(), "vtt")
    assert rows(done) == [(1000, 2000, "One")]
    assert done.warnings == (
        'line 5: a note was not kept: "NOTE draft of May"',
        'line 11: the cue\'s settings were not kept: "align:start"',
    )


def test_usual_files_stay_as_they_are() -> None:
    lines = [*vtt([["One"], ["two"]], "number"), "", "00:05.000 --> 00:06.000", ""]
    assert without_spacing(lines) == (lines, None)
