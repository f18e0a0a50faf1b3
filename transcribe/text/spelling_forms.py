"""One recording writes a word in one way: `iPhone` and `Iphone`, or `health care` and `healthcare`, do not alternate.

A model that hears a recording chunk by chunk writes a name one way in one chunk and another way in the next.
The way that is more frequent is used for all of them where both ways are surely the same word. Where they
may be two words (`may` and `May`, `the bill` and `Bill`), it is used only between the same words. Never
changed are the first capital of languages that give one to nouns (`essen`, `Essen`), and accents of
words that are no names (`si`, `sí`).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from transcribe.document.segmentation import ends_sentence
from transcribe.text.folding import fold
from transcribe.text.word_parts import parts_of, words_of

Certainty = Literal["sure", "alike"]  # alike: only between the same words

LEAST_LETTERS = 3  # of a word whose spelling, not only its case, is compared
LEAST_PART = 3  # letters of each of two words that may be one
LONG_LETTERS = 8  # so long a word is seldom two: Healthcare, healthcare
TELLING_LETTERS = 5  # a neighbour this long says that two places are alike
NOUN_CAPITALS = frozenset(["de", "lb"])
DIGRAPHS = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}
ASCII_LETTERS = re.compile("ae|oe|ue|ss")
OPENERS = (":", "–", "—", "-", "…")  # what follows may begin with a capital
BEFORE_BEGIN = '"“„«»‹›¿¡(['
_LETTERS = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# Two words of these mean something else than the one word: every day, set up, sobre todo, plus tôt.
LOOSE_FIRST: Mapping[str, frozenset[str]] = {
    "en": words_of("every any some may all one over under out after with who what when where how good can"),
    "fr": words_of("plus bien avant après entre contre sous sur tout quelque long peut par mal non"),
    "es": words_of("sobre entre contra para medio tras ante bajo desde mal bien tan con por sin mas más"),
    "it": words_of("sopra sotto contro oltre tutto bene male per con non sin dopo tra"),
    "pt": words_of("sobre entre contra para com sem bem mal por meio tão"),
    "de": words_of("so mit zu in auf an aus ein ab um vor nach wie wieder zusammen da nicht weiter"),
    "nl": words_of("met in op aan uit af om voor na te over toe door tegen niet zo"),
    "ru": words_of("так что как где при под над про за по на из от для без тут кто"),
}  # fmt: skip
LOOSE_SECOND: Mapping[str, frozenset[str]] = {
    "en": words_of("out off down over away back through time one thing body where how day while ways")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Words of a text that are written otherwise.

    Attributes:
        first: Index of the first of them.
        n_words: How many they are.
        texts: The words in their place.
    """

    first: int
    n_words: int
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word, or two that may be one, stands in a text.

    Attributes:
        first, n_words: Its words.
        form: How it is written, without punctuation; two words with a blank.
        begins: Its first letter says nothing, as a sentence begins here, or a piece of text does.
        before, after: The words around it in the same sentence; empty for none.
    """

    first: int
    n_words: int
    form: str
    begins: bool
    before: str
    after: str


def even_spelling(
    words: Sequence[str], language: str, starts: Collection[int] = ()
) -> tuple[Rewrite, ...]:
    """Find words that are spelled otherwise than in most places: accents, hyphens, joined or apart.

    Args:
        words: All words of a recording, with punctuation, in order.
        language: Whisper's code.
        starts: Indexes at which a segment begins; no two words on both sides of them are joined.
    """
    return tuple(_Spelling(_Text(words, frozenset(starts)), language).rewrites())


def even_case(
    words: Sequence[str], language: str, starts: Collection[int] = ()
) -> tuple[Rewrite, ...]:
    """Find words with other capitals than in most places; arguments as for `even_spelling`."""
    return tuple(_Case(_Text(words, frozenset(starts)), language).rewrites())


class _Text:
    """The words of a recording, taken apart."""

    def __init__(self, words: Sequence[str], starts: frozenset[int]) -> None:
        self.words = words
        self.starts = starts
        self.parts = [parts_of(word) for word in words]

    def single(self) -> Iterator[Place]:
        """Every word of letters."""
        for index, (_, core, _) in enumerate(self.parts):
            if _LETTERS.fullmatch(core):
                yield self._place(index, 1, core)

    def pairs(self, language: str) -> Iterator[Place]:
        """Every two words that may be one."""
        firsts, seconds = LOOSE_FIRST.get(language, ()), LOOSE_SECOND.get(language, ())
        for index in range(len(self.words) - 1):
            (_, one, after), (before, two, _) = self.parts[index : index + 2]
            is_apart = after or before or index + 1 in self.starts
            if is_apart or not (one.isalpha() and two.isalpha()):
                continue
            is_loose = one.lower() in firsts or two.lower() in seconds
            if min(len(one), len(two)) >= LEAST_PART and not is_loose:
                yield self._place(index, 2, f"{one} {two}")

    def _place(self, index: int, n_words: int, form: str) -> Place:
        end = index + n_words
        has_before = index and not ends_clause(self.words[index - 1])
        has_after = end < len(self.words) and not ends_clause(self.words[end - 1])
        return Place(
            index, n_words, form, self.begins(index),
            self.parts[index - 1][1] if has_before else "", self.parts[end][1] if has_after else "",
        )  # fmt: skip

    def begins(self, index: int) -> bool:
        """Whether a capital at this word says nothing."""
        return index in self.starts or begins_sentence(self.words, index)

    def rewritten(self, place: Place, form: str) -> Rewrite:
        """The words of a place in another form, with their punctuation."""
        before, after = self.parts[place.first][0], self.parts[place.first + place.n_words - 1][2]
        *most, last = form.split(" ")
        texts = [*most, last + after]
        return Rewrite(place.first, place.n_words, (before + texts[0], *texts[1:]))


def begins_sentence(words: Sequence[str], index: int) -> bool:
    """Whether a capital at this word may be that of a beginning."""
    if not index or words[index].startswith(tuple(BEFORE_BEGIN)):
        return True
    before = words[index - 1]
    return ends_sentence(before) or before.endswith(OPENERS)


def ends_clause(word: str) -> bool:
    """Whether punctuation divides a word from the next one."""
    return bool(parts_of(word)[2])


class _Ways:
    """How often a word is written in each way: in the whole recording, and in places alike.

    Args:
        places: Of the word.
        form_of: The way in which a place has it.
        counts: Whether a place says something about it.
    """

    def __init__(
        self,
        places: Iterable[Place],
        form_of: Callable[[Place], str],
        counts: Callable[[Place], bool],
    ) -> None:
        self._form_of = form_of
        self._all = Counter[str]()
        self._alike: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for place in filter(counts, places):
            self._all[form_of(place)] += 1
            for key in _likenesses(place):
                self._alike[key][form_of(place)] += 1

    @property
    def most(self) -> str | None:
        """The most frequent way in the whole recording."""
        return _most(self._all)

    def better(self, place: Place, certainty: Callable[[str, str], Certainty | None]) -> str | None:
        """The way in which a place should have the word, if it has another one.

        Args:
            place: One of the word's places.
            certainty: How sure it is that two forms are one word.
        """
        own = self._form_of(place)
        sure = {form for form in self._all if form != own and certainty(own, form) == "sure"}
        best = _most(Counter({form: self._all[form] for form in (*sure, own)}))
        if best not in {None, own}:
            return best
        near = Counter[str]()
        for key in _likenesses(place):
            near += self._alike[key]
        best = _most(near)
        is_better = best is not None and best != own and certainty(own, best) == "alike"
        return best if is_better else None


def _likenesses(place: Place) -> Iterator[tuple[str, str]]:
    """Places that share one of these are alike: between the same words, or next to the same long one."""
    if place.before and place.after:
        yield place.before, place.after
    if len(place.before) >= TELLING_LETTERS:
        yield place.before, ""
    if len(place.after) >= TELLING_LETTERS:
        yield "", place.after


def _most(counts: Counter[str]) -> str | None:
    """The form that is more frequent than each other one."""
    if not counts:
        return None
    (form, n), *rest = counts.most_common(2)
    return None if rest and rest[0][1] == n else form


@dataclass(frozen=True, slots=True)
class _Case:
    """The capitals of a text's words."""

    text: _Text
    language: str

    def rewrites(self) -> Iterator[Rewrite]:
        """All of them in order."""
        by_word: dict[str, list[Place]] = defaultdict(list)
        for place in self.text.single():
            if len(place.form) > 1:
                by_word[place.form.lower()].append(place)
        found = [one for places in by_word.values() for one in self._of_word(places)]
        yield from sorted(found, key=lambda one: one.first)

    def _of_word(self, places: Sequence[Place]) -> Iterator[Rewrite]:
        if len({place.form for place in places}) < 2:
            return
        ways = _Ways(places, lambda place: place.form, _says_case)
        for place in places:
            better = ways.better(place, self._certainty)
            if better is None or (place.begins and not _has_inner_capital(better)):
                continue
            if (
                place.form == better.lower()
                and not _has_inner_capital(better)
                and ways.most != better
            ):
                continue  # it has a capital here and there only
            is_lowered = place.form[0].isupper() and better == better.lower()
            if not (is_lowered and self._is_in_name(place)):
                yield self.text.rewritten(place, better)

    def _is_in_name(self, place: Place) -> bool:
        """Whether a word next to it in the sentence has a capital too, as in World Health Organization."""
        neighbours = [(place.first - 1, place.before), (place.first + 1, place.after)]
        return any(
            word and self.text.parts[index][1][:1].isupper() and not self.text.begins(index)
            for index, word in neighbours
        )

    def _certainty(self, form: str, other: str) -> Certainty | None:
        """How sure it is that two words which differ in capitals are one, written as the other."""
        if form[1:] == other[1:]:
            if _has_inner_capital(other):  # iPhone, IPhone
                return "sure"
            if self.language in NOUN_CAPITALS:
                return None
            is_long = len(form) >= LONG_LETTERS and other[0].islower()
            return "sure" if is_long else "alike"
        is_small = form == form.lower() or other == other.lower()
        return "alike" if is_small and (form.isupper() or other.isupper()) else "sure"  # us, US


