"""RTTM, UEM, CTM and STM: NIST's own files, those of toolkits, and what the formats say of themselves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads

RTTM = """;; a comment
SPKR-INFO f 1 <NA> <NA> <NA> adult_male Ann <NA>
SPEAKER f 1 1.0 2.0 <NA> <NA> Ann <NA> <NA>
LEXEME f 1 1.0 0.5 hello lex Ann 0.9
LEXEME f 1 1.5 0.5 {_world_/_word_} lex Ann <NA>
SPEAKER f 1 2.5 1.0 <NA> <NA> Bob <NA>
LEXEME f 1 2.6 0.4 yes lex Bob 1
LEXEME f 1 9.0 0.4 alone lex Bob 1
NON-SPEECH f 1 5.0 1.0 <NA> noise <NA> <NA>
SPEAKER g 1 0.0 1.0 <NA> <NA> Cleo <NA>
"""


def test_words_go_to_the_turn_of_their_speaker() -> None:
    found, warnings = load_report(RTTM, "rttm")
    assert [(s.start_ms, s.end_ms, s.text, s.speaker) for s in found.segments] == [
        (1000, 3000, "hello world", "S1"), (2500, 3500, "yes", "S2"), (9000, 9400, "alone", "S2"),
    ]  # fmt: skip
    assert found.segments[0].words[0].probability == 0.9
    told = " ".join(warnings)
    for part in ("SPKR-INFO", "NON-SPEECH", "spellings", 'recording "g"', "outside of SPEAKER"):
        assert part in told


def test_of_alternatives_the_first_is_read() -> None:
    ctm = "f 1 * * <ALT_BEGIN>\nf 1 1 0.5 um\nf 1 * * <ALT>\nf 1 1 0.5 uh\nf 1 * * <ALT_END>\nf 1 2 .5 yes 0.5\n"
    found = loads(ctm, "ctm")
    assert [word.text for segment in found.segments for word in segment.words] == ["um", "yes"]
    stm = "f 1 Ann 0 1.5 <o,f0,male> { um / uh / { a / b } } well { @ / x } done\nf 1 unknown 2 3\n"
    again, warnings = load_report(stm, "stm")
    assert [(s.text, s.speaker) for s in again.segments] == [("um well done", "S1"), ("", None)]
    assert "<o,f0,male>" in " ".join(warnings)


def test_columns_after_the_word_may_be_missing_and_name_speakers() -> None:
    found = loads("f 1 0 .4 Hi 0.5 lex Ann\nf 1 .5 .4 you <NA> lex Bob\nf 1 1 .4 !\n", "ctm")
    assert [s.text for s in found.segments] == ["Hi", "you", "!"]
    assert [speaker.name for speaker in found.speakers] == ["Ann", "Bob"]


@pytest.mark.parametrize(
    ("format_", "content", "line"),
    [
        ("rttm", "SPEAKER f 1 x 1 <NA> <NA> A <NA>\n", 1),
        ("rttm", "\nHello there\n", 2),
        ("uem", "f 1 0 1\nf 1 a b\n", 2),
        ("stm", "f 1 A 0\n", 1),
        ("ctm", ";; c\nno words here\n", 2),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_line(
    format_: str, content: str, line: int
) -> None:
    with pytest.raises(FormatError) as told:
        loads(content, format_, name="x")
    assert told.value.line == line


@pytest.mark.parametrize("kind", ["rttm", "ctm", "stm"])
def test_the_files_of_toolkits_are_read(shared_data: Path, kind: str) -> None:
    rows = map(json.loads, (shared_data / "formats" / "manifest.jsonl").read_text().splitlines())
    refused = {}
    n_read = 0
    for row in rows:
        path = shared_data / "formats" / row["path"]
        if row["format"] != kind:
            continue
        content = path.read_bytes()
        try:
            n_read += bool(loads(content, detect(content, path.name), name=path.name).segments)
        except FormatError as error:
            refused[row["path"]] = error
    assert n_read >= {"rttm": 50, "ctm": 15, "stm": 8}[kind]
    # NIST's examples of invalid files.
    assert {
        name for name, error in refused.items() if "sctk" not in name or not error.line
    } == set()
