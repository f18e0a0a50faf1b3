"""Files of strangers: only a mark, hours of seven digits, tiers of one name, document types, too much inside."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.errors import FormatError
from transcribe.formats import FORMATS, READABLE, detect, dumps, load_report, loads
from transcribe.formats.parsing import MAX_TIME_MS

HOURS = "1234567:00:01"
SEVEN_DIGITS = {
    "srt": f"1\n{HOURS},000 --> {HOURS},500\nHi\n",
    "vtt": f"WEBVTT\n\n{HOURS}.000 --> {HOURS}.500\nHi\n",
    "sbv": f"{HOURS}.000,{HOURS}.500\nHi\n",
    "ass": f"[Events]\nFormat: Start, End, Text\nDialogue: {HOURS}.00,{HOURS}.50,Hi\n",
    "csv": f"start,end,text\n{HOURS},{HOURS},Hi\n",
    "ttml": '<tt xmlns="http://www.w3.org/ns/ttml"><body><div>'
            f'<p begin="{HOURS}.000" end="{HOURS}.500">Hi</p></div></body></tt>',
    "trs": '<Trans><Turn startTime="4444441201" endTime="4444441202"><Sync time="4444441201"/>Hi</Turn></Trans>',
}  # fmt: skip
XML = ("ttml", "eaf", "trs")


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf\n"])
def test_a_file_of_only_a_byte_order_mark_is_empty_or_refused(name: str, mark: bytes) -> None:
    with suppress(FormatError):  # what is refused is no transcript
        assert loads(mark, name, name="x").segments == ()
    with suppress(FormatError):
        detect(mark, f"a{FORMATS[name].suffix}")


@pytest.mark.parametrize("name", SEVEN_DIGITS)
def test_hours_of_seven_digits_are_limited_and_reported(name: str) -> None:
    transcript, warnings = load_report(SEVEN_DIGITS[name], name)
    assert [(s.start_ms, s.text) for s in transcript.segments] == [(MAX_TIME_MS, "Hi")]
    assert "limited to 400 h" in " ".join(warnings)


@pytest.mark.parametrize("name", ["textgrid", "eaf"])
def test_two_tiers_of_one_name_are_both_read(name: str) -> None:
    """Segments of one speaker that overlap are written to two tiers of her name."""
    before = Transcript(
        (Segment(1, 0, 2_000, "one", "S1"), Segment(2, 1_000, 3_000, "two", "S1")),
        (Speaker("S1", "Alice"),),
    )
    again = loads(dumps(before, name), name)
    assert [(s.start_ms, s.text) for s in again.segments] == [(0, "one"), (1_000, "two")]


@pytest.mark.parametrize("name", XML)
@pytest.mark.parametrize(
    "head",
    ['<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
     '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://example.org/x"> %p;]>'],
)  # fmt: skip
def test_xml_with_a_document_type_is_refused_before_anything_is_expanded(
    name: str, head: str
) -> None:
    with pytest.raises(FormatError, match="document type"):
        loads(f'<?xml version="1.0"?>\n{head}\n<x>&c;</x>', name)


def test_a_document_that_unpacks_to_too_much_is_refused_by_what_it_declares() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (65 << 20))
    with pytest.raises(FormatError, match="larger than 64 MiB"):
        loads(out.getvalue(), "docx")
