"""Misrecognised forms of a glossary that are still in the texts of clips."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import regex

from transcribe.datasets.clips import Clip
from transcribe.text.find_replace import LEFT, RIGHT
from transcribe.text.folding import fold
from transcribe.text.glossary import Term

FORMS_TOLD = 10
BREAK = "\n"  # stands for a term that is spelled correctly: no form goes over it


@dataclass(slots=True)
class GlossaryCheck:
    """Counts the clips with misrecognised forms of some terms.

    Args:
        terms: For all recordings that are checked; of equal forms the first term's holds.
    """

    terms: tuple[Term, ...]
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str], Clip] = field(default_factory=dict)
    _by_language: dict[str | None, _Forms] = field(default_factory=dict)

    def look_at(self, clip: Clip) -> None:
        """Count the forms in a clip's typed text."""
        if not self.terms:
            return
        forms = self._by_language.get(clip.language)
        if forms is None:
            wanted = (one for one in self.terms if one.language in (None, clip.language))
            forms = self._by_language[clip.language] = _Forms(wanted)
        for pair in {*forms.find(clip.text)}:
            self.counts[pair] += 1
            self.first.setdefault(pair, clip)

    def warnings(self) -> Iterator[str]:
        """A sentence for each of the most frequent forms."""
        for (form, term), n in self.counts.most_common(FORMS_TOLD):
            clip = self.first[form, term]
            yield (
                f"The glossary has {term} for “{form}”, which is in the text of {n:,} {'clip' if n == 1 else 'clips'}: "
                f"first at {clip.start_ms / 1000:.1f} s of {clip.recording}."
            )
        if len(self.counts) > FORMS_TOLD:
            yield f"{len(self.counts) - FORMS_TOLD:,} more misrecognised forms of the glossary are in the texts."


class _Forms:
    """The misrecognised forms of some terms, found as whole words; case and accents do not count.

    Forms that differ from their term in case or accents only are found as they are written.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        folded: dict[str, tuple[str, str]] = {}
        exact: dict[str, tuple[str, str]] = {}
        right: set[str] = set()
        for term in terms:
            right.add(fold(term.term))
            for form in term.misrecognitions:
                key = fold(form)
                table, name = (exact, form) if key in {fold(term.term), ""} else (folded, key)
                table.setdefault(name, (form, term.term))
        self._folded, self._exact = folded, exact
        self._right = _words(right)
        self._patterns = _words(folded), _words(exact)

    def find(self, text: str) -> Iterator[tuple[str, str]]:
        """The forms in a text, each with its term."""
        plain = fold(text)
        of_folded, of_exact = self._patterns
        if self._folded and of_folded.search(plain):
            for found in of_folded.finditer(self._right.sub(BREAK, plain)):
                yield self._folded[found[0]]
        if self._exact:
            for found in of_exact.finditer(text):
                yield self._exact[found[0]]


def _words(words: Iterable[str]) -> regex.Pattern[str]:
    """Finds whole words of a list, the longest first."""
    some = sorted(filter(None, words), key=len, reverse=True)
    return regex.compile(f"{LEFT}(?:{'|'.join(map(re.escape, some)) or '(?!)'}){RIGHT}", regex.V0)
