"""Find the glossary terms that a draft may have misrecognised, and their places.

A range of words is compared with a term by a rough phonetic form: letters that are often confused in
spelling are made equal, accents, double letters and spaces are dropped. It uses no language's rules;
it only has to find the few terms that are worth asking the model about.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from transcribe.document.model import Word
from transcribe.text.glossary import Term

NEAR = 0.62  # minimum similarity for a low-confidence range
NEARER = 0.78  # minimum similarity for any range
LOW_CONFIDENCE = 0.75  # probability of the least probable word
MAX_EXTRA_WORDS = 2  # a term may have been recognised as this many more words
MIN_LETTERS = 4  # shorter terms match too many words

_SPELLED_ALIKE = (
    ("sch", "s"), ("tch", "s"), ("ph", "f"), ("gh", "g"), ("ck", "k"), ("qu", "k"), ("ch", "k"), ("sh", "s"),
    ("th", "t"), ("x", "ks"), ("c", "k"), ("q", "k"), ("z", "s"), ("w", "v"), ("y", "i"), ("j", "i"), ("h", ""),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("ea", "i"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """A term and the range of words `[first, last)` that may be it."""

    term: str
    first: int
    last: int
    similarity: float


@lru_cache(maxsize=50_000)
def sound_of(text: str) -> str:
    """A rough phonetic form: equal for spellings that are often confused."""
    plain = "".join(
        character
        for character in unicodedata.normalize("NFKD", text.lower())
        if character.isalnum() and not unicodedata.combining(character)
    )
    for spelled, alike in _SPELLED_ALIKE:
        plain = plain.replace(spelled, alike)
    return re.sub(r"(.)\1+", r"\1", plain)


def near_terms(words: Sequence[Word], terms: Iterable[Term], limit: int = 12) -> list[Near]:
    """The terms that a draft may have misrecognised, nearest first, without terms already present.

    Args:
        words: Words of a draft.
        terms: The glossary.
        limit: Maximum number.
    """
    texts = [word.text for word in words]
    sounds = [sound_of(text) for text in texts]
    whole = f" {' '.join(bare(text) for text in texts)} "
    found: dict[str, Near] = {}
    for term in terms:
        if f" {bare(term.term)} " in whole or term.term in found:
            continue
        best = _nearest(words, sounds, term)
        if best is not None:
            found[term.term] = best
    return sorted(found.values(), key=lambda near: -near.similarity)[:limit]


def _nearest(words: Sequence[Word], sounds: Sequence[str], term: Term) -> Near | None:
    best: Near | None = None
    forms = [
        (sound_of(term.term), False),
        *((sound_of(form), True) for form in term.misrecognitions),
    ]
    n_words = len(term.term.split())
    for wanted, is_known in forms:
        if len(wanted) < MIN_LETTERS and not is_known:
            continue
        for first in range(len(words)):
            heard = ""
            for last in range(first + 1, min(len(words), first + n_words + MAX_EXTRA_WORDS) + 1):
                heard += sounds[last - 1]
                if len(heard) > 1.6 * len(wanted) + 1:
                    break
                similarity = _similarity(heard, wanted)
                if is_known:
                    similarity = 1.0 if heard == wanted else 0.0
                if similarity <= (best.similarity if best else 0):
                    continue
                if _is_near(similarity, words[first:last]):
                    best = Near(term.term, first, last, similarity)
    return best


def _similarity(heard: str, wanted: str) -> float:
    if 2 * len(heard) < len(wanted):
        return 0.0
    return float(Levenshtein.normalized_similarity(heard, wanted, score_cutoff=NEAR))


def _is_near(similarity: float, words: Sequence[Word]) -> bool:
    if similarity >= NEARER:
        return True
    confidence = min(word.probability if word.probability is not None else 1.0 for word in words)
    return similarity >= NEAR and confidence < LOW_CONFIDENCE


def bare(text: str) -> str:
    """A text without case and punctuation, for comparison."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text.lower())))
