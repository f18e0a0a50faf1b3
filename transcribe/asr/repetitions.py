"""Tell repeats that were spoken from loops of the decoder, by how long the text takes to say.

A decoder that loops writes far more text than the audio has time for, or puts several repeats into one
moment. A person who says a sentence six times takes six times as long. The limits are those of the
fastest speech: professional readers reach about 20 letters a second for short passages.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from transcribe.document.model import Word, is_unspaced

MAX_LETTERS_PER_S = 24.0  # more is not speech
SYLLABLE_LETTERS = 2.5  # a Chinese character, a kana or a digit takes as long as so many letters
MAX_LOOP = 3  # more repeats of a phrase must be borne out by the audio
MAX_PHRASE = 12  # words
LEAST_SENTENCE, MAX_SENTENCE = 3, 40  # words that are said again as a whole
OTHER_FORM = 0.25  # of the words at most are numbers in another form
SENTENCE_WEIGHT = 10.0  # letters; less is a stutter
LEAST_REPEAT_MS = 120  # of audio for one repeat, however short its text
EVEN = 0.4  # a spoken repeat takes at least this share of the median one
MAX_SAME_LETTERS = 3  # as in "www" or "Schifffahrt"

_LETTER_RUN = re.compile(r"([^\W\d_])\1{3,}", re.IGNORECASE)
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Repetition:
    """A phrase said several times in a row.

    Attributes:
        first: Index of its first word.
        length: Words in the phrase.
        n: How often it comes.
    """

    first: int
    length: int
    n: int

    def words(self, words: Sequence[Word], number: int) -> Sequence[Word]:
        """The words of one of the repeats, the first is 0."""
        start = self.first + number * self.length
        return words[start : start + self.length]


def weight(text: str) -> float:
    """How much there is to say in a text, in letters; digits and unspaced scripts count more."""
    return sum(
        SYLLABLE_LETTERS if is_unspaced(character) or character.isdigit() else 1.0
        for character in text
        if character.isalnum()
    )


def is_sayable(text: str, sounding_ms: int) -> bool:
    """Whether a text can be said in this much audible speech."""
    return weight(text) <= MAX_LETTERS_PER_S * sounding_ms / 1000


def find_repetitions(words: Sequence[Word], least: int = MAX_LOOP + 1) -> Iterator[Repetition]:
    """Phrases of up to 12 words that come at least `least` times in a row, in order, without overlap."""
    texts = [_bare(word.text) for word in words]
    return _without_overlap(len(texts), lambda first: _repetition_at(texts, first, least))


def _without_overlap(
    n_words: int, find_at: Callable[[int], Repetition | None]
) -> Iterator[Repetition]:
    """What is found at each word that no earlier find covers."""
    first = 0
    while first < n_words:
        found = find_at(first)
        if found is None:
            first += 1
        else:
            yield found
            first += found.length * found.n


def _repetition_at(texts: Sequence[str], first: int, least: int) -> Repetition | None:
    for length in range(1, min(MAX_PHRASE, (len(texts) - first) // least) + 1):
        phrase = texts[first : first + length]
        n = 1
        while texts[first + n * length : first + (n + 1) * length] == phrase:
            n += 1
        if n >= least:
            return Repetition(first, length, n)
    return None


def find_said_again(words: Sequence[Word]) -> Iterator[Repetition]:
    """Sentences of 3 to 40 words that come again at once, in the same words, without overlap.

    `1` and `one` are the same here. Any other word that differs was said: `press 2 to …, press 3 to …`.
    """
    texts = [_bare(word.text) for word in words]
    return _without_overlap(len(texts), lambda first: _said_again_at(words, texts, first))


def _said_again_at(words: Sequence[Word], texts: Sequence[str], first: int) -> Repetition | None:
    for length in range(LEAST_SENTENCE, min(MAX_SENTENCE, (len(texts) - first) // 2) + 1):
        phrase = texts[first : first + length]
        n = 1
        while _is_alike(phrase, texts[first + n * length : first + (n + 1) * length]):
            n += 1
        if (
            n > 1
            and weight("".join(w.text for w in words[first : first + length])) >= SENTENCE_WEIGHT
        ):
            return Repetition(first, length, n)
    return None


def _is_alike(phrase: Sequence[str], again: Sequence[str]) -> bool:
    if len(again) != len(phrase):
        return False
    others = [(a, b) for a, b in zip(phrase, again, strict=True) if a != b]
    is_spelling = all(a.isdigit() != b.isdigit() for a, b in others)
    return is_spelling and len(others) <= OTHER_FORM * len(phrase)


def _bare(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold())) or text


def drop_loops(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Drop the repeats of a phrase that the audio has no time for; the first always stays.

    Args:
        words: With times by the aligner, corrected by the level of the audio.
    """
    dropped: set[int] = set()
    for found in find_repetitions(words):
        lengths = [_duration_ms(found.words(words, number)) for number in range(found.n)]
        median_ms = sorted(lengths)[found.n // 2]
        for number in range(1, found.n):
            said = found.words(words, number)
            if lengths[number] < EVEN * median_ms or not _is_spoken(said, lengths[number]):
                start = found.first + number * found.length
                dropped |= set(range(start, start + found.length))
    return tuple(word for index, word in enumerate(words) if index not in dropped)


def drop_repeats(words: tuple[Word, ...], found: Iterable[Repetition]) -> tuple[Word, ...]:
    """Drop the repeats of these phrases; the first of each stays."""
    dropped = {
        index
        for one in found
        for index in range(one.first + one.length, one.first + one.length * one.n)
    }
    return tuple(word for index, word in enumerate(words) if index not in dropped)


def _duration_ms(words: Sequence[Word]) -> int:
    return words[-1].end_ms - words[0].start_ms


def _is_spoken(words: Sequence[Word], duration_ms: int) -> bool:
    text = "".join(word.text for word in words)
    return duration_ms >= LEAST_REPEAT_MS and is_sayable(text, duration_ms)


def clean_texts(words: tuple[Word, ...]) -> tuple[Word, ...]:
    """Remove bytes that are no text (U+FFFD), and shorten a letter that is written on and on."""
    cleaned = (replace(word, text=clean_text(word.text)) for word in words)
    return tuple(word for word in cleaned if word.text)


def clean_text(text: str) -> str:
    """As `clean_texts`, one text: a letter comes at most three times in a row; digits may."""
    whole = text.replace(_REPLACEMENT, "").strip()
    return _LETTER_RUN.sub(lambda run: run.group()[:MAX_SAME_LETTERS], whole)
