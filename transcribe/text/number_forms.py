"""One recording writes small numbers in one way: `press 2` and `press two` do not take turns.

A model writes `2` in one chunk and `two` in the next. Where the same words stand before a number in both
forms, the form that is more frequent at such places is used for all of them. A word that never stands where
a digit stands is left alone: `the two of us` stays beside `press 2`. One is not changed, since in many
languages it is an article or a pronoun.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Form = Literal["digits", "words"]

LEAST = 2  # from "two"
NAMES: Mapping[str, tuple[str, ...]] = {
    "en": ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    "fr": ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze"),
    "es": ("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce"),
    "it": ("due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove", "dieci", "undici", "dodici"),
    "de": ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf"),
    "pt": ("dois", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez", "onze", "doze"),
    "nl": ("twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
    "sv": ("två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
    "ru": ("два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять", "одиннадцать",
           "двенадцать"),
}  # fmt: skip
STOPS = (".", "!", "?", "…", ",", ";", ":")
_PARTS = re.compile(r"(\W*)(.*?)(\W*)", re.DOTALL)
A_NUMBER = "#"


@dataclass(frozen=True, slots=True)
class Number:
    """A small number in a text.

    Attributes:
        index: Of its word.
        place: What stands beside it.
    """

    index: int
    value: int
    form: Form
    place: str


@dataclass(frozen=True, slots=True)
class Evened:
    """What a recording's numbers become.

    Attributes:
        form: In which they are all written.
        texts: New texts of words by their index.
    """

    form: Form
    texts: Mapping[int, str]


def even_numbers(words: Sequence[str], language: str) -> Evened | None:
    """Find the numbers that are written otherwise than most at the same places.

    Args:
        words: All words of a recording, with punctuation, in order.
        language: Whisper's code.

    Returns:
        None if there is nothing to change, or the language's numbers are not known here.
    """
    names = NAMES.get(language)
    if names is None:
        return None
    by_place: dict[str, list[Number]] = defaultdict(list)
    for number in _numbers(words, names):
        by_place[number.place].append(number)
    mixed = [some for some in by_place.values() if len({number.form for number in some}) > 1]
    counts = Counter(number.form for some in mixed for number in some)
    if not mixed or counts["digits"] == counts["words"]:
        return None
    form = counts.most_common(1)[0][0]
    texts = {
        number.index: _written(words[number.index], number.value, form, names)
        for some in mixed
        for number in some
        if number.form != form
    }
    return Evened(form, texts)


def _numbers(words: Sequence[str], names: Sequence[str]) -> Iterator[Number]:
    values = {name: LEAST + n for n, name in enumerate(names)}
    bare = [_parts(word)[1].casefold() for word in words]
    for index, text in enumerate(bare):
        value = int(text) if text.isascii() and text.isdigit() else values.get(text, 0)
        if LEAST <= value < LEAST + len(names) and text not in {"", f"0{value}"}:
            form: Form = "digits" if text.isdigit() else "words"
            yield Number(index, value, form, _place(words, bare, index, values))


def _place(words: Sequence[str], bare: Sequence[str], index: int, values: Mapping[str, int]) -> str:
    """The word before; at the beginning of a clause the word after; numbers read out are one place."""

    def is_number(other: int) -> bool:
        return 0 <= other < len(bare) and (bare[other].isdigit() or bare[other] in values)

    if is_number(index - 1) or is_number(index + 1):
        return A_NUMBER
    if index and not words[index - 1].endswith(STOPS):
        return f"after {bare[index - 1]}"
    return f"before {bare[index + 1]}" if index + 1 < len(words) else ""


def _parts(word: str) -> tuple[str, str, str]:
    """Punctuation before, the word, punctuation after."""
    found = _PARTS.fullmatch(word)
    return (found[1], found[2], found[3]) if found else ("", word, "")


def _written(word: str, value: int, form: Form, names: Sequence[str]) -> str:
    before, _, after = _parts(word)
    return f"{before}{value if form == 'digits' else names[value - LEAST]}{after}"
