"""Options of writers are typed; a format's module is imported when it is first used."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from transcribe.document.model import Segment, Transcript
from transcribe.errors import FormatError, InvalidOption, InvalidOptionValue, UnknownFormat
from transcribe.formats import FORMATS, PARTS, Option, detect, dumps, parse_options

REPOSITORY = Path(__file__).resolve().parents[2]


def test_every_declared_option_is_a_keyword_of_the_writer_with_the_same_default() -> None:
    transcript = Transcript((Segment(1, 0, 1000, "Hello"),))
    for format_ in FORMATS.values():
        defaults = {option.name: option.default for option in format_.options}
        if format_.dumps is None:
            continue
        assert dumps(transcript, format_.name, **defaults) == dumps(transcript, format_.name)
        keywords = format_.dumps.__kwdefaults__ or {}
        assert defaults == keywords, format_.name


def test_options_are_read_as_a_query_writes_them() -> None:
    assert parse_options("vtt", {"speakers": "0", "words": "on"}) == {
        "speakers": False,
        "words": True,
    }
    assert Option("width", "whole number", 42).parse("37") == 37
    assert Option("style", "choice", "plain", ("plain", "boxed")).parse("boxed") == "boxed"


@pytest.mark.parametrize(
    ("format_", "given", "error"),
    [
        ("srt", {"speakers": "maybe"}, InvalidOptionValue),
        ("srt", {"words": "1"}, InvalidOption),
        ("xyz", {}, UnknownFormat),
    ],
)
def test_what_cannot_be_used_is_refused(
    format_: str, given: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        parse_options(format_, given)


def test_the_list_of_formats_imports_no_format() -> None:
    code = (
        "import sys, transcribe.formats; "
        "print([m for m in sys.modules if m in {'transcribe.formats.srt', 'transcribe.formats.vtt'}])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_file_without_another_mark_is_detected_by_the_suffix_of_any_readable_format() -> None:
    for known in FORMATS.values():
        if known.reader:
            assert FORMATS[detect(b"x\n", f"talk{known.suffix.upper()}")].suffix == known.suffix
    with pytest.raises(FormatError, match=r"name it \(srt, vtt"):
        detect(b"\x01x\n", "talk.xyz")


def test_the_table_of_formats_is_that_of_the_registry() -> None:
    script = runpy.run_path(str(REPOSITORY / "tools" / "write_formats_table.py"))
    text = script["PAGE"].read_text("utf-8")
    assert script["table"]() in text, "run: python tools/write_formats_table.py"


def test_what_a_format_keeps_are_known_parts() -> None:
    for known in FORMATS.values():
        assert known.kept({option.name: True for option in known.options}) <= set(PARTS)
