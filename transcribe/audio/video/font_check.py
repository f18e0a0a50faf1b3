"""Whether the fonts of this computer have all characters of a text, asked of the renderer itself.

libass takes a character that a font lacks from another one that fontconfig knows, and says so where there is
none: it would draw a box or nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

import ffmpeg

from transcribe.audio.video.subtitled_video import SCRIPT
from transcribe.audio.video.video_frames import run_short
from transcribe.errors import FontMissing, NoFonts

_LACKS = re.compile(rb"failed to find any fallback with glyph 0x([0-9A-F]+)")
_SELECTED = re.compile(rb"fontselect: \(.*\) -> ")
_EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "BOPOMOFO")
# Characters that are drawn as nothing: format characters, variation selectors, controls, spaces.
_UNSEEN = frozenset(["Cc", "Cf", "Zs", "Zl", "Zp"])


def drawn_characters(texts: Iterable[str]) -> str:
    """The characters of texts that need a glyph, in order."""
    found = set().union(*texts)
    return "".join(
        sorted(
            c for c in found
            if unicodedata.category(c) not in _UNSEEN and not 0xFE00 <= ord(c) <= 0xFE0F
        )
    )  # fmt: skip


def check_fonts(texts: Iterable[str], script_of: Callable[[str], str], folder: Path) -> None:
    """Check that every character of some texts can be drawn.

    Args:
        texts: What is shown.
        script_of: Makes a script of ASS, in the style that is asked for, that shows a text at time 0.
        folder: For the script.

    Raises:
        FontMissing: Some characters are in no font.
        NoFonts: There are no fonts at all.
    """
    characters = drawn_characters(texts)
    if not characters:
        return
    script = folder / SCRIPT
    script.write_text(script_of(" ".join(characters)), encoding="utf-8")
    blank = ffmpeg.input("color=s=64x64:d=0.04", f="lavfi")
    node = blank.output("-", format="null", vf=f"ass={SCRIPT}:shaping=complex", vframes=1)
    said = run_short(node, SCRIPT, log_level="verbose", cwd=folder.resolve()).stderr
    if _SELECTED.search(said) is None:
        raise NoFonts
    missing = {chr(int(number, 16)) for number in _LACKS.findall(said)} - {" "}
    if missing:
        raise FontMissing(_by_script(sorted(missing)))


def _by_script(characters: Iterable[str]) -> dict[str, str]:
    """Characters by the name of their script."""
    found: dict[str, str] = {}
    for c in characters:
        first = unicodedata.name(c, "unknown").split()[0].removesuffix(":")
        script = (
            "Chinese, Japanese or Korean" if first.startswith(_EAST_ASIAN) else first.capitalize()
        )
        found[script] = found.get(script, "") + c
    return found
