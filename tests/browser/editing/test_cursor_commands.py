"""After every command of the palette, and what it opens, typing goes on where it was."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.support.cursor_walk import COMMANDS, LEAVES, MOVES, PARTS, Walk
from tests.support.server import Workstation


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_after_every_command_typing_goes_on_where_it_was(
    page: Page, shared_workstation: Workstation, part: int
) -> None:
    walk = Walk(page, shared_workstation)
    faults = {}
    commands = page.evaluate(COMMANDS)
    for command in commands[part::PARTS]:
        if command["id"] in LEAVES:
            continue
        ways = ["Escape"]
        for way in ways:
            walk.begin()
            walk.run(command)
            if way == "Escape":
                ways += walk.other_ways()
            walk.close(way)
            fault = walk.fault(command["id"] in MOVES)
            if fault:
                faults[command["id"], way] = fault
            walk.end()
    assert not faults, faults
