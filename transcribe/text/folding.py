"""Fold texts for comparison, in any script.

Pure; `static/core/text/folding.js` does the same in the browser. Folding reduces a text to its
significant characters. Each is mapped to its grapheme cluster (a user-perceived character, Unicode
Annex 29). A hit is one or more whole clusters: part of a letter is never found, marked or replaced.

- `loose` ignores case, compatibility forms (full width, ligatures, Arabic presentation forms) and
  marks that are optional in writing: accents of Latin, Greek and Cyrillic, Arabic harakat and
  tatweel, Hebrew points. Vowel signs, viramas and tone marks of the scripts of India and South-East
  Asia are significant, and so are the voicing marks of kana.
- `exact`: all of these are significant. Canonically equivalent texts (NFC and NFD) are equal.
- `bare`: invisible characters are significant too, and curly quotes differ from straight ones.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal

import regex

from transcribe.text.regex_dialect import SPACE

Strictness = Literal["loose", "exact", "bare"]

_CLUSTER = regex.compile(r"\X")
# regex 2026.11.19 joins a consonant to any virama before it, as in অ্যা. Annex 29 (rule GB9c) also
# requires a consonant before the virama, and browsers implement that.
_VIRAMA = regex.compile(r"\p{InCB=Linker}")
_NO_CONJUNCT = regex.compile(
    r"(?<=\p{InCB=Linker}\p{InCB=Extend}*)(?=\p{InCB=Consonant})"
    r"(?<!\p{InCB=Consonant}[\p{InCB=Extend}\p{InCB=Linker}]*)",
    regex.V1,
)
# Each of these characters is a cluster by itself and never folds to an empty string. A text that
# consists only of them needs no search for clusters.
SIMPLE = (
    "\\t\\n -~\u00a0-\u00ac\u00ae-\u024f\u02bb\u02bc\u0370-\u0482\u048a-\u052f\u0531-\u058f"
    "\u05d0-\u05ea\u05f0-\u05f4\u0620-\u063f\u0641-\u064a\u0660-\u066f\u0671-\u06d3\u1e00-\u1fff"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u218f\u3001-\u3029\u3041-\u3096\u309d-\u30ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60\U00020000-\U0002fffd"
)
# Soft hyphen, zero-width spaces and joiners, direction marks, variation selectors.
IGNORED = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\U000e0100-\U000e01ef"
)
# Those of them that join a cluster. They are left out first: Hebrew texts put U+034F between two
# points to keep their order, which counts as little as in a text without it.
JOINING = "\u034f\u180b-\u180d\u180f\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Accents, harakat with tatweel, Hebrew points and accents, Syriac points, Vedic accents. The breve
# is excluded: it turns и into another letter.
ACCENTS = (
    "\u0300-\u0305\u0307-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u0652\u0656-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8"
    "\u06ea-\u06ed\u0711\u0730-\u074a\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u0951-\u0954"
    "\u1ab0-\u1ace\u1cd0-\u1cd2\u1cd4-\u1ce0\u1ce2-\u1ce8\u1ced\u1cf4\u1cf8\u1cf9\u1dc0-\u1dff"
    "\u20d0-\u20f0\ufe20-\ufe2f"
)
# Spacing accents: their compatibility form begins with a space, which would match spaces.
ALONE = (
    "\u00a8\u00af\u00b4\u00b8\u02d8-\u02dd\u037a\u0384\u0385\u1fbd\u1fbf-\u1fc1\u1fcd-\u1fcf\u1fdd-\u1fdf"
    "\u1fed\u1fee\u1ffd\u1ffe\u2017\u203e\u309b\u309c\ufc5e-\ufc63\ufe49-\ufe4c\ufe70\ufe72\ufe74\ufe76"
    "\ufe78\ufe7a\ufe7c\ufe7e\uffe3"
)
APOSTROPHES = "\u00b4\u2018\u2019\u201a\u201b\u02bb\u02bc\u05f3"
QUOTES = "\u201c-\u201f\u05f4"

_SIMPLE_TEXT = regex.compile(f"[{SIMPLE}]*")
_ALONE = regex.compile(f"[{ALONE}]")
_OTHERS = regex.compile(f"[^{ALONE}]+")
_ACCENTS = regex.compile(f"[{ACCENTS}]|(?<![\u0438\u0418])\u0306")
# Madda and hamza are ignored on alef only: on other letters they form another letter.
_HAMZA = regex.compile("(?<=\u0627)[\u0653-\u0655]+")
_IGNORED = regex.compile(f"[{IGNORED}]+")
_JOINING = regex.compile(f"[{JOINING}]+")
_APOSTROPHES = regex.compile(f"[{APOSTROPHES}]")
_QUOTES = regex.compile(f"[{QUOTES}]")
_SPACE = regex.compile(f"[{SPACE}]")


def fold(text: str, how: Strictness = "loose") -> str:
    """Reduce a text to its significant characters, canonically decomposed.

    Folding a text gives the same result as folding its clusters one by one.
    """
    if text.isascii():
        return str(_SPACE.sub(" ", text.lower() if how == "loose" else text))
    if how != "bare":
        text = _JOINING.sub("", text)
    kept = _loosened(text) if how == "loose" else unicodedata.normalize("NFD", text)
    if how != "bare":
        kept = _QUOTES.sub('"', _APOSTROPHES.sub("'", _IGNORED.sub("", kept)))
    return str(_SPACE.sub(" ", kept))


def fold_name(name: str) -> str:
    """The key of a name, equal for names that differ only in case, accents or white space."""
    return " ".join(fold(name).split())


def _loosened(text: str) -> str:
    bare = str(_HAMZA.sub("", _ACCENTS.sub("", _compatible(text))))
    # Lower case twice: ß and ẞ both become ss. Sigma has another small form at the end of words.
    return bare.lower().upper().lower().replace("\u03c2", "\u03c3")


def _compatible(text: str) -> str:
    if not _ALONE.search(text):
        return unicodedata.normalize("NFKD", text)
    parts = _OTHERS.sub(lambda part: unicodedata.normalize("NFKD", part[0]), text)
    return unicodedata.normalize("NFD", parts)


_fold_cluster = lru_cache(maxsize=20_000)(fold)


def clusters(text: str) -> list[str]:
    """The grapheme clusters of a text."""
    if _SIMPLE_TEXT.fullmatch(text):
        return list(text)
    found: list[str] = _CLUSTER.findall(text)
    if not _VIRAMA.search(text):
        return found
    return [part for cluster in found for part in _NO_CONJUNCT.split(cluster) if part]


def floor_cluster(text: str, at: int) -> int:
    """The last cluster edge at or before `at`."""
    edges = accumulate(map(len, clusters(text)), initial=0)
    return max(edge for edge in edges if edge <= at)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with a mapping to the original text.

    Attributes:
        text: The significant characters.
        owners: For each character of `text`, the number of its cluster.
        edges: Where the clusters of the original text begin, and its length.
    """

    text: str
    owners: range | list[int]
    edges: range | list[int]

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a range of at least one character begins and ends at cluster edges."""
        owners = self.owners
        return (start == 0 or owners[start - 1] != owners[start]) and (
            end == len(owners) or owners[end - 1] != owners[end]
        )

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range in the original text of the clusters of such a range."""
        return self.edges[self.owners[start]], self.edges[self.owners[end - 1] + 1]


def locate(text: str, how: Strictness = "loose") -> Folded:
    """Fold a text and keep the mapping to the original text."""
    if _SIMPLE_TEXT.fullmatch(text):
        folded = fold(text, how)
        if len(folded) == len(text):  # one to one: none of them folds to an empty string
            return Folded(folded, range(len(text)), range(len(text) + 1))
    found = clusters(text)
    pieces = [_fold_cluster(cluster, how) for cluster in found]
    owners = [number for number, piece in enumerate(pieces) for _ in piece]
    return Folded("".join(pieces), owners, list(accumulate(map(len, found), initial=0)))
