"""How near a drafted text is to what was said.

What a model writes differs by processor, since its arithmetic on 8-bit integers does. So tests ask
how many words are right, with room to spare, and never for the exact text.
"""

from __future__ import annotations

import jiwer

SAID = (
    "and so my fellow americans ask not what your country can do for you "
    "ask what you can do for your country"
)  # in data/jfk.flac
MOSTLY = 0.7  # of the words: a model that hears anything at all has more of this speech


def plain(text: str) -> str:
    """A text in small letters, without punctuation, with single spaces."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def share_heard(said: str, text: str) -> float:
    """Which share of the words that were said stand in a text, in their order, from 0 to 1."""
    counted = jiwer.process_words(plain(said), plain(text) or "-")
    return float(counted.hits) / len(plain(said).split())


def error_rate(said: str, text: str) -> float:
    """Words that are missing, other or too many, for each word that was said."""
    return float(jiwer.wer(plain(said), plain(text) or "-"))


def is_heard(said: str, text: str) -> bool:
    """Whether most of what was said stands in a text."""
    return share_heard(said, text) >= MOSTLY
