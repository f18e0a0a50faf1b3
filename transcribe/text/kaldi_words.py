"""Texts as Kaldi's data folders hold them."""

from __future__ import annotations

FORBIDDEN_WORDS = frozenset(["<s>", "</s>", "#0"])


def on_one_line(text: str) -> str:
    """A text with single blanks in place of all white space and control characters."""
    return " ".join("".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 else c for c in text).split())


def kaldi_text(text: str) -> str:
    """A text that Kaldi accepts: words between single blanks, without its own symbols."""
    words = on_one_line(text).split(" ")
    return " ".join(word for word in words if word and word not in FORBIDDEN_WORDS)
