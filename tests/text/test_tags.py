"""Which texts are tags, and which of them are the same."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcribe.errors import InvalidTag, TooManyTags
from transcribe.text.tags import (
    MAX_CHARACTERS,
    MAX_TAGS,
    fold_tag,
    read_tag,
    read_tags,
    tag_of_folder,
)

LEVEL = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn", "Zl", "Zp"]), max_size=30)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("talks", "talks"),
        ("  To check ", "To check"),
        ("interviews/anna", "interviews/anna"),
        ("/interviews // anna/", "interviews/anna"),
        ("Интервью", "Интервью"),
        ("x" * 100, "x" * 100),
        (f" {'😀' * 100} ", "😀" * 100),
    ],
)
def test_a_tag_is_kept_as_typed(typed: str, kept: str) -> None:
    assert read_tag(typed) == kept


@pytest.mark.parametrize("text", ["", "  ", "/", " / / ", "\u200b", "a/\n", "\x00", "a\tb", "a\x85b",
    "a\u2028b", "\u202eabc", "\ud800", "x" * 101, "a\x7f"])  # fmt: skip
def test_what_cannot_be_a_tag_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(InvalidTag, match=r"cannot be a tag: it .*\.$"):
        read_tag(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Talks", "tALKS"),
        ("café", "cafe\u0301"),
        ("Straße", "STRASSE"),
        ("Ｆull", "full"),
        ("a / b", "A/B"),
    ],
)
def test_case_accents_and_width_do_not_count(one: str, other: str) -> None:
    assert fold_tag(read_tag(one)) == fold_tag(read_tag(other))
    assert read_tags([one, "z", other]) == (read_tag(one), "z")


def test_a_sign_that_folds_to_a_slash_is_no_border_of_levels() -> None:
    assert fold_tag("℀") != fold_tag("a/c")
    assert fold_tag("a／c").count("/") == 0


@given(st.lists(LEVEL, max_size=5))
def test_every_folder_has_a_tag_that_can_be_read_or_none(levels: list[str]) -> None:
    tag = tag_of_folder(levels)
    if tag is not None:
        assert read_tag(tag) == tag
        assert len(tag) <= MAX_CHARACTERS


@given(LEVEL)
def test_reading_twice_is_reading_once(text: str) -> None:
    try:
        tag = read_tag(text)
    except InvalidTag:
        return
    assert read_tag(tag) == tag
    assert fold_tag(tag) == fold_tag(unicodedata.normalize("NFD", tag))


def test_names_of_folders_lose_what_a_tag_cannot_have() -> None:
    assert tag_of_folder(["day\n1", " ", "a\x00b", "c/d"]) == "day 1/ab/c d"
    assert tag_of_folder(["y" * 255, "z"]) == "y" * 100
    assert tag_of_folder([]) is None


def test_a_recording_has_a_limited_number_of_tags() -> None:
    tags = [f"t{n}" for n in range(MAX_TAGS)]
    assert read_tags([*tags, "T1"]) == tuple(tags)
    with pytest.raises(TooManyTags, match="at most 50 tags, not 51"):
        read_tags([*tags, "one more"])
