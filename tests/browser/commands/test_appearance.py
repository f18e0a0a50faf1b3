"""Theme and text size: chosen in the editor, stored by the browser, applied before first paint."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor
from tests.support.recordings import add_recording
from tests.support.server import Workstation

FIRST_THEME = """
    new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.firstTheme = document.documentElement.dataset.theme;
        observer.disconnect();
    }).observe(document, {childList: true, subtree: true});
"""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
LIGHT, DARK = "rgb(251, 251, 250)", "rgb(23, 25, 28)"
TIMELINE_CORNER = """() => {
    const canvas = document.querySelector(".timeline-canvas");
    return canvas.getContext("2d").getImageData(2, canvas.height - 2, 1, 1).data[0];
}"""


@pytest.fixture
def editor(page: Page, shared_workstation: Workstation) -> Editor:
    page.add_init_script(FIRST_THEME)
    return Editor(page, shared_workstation, add_recording(shared_workstation))


def test_the_theme_follows_the_system_until_one_is_chosen(editor: Editor) -> None:
    page = editor.page
    for scheme, background in (("dark", DARK), ("light", LIGHT)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_function(f"() => {BACKGROUND} === '{background}'")
    page.get_by_role("button", name="View").click()
    page.get_by_role("menuitemcheckbox", name="Theme: dark").click()
    assert page.evaluate(BACKGROUND) == DARK
    page.wait_for_function(f"() => ({TIMELINE_CORNER})() < 60")  # the canvas too

    editor.reload()
    assert page.evaluate("window.firstTheme") == "dark"
    page.goto(editor.station.url)
    expect(page.locator("#library h1")).to_be_visible()
    assert page.evaluate(BACKGROUND) == DARK


def test_theme_and_text_size_have_keys_and_are_stored(editor: Editor) -> None:
    page = editor.page
    height = editor.text(0).bounding_box()["height"]  # type: ignore[index]
    editor.put_cursor(0, 0)
    for _ in range(12):  # stops at 200 %
        editor.press("Alt+Shift+Equal")
    expect(page.locator(".toast")).to_have_text("Text: 200 %×")
    taller = editor.text(0).bounding_box()["height"]  # type: ignore[index]
    assert taller == pytest.approx(2 * height, rel=0.03)
    editor.press("Alt+Shift+Minus")
    editor.press("Alt+Shift+t", "Alt+Shift+t")
    assert page.evaluate(BACKGROUND) == DARK
    kept = json.loads(page.evaluate("localStorage.getItem('transcribe.settings')"))
    assert (kept["textPercent"], kept["theme"]) == (190, "dark")


def test_another_window_adopts_the_theme(editor: Editor) -> None:
    other = editor.page.context.new_page()
    other.goto(editor.station.url)
    editor.press("Alt+Shift+t", "Alt+Shift+t")
    other.wait_for_function("() => document.documentElement.dataset.theme === 'dark'")
