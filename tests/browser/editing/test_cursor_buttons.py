"""After every button of the header, the player, the timeline and a row the cursor is in the text."""

from __future__ import annotations

from tests.support.cursor_walk import Walk
from tests.support.editor_page import Editor


def test_every_button_leaves_the_cursor_in_the_text(editor: Editor) -> None:
    walk = Walk(editor)
    faults = {}
    # A segment's number selects several segments, for which the arrow keys go on from it.
    everywhere = editor.page.locator(
        ".editor-header button, .editor-stage button, .seg:nth-child(2) button:not(.seg-number)"
    )
    names = everywhere.evaluate_all("buttons => buttons.map(one => one.outerHTML.slice(0, 100))")
    for n, name in enumerate(names):
        for way in ("Escape", "outside"):
            walk.begin()
            button = everywhere.nth(n)
            if not button.is_visible() or not button.is_enabled():
                continue
            button.click()
            walk.settle()
            walk.close(way)
            if fault := walk.fault(False):
                faults[name, way] = fault
            walk.end()
    assert not faults, faults
