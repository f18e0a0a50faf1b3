"""PDF transcripts: turns, directions, characters without a font, and what is missing on a computer."""

from __future__ import annotations

import re
import sys
import zlib

import pytest

from transcribe.document.model import MediaReference, Segment, Speaker, Transcript
from transcribe.errors import PackageMissing
from transcribe.formats import write
from transcribe.formats.documents import pdf
from transcribe.formats.losses import Losses

TALK = Transcript(
    (
        Segment(1, 0, 30_000, "Hello <b>\nthere &amp;", "S1"),
        Segment(2, 31_000, 59_000, "again.", "S1"),
        Segment(3, 59_000, 66_000, "Later.", "S1"),
        Segment(4, 70_000, 75_000, "مرحبا 2026", "S2"),
        Segment(5, 75_000, 76_000, " "),
        Segment(6, 80_000, 81_000, "12 नमस्ते", "S1"),
    ),
    (Speaker("S1", "Anna <x>"), Speaker("S2", "ليلى")),
    "en",
    media=MediaReference("A talk"),
)
NOBODY_HAS = "\U0010fffd"  # for private use: no font has a sign for it


def page(**options: bool) -> str:
    asked = {"times": True, "speakers": True, **options}
    return pdf._page(TALK, "A4", **asked)


def test_a_turn_is_a_paragraph_of_at_most_a_minute() -> None:
    found = re.findall(r'<p class="turn" dir="(\w+)"><time>([\d:]+)</time>(.*?)</p>', page())
    assert found == [
        ("ltr", "0:00:00", "Hello &lt;b&gt; there &amp;amp; again."),
        ("ltr", "0:00:59", "Later."),
        ("rtl", "0:01:10", "مرحبا 2026"),
        ("ltr", "0:01:20", "12 नमस्ते"),
    ]
    names = re.findall(r'<p class="name" dir="(\w+)">(.*?)</p>', page())
    assert names == [("ltr", "Anna &lt;x&gt;"), ("rtl", "ليلى"), ("ltr", "Anna &lt;x&gt;")]
    assert "0:01:21 · Anna &lt;x&gt;, ليلى" in page()


def test_options_leave_times_and_names_out() -> None:
    assert "<time>" not in page(times=False)
    assert "Anna" not in page(speakers=False)


def test_the_file_is_a_pdf_with_its_title_and_the_same_at_any_time() -> None:
    written = write(TALK, "pdf")
    assert written.data.startswith(b"%PDF-")
    assert written.data == write(TALK, "pdf").data
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", written.data, re.DOTALL)
    unpacked = b"".join(zlib.decompress(one) for one in streams if one.startswith(b"x"))
    assert b"A talk" in written.data + unpacked
    assert not any("no font" in text for text in written.warnings)
    small = write(TALK, "pdf", page="Letter").data
    assert (b"841" in written.data + unpacked) != (b"841" in small)


def test_a_character_without_a_font_is_reported() -> None:
    talk = Transcript((Segment(1, 0, 1_000, f"one {NOBODY_HAS} two"),))
    told = " ".join(write(talk, "pdf").warnings)
    assert "1 kind of character that no font of this computer has" in told
    assert NOBODY_HAS in told


def test_a_text_cannot_make_the_page_load_anything() -> None:
    talk = Transcript(
        (Segment(1, 0, 1_000, '<img src="file:///etc/passwd"><link rel=stylesheet href=x>'),)
    )
    assert b"passwd" not in write(talk, "pdf").data
    with pytest.raises(ValueError, match="x"):
        pdf._nothing_else("x")


def test_without_weasyprint_or_pango_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PackageMissing, match=r"transcribe\[pdf\]"):
        pdf.dumps(TALK, Losses())


def test_an_empty_transcript_is_a_page_with_a_title() -> None:
    assert write(Transcript(), "pdf").data.startswith(b"%PDF-")


@pytest.mark.parametrize("text", ["x" * 400, "Donau" + "dampfschiff" * 30, "a " + "_" * 300])
def test_a_word_wider_than_the_page_is_broken_and_not_cut_off(text: str) -> None:
    talk = Transcript((Segment(1, 0, 1_000, text, "S1"),), (Speaker("S1", "N" * 200),))
    content = pdf._page(talk, "A4", times=True, speakers=True)
    pages = pdf._weasyprint()(string=content).render().pages
    ends = [
        box.position_x + box.width
        for page in pages
        for box in page._page_box.descendants()
        if type(box).__name__ == "TextBox"
    ]
    assert max(ends) <= pages[0].width
