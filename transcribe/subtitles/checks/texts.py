"""Checks of the text. Their fixes change white space, dashes, brackets and dots, never words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from transcribe.subtitles.checks.lines import is_dialogue
from transcribe.subtitles.checks.model import Check, CheckedCue, Found, Place, Rules
from transcribe.subtitles.cues.counting import without_markup

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_BEFORE_MARK = re.compile(
    r"(?<=\S)[ \t\u00a0\u202f]+(?=(?:\.{2,}|[,.;:!?…،؛؟。、，！？])(?:\s|$|[\"'”’»]))"
)
_DOTS = re.compile(r"\.(?: ?\.){2,}")
_FRENCH_MARKS = ";:!?»"
_DASH = re.compile(r"^([-–—])([ \t\u00a0]*)(?=\S)")
_BRACKETED = re.compile(
    r"^(?P<dash>[-–—]? ?)(?P<open>[\[(])(?P<inside>[^\[\]()]+)(?P<close>[\])])$"
)
_SMALL_NUMBER = re.compile(
    r"(?<![\w.,:/$€£%#-])(\d{1,3})(?![\w.,:/%°€'’-]*\d|[%°€\"″]|\.\w|\s?[ap]\.?m\b)"
)
_FIRST_NUMBER = re.compile(r"(?:^|[.!?…]\s+)[\"“'(\[-]?\s?(\d[\d.,]*)\s+\w")
# Doubled on purpose in many texts.
_MAY_REPEAT = frozenset(
    [
        "that",
        "had",
        "is",
        "no",
        "yes",
        "very",
        "so",
        "ha",
        "bye",
        "well",
        "nous",
        "vous",
        "die",
        "der",
        "das",
    ]
)


def _changed(cue: CheckedCue, text: str) -> tuple[CheckedCue, ...]:
    return (replace(cue, text=text),)


def empty(place: Place, rules: Rules) -> Iterator[Found]:
    """The cue shows nothing."""
    del rules
    if not without_markup(place.cue.text).strip():
        yield Found("has no text", ())


def spaces(place: Place, rules: Rules) -> Iterator[Found]:
    """White space at the ends of lines, double, or before punctuation."""
    tidy = "\n".join(filter(None, (_tidy(line, rules.language) for line in place.cue.lines)))
    if tidy and tidy != place.cue.text:
        yield Found("white space at a line's end, double, before punctuation, or an empty line",
                    _changed(place.cue, tidy))  # fmt: skip


def _tidy(line: str, language: str | None) -> str:
    is_french = language is None or language.startswith("fr")  # unknown: it may be French

    def without(found: re.Match[str]) -> str:
        mark = found.string[found.end()]
        return found[0] if is_french and mark in _FRENCH_MARKS else ""

    return _SPACES.sub(_one_space, _BEFORE_MARK.sub(without, line)).strip()


def _one_space(found: re.Match[str]) -> str:
    """A single space of any kind stays; several become one."""
    return found[0] if len(found[0]) == 1 else " "


def markup(place: Place, rules: Rules) -> Iterator[Found]:
    """Tags in the text: where the profile forbids markup, or a tag that is not closed."""
    text = place.cue.text
    plain = without_markup(text)
    if plain == text or not plain.strip():
        return
    tags = re.findall(r"<(/?)([a-z]+)", text, re.IGNORECASE)
    is_balanced = all(
        tags.count(("", name)) == tags.count(("/", name)) for name in {name for _, name in tags}
    )
    if rules.value("markup") is False or not is_balanced:
        yield Found("markup in the text", _changed(place.cue, plain))


def ellipsis(place: Place, rules: Rules) -> Iterator[Found]:
    """An omission is written with another sign than the profile's."""
    wanted, text = rules.value("ellipsis"), place.cue.text
    if wanted == "…" and _DOTS.search(text):
        yield Found("three dots for “…”", _changed(place.cue, _DOTS.sub("…", text)))
    if wanted == "..." and "…" in text:
        yield Found("“…” for three dots", _changed(place.cue, text.replace("…", "...")))


_STRAIGHT = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'")})
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=[^\W\d_])")
_PAIR = re.compile(r'(?<![\w"])"(?=\S)([^"]*)(?<=\S)"(?![\w"])')


