"""Statistics of a recording: opened from the bar and by name, from untouched to edited; a click moves playback."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.editor_page import Editor


def test_statistics_show_the_work_and_lead_to_low_confidence(page: Page, editor: Editor) -> None:
    page.locator(".review-open").click()
    dialog = page.get_by_role("dialog", name="Statistics")
    expect(dialog.get_by_text("Nobody has edited this recording yet.")).to_be_visible()
    page.keyboard.press("Escape")

    editor.put_cursor(0, 0)
    page.keyboard.type("Well ")
    editor.press("Alt+a")
    page.locator(".review-open").click()
    expect(dialog.locator(".figures div", has_text="Words corrected")).to_contain_text("1")
    expect(dialog.locator(".figures div", has_text="Segments approved")).to_contain_text("of 4")
    expect(dialog.locator(".chart-bar.is-confirmed").first).to_be_visible()
    dialog.get_by_text("As a table").first.click()
    assert dialog.locator(".chart-table tbody tr").count() >= 5

    page.set_viewport_size({"width": 390, "height": 800})
    body = dialog.locator(".dialog-body")
    assert body.evaluate("one => one.scrollWidth <= one.clientWidth"), "wider than the window"
    page.set_viewport_size({"width": 1280, "height": 800})

    dialog.locator(".hint .link").first.click()
    expect(dialog).to_have_count(0)
    expect(page.locator(".seg").nth(1)).to_contain_class("is-selected")
