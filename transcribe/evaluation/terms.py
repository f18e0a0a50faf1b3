"""How many of a glossary's terms that were said are written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcribe.quality.text_scores import normalised_words

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TermCount:
    """Occurrences of terms in references, and those of them that the hypotheses have too."""

    n_said: int = 0
    n_written: int = 0

    def __add__(self, other: TermCount) -> TermCount:
        return TermCount(self.n_said + other.n_said, self.n_written + other.n_written)

    @property
    def recall(self) -> float | None:
        """Share of the terms that are written; None if none was said."""
        return self.n_written / self.n_said if self.n_said else None


def normalised_terms(terms: Iterable[str]) -> tuple[Words, ...]:
    """Terms as they are compared, each once."""
    found = dict.fromkeys(tuple(normalised_words(term)) for term in terms)
    return tuple(term for term in found if term)


def count_terms(reference: str, hypothesis: str, terms: Sequence[Words]) -> TermCount:
    """Count the terms of a passage; a term that is written more often than said counts as often as said."""
    said, written = normalised_words(reference), normalised_words(hypothesis)
    first_words = set(said)  # of thousands of terms a passage has few
    total = TermCount()
    for term in terms:
        if term[0] in first_words and (n_said := _occurrences(said, term)):
            total += TermCount(n_said, min(n_said, _occurrences(written, term)))
    return total


def _occurrences(words: Sequence[str], term: Words) -> int:
    size = len(term)
    return sum(tuple(words[at : at + size]) == term for at in range(len(words) - size + 1))