def quotes(place: Place, rules: Rules) -> Iterator[Found]:
    """Straight quotation marks and apostrophes for curly ones, or the reverse."""
    wanted, text = rules.value("quotes"), place.cue.text
    if wanted == "straight" and text.translate(_STRAIGHT) != text:
        yield Found("curly for straight quotation marks or apostrophes",
                    _changed(place.cue, text.translate(_STRAIGHT)))  # fmt: skip
    shown = without_markup(text)
    if wanted == "curly" and ('"' in shown or _APOSTROPHE.search(shown)):
        curly = _PAIR.sub(r"“\1”", _APOSTROPHE.sub("’", text))
        # Attributes of tags have such marks, and other languages other pairs.
        is_sure = '"' not in curly and shown == text and (rules.language or "").startswith("en")
        yield Found("straight for curly quotation marks or apostrophes",
                    _changed(place.cue, curly) if is_sure else None)  # fmt: skip


def dashes(place: Place, rules: Rules) -> Iterator[Found]:
    """Two speakers' lines begin with another dash than the profile's."""
    wanted = rules.value("speakers")
    if wanted not in {"dash both", "dash second"} or not is_dialogue(place.cue):
        return
    first, *rest = place.cue.lines
    dash = "- " if rules.limits.dash_space else "-"
    bare = [_DASH.sub("", line) for line in (first, *rest)]
    is_first = wanted == "dash both"
    lines = [dash * is_first + bare[0], *(_as_dashed(a, b, dash) for a, b in zip(rest, bare[1:], strict=True))]  # fmt: skip
    text = "\n".join(lines)
    if text != place.cue.text:
        where = "both speakers" if is_first else "the second speaker"
        yield Found(f"dashes: {dash!r} before {where}", _changed(place.cue, text))


def _as_dashed(line: str, bare: str, dash: str) -> str:
    """A line that had a dash with the profile's; others stay."""
    return dash + bare if bare != line else line


def brackets(place: Place, rules: Rules) -> Iterator[Found]:
    """A line of sounds stands in other brackets than the profile's."""
    wanted = str(rules.value("brackets"))
    if wanted not in {"[]", "()"}:
        return
    first, last = wanted[0], wanted[1]
    lines = [
        _BRACKETED.sub(lambda found: f"{found['dash']}{first}{found['inside']}{last}", line)
        for line in place.cue.lines
    ]
    text = "\n".join(lines)
    if text != place.cue.text:
        yield Found(f"sounds stand in {wanted}", _changed(place.cue, text))


def double_words(place: Place, rules: Rules) -> Iterator[Found]:
    """A word stands twice in a row."""
    del rules
    words = without_markup(place.cue.text).split()
    for first, second in pairwise(words):
        bare = first.lower()
        if bare == second.lower().rstrip(".,!?;:…") and bare.isalpha() and bare not in _MAY_REPEAT:
            yield Found(f"“{first} {second}”")


def small_numbers(place: Place, rules: Rules) -> Iterator[Found]:
    """A small number is written in digits."""
    most = rules.value("spell_numbers_to")
    if not isinstance(most, int) or isinstance(most, bool):
        return
    for found in _SMALL_NUMBER.finditer(without_markup(place.cue.text)):
        if 1 <= int(found[1]) <= most:
            yield Found(f"{found[1]} in digits; numbers from 1 to {most} are words")


def first_number(place: Place, rules: Rules) -> Iterator[Found]:
    """A sentence begins with digits."""
    if rules.value("spell_numbers_to") is None:
        return
    if found := _FIRST_NUMBER.search(without_markup(place.cue.text).replace("\n", " ")):
        yield Found(f"a sentence begins with {found[1]} in digits")


def lost_characters(place: Place, rules: Rules) -> Iterator[Found]:
    """U+FFFD stands where a character was lost in a conversion."""
    del rules
    n = place.cue.text.count("\ufffd")
    if n:
        yield Found(f"{n} lost character{'' if n == 1 else 's'} (U+FFFD)")


CHECKS = (
    Check("empty", "error", "The cue shows nothing.", empty),
    Check("lost-characters", "error", "Characters were lost in a conversion.", lost_characters),
    Check("markup", "error", "Markup is left in the text.", markup, "markup"),
    Check("spaces", "warning", "White space that a reader should not see.", spaces),
    Check("ellipsis", "warning", "How an omission is written.", ellipsis, "ellipsis"),
    Check("quotes", "warning", "Which quotation marks are used.", quotes, "quotes"),
    Check("dashes", "warning", "How two speakers are marked.", dashes, "speakers"),
    Check("brackets", "warning", "How sounds are marked.", brackets, "brackets"),
    Check("double-words", "warning", "A word stands twice.", double_words),
    Check("small-numbers", "warning", "Small numbers are words.", small_numbers, "spell_numbers_to"),
    Check("first-number", "warning", "A sentence begins with a word.", first_number, "spell_numbers_to"),
)  # fmt: skip
