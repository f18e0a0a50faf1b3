"""What the pages for developers say of the code is true."""

from __future__ import annotations

import re

import pytest

from tests.conftest import REPOSITORY

PAGE = (REPOSITORY / "docs" / "develop" / "architecture.md").read_text("utf-8")
_SECTION = re.search(r"^## Three ways through the code\n(.*?)^## ", PAGE, re.S | re.M)
assert _SECTION is not None
WAYS = dict(re.findall(r"^\*\*(.+?)\.\*\* (.+?)\n\n", _SECTION[1], re.S | re.M))


@pytest.mark.parametrize("way", WAYS)
def test_a_way_names_modules_that_exist_each_once(way: str) -> None:
    modules = re.findall(r"`([\w/-]+)`", WAYS[way])
    assert len(modules) > 5
    assert sorted(modules) == sorted(set(modules))
    for module in modules:
        is_browser = module.startswith(("views/", "core/"))
        file = f"static/{module}.js" if is_browser else f"transcribe/{module}.py"
        assert (REPOSITORY / file).is_file(), module


def test_there_are_three_ways() -> None:
    assert list(WAYS) == ["An upload to its draft", "A key press to its commit", "A segment to SRT"]
