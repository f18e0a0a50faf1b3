"""How characters and words of subtitles are counted.

Characters are those that a reader sees (grapheme clusters, Unicode UAX 29); spaces count, line ends and
markup do not. DCMP and BBC count words: runs without white space that hold a letter or a digit.
"""

from __future__ import annotations

import re

from transcribe.text.folding import clusters

# Markup of SubRip, WebVTT and ASS; notes like <laughs> and formulas like a<b are text.
_MARKUP = re.compile(
    r"</?(?:b|i|u|s|c|em|strong|ruby|rt|rp|font|span|v|lang)(?:[ \t.][^<>\n]{0,200})?/?>"
    r"|<\d\d:[\d:.]{5,12}>|\{\\[^{}\n]{1,200}\}",
    re.IGNORECASE,
)


def without_markup(text: str) -> str:
    """Text without italics, colours, positions and inner times."""
    return _MARKUP.sub("", text) if "<" in text or "{" in text else text


def count_chars(text: str) -> int:
    """Characters as a reader sees them, without line ends and markup."""
    shown = without_markup(text).replace("\r", "").replace("\n", "")
    return len(shown) if shown.isascii() else len(clusters(shown))


def count_words(text: str) -> int:
    """Words: what white space separates and holds a letter or a digit."""
    return sum(any(map(str.isalnum, word)) for word in without_markup(text).split())
