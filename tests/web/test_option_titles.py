"""Every option and every choice of every format has a name for people."""

from __future__ import annotations

import re

import pytest

from transcribe.formats import FORMATS, Option
from transcribe.web.option_titles import TITLES, choice_title, option_title

OPTIONS = {option for format_ in FORMATS.values() for option in format_.options}


@pytest.mark.parametrize("option", sorted(OPTIONS, key=repr), ids=lambda option: option.name)
def test_options_and_choices_are_named(option: Option) -> None:
    assert option.name in TITLES
    assert "_" not in option_title(option)
    titles = [choice_title(option, value) for value in option.choices]
    assert len(set(titles)) == len(titles)
    for value, title in zip(option.choices, titles, strict=True):
        is_timecode = re.fullmatch(r"\d\d:\d\d:\d\d:\d\d", value)
        assert is_timecode or title != value, f"{option.name}={value} needs a title with its unit"


def test_names_are_used_and_no_more() -> None:
    assert {option.name for option in OPTIONS} == set(TITLES)