def _says_case(place: Place) -> bool:
    is_told = place.form[0].islower() or place.form.isupper()
    return not place.begins or (is_told and _has_inner_capital(place.form))


def _has_inner_capital(form: str) -> bool:
    return form[1:] != form[1:].lower()


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The spellings of a text's words."""

    text: _Text
    language: str

    def rewrites(self) -> Iterator[Rewrite]:
        """All of them in order; none overlaps another."""
        by_key: dict[str, list[Place]] = defaultdict(list)
        for place in self.text.single():
            if len(place.form) >= LEAST_LETTERS:
                by_key[_key(place.form)].append(place)
        for place in self.text.pairs(self.language):
            if (key := _key(place.form)) in by_key:
                by_key[key].append(place)
        end = 0
        found = [one for places in by_key.values() for one in self._of_key(places)]
        for one in sorted(found, key=lambda one: (one.first, -one.n_words)):
            if one.first >= end:
                yield one
                end = one.first + one.n_words

    def _of_key(self, places: Sequence[Place]) -> Iterator[Rewrite]:
        if len({place.form.lower() for place in places}) < 2:
            return
        ways = _Ways(places, lambda place: place.form.lower(), lambda _: True)
        examples: dict[str, list[Place]] = defaultdict(list)
        for place in places:
            examples[place.form.lower()].append(place)
        are_names = _are_names(places)

        def certainty(form: str, other: str) -> Certainty | None:
            one, two = (examples[name][0].form for name in (form, other))
            return self._certainty(one, two, are_names=are_names)

        for place in places:
            if (better := ways.better(place, certainty)) is not None:
                yield self.text.rewritten(place, _as_written(examples[better], place))

    def _certainty(self, form: str, most: str, *, are_names: bool) -> Certainty | None:
        one, other = form.lower(), most.lower()
        if _joined(one) == _joined(other):
            return _join_certainty(form, most, self.language)
        if "-" in one + other or " " in one + other:
            return None
        if _spelled_out(one) == _spelled_out(other):  # Müller, Mueller
            is_sharp = one.count("ß") != other.count("ß")  # Masse, Maße
            is_sure = self.language in NOUN_CAPITALS or are_names
            return "sure" if is_sure and not is_sharp else "alike"
        if are_names and self.language not in NOUN_CAPITALS:  # José, Jose; but Mutter, Mütter
            return "sure"
        return "alike" if self.language == "en" else None


