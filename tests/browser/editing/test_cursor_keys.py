"""After the key of every command the cursor is in the text."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.cursor_walk import COMMANDS, LEAVES, MOVES, PARTS, Walk
from tests.support.server import Workstation


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_key_of_a_command_leaves_the_cursor_in_the_text(
    page: Page, shared_workstation: Workstation, part: int
) -> None:
    walk = Walk(page, shared_workstation)
    faults = {}
    for command in page.evaluate(COMMANDS)[part::PARTS]:
        keys = [key.replace("$mod", "Control") for key in (*command["textKeys"], *command["keys"])]
        if command["id"] in LEAVES or not keys:
            continue
        walk.begin()
        walk.page.keyboard.press(keys[0])
        walk.settle()
        walk.close("Escape")
        if fault := walk.fault(command["id"] in MOVES):
            faults[command["id"]] = fault
        walk.end()
    assert not faults, faults
