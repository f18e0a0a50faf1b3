"""After every command of the palette, and what it opens, typing goes on where it was."""

from __future__ import annotations

import pytest

from tests.support.cursor_walk import COMMANDS, LEAVES, MOVES, PARTS, Walk
from tests.support.editor_page import Editor


@pytest.mark.parametrize("part", range(PARTS))
def test_after_every_command_typing_goes_on_where_it_was(editor: Editor, part: int) -> None:
    walk = Walk(editor)
    faults = {}
    commands = editor.page.evaluate(COMMANDS)
    for command in commands[part::PARTS]:
        if command["id"] in LEAVES:
            continue
        ways, opened = ["Escape"], False
        for way in ways:
            walk.begin()
            walk.run(command)
            if walk.is_open() and not opened:
                opened = True
                ways += ["button", "outside"]
            walk.close(way)
            fault = walk.fault(command["id"] in MOVES)
            if fault:
                faults[command["id"], way] = fault
            walk.end()
    assert not faults, faults
