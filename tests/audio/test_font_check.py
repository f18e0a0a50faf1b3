"""Texts that no font can draw are refused, with what to install."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from transcribe.audio.video.font_check import check_fonts, drawn_characters
from transcribe.document.model import Segment
from transcribe.errors import FontMissing, NoFonts
from transcribe.formats.subtitles.styled_ass import Screen, styled_script
from transcribe.subtitles.video_style import VideoStyle

DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def script_of(text: str) -> str:
    return styled_script([Segment(1, 0, 10_000, text)], VideoStyle(), Screen(Fraction(16, 9)))


def only_fonts(monkeypatch: pytest.MonkeyPatch, folder: Path, *fonts: Path) -> None:
    """A computer with these fonts."""
    (folder / "fonts").mkdir()
    for font in fonts:
        (folder / "fonts" / font.name).symlink_to(font)
    (folder / "fonts.conf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>{folder / "fonts"}</dir>'
        f"<cachedir>{folder / 'cache'}</cachedir></fontconfig>"
    )
    monkeypatch.setenv("FONTCONFIG_FILE", str(folder / "fonts.conf"))


@pytest.mark.skipif(not DEJAVU.exists(), reason="needs the fonts of Debian's fonts-dejavu-core")
@pytest.mark.parametrize(
    ("text", "told"),
    [("नमस्ते", "Devanagari"), ("日本", "Chinese, Japanese or Korean"), ("สวัสดี", "Thai"), ("\U000f0000", "Unknown")],
)  # fmt: skip
def test_a_script_without_a_font_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: str
) -> None:
    only_fonts(monkeypatch, tmp_path, DEJAVU)
    check_fonts(["Hello, Привет, مرحبا \u200d\u2060"], script_of, tmp_path)
    with pytest.raises(FontMissing, match=told) as refusal:
        check_fonts(["Hello", text], script_of, tmp_path)
    assert ("fonts-noto-cjk" in str(refusal.value)) == (text == "日本")


def test_a_computer_without_fonts_is_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_fonts(monkeypatch, tmp_path)
    with pytest.raises(NoFonts, match="no fonts on this computer"):
        check_fonts(["Hello"], script_of, tmp_path)


def test_what_is_drawn_as_nothing_needs_no_font() -> None:
    assert drawn_characters(["a b\u2060\u200d\ufe0f\n", "b"]) == "ab"
