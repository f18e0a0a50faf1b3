"""Word documents: read back after edits in Word, and refused where they are too large."""

from __future__ import annotations

import io
import zipfile

import pytest

from transcribe.document.model import Segment, Speaker, Transcript
from transcribe.errors import FormatError
from transcribe.formats import detect, load_report, loads, write

TALK = Transcript(
    (Segment(1, 1234, 2345, "Hello\n<you> &", "S1"), Segment(2, 65_000, 66_000, "Bye")),
    (Speaker("S1", "Alice"),),
    duration_ms=66_000,
)


def changed(content: bytes, before: str, after: str) -> bytes:
    """The document with another text in its main part, as an editor saves it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            assert name != "word/document.xml" or before in text
            new.writestr(name, text.replace(before, after) if name == "word/document.xml" else text)
    return out.getvalue()


def test_it_comes_back_and_is_the_same_file_each_time() -> None:
    content = write(TALK, "docx").data
    assert content == write(TALK, "docx").data
    assert detect(content, "talk.docx") == "docx"
    assert loads(content, "docx") == TALK


def test_tracked_insertions_count_and_deletions_do_not() -> None:
    word = '<w:r><w:t xml:space="preserve">Bye</w:t></w:r>'
    tracked = (
        '<w:del w:id="7"><w:r><w:delText>Bye</w:delText></w:r></w:del>'
        '<w:ins w:id="8"><w:r><w:t>Good</w:t></w:r></w:ins><w:sdt><w:sdtContent><w:r><w:t>bye</w:t></w:r>'
        "</w:sdtContent></w:sdt></w:p><w:p><w:r><w:t>all</w:t></w:r>"
    )
    found, warnings = load_report(changed(write(TALK, "docx").data, word, tracked), "docx")
    assert [segment.text for segment in found.segments] == ["Hello\n<you> &", "Goodbye\nall"]
    assert len(warnings) == 1


def test_documents_of_others_and_bombs_are_refused() -> None:
    content = write(TALK, "docx").data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (65 << 20))
    for wrong in (b"", b"PK\x03\x04", content[:200], out.getvalue(), changed(content, "t_", "x_"),
                  changed(content, "<w:document", "<!DOCTYPE a><w:document")):  # fmt: skip
        with pytest.raises(FormatError) as told:
            loads(wrong, "docx", name="x.docx")
        assert told.value.line
