"""Word and character error rates.

Edits are the minimum number of substitutions, deletions and insertions (Levenshtein, unit costs; Morris,
Maier and Green, 2004), counted by rapidfuzz, as in jiwer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from transcribe.document.word_timing import tokenize

_APOSTROPHES = frozenset("'’‘ʼ＇")
_IN_NUMBERS = re.compile(r"(?<=\d),(?=\d{3})")
_POINT = re.compile(r"(?<=\d)\.(?=\d)")
NORMALISATION = (
    "capitals, punctuation and symbols are not counted, a hyphen separates words; numbers are compared as they are "
    "written; each character of Chinese, Japanese and Thai is a word"
)


@dataclass(frozen=True, slots=True)
class TextErrors:
    """Edits that turn the reference into the hypothesis.

    Attributes:
        n_reference: Words or characters of the reference.
        n_hypothesis: Words or characters of the hypothesis.
    """

    substitutions: int
    deletions: int
    insertions: int
    n_reference: int
    n_hypothesis: int

    def __add__(self, other: TextErrors) -> TextErrors:
        """The counts of two texts together."""
        return TextErrors(
            self.substitutions + other.substitutions, self.deletions + other.deletions,
            self.insertions + other.insertions, self.n_reference + other.n_reference,
            self.n_hypothesis + other.n_hypothesis,
        )  # fmt: skip

    @property
    def n_errors(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float | None:
        """Errors for each unit of the reference, over 1 with many insertions; None without a reference."""
        return self.n_errors / self.n_reference if self.n_reference else None


def normalised_words(text: str) -> list[str]:
    """The words of a text as they are compared; `NORMALISATION` says how."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = unicodedata.normalize("NFKC", plain)
    plain = _POINT.sub("\0", _IN_NUMBERS.sub("", plain))
    return tokenize("".join(map(_compared, plain)).replace("\0", "."))


def _compared(character: str) -> str:
    """A character as it is compared. Marks stay: they are the vowels of Hindi and Thai."""
    category = unicodedata.category(character)
    if category[0] in "LMN" or character == "\0":
        return "" if character in _APOSTROPHES else character
    return "" if character in _APOSTROPHES or category == "Cf" else " "


def word_errors(reference: str, hypothesis: str) -> TextErrors:
    """Count the errors in words."""
    return _errors(normalised_words(reference), normalised_words(hypothesis))


def character_errors(reference: str, hypothesis: str) -> TextErrors:
    """Count the errors in characters of the normalised words, without the spaces between them."""
    return _errors("".join(normalised_words(reference)), "".join(normalised_words(hypothesis)))


def _errors(reference: Sequence[str], hypothesis: Sequence[str]) -> TextErrors:
    counts = {"replace": 0, "delete": 0, "insert": 0}
    for edit in Levenshtein.editops(reference, hypothesis):
        counts[edit.tag] += 1
    return TextErrors(
        counts["replace"], counts["delete"], counts["insert"], len(reference), len(hypothesis)
    )
