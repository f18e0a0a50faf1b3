"""WCAG 2.2 AA by axe on every page and dialog, light and dark; operation by keyboard only."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import REPOSITORY
from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation

AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN = f"""async () => {{
    const found = await axe.run(document, {{runOnly: {TAGS}}});
    return found.violations.map(one => [one.id, one.help, one.nodes.slice(0, 5).map(
        node => node.html.slice(0, 200) + " — " + node.any.map(check => check.message).join("; "))]);
}}"""

EDITOR_STATES: dict[str, tuple[str, ...]] = {
    "a text": (),
    "the palette": ("Control+k",),
    "settings": ("Alt+u",),
    "keys": ("Escape", "?"),
    "export": ("Alt+e",),
    "speakers": ("Alt+s",),
    "draft again": ("Alt+r",),
    "history": ("Alt+h",),
    "speakers beside the list": ("Alt+Shift+e",),
    "find": ("Control+h",),
}


@pytest.fixture(params=["light", "dark"])
def themed(browser: Browser, request: pytest.FixtureRequest) -> Any:
    """A page in one of the themes with axe injected, which the site's own policy would refuse."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme=request.param, bypass_csp=True,
        reduced_motion="reduce",
    )  # fmt: skip
    yield context.new_page()
    context.close()


def violations(page: Page) -> Any:
    page.add_script_tag(path=AXE)
    return page.evaluate(RUN)


def test_the_editor_and_its_dialogs(themed: Page, shared_workstation: Workstation) -> None:
    editor = Editor(themed, shared_workstation, add_recording(shared_workstation))
    editor.put_cursor(1, 4)
    editor.type("really ")
    editor.wait_until_saved()
    found: list[str] = []
    for state, keys in EDITOR_STATES.items():
        editor.put_cursor(1, 0)
        editor.press(*keys)
        themed.wait_for_timeout(400)
        found += [f"{state}: {violation}" for violation in violations(themed)]
        for _ in range(2):
            editor.press("Escape")
        expect(themed.locator("dialog[open]")).to_have_count(0)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("address", ["/", "/jobs", "/words", "/replace", "/media/nobody"])
def test_other_pages(themed: Page, shared_workstation: Workstation, address: str) -> None:
    add_recording(shared_workstation)
    themed.goto(shared_workstation.url + address)
    themed.wait_for_timeout(700)
    assert violations(themed) == []


def test_there_is_no_keyboard_trap_and_the_focus_is_visible(
    page: Page, shared_workstation: Workstation
) -> None:
    editor = Editor(page, shared_workstation, add_recording(shared_workstation))
    editor.put_cursor(0, 0)
    editor.press("Escape")  # leaves the text
    assert editor.cursor()[0] == -1
    seen: set[str] = set()
    for _ in range(60):
        editor.press("Tab")
        seen.add(
            page.evaluate("document.activeElement.className || document.activeElement.tagName")
        )
        if page.evaluate("document.activeElement.classList.contains('seg-text')"):
            editor.press("Escape")
    assert len(seen) > 8, seen
    page.locator(".editor-title").focus()
    editor.press("Tab", "Shift+Tab")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert page.evaluate(outline) == "solid"
