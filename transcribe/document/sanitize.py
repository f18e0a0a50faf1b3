"""Clean text before it is stored: typed, pasted, imported or sent by a program.

`static/core/document/sanitize.js` does the same, kept equal by `tests/data/disfluency_vectors.json`.
"""

from __future__ import annotations

import re

# Control characters except tab and line feed, and code points that are not characters.
_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
# Characters that may need removal; nearly all texts have none and are returned at once.
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Overrides reverse letters: "exe.gpj" reads as "jpg.exe". No language needs them.
_OVERRIDES = re.compile("[\u202d\u202e]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMBEDS, _POP_EMBED = "\u202a\u202b\u202d\u202e", "\u202c"
_ISOLATES, _POP_ISOLATE = "\u2066\u2067\u2068", "\u2069"


def clean_text(text: str) -> str:
    """Remove control characters, direction overrides and unclosed direction marks.

    Line breaks become line feeds; a lone surrogate becomes U+FFFD. Emoji, joiners and the marks
    used in Arabic and Hebrew stay.
    """
    if not _SUSPECT.search(text):
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = _UNSTORABLE.sub("", text)
    if _BIDI.search(text):
        text = _balanced(_OVERRIDES.sub("", text))
    return text


def _balanced(text: str) -> str:
    """Remove embeddings and isolates without an end, and ends without a beginning."""
    dropped: set[int] = set()
    open_: list[int] = []
    for at, character in enumerate(text):
        if character in _EMBEDS or character in _ISOLATES:
            open_.append(at)
        elif character in {_POP_EMBED, _POP_ISOLATE}:
            begins = _EMBEDS if character == _POP_EMBED else _ISOLATES
            if open_ and text[open_[-1]] in begins:
                open_.pop()
            else:
                dropped.add(at)
    dropped.update(open_)
    return "".join(character for at, character in enumerate(text) if at not in dropped)