def _key(form: str) -> str:
    """What all spellings of a word have in common; also of some that are not the same word."""
    letters = fold(_joined(form.lower())).replace("ss", "s")
    return letters.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _joined(form: str) -> str:
    return form.replace("-", "").replace(" ", "")


def _spelled_out(form: str) -> str:
    return "".join(DIGRAPHS.get(character, character) for character in form)


def _are_names(places: Sequence[Place]) -> bool:
    inside = [place for place in places if not place.begins]
    return bool(inside) and all(place.form[0].isupper() for place in inside)


def _join_certainty(form: str, most: str, language: str) -> Certainty | None:
    """How sure it is that words which differ in hyphens or blanks are one."""
    both = {" ": " " in form + most, "-": "-" in form + most}
    parts = re.split("[- ]", form if len(form) > len(most) else most)
    if both[" "] and both["-"]:
        return "alike"  # a long-term plan, in the long term
    if both["-"]:
        return "sure" if len(parts[0]) > 2 or parts[0].lower() == "e" else "alike"  # re-sign
    are_nouns = all(part[0].isupper() for part in parts)
    return "sure" if language == "en" or (language in NOUN_CAPITALS and are_nouns) else "alike"


def _as_written(examples: Sequence[Place], place: Place) -> str:
    """The most frequent way of writing the examples, with the capital that the place needs."""
    inside = [example.form for example in examples if not example.begins]
    form = Counter(inside or [example.form for example in examples]).most_common(1)[0][0]
    if place.begins and place.form[0].isupper():
        return form[0].upper() + form[1:]
    return form if inside or place.form[0].isupper() else form[0].lower() + form[1:]
