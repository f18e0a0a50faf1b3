"""Characters that a delivery can hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from transcribe.subtitles.checks.model import Check, Found, Place, Rules
from transcribe.subtitles.cues.counting import without_markup

# Latin letters and signs of ISO/IEC 6937, the code page 00 of EBU STL, beside ASCII and accents.
_TELETEXT = frozenset("ÆĐªĦĲĿŁØŒºÞŦŊŉĸæđðħıĳŀłøœßþŧŋ€£¥§«»°±²³×µ¶·÷¼½¾¿¡¢¤‘’“”—®©™♪←↑→↓─ΩⅠ⅛⅜⅝⅞")
_ACCENTS = frozenset(
    "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u030a\u0327\u030b\u0328\u030c"
)


def can_hold(character: str, characters: str) -> bool:
    """Whether a delivery of a kind holds a character.

    Args:
        character: One code point.
        characters: `any`, `latin` (Latin letters, digits, punctuation) or `teletext` (ISO/IEC 6937).
    """
    if characters == "any" or character in "\n" or " " <= character <= "~":
        return True
    if characters == "latin":
        is_letter = character.isalpha()
        return not is_letter or unicodedata.name(character, "").startswith("LATIN")
    parts = unicodedata.normalize("NFD", character)
    is_accented = len(parts) == 2 and parts[0].isascii() and parts[1] in _ACCENTS
    return is_accented or character in _TELETEXT


def characters(place: Place, rules: Rules) -> Iterator[Found]:
    """Characters that the delivery cannot hold."""
    kind = rules.value("characters")
    if kind is None:
        return
    text = unicodedata.normalize("NFC", without_markup(place.cue.text))
    lost = dict.fromkeys(one for one in text if not can_hold(one, str(kind)))
    if lost:
        shown = ", ".join(f"{one} (U+{ord(one):04X})" for one in list(lost)[:5])
        yield Found(f"cannot be held: {shown}")


def glyphs(place: Place, rules: Rules) -> Iterator[Found]:
    """Characters outside of the profile's own list."""
    allowed = rules.value("glyphs")
    if allowed is None:
        return
    known = {*unicodedata.normalize("NFC", str(allowed)), "\n", " "}
    text = unicodedata.normalize("NFC", without_markup(place.cue.text))
    other = dict.fromkeys(one for one in text if one not in known)
    if other:
        shown = ", ".join(f"{one} (U+{ord(one):04X})" for one in list(other)[:5])
        yield Found(f"not in the list of characters: {shown}")


CHECKS = (
    Check("glyphs", "error", "A character is not in the profile's list.", glyphs, "glyphs"),
    Check("characters", "error", "The delivery cannot hold a character.", characters, "characters"),
)
