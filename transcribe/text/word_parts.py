"""A written word and the punctuation around it."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)


def parts_of(word: str) -> tuple[str, str, str]:
    """Punctuation before, the word, punctuation after."""
    found = _PARTS.fullmatch(word)
    return (found[1], found[2], found[3]) if found else ("", word, "")


def words_of(text: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(text.split())
