"""Checks of words: spelling, words to avoid, speakers, times of day, italics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from transcribe.subtitles.checks.lines import is_dialogue
from transcribe.subtitles.checks.model import Check, Found, Place, Rules
from transcribe.subtitles.cues.counting import without_markup

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_ITALICS = re.compile(r"</?(?:i|em)(?:[ \t.][^<>\n]{0,200})?>|\{\\i[01]\}", re.IGNORECASE)
_AFTER_TIME = r"(?=\s?(?:[ap]\.?m\b|uhr\b|h\b|heures\b|horas\b|o['’]clock))"
_BEFORE_TIME = (
    r"(?:(?<=\bat )|(?<=\bum )|(?<=\bab )|(?<=\bbis )|(?<=\buntil )|(?<=\balle )|(?<=\blas ))"
)
_NO_NUMBER = r"(?![\d:.,]*\d)"
_WITH_COLON = re.compile(r"(?<![\d:.,])([01]?\d|2[0-4]):([0-5]\d)" + _NO_NUMBER)
# A full stop between digits is a time of day only next to a word that says so.
_WITH_STOP = re.compile(
    rf"(?:{_BEFORE_TIME}([01]?\d|2[0-4])\.([0-5]\d){_NO_NUMBER}"
    rf"|(?<![\d:.,])([01]?\d|2[0-4])\.([0-5]\d){_AFTER_TIME})",
    re.IGNORECASE,
)


def speaker(place: Place, rules: Rules) -> Iterator[Found]:
    """Other cues name their speaker, and this one does not."""
    cue = place.cue
    is_speech = any(map(str.isalnum, cue.text)) and not is_dialogue(cue)
    if rules.has_speakers and is_speech and not cue.speaker and not _is_sound(cue.text):
        yield Found("names no speaker, as others do")


def _is_sound(text: str) -> bool:
    """Whether a text is a sound in brackets, which nobody says."""
    shown = without_markup(text).strip()
    return shown[:1] in "[(♪" and shown[-1:] in "])♪"


def spelling(place: Place, rules: Rules) -> Iterator[Found]:
    """Words that the dictionary does not have."""
    if rules.is_word is None:
        return
    unknown = {word: None for word in words_of(place.cue.text) if not rules.is_word(word)}
    if unknown:
        yield Found(f"not in the dictionary: {', '.join(unknown)}")


def words_of(text: str) -> Iterator[str]:
    """Words that a dictionary may have: without numbers, addresses and words broken by markup."""
    for part in without_markup(text).split():
        if not any(one in part for one in "@/\\_") and not any(map(str.isdigit, part)):
            yield from (word.replace("’", "'") for word in _WORD.findall(part))


def avoid(place: Place, rules: Rules) -> Iterator[Found]:
    """Words that the profile's or a person's own list says not to use."""
    listed = (*rules.avoided, *str(rules.value("avoid") or "").split("\n"))
    found = list(_listed_words(place.cue.text, listed))
    if found:
        yield Found(f"to be avoided: {', '.join(found)}")


def _listed_words(text: str, listed: Iterable[str]) -> Iterator[str]:
    """Words and phrases of a list that a text has, with any capitals; `damn*` is any word that begins so."""
    spoken = f" {' '.join(map(_folded, _WORD.findall(without_markup(text))))} "
    for entry in dict.fromkeys(map(str.strip, listed)):
        folded = " ".join(_folded(entry.rstrip("*")).split())
        if folded and f" {folded}{'' if entry.endswith('*') else ' '}" in spoken:
            yield entry


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace("’", "'")


def times_of_day(place: Place, rules: Rules) -> Iterator[Found]:
    """A time of day is written with another sign than the profile's."""
    wanted, text = rules.value("clock"), place.cue.text
    if wanted == "10:30":
        fixed = _WITH_STOP.sub(_joined(":"), text)
    elif wanted == "10.30":
        fixed = _WITH_COLON.sub(_joined("."), text)
    else:
        return
    if fixed != text:
        yield Found(f"a time of day is written as {wanted}", (replace(place.cue, text=fixed),))


def _joined(sign: str) -> Callable[[re.Match[str]], str]:
    """Write hours and minutes with a sign between them."""

    def written(found: re.Match[str]) -> str:
        return sign.join(part for part in found.groups() if part is not None)

    return written


def italics(place: Place, rules: Rules) -> Iterator[Found]:
    """Italics where the profile's language has none."""
    if rules.value("italics") is not False:
        return
    plain = _ITALICS.sub("", place.cue.text)
    if plain != place.cue.text and plain.strip():
        yield Found("italics", (replace(place.cue, text=plain),))


CHECKS = (
    Check("speaker", "warning", "Each cue names its speaker where others do.", speaker),
    Check("spelling", "warning", "The dictionary does not have a word.", spelling),
    Check("avoid", "warning", "A word of the list of words to avoid.", avoid, "avoid"),
    Check("times-of-day", "warning", "How a time of day is written.", times_of_day, "clock"),
    Check("italics", "error", "This delivery has no italics.", italics, "italics"),
)
