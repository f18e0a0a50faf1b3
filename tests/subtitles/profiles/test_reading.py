"""Profiles are read from TOML; what cannot be used is named by file and key, with what is allowed."""

from __future__ import annotations

import contextlib
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import InvalidProfile
from transcribe.subtitles.profiles.model import Span
from transcribe.subtitles.profiles.reading import KEYS, read_profiles

EXAMPLE = """
[sources.guide]
title = "Guide"
address = "https://example.org"
version = "2"
read_on = 2026-11-24

[profile.base]
lines = 2
cps = { value = 15, source = "guide", note = "13 before", second_hand = true }
min_gap = "2 frames"

[profile.own]
inherits = "base"
languages = ["de"]
cps = 12.5
lines = "none"
min_duration = "5/6 s"
"""


def test_rules_are_inherited_and_replaced() -> None:
    found = read_profiles(EXAMPLE, "mine.toml")
    own = found["own"]
    assert own.value("min_gap") == Span(Fraction(2), "frames")
    assert own.value("cps") == Fraction(25, 2)
    assert own.value("lines") is None
    assert own.value("min_duration") == Span(Fraction(5, 6))
    gap, speed = own.rule("min_gap"), own.rule("cps")
    assert gap is not None
    assert speed is not None
    assert (gap.profile, speed.profile) == ("base", "own")
    assert (own.inherits, own.languages, own.file) == ("base", ("de",), "mine.toml")


def test_a_number_carries_its_source() -> None:
    rule = read_profiles(EXAMPLE, "mine.toml")["base"].rule("cps")
    assert rule is not None
    assert rule.source is not None
    assert (rule.source.title, rule.source.address) == ("Guide", "https://example.org")
    assert (rule.source.version, rule.source.read_on) == ("2", date(2026, 11, 24))
    assert (rule.note, rule.is_second_hand) == ("13 before", True)


@pytest.mark.parametrize(
    ("text", "key", "allowed"),
    [
        ("", "", "begin one with"),
        ("[profile.a", "", "no TOML"),
        ("[profiles.a]", "profiles", "allowed are profile, sources"),
        ("[profile.A]", "profile.A", "small letters"),
        ("[profile.a]\nline = 2", "profile.a.line", "line_chars"),
        ("[profile.a]\nlines = 0", "profile.a.lines", "whole number from 1 to 20"),
        ("[profile.a]\nlines = true", "profile.a.lines", "whole number"),
        ("[profile.a]\nlines = 2.5", "profile.a.lines", "whole number"),
        ('[profile.a]\ncps = "fast"', "profile.a.cps", "a number from 1 to 100"),
        ("[profile.a]\ncps = nan", "profile.a.cps", "a number from 1 to 100"),
        ("[profile.a]\nmin_gap = 2", "profile.a.min_gap", "5/6 s"),
        ('[profile.a]\nmin_gap = "2 hours"', "profile.a.min_gap", "5/6 s"),
        ('[profile.a]\nmin_gap = "1/0 s"', "profile.a.min_gap", "5/6 s"),
        ('[profile.a]\nspeakers = "colour"', "profile.a.speakers", "dash both"),
        ("[profile.a]\nmarkup = 1", "profile.a.markup", "true or false"),
        ("[profile.a]\nlines = {}", "profile.a.lines", "value is missing"),
        ("[profile.a]\nlines = {value = 0}", "profile.a.lines.value", "whole number"),
        ("[profile.a]\nlines = {value = 2, why = 1}", "profile.a.lines.why", "second_hand"),
        ('[profile.a]\nlines = {value = 2, source = "x"}', "profile.a.lines.source", "none"),
        ('[profile.a]\ninherits = "b"', "profile.a.inherits", "there is no profile"),
        ('[profile.a]\nmin_duration = "9 s"\nmax_duration = "2 s"', "profile.a", "longer than"),
        ('[profile.a]\nmax_duration = "2 s"\n[profile.b]\ninherits = "a"\nmin_duration = "60 frames"',
         "profile.b", "longer than max_duration (2 s)"),
        ('[profile.a]\ninherits = "a"', "profile.a.inherits", "circle"),
        ('[profile.a]\ninherits = "b"\n[profile.b]\ninherits = "a"', "inherits", "circle"),
        ('[profile.a]\nlanguages = "en"', "profile.a.languages", "a list"),
        ("[profile.a]\ntitle = 3", "profile.a.title", "quotation marks"),
        ("profile = 3", "profile", "a table"),
        ("[profile]\na = 3", "profile.a", "a table"),
        ('[sources.s]\nread_on = "now"\n[profile.a]\nlines = {value = 2, source = "s"}',
         "sources.s.read_on", "no day"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named_with_what_is_allowed(
    text: str, key: str, allowed: str
) -> None:
    with pytest.raises(InvalidProfile) as caught:
        read_profiles(text, "mine.toml")
    assert caught.value.key.endswith(key)
    assert str(caught.value).startswith("mine.toml")
    assert allowed in str(caught.value)


def test_a_name_that_exists_is_refused() -> None:
    known = read_profiles(EXAMPLE, "")
    with pytest.raises(InvalidProfile, match="choose another"):
        read_profiles("[profile.base]", "mine.toml", known)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
).filter(lambda value: value is not None)


@given(st.sampled_from([*KEYS, "title", "inherits", "languages", "about"]), values)
def test_no_value_raises_anything_else(key: str, value: object) -> None:
    text = f"[profile.a]\n{key} = {_toml(value)}"
    with contextlib.suppress(InvalidProfile):
        assert list(read_profiles(text, "mine.toml")) == ["a"]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" for c in value) + '"'
    return str(value)
