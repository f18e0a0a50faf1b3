"""After every button of the header, the player, the timeline and a row the cursor is in the text."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.cursor_walk import Walk
from tests.support.server import Workstation


def test_every_button_leaves_the_cursor_in_the_text(
    page: Page, shared_workstation: Workstation
) -> None:
    walk = Walk(page, shared_workstation)
    faults = {}
    # A segment's number selects several segments, for which the arrow keys go on from it.
    everywhere = page.locator(
        ".editor-header button, .editor-stage button, .seg:nth-child(2) button:not(.seg-number)"
    )
    names = everywhere.evaluate_all("buttons => buttons.map(one => one.outerHTML.slice(0, 100))")
    for n, name in enumerate(names):
        ways = ["Escape"]
        for way in ways:
            walk.begin()
            button = everywhere.nth(n)
            if not button.is_visible() or not button.is_enabled():
                continue
            button.click()
            walk.settle()
            if way == "Escape":
                ways += walk.other_ways()
            walk.close(way)
            if fault := walk.fault(False):
                faults[name, way] = fault
            walk.end()
    assert not faults, faults
