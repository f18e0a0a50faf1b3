"""One recording writes small numbers in one way: `press 2` and `press two` do not take turns.

A model writes `2` in one chunk and `two` in the next. Where the same words stand before a number in both
forms, the form that is more frequent at such places is used for all of them. A word that never stands where
a digit stands is left alone: `the two of us` stays where `press 2` is written. Nor is a part of a larger number
(`two hundred`, `twenty two`). One is in many languages an article or a pronoun: it follows the others only where
the same word stands after it as after them (`press one to …`, `press 2 to …`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from transcribe.text.word_parts import parts_of, words_of

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
ONES: Mapping[str, str] = {
    "en": "one", "fr": "un", "es": "uno", "it": "uno", "de": "eins", "pt": "um", "nl": "een", "sv": "ett",
    "ru": "один",
}  # fmt: skip
# After a small number, or before it: it is a part of a larger one.
LARGER = words_of(
    "hundred thousand million millions billion thirds halves quarters cent cents mille millions milliard milliards cientos "
    "mil millón millones cento cem centos mila milioni milione miliardi milhão milhões hundert tausend millionen millionen "
    "milliarden honderd duizend miljoen miljard hundra tusen miljon miljoner сто тысяч тысячи тысяча миллион миллиона "
    "миллионов twenty thirty forty fifty sixty seventy eighty ninety vingt trente quarante cinquante soixante veinte "
    "treinta cuarenta cincuenta sesenta setenta ochenta noventa venti trenta quaranta cinquanta sessanta vinte trinta "
    "quarenta cinquenta sessenta twintig dertig tjugo trettio двадцать тридцать сорок пятьдесят шестьдесят семьдесят "
    "восемьдесят девяносто"
)  # fmt: skip
AND = frozenset(["and", "y", "e", "et", "und", "en", "och", "и"])
OR = frozenset(["or", "o", "u", "ou", "oder", "of", "eller", "или", *AND])
ENDS = (".", "!", "?", "…")  # of a sentence
STOPS = (".", "!", "?", "…", ",", ";", ":")
A_NUMBER = "#"


@dataclass(frozen=True, slots=True)
class Number:
    """A small number in a text.

    Attributes:
        index: Of its word.
        place: What stands next to it.
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
    if language not in NAMES:
        return None
    text = _Text(words, (ONES[language], *NAMES[language]))
    by_place: dict[str, list[Number]] = defaultdict(list)
    for number in text.numbers():
        by_place[number.place].append(number)
    form = _most_frequent(by_place.values())
    texts = {
        number.index: text.written(number, form)
        for some in by_place.values()
        if form is not None and _is_mixed(some)
        for number in some
        if number.form != form
    }
    for number in text.ones():
        others = by_place.get(number.place, [])
        own = form if _is_mixed(others) else others[0].form if others else None
        is_alike = text.after(number) in {text.after(other) for other in others}
        if is_alike and own is not None and own != number.form and (form or own) == own:
            form = own
            texts[number.index] = text.written(number, own)
    if form is not None:
        texts |= {one.index: text.written(one, form) for one in text.linked(form, texts)}
    return Evened(form, texts) if form and texts else None


def _most_frequent(places: Iterable[Sequence[Number]]) -> Form | None:
    """The form of most numbers at places that have both forms; None if they are as many."""
    counts = Counter(number.form for some in places if _is_mixed(some) for number in some)
    if counts["digits"] == counts["words"]:
        return None
    return counts.most_common(1)[0][0]


def _is_mixed(numbers: Iterable[Number]) -> bool:
    return len({number.form for number in numbers}) > 1


class _Text:
    """The words of a recording, and the numbers among them.

    Args:
        words: With punctuation.
        names: The numbers of the language, from one.
    """

    def __init__(self, words: Sequence[str], names: Sequence[str]) -> None:
        self._words = words
        self._names = names
        self._bare = [parts_of(word)[1].casefold() for word in words]
        self._values = {name: n for n, name in enumerate(names, 1)}
        self._all = tuple(self._find())

    def numbers(self) -> Iterator[Number]:
        """Those from two that are not a part of a larger one."""
        return (number for number in self._all if number.value >= LEAST)

    def ones(self) -> Iterator[Number]:
        return (number for number in self._all if number.value < LEAST)

    def linked(self, form: Form, changed: Collection[int]) -> Iterator[Number]:
        """Numbers in the other form that one in this form, or one that is changed to it, follows: two or 3."""
        known = {number.index: number for number in self._all}
        for index, number in known.items():
            other = known.get(index + 2)
            is_linked = other is not None and self._bare[index + 1] in OR
            ends = any(word.endswith(STOPS) for word in self._words[index : index + 2])
            if other is None or not is_linked or ends:
                continue
            for one, partner in ((number, other), (other, number)):
                has_form = partner.index in changed or partner.form == form
                if has_form and one.form != form and one.index not in changed:
                    yield one

    def after(self, number: Number) -> str:
        """The word after a number, any number as one; empty at the end of a clause."""
        index = number.index + 1
        if self._is_number(index):
            return A_NUMBER
        is_last = index >= len(self._bare) or self._words[index - 1].endswith(STOPS)
        return "" if is_last else self._bare[index]

    def written(self, number: Number, form: Form) -> str:
        """A number's word in a form."""
        before, _, after = parts_of(self._words[number.index])
        written = number.value if form == "digits" else self._names[number.value - 1]
        return f"{before}{written}{after}"

    def _find(self) -> Iterator[Number]:
        for index, text in enumerate(self._bare):
            is_digits = text.isascii() and text.isdigit() and not text.startswith("0")
            value = int(text) if is_digits else self._values.get(text, 0)
            if 0 < value <= len(self._names) and not self._is_in_larger(index):
                yield Number(index, value, "digits" if is_digits else "words", self._place(index))

    def _is_in_larger(self, index: int) -> bool:
        before = [word for word in self._bare[max(0, index - 2) : index] if word not in AND]
        after = self._bare[index + 1 : index + 2]
        is_joined = not self._words[index].endswith(STOPS)
        return bool(is_joined and LARGER & set(after)) or (
            bool(LARGER & set(before[-1:])) and not self._words[index - 1].endswith(STOPS)
        )

    def _place(self, index: int) -> str:
        """The word before; at the beginning of a clause the word after; numbers read out are one place."""
        has_before, has_after = self._is_number(index - 1), self._is_number(index + 1)
        begins = not index or self._words[index - 1].endswith(ENDS)
        ends = index + 1 == len(self._words) or self._words[index].endswith(ENDS)
        if (has_before and not begins) or (has_after and not ends):
            return A_NUMBER
        if begins and ends and (has_before or has_after):  # "Seven. Two. 5."
            return A_NUMBER
        if index and not self._words[index - 1].endswith(STOPS):
            return f"after {self._bare[index - 1]}"
        return f"before {self._bare[index + 1]}" if index + 1 < len(self._words) else ""

    def _is_number(self, index: int) -> bool:
        if not 0 <= index < len(self._bare):
            return False
        return self._bare[index].isdigit() or self._values.get(self._bare[index], 0) >= LEAST
