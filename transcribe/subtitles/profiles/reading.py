"""Read profiles from TOML.

A file holds any number of profiles and the sources that they name:

    [sources.guide]
    title = "Subtitle guide"
    address = "https://example.org/guide"
    version = "2.1, March 2026"
    read_on = 2026-11-24

    [profile.our-channel]
    title = "Our channel"
    inherits = "netflix-en"
    line_chars = 37
    cps = { value = 15, source = "guide", note = "13 in an older version" }
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from transcribe.errors import InvalidProfile
from transcribe.subtitles.frame_rates import MILLISECONDS
from transcribe.subtitles.profiles.model import Profile, Rule, RuleValue, Source, Span

NO_LIMIT = "none"
MAX_BYTES = 1_000_000
MAX_GLYPHS = 20_000
_RANGE = re.compile(r"(.)-(.)", re.DOTALL)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_SPAN = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)(?:/(\d{1,6}))? ?(s|ms|frames?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Key:
    """A rule that profiles can have.

    Attributes:
        about: What it means, for people.
        allowed: What its value may be, for messages.
        read: Reads a value of TOML; raises ValueError.
    """

    about: str
    allowed: str
    read: Callable[[Any], RuleValue]


def _whole(lowest: int, highest: int) -> tuple[str, Callable[[Any], RuleValue]]:
    def read(value: Any) -> RuleValue:
        if type(value) is not int or not lowest <= value <= highest:
            raise ValueError(value)
        return value

    return f"a whole number from {lowest} to {highest}", read


def _number(lowest: float, highest: float) -> tuple[str, Callable[[Any], RuleValue]]:
    def read(value: Any) -> RuleValue:
        if type(value) not in {int, float} or not lowest <= value <= highest:
            raise ValueError(value)
        return Fraction(str(value))

    return f"a number from {lowest:g} to {highest:g}", read


def _span(value: Any) -> RuleValue:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if found is None or found[2] == "0" or (found[2] and int(found[2]) == 0):
        raise ValueError(value)
    amount = Fraction(found[1]) / Fraction(found[2] or 1)
    if found[3].startswith("frame"):
        return Span(amount, "frames")
    return Span(amount / 1000 if found[3] == "ms" else amount)


SPAN = ('a length such as "5/6 s", "500 ms" or "2 frames"', _span)


def _choice(*choices: str) -> tuple[str, Callable[[Any], RuleValue]]:
    def read(value: Any) -> RuleValue:
        if value not in choices:
            raise ValueError(value)
        return str(value)

    return f"one of {', '.join(choices)}", read


def _switch(value: Any) -> RuleValue:
    if not isinstance(value, bool):
        raise ValueError(value)  # noqa: TRY004 - the reader turns it into a message
    return value


SWITCH = ("true or false", _switch)


def _glyphs(value: Any) -> RuleValue:
    """`A-Z` and the like are ranges; a hyphen at the beginning or the end is itself."""
    if not isinstance(value, str) or not value or len(value) > MAX_GLYPHS:
        raise ValueError(value)
    return _RANGE.sub(lambda one: "".join(map(chr, range(ord(one[1]), ord(one[2]) + 1))), value)


def _words(value: Any) -> RuleValue:
    if not isinstance(value, list) or not all(
        isinstance(one, str) and one.strip() for one in value
    ):
        raise ValueError(value)
    return "\n".join(one.strip() for one in value)


KEYS: dict[str, Key] = {
    "line_chars": Key("characters in a line, at most", *_whole(1, 500)),
    "lines": Key("lines in a cue, at most", *_whole(1, 20)),
    "cps": Key("characters a second, at most", *_number(1, 100)),
    "wpm": Key("words a minute, at most", *_number(10, 1000)),
    "min_duration": Key("a cue is shown at least", *SPAN),
    "max_duration": Key("a cue is shown at most", *SPAN),
    "min_gap": Key("gap between two cues, at least", *SPAN),
    "close_gaps_below": Key("shorter gaps are closed to the least gap", *SPAN),
    "lead": Key("a cue begins before its speech by at most", *SPAN),
    "linger": Key("a cue stays after its speech for", *SPAN),
    "cut_window": Key("a cue edge this near to a cut moves to it", *SPAN),
    "line_ratio": Key("the shorter line is at least this part of the longer", *_number(0, 1)),
    "speakers": Key(
        "two speakers in one cue", *_choice("new cue", "dash both", "dash second", "any")
    ),
    "dash_space": Key("a space follows the dash of a speaker", *SWITCH),
    "brackets": Key("around sounds and speakers' names", *_choice("[]", "()", "any")),
    "ellipsis": Key("how an omission is written", *_choice("…", "...", "any")),
    "quotes": Key("which quotation marks and apostrophes", *_choice("straight", "curly", "any")),
    "spell_numbers_to": Key("numbers up to this are written in words", *_whole(0, 100)),
    "markup": Key("italics and other markup are allowed", *SWITCH),
    "characters": Key(
        "characters that the delivery can hold", *_choice("any", "latin", "teletext")
    ),
    "glyphs": Key(
        "the only characters that are allowed", 'a text such as "A-Za-z0-9.,!?\'-"', _glyphs
    ),
    "clock": Key("how a time of day is written", *_choice("10:30", "10.30", "any")),
    "italics": Key("italics are allowed", *SWITCH),
    "avoid": Key("words that are not used", 'a list of words such as ["darn", "heck*"]', _words),
}
_OWN_KEYS = ("title", "about", "inherits", "languages")


def read_profiles(
    text: str, file: str, known: Mapping[str, Profile] | None = None
) -> dict[str, Profile]:
    """Read the profiles of one file.

    Args:
        text: Content of the file.
        file: Its name for messages; empty for a built-in one.
        known: Profiles that it may inherit from.

    Raises:
        InvalidProfile: The file cannot be used; the message names the key and what is allowed.
    """
    return _File(text, file, known or {}).profiles()


class _File:
    def __init__(self, text: str, file: str, known: Mapping[str, Profile]) -> None:
        self._file, self._known = file, known
        if len(text) > MAX_BYTES:
            raise self._error("", f"it is larger than {MAX_BYTES // 1000} kB")
        try:
            self._tables: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise self._error("", f"it is no TOML: {error}") from error
        except RecursionError as error:
            raise self._error("", "it is no TOML: too deeply nested") from error

    def profiles(self) -> dict[str, Profile]:
        self._check_keys("", self._tables, ("profile", "sources"))
        given = self._table("profile", self._tables.get("profile"))
        if not given:
            raise self._error("", "it has no profile: begin one with [profile.NAME]")
        tables = {name: self._profile_table(name, table) for name, table in given.items()}
        return {name: self._profile(name, tables, ()) for name in tables}

    def _profile_table(self, name: str, table: Any) -> dict[str, Any]:
        where = f"profile.{name}"
        if not _NAME.fullmatch(name):
            raise self._error(where, "a name has small letters, digits and hyphens only")
        if name in self._known:
            there = self._known[name].file or "built in"
            raise self._error(where, f"a profile of this name exists ({there}); choose another")
        checked = self._table(where, table)
        self._check_keys(where, checked, (*_OWN_KEYS, *KEYS))
        return checked

    def _profile(
        self, name: str, tables: Mapping[str, dict[str, Any]], above: tuple[str, ...]
    ) -> Profile:
        where, table = f"profile.{name}", tables[name]
        parent = self._parent(name, tables, above)
        own = {key: self._rule(name, key, table[key]) for key in KEYS if key in table}
        inherited = {rule.key: rule for rule in parent.rules} if parent else {}
        rules = {**inherited, **own}
        self._check_lengths(where, rules)
        return Profile(
            name=name,
            title=self._text(where, table, "title") or name,
            about=self._text(where, table, "about") or (parent.about if parent else ""),
            languages=self._languages(where, table, parent),
            inherits=parent.name if parent else "",
            rules=tuple(rules[key] for key in KEYS if key in rules),
            file=self._file,
        )

    def _check_lengths(self, where: str, rules: Mapping[str, Rule]) -> None:
        """Refuse limits that no cue can keep together."""
        least, most = (
            rules[key].value if key in rules else None for key in ("min_duration", "max_duration")
        )
        if not isinstance(least, Span) or not isinstance(most, Span):
            return
        if least.at_least(MILLISECONDS) > most.at_most(MILLISECONDS):
            raise self._error(where, f"min_duration ({least}) is longer than max_duration ({most})")

    def _parent(
        self, name: str, tables: Mapping[str, dict[str, Any]], above: tuple[str, ...]
    ) -> Profile | None:
        where = f"profile.{name}"
        wanted = self._text(where, tables[name], "inherits")
        if not wanted:
            return None
        if wanted in (*above, name):
            raise self._error(
                f"{where}.inherits", f"{' inherits from '.join((*above, name, wanted))}: a circle"
            )
        if wanted in tables:
            return self._profile(wanted, tables, (*above, name))
        if wanted not in self._known:
            names = ", ".join([*self._known, *tables])
            raise self._error(f"{where}.inherits", f"there is no profile {wanted!r}; use {names}")
        return self._known[wanted]

    def _rule(self, profile: str, key: str, given: Any) -> Rule:
        where = f"profile.{profile}.{key}"
        if not isinstance(given, dict):
            return Rule(key, self._value(where, key, given), profile=profile)
        self._check_keys(where, given, ("value", "source", "note", "second_hand"))
        if "value" not in given:
            raise self._error(where, f"its value is missing: {KEYS[key].allowed}")
        second_hand = given.get("second_hand", False)
        if not isinstance(second_hand, bool):
            raise self._error(f"{where}.second_hand", f"{second_hand!r} is not true or false")
        return Rule(
            key,
            self._value(f"{where}.value", key, given["value"]),
            self._source(where, self._text(where, given, "source")),
            self._text(where, given, "note"),
            second_hand,
            profile,
        )

    def _value(self, where: str, key: str, value: Any) -> RuleValue | None:
        if value == NO_LIMIT:
            return None
        try:
            return KEYS[key].read(value)
        except (ValueError, ZeroDivisionError) as error:
            allowed = f"{KEYS[key].allowed}, or {NO_LIMIT!r}"
            raise self._error(where, f"{value!r} cannot be used; it must be {allowed}") from error

    def _source(self, where: str, name: str) -> Source | None:
        if not name:
            return None
        given = self._table("sources", self._tables.get("sources", {}))
        if name not in given:
            known = ", ".join(given) or "none"
            raise self._error(
                f"{where}.source", f"there is no source {name!r}; the file has {known}"
            )
        here = f"sources.{name}"
        table = self._table(here, given[name])
        self._check_keys(here, table, ("title", "address", "version", "read_on"))
        read_on = table.get("read_on")
        if read_on is not None and type(read_on) is not date:
            raise self._error(f"{here}.read_on", f"{read_on!r} is no day such as 2026-11-24")
        title, address, version = (
            self._text(here, table, key) for key in ("title", "address", "version")
        )
        return Source(name, title or name, address, version, read_on)

    def _languages(
        self, where: str, table: Mapping[str, Any], parent: Profile | None
    ) -> tuple[str, ...]:
        if "languages" not in table:
            return parent.languages if parent else ()
        given = table["languages"]
        if not isinstance(given, list) or not all(isinstance(code, str) for code in given):
            raise self._error(f"{where}.languages", 'it must be a list such as ["en", "de"]')
        return tuple(given)

    def _text(self, where: str, table: Mapping[str, Any], key: str) -> str:
        given = table.get(key, "")
        if not isinstance(given, str):
            raise self._error(f"{where}.{key}", f"{given!r} is not a text in quotation marks")
        return given

    def _table(self, where: str, given: Any) -> dict[str, Any]:
        if given is None:
            return {}
        if not isinstance(given, dict):
            raise self._error(where, "it must be a table")
        table: dict[str, Any] = given
        return table

    def _check_keys(self, where: str, table: Mapping[str, Any], allowed: Iterable[str]) -> None:
        for key in table:
            if key not in allowed:
                here = f"{where}.{key}" if where else key
                raise self._error(here, f"it is not known; allowed are {', '.join(allowed)}")

    def _error(self, key: str, reason: str) -> InvalidProfile:
        return InvalidProfile(self._file or "a built-in profile", key, reason)
